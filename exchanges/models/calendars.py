"""The private address under which a person's own calendar reads her due dates."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

LENGTH = 22  # letters and digits: 130 bits, and signed besides


def new_key() -> str:
    return get_random_string(LENGTH)


class CalendarLink(models.Model):
    """Whoever knows the key reads one person's due dates, until she takes another or none."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link"
    )
    key = models.CharField(max_length=LENGTH, unique=True, default=new_key)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id}"
