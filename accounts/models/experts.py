"""The talent bank: people who would share what they know, and agreed to be found."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from hubs.models import Country, Theme

CONFIRMED_EVERY = timedelta(days=365)


class ExpertQuerySet(models.QuerySet["Expert"]):
    def listed(self, today: date) -> Self:
        """Return those who agreed to be found, said so within a year, and are not away."""
        return self.filter(
            models.Q(paused_until=None) | models.Q(paused_until__lte=today),
            consented_at__isnull=False,
            confirmed_on__gte=today - CONFIRMED_EVERY,
            person__is_active=True,
        )

    def with_person(self) -> Self:
        return self.select_related("person", "country").prefetch_related("themes")


class Expert(models.Model):
    """
    A person whom others may ask to be introduced to.

    She is found by what she knows; her name is shown only after she has said yes.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="expert")
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="experts"
    )
    experience = models.CharField(_("experience in one line"), max_length=250)
    themes = models.ManyToManyField(Theme, blank=True, related_name="experts")
    nominated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consented_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    paused_until = models.DateField(_("not available until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=models.Q(consented_at=None)
                | models.Q(confirmed_on__isnull=False),
                name="expert_consent_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.experience
