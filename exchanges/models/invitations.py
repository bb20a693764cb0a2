"""Each country that a request is put to, and what it answers."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, Membership, User
from exchanges.models.requests import SPEAKING, ExchangeRequest
from exchanges.models.vocabulary import Instrument
from hubs.models import Country, Hub


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """
        Return what a person may read: all of her own side's requests, and what her country got.

        What another country was asked, or answered, is no provider's to know.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        here = ExchangeRequest.objects.kept_by(user)
        hers = Invitation.objects.asked().addressed_to(user)
        return self.filter(
            Q(exchange_request__in=here.values("pk")) | Q(pk__in=hers.values("pk"))
        )

    def addressed_to(self, user: Any) -> Self:
        """Return those to countries for which a person speaks, and to her hubs."""
        mine = Membership.objects.in_force().filter(person=user)
        countries = mine.filter(role__in=SPEAKING).values("country")
        hubs = mine.filter(role__in=Membership.OF_A_HUB).values("hub")
        return self.filter(Q(country__in=countries) | Q(hub__in=hubs))

    def spoken_of_with(self, user: Any) -> Self:
        """Return those in whose conversation a person may take part for the country asked."""
        introduced = Invitation.objects.filter(
            exchange_request__introductions__status="accepted",
            exchange_request__introductions__counterpart__person=user,
            exchange_request__introductions__counterpart__country=F("country"),
        )
        addressed = Invitation.objects.addressed_to(user)
        return self.filter(
            Q(pk__in=addressed.values("pk")) | Q(pk__in=introduced.values("pk"))
        )

    def asked(self) -> Self:
        """Return those that went out; a country that is only queued knows nothing of it."""
        return self.filter(asked_at__isnull=False)

    def queued(self) -> Self:
        return self.filter(status=Invitation.Status.QUEUED)

    def pending(self) -> Self:
        return self.filter(status=Invitation.Status.PENDING)

    def accepted(self) -> Self:
        return self.filter(status=Invitation.Status.ACCEPTED)

    def in_the_air(self) -> Self:
        """Return those that may still become a yes that counts."""
        return self.filter(status__in=Invitation.OPEN)

    def due_for_a_step(self, today: date) -> Self:
        return self.pending().filter(next_step_on__lte=today)

    def with_answers(self) -> Self:
        """Fetch what was asked and answered, and by whom."""
        rows = self.select_related("exchange_request", "hub", "answered_by")
        return rows.with_ends().prefetch_related("clarifications")

    def with_ends(self) -> Self:
        """Fetch the country that is asked, and the one that asks."""
        return self.select_related("country", "asking")

    def with_request(self) -> Self:
        """Fetch the request, with what its verbs look at."""
        return self.select_related(
            *(f"exchange_request__{name}" for name in ("country", "hub", "officer"))
        )

    def in_order(self) -> Self:
        return self.order_by("place", "pk")


class Invitation(models.Model):
    """One country is asked: it says yes, no with a reason, or asks a question first."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("not asked yet")
        PENDING = "pending", _("asked")
        ACCEPTED = "accepted", _("said yes")
        DECLINED = "declined", _("said no")
        LAPSED = "lapsed", _("did not answer")
        CHOSEN = "chosen", _("chosen")
        THANKED = "thanked", _("thanked")

    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.CASCADE, related_name="invitations"
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="invitations"
    )
    asking = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("the country of the request; it cannot be asked itself"),
    )
    hub = models.ForeignKey(
        Hub,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        help_text=_("the hub that answers for the country, where one does"),
    )
    place = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    status_since = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    next_step_on = models.DateField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    paused_on = models.DateField(
        null=True, help_text=_("since when its clock stands: a question is open")
    )
    paused_days = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.TextField(
        blank=True, help_text=_("why it said no, was thanked, or lapsed")
    )
    offer = models.TextField(_("what we can share"), blank=True)
    instruments = ArrayField(
        models.CharField(max_length=16, choices=Instrument.choices),
        verbose_name=_("instruments"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=3),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    possible_from = models.DateField(_("possible from"), null=True, blank=True)
    bears = models.TextField(_("what we bear ourselves"), blank=True)
    needs = models.TextField(_("what we need"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = InvitationQuerySet.as_manager()

    OPEN = (Status.PENDING, Status.ACCEPTED)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.QUEUED: {Status.PENDING},
        Status.PENDING: {
            Status.ACCEPTED,
            Status.DECLINED,
            Status.LAPSED,
            Status.THANKED,
        },
        Status.ACCEPTED: {Status.CHOSEN, Status.DECLINED, Status.THANKED},
    }

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("exchange_request", "country"), name="invitation_once_a_country"
            ),
            models.UniqueConstraint(
                fields=("exchange_request",),
                condition=Q(status="chosen"),
                name="invitation_one_is_chosen",
            ),
            models.CheckConstraint(
                condition=~Q(country=F("asking")),
                name="invitation_crosses_a_border",
            ),
            models.CheckConstraint(
                condition=Q(status="queued", asked_at=None)
                | ~Q(status="queued") & Q(asked_at__isnull=False, due_on__isnull=False),
                name="invitation_asked_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("declined", "lapsed", "thanked"))
                | ~Q(reason=""),
                name="invitation_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="pending", paused_on=None, next_step_on__isnull=False
                )
                | Q(status="pending", paused_on__isnull=False)
                | ~Q(status="pending") & Q(next_step_on=None, paused_on=None),
                name="invitation_pending_has_a_clock",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("next_step_on",),
                name="invitation_by_next_step",
                condition=Q(next_step_on__isnull=False),
            ),
            models.Index(fields=("country", "status"), name="invitation_by_country"),
            models.Index(fields=("hub", "status"), name="invitation_by_hub"),
        )

    def __str__(self) -> str:
        return f"{self.exchange_request_id} → {self.country_id}"

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def is_paused(self) -> bool:
        return self.paused_on is not None

    def move_to(self, status: str, *, reason: str = "") -> None:
        """
        Take the next step of its life. Nothing else writes ``status``; the caller saves.

        :raises IllegalMove: if that step does not follow from the present one.
        """
        if status not in self.MOVES.get(self.status, ()):
            raise IllegalMove(
                gettext("Not possible now: the invitation stands at “%(status)s”.")
                % {"status": self.get_status_display()}
            )
        self.status, self.status_since, self.reason = status, timezone.now(), reason
        self.version += 1
        if status != self.Status.PENDING:
            self.next_step_on = self.paused_on = None


class Clarification(models.Model):
    """What a country asks before it answers, and what it is told; the clock stands meanwhile."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="clarifications"
    )
    question = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("invitation",),
                condition=Q(answered_at=None),
                name="clarification_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="clarification_answered_says_what",
            ),
        )

    def __str__(self) -> str:
        return self.question[:80]
