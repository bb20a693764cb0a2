"""How long each step may take, what a country wants, and how much a provider can take."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hubs.models import Country, Hub

MOST_WORKING_DAYS = 60  # that a country may give a step of its own


class ServiceClock(models.Model):
    """
    The days that each step may take: of a hub, or of the platform where no hub is named.

    The defaults are those that requests of this kind were seen to need; a first reminder
    before the third day was resented.
    """

    EARLIEST_POKE: ClassVar[int] = 3

    hub = models.OneToOneField(
        Hub, on_delete=models.CASCADE, null=True, blank=True, related_name="clock"
    )
    completeness = models.PositiveSmallIntegerField(
        _("working days to see whether a request is complete"), default=2
    )
    triage = models.PositiveSmallIntegerField(
        _("working days to decide on whom to ask"), default=5
    )
    endorsement = models.PositiveSmallIntegerField(
        _("working days of the focal point"), default=10
    )
    choice = models.PositiveSmallIntegerField(
        _("working days to choose among those who said yes"), default=10
    )
    clarification = models.PositiveSmallIntegerField(
        _("working days to answer a provider's question"), default=10
    )
    poke = models.PositiveSmallIntegerField(
        _("days until a country that was asked is reminded"),
        default=9,
        validators=[MinValueValidator(EARLIEST_POKE)],
    )
    last_chance = models.PositiveSmallIntegerField(
        _("days until it is reminded for the last time"), default=21
    )
    lapse = models.PositiveSmallIntegerField(
        _("days until somebody else is asked"), default=45
    )
    draft = models.PositiveSmallIntegerField(
        _("days that a draft may rest"), default=30
    )

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=Q(poke__gte=3, last_chance__gt=F("poke"))
                & Q(lapse__gt=F("last_chance")),
                name="clock_runs_forwards",
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(hub=None),
                name="clock_of_the_platform_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.hub or _("the platform"))


class CountryProcedure(models.Model):
    """What a country wants of the requests of its own people."""

    country = models.OneToOneField(
        Country, on_delete=models.CASCADE, primary_key=True, related_name="procedure"
    )
    endorsement_wanted = models.BooleanField(
        _("its focal point endorses each request"), default=False
    )
    letter_wanted = models.BooleanField(_("with an official letter"), default=False)
    endorsement_days = models.PositiveSmallIntegerField(
        _("working days to endorse"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WORKING_DAYS)],
        help_text=_("Empty: as many as everywhere."),
    )
    consultation_wanted = models.BooleanField(
        _("others of the country are asked first whether they object"), default=False
    )
    consultation_days = models.PositiveSmallIntegerField(
        _("working days to object"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WORKING_DAYS)],
        help_text=_("Who says nothing by then agrees."),
    )

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=Q(consultation_days__gte=1, consultation_days__lte=60),
                name="procedure_consults_for_days",
            ),
            models.CheckConstraint(
                condition=Q(endorsement_days=None)
                | Q(endorsement_days__gte=1, endorsement_days__lte=60),
                name="procedure_endorses_in_days",
            ),
        )

    def __str__(self) -> str:
        return str(self.country)


class ProviderCapacityQuerySet(models.QuerySet["ProviderCapacity"]):
    def paused(self, today: date) -> Self:
        """Return those that would rather not be asked on a day."""
        return self.filter(paused_until__gt=today)


class ProviderCapacity(models.Model):
    """How many requests a country can look at, and until when it would rather not be asked."""

    country = models.OneToOneField(
        Country, on_delete=models.CASCADE, primary_key=True, related_name="capacity"
    )
    at_once = models.PositiveSmallIntegerField(
        _("open requests that it can look at"), null=True, blank=True
    )
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_on = models.DateField(_("confirmed on"))

    objects = ProviderCapacityQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.country)
