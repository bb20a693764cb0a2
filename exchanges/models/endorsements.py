"""What a request carries besides its text: a number of its year, and its country's word."""

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.requests import ExchangeRequest


class ReferenceCounter(models.Model):
    """The latest number that was given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    latest = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.latest}"

    @classmethod
    def next_in(cls, year: int) -> int:
        """Return the next number of a year; two at once get two numbers."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO exchanges_referencecounter (year, latest) VALUES (%s, 1)"
                " ON CONFLICT (year) DO UPDATE"
                " SET latest = exchanges_referencecounter.latest + 1 RETURNING latest",
                [year],
            )
            (number,) = cursor.fetchone()
        return int(number)


class Endorsement(models.Model):
    """The word of the country's focal point that the country wants it, with the letter."""

    exchange_request = models.OneToOneField(
        ExchangeRequest, on_delete=models.CASCADE, related_name="endorsement"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(_("words of endorsement"), blank=True)
    letter = models.ForeignKey(
        "Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.exchange_request_id}: {self.by_id}"
