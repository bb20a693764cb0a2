"""Which institution of a country does what, who is consulted there, and what they said."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, Membership, User
from exchanges.models.requests import SPEAKING, ExchangeRequest
from hubs.models import Country


class InstitutionRoleQuerySet(models.QuerySet["InstitutionRole"]):
    def of(self, country: Country | str) -> Self:
        """Return those of a country: everybody may know them."""
        return self.filter(country=country)

    def in_order(self) -> Self:
        """Sort them by what they do, as a reader looks for them, and then by name."""
        places = [models.When(role=role, then=n) for n, role in enumerate(ROLES)]
        place = models.Case(*places, output_field=models.SmallIntegerField())
        return self.order_by(place, "name", "pk")


class InstitutionRole(models.Model):
    """What an institution of a country does in its exchanges, as its focal point named it."""

    class Role(models.TextChoices):
        FOCAL_POINT = "focal_point_office", _("focal point's office")
        COORDINATING = "coordinating_body", _("coordinating body")
        IMPLEMENTING = "implementing_agency", _("implementing agency")
        FINANCING = "financing_ministry", _("financing ministry")

    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="institution_roles"
    )
    role = models.CharField(_("what it does"), max_length=20, choices=Role.choices)
    name = models.CharField(_("institution"), max_length=250)
    own_name = models.CharField(
        _("its name in its own language"), max_length=250, blank=True
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    objects = InstitutionRoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("country", "role", "name"), name="institution_once_a_role"
            ),
        )

    def __str__(self) -> str:
        return self.name


ROLES = tuple(InstitutionRole.Role)


class BodyMemberQuerySet(models.QuerySet["BodyMember"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return those of a person's own countries; the desk and auditors see all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = Membership.objects.in_force().filter(person=user)
        speaking = mine.filter(role__in=SPEAKING).values("country")
        overlooking = mine.filter(role__in=BodyMember.SEEN_BY)
        return self.filter(Q(country__in=speaking) | Q(Exists(overlooking)))

    def of(self, country: Country | str) -> Self:
        return self.filter(country=country)

    def in_force(self) -> Self:
        """Return those who are still of the body, and still speak for their country."""
        speaking = Membership.objects.in_force().filter(
            person=OuterRef("person"), country=OuterRef("country"), role__in=SPEAKING
        )
        return self.filter(Exists(speaking), ended_at=None)

    def by_name(self) -> Self:
        return self.select_related("person").order_by("person__name", "pk")


class BodyMember(models.Model):
    """A person who is consulted before her country's focal point endorses a request."""

    SEEN_BY = (
        Membership.Role.DESK_OFFICER,
        Membership.Role.AUDITOR,
        Membership.Role.ADMINISTRATOR,
    )

    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="body_members"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bodies"
    )
    institution = models.CharField(_("institution"), max_length=250)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    appointed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BodyMemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("country", "person"),
                condition=Q(ended_at=None),
                name="body_member_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.institution}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return those of a person's own side and of the desk; no provider reads them."""
        here = ExchangeRequest.objects.kept_by(user) if user.is_authenticated else None
        if here is None or not user.is_active:
            return self.none()
        return self.filter(exchange_request__in=here.values("pk"))

    def open(self) -> Self:
        return self.filter(outcome=Consultation.Outcome.OPEN)

    def past_its_day(self, today: Any) -> Self:
        return self.open().filter(closes_on__lt=today)

    def latest_first(self) -> Self:
        return self.order_by("-opened_at", "-pk")

    def waiting_for(self, person: Any) -> Self:
        """Return the open ones in which a person is asked, and has not said anything."""
        hers = BodyMember.objects.in_force().filter(person=person)
        return (
            self.open()
            .filter(exchange_request__country__in=hers.values("country"))
            .exclude(exchange_request__author=person)
            .exclude(opinions__person=person)
        )

    def with_whether_it_awaits(self, person: Any) -> Self:
        """Add ``awaited``: whether a person is asked, and has not said anything."""
        waiting = Consultation.objects.waiting_for(person).filter(pk=OuterRef("pk"))
        return self.annotate(awaited=Exists(waiting))


class Consultation(models.Model):
    """The body of a country is asked whether it objects; who says nothing by a day agrees."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        NO_OBJECTION = "no_objection", _("nobody objected")
        OBJECTED = "objected", _("somebody objected")
        CALLED_OFF = "called_off", _("called off")

    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.CASCADE, related_name="consultations"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closes_on = models.DateField(_("closes on"))
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("exchange_request",),
                condition=Q(outcome="open"),
                name="consultation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", closed_at=None)
                | ~Q(outcome="open") & Q(closed_at__isnull=False),
                name="consultation_is_open_or_closed",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("closes_on",),
                name="consultation_by_day",
                condition=Q(outcome="open"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.exchange_request_id}: {self.closes_on}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:consultation", args=[self.exchange_request.reference])

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    def end(self, outcome: str, *, at: datetime) -> None:
        """
        Close it, once and for good; nothing else writes ``outcome``.

        :raises IllegalMove: where it is over.
        """
        if not self.is_open:
            raise IllegalMove(
                gettext("This consultation is over: %(outcome)s.")
                % {"outcome": self.get_outcome_display()}
            )
        self.outcome, self.closed_at = outcome, at
        self.save(update_fields=["outcome", "closed_at"])


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def objections(self) -> Self:
        return self.filter(says=Opinion.Says.OBJECTS)

    def oldest_first(self) -> Self:
        return self.select_related("person").order_by("given_at", "pk")


class Opinion(models.Model):
    """What a person of the body said, or that she said nothing, which is consent."""

    class Says(models.TextChoices):
        NO_OBJECTION = "no_objection", _("no objection")
        OBJECTS = "objects", _("objects")
        SILENT = "silent", _("said nothing, and so agrees")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="opinions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.CharField(max_length=250)
    says = models.CharField(_("says"), max_length=12, choices=Says.choices)
    reason = models.TextField(_("reason"), blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("consultation", "person"), name="opinion_once_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(says="objects") | ~Q(reason=""),
                name="opinion_says_why_it_objects",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.says}"
