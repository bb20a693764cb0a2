"""What people may act for: a role, of a country, of a hub, or of the platform."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from hubs.models import Country, Hub


class MembershipQuerySet(models.QuerySet["Membership"]):
    def granted(self) -> Self:
        return self.filter(status=Membership.Status.GRANTED)


class Membership(models.Model):
    """A role that a person has, or asks for: of a country, of a hub, or of the platform."""

    class Role(models.TextChoices):
        OFFICIAL = "official", _("official")
        FOCAL_POINT = "focal_point", _("focal point")
        FACILITATOR = "facilitator", _("facilitator")
        CURATOR = "curator", _("curator")
        REVIEWER = "reviewer", _("reviewer")
        HUB_MANAGER = "hub_manager", _("hub manager")
        DESK_OFFICER = "desk_officer", _("desk officer")
        FUND_MANAGER = "fund_manager", _("fund manager")
        FUND_APPROVER = "fund_approver", _("fund approver")
        AUDITOR = "auditor", _("auditor")
        ADMINISTRATOR = "administrator", _("administrator")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("requested")
        GRANTED = "granted", _("granted")
        ENDED = "ended", _("ended")

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )
    hub = models.ForeignKey(
        Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.REQUESTED
    )
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    OF_A_COUNTRY = (Role.OFFICIAL, Role.FOCAL_POINT, Role.FACILITATOR)
    OF_A_HUB = (Role.CURATOR, Role.REVIEWER, Role.HUB_MANAGER)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="membership_has_its_place",
                condition=models.Q(
                    role__in=("official", "focal_point", "facilitator"),
                    country__isnull=False,
                )
                | models.Q(role="facilitator", hub__isnull=False)
                | models.Q(
                    role__in=("curator", "reviewer", "hub_manager"), hub__isnull=False
                )
                | models.Q(
                    role__in=(
                        "desk_officer",
                        "fund_manager",
                        "fund_approver",
                        "auditor",
                        "administrator",
                    ),
                    country__isnull=True,
                    hub__isnull=True,
                ),
            ),
            models.UniqueConstraint(
                fields=("person", "role", "country", "hub"),
                condition=~models.Q(status="ended"),
                nulls_distinct=False,
                name="membership_once",
            ),
        )

    def __str__(self) -> str:
        place = self.hub or self.country or _("the platform")
        return f"{self.person}: {self.get_role_display()}, {place}"
