"""Who was reminded that a practice is to be reviewed."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice


class ReviewReminder(models.Model):
    """One reminder of one review date: before it, on it, or after it; each once."""

    class Stage(models.TextChoices):
        AHEAD = "ahead", _("thirty days before")
        DUE = "due", _("on the day")
        OVERDUE = "overdue", _("thirty days after")

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="review_reminders"
    )
    review_by = models.DateField()
    stage = models.CharField(max_length=8, choices=Stage.choices)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "review_by", "stage"), name="reminder_once_a_stage"
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}, {self.review_by}: {self.stage}"
