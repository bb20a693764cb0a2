"""What people may act for: a role, of a country, of a hub, or of the platform."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.people import SECOND_FACTORS, User
from hubs.models import Country, Hub


class IllegalMove(ValidationError):
    """A step that does not follow from where something stands now."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def granted(self) -> Self:
        return self.filter(status=Membership.Status.GRANTED)

    def requested(self) -> Self:
        return self.filter(status=Membership.Status.REQUESTED)

    def open(self) -> Self:
        """Return those that are granted or asked for."""
        return self.exclude(status=Membership.Status.ENDED)

    def of_staff(self) -> Self:
        """Return those whose role asks for a second factor."""
        return self.filter(role__in=Membership.STAFF)

    def in_force(self) -> Self:
        """Return the granted ones with which one may act: with a second factor where needed."""
        granted = self.granted().filter(person__is_active=True)
        if not settings.SECOND_FACTOR_REQUIRED:
            return granted
        secured = User.objects.filter(authenticator__type__in=SECOND_FACTORS)
        return granted.filter(~Q(role__in=Membership.STAFF) | Q(person__in=secured))

    def decided_by(self, person: User | AnonymousUser) -> Self:
        """
        Return those that this person may grant and end: never her own.

        An administrator decides all; a hub's manager those of her hub; a focal point
        those of her country's officials and facilitators.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        others = self.exclude(person=person)
        if person.acts_as(Membership.Role.ADMINISTRATOR) or person.is_operator():
            return others
        mine = person.memberships.in_force()
        hubs = mine.filter(role=Membership.Role.HUB_MANAGER).values("hub")
        countries = mine.filter(role=Membership.Role.FOCAL_POINT).values("country")
        return others.filter(
            Q(hub__in=hubs, role__in=Membership.GRANTED_BY_A_HUB)
            | Q(country__in=countries, role__in=Membership.GRANTED_BY_A_COUNTRY)
        )

    def of_those_near(self, wanted: "Membership") -> Self:
        """Return the roles of its own hub or country with which one decides about another."""
        if wanted.hub_id and wanted.role in Membership.GRANTED_BY_A_HUB:
            return self.filter(role=Membership.Role.HUB_MANAGER, hub=wanted.hub_id)
        if wanted.country_id and wanted.role in Membership.GRANTED_BY_A_COUNTRY:
            focal_points = self.filter(role=Membership.Role.FOCAL_POINT)
            return focal_points.filter(country=wanted.country_id)
        return self.none()

    def visible_to(self, person: User | AnonymousUser) -> Self:
        """Return her own, those that she decides, and for an auditor all."""
        if not person.is_authenticated:
            return self.none()
        if person.acts_as(Membership.Role.AUDITOR):
            return self.all()
        decided = Membership.objects.decided_by(person).values("pk")
        return self.filter(Q(person=person) | Q(pk__in=decided))

    def with_people(self) -> Self:
        return self.select_related("person", "country", "hub", "by")

    def longest_waiting_first(self) -> Self:
        return self.order_by("since", "pk")


@pghistory.track(
    model_name="MembershipHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
    context_field=None,  # type: ignore[arg-type]  # by whom and why stand in the row
    append_only=True,
    attrs={"__doc__": "Each state of a membership, written by the database itself."},
    meta={"indexes": (models.Index("pgh_obj", "pgh_id", name="membership_history"),)},
)
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
    OF_THE_PLATFORM = (
        Role.DESK_OFFICER,
        Role.FUND_MANAGER,
        Role.FUND_APPROVER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    )
    STAFF = (*OF_A_HUB, *OF_THE_PLATFORM)
    AT_THE_DESK = (
        Role.DESK_OFFICER,
        Role.HUB_MANAGER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    )
    GRANTED_BY_A_HUB = (*OF_A_HUB, Role.FACILITATOR)
    GRANTED_BY_A_COUNTRY = (Role.OFFICIAL, Role.FACILITATOR)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.REQUESTED: {Status.GRANTED, Status.ENDED},
        Status.GRANTED: {Status.ENDED},
    }

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
        return f"{self.person}: {self.get_role_display()}, {self.place}"

    @property
    def place(self) -> Country | Hub | str:
        """What the role is of; ask for ``country`` and ``hub`` with the rows."""
        return self.hub or self.country or gettext("the platform")

    @property
    def is_requested(self) -> bool:
        return self.status == self.Status.REQUESTED

    @property
    def is_granted(self) -> bool:
        return self.status == self.Status.GRANTED

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.ENDED

    def move_to(self, status: str, *, by: User, reason: str) -> None:
        """
        Take the next step of its life, by whom and why. Nothing else writes ``status``.

        :raises IllegalMove: if that step does not follow from the present one.
        """
        if status not in self.MOVES.get(self.status, ()):
            now = self.get_status_display()
            raise IllegalMove(gettext("Not possible now: the role is “%s”.") % now)
        self.status, self.since, self.by, self.reason = (
            status,
            timezone.now(),
            by,
            reason,
        )
        self.save(update_fields=["status", "since", "by", "reason"])
