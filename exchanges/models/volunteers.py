"""Countries that offer their help before anybody asked them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.requests import ExchangeRequest
from hubs.models import Country


class HelpOffer(models.Model):
    """A country read of a request in the register, and says that it can help; the desk asks."""

    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.CASCADE, related_name="help_offers"
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="help_offers"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("what you can help with"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("exchange_request", "country"), name="help_offer_once_a_country"
            ),
            models.CheckConstraint(
                condition=~models.Q(words=""), name="help_offer_says_with_what"
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} → {self.exchange_request_id}"
