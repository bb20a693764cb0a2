"""What a country asks others for: the demand from which an exchange grows."""

from datetime import date
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, Membership, User
from exchanges.models.challenges import Challenge, Measure
from exchanges.models.joining import joined
from exchanges.models.vocabulary import Holder, Instrument, Sought
from hubs.models import Country, Hub
from practices.models import Practice

Role = Membership.Role
READ_ALL = (Role.AUDITOR, Role.ADMINISTRATOR)
SPEAKING = (Role.FOCAL_POINT, Role.OFFICIAL)


class ExchangeRequestQuerySet(models.QuerySet["ExchangeRequest"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """
        Return what a person may see whole: drafts are their author's alone.

        What was submitted is seen by those who speak for its country, by the desk and the
        hub's managers, by auditors and administrators, by the countries that were asked, and
        by counterparts who agreed to be introduced. They read what its challenge counts, too;
        the challenge itself stays its owner's alone.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        Invitation = apps.get_model("exchanges", "Invitation")
        asked = Invitation.objects.asked().addressed_to(user)
        here = ExchangeRequest.objects.kept_by(user)
        introduced = ExchangeRequest.objects.introduced(user)
        return self.filter(
            Q(pk__in=here.values("pk"))
            | Q(pk__in=asked.values("exchange_request"))
            | Q(pk__in=introduced.values("pk"))
        )

    def introduced(self, person: User) -> Self:
        """Return those in whose conversation she takes part, introduced to who asks."""
        return self.filter(
            introductions__counterpart__person=person, introductions__status="accepted"
        )

    def kept_by(self, user: Any) -> Self:
        """Return those of a person's own side, and of the desk that looks after them."""
        mine = Membership.objects.in_force().filter(person=user)
        all_of_it = mine.filter(role__in=(*READ_ALL, Role.DESK_OFFICER))
        speaking = mine.filter(role__in=SPEAKING).values("country")
        managing = mine.filter(role=Role.HUB_MANAGER).values("hub")
        return self.filter(
            Q(author=user)
            | Q(submitted_at__isnull=False)
            & (
                Q(country__in=speaking)
                | Q(hub__in=managing)
                | Q(models.Exists(all_of_it))
            )
        )

    def in_register(self) -> Self:
        """Return what everybody may know of, with the fields that its parties made public."""
        return self.exclude(submitted_at=None).exclude(
            status=ExchangeRequest.Status.WITHDRAWN
        )

    def open(self) -> Self:
        return self.exclude(status__in=ExchangeRequest.FINAL)

    def waiting_for(self, holder: str) -> Self:
        return self.filter(holder=holder)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def due_for_a_step(self, today: date) -> Self:
        """Return those whose clock has something to do."""
        return self.open().filter(next_step_on__lte=today)

    def longest_waiting_first(self) -> Self:
        return self.order_by("held_since", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def with_line(self) -> Self:
        """Fetch what a line of a list shows."""
        return self.select_related("country", "hub", "author", "officer", "challenge")

    def with_asked(self) -> Self:
        """Add ``those_asked``: the invitations that went out, with both their countries."""
        Invitation = apps.get_model("exchanges", "Invitation")
        asked = Invitation.objects.asked().with_ends().in_order()
        return self.prefetch_related(
            models.Prefetch("invitations", queryset=asked, to_attr="those_asked")
        )

    def with_parties(self) -> Self:
        """Fetch what its own page shows."""
        Invitation = apps.get_model("exchanges", "Invitation")
        named = Invitation.objects.with_ends().select_related("hub")
        rows = self.with_line().select_related("endorsement__by")
        return rows.prefetch_related(
            "practices__country", models.Prefetch("invitations", queryset=named)
        )


class ExchangeRequest(models.Model):
    """
    A country asks one or several others to share what they know.

    Whoever holds the ball, since when and until when, stands in the row itself: nothing is
    ever pending without a holder and a due date.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        ENDORSED = "endorsed", _("endorsed")
        TRIAGED = "triaged", _("triaged")
        OFFERED = "offered", _("put to countries")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    class Field(models.TextChoices):
        """What its parties may open to everybody; the rest of the row is for them alone."""

        TITLE = "title", _("title")
        PROBLEM = "problem", _("problem")
        INSTITUTION = "institution", _("institution")
        SOUGHT = "sought", _("what is exchanged")
        INSTRUMENTS = "instruments", _("instruments")
        PRACTICES = "practices", _("practices of interest")
        ALIGNMENT = "plan_alignment", _("link to a national plan")
        PROVIDERS = "providers", _("countries that were asked")

    reference = models.CharField(_("reference"), max_length=16, unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="exchange_requests",
    )
    challenge = models.ForeignKey(
        Challenge,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="exchange_requests",
    )
    institution = models.CharField(_("institution"), max_length=250, blank=True)
    hub = models.ForeignKey(
        Hub,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exchange_requests",
        help_text=_("the hub to which the desk routed it"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_in_care",
        help_text=_("the desk officer who takes care of it"),
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    language = models.CharField(_("language"), max_length=3, blank=True)
    sought = ArrayField(
        models.CharField(max_length=20, choices=Sought.choices),
        verbose_name=_("what is exchanged"),
        default=list,
        blank=True,
    )
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
    window_closes_on = models.DateField(_("window closes on"), null=True, blank=True)
    plan_alignment = models.TextField(_("link to a national plan"), blank=True)
    practices = models.ManyToManyField(
        Practice, blank=True, related_name="exchange_requests"
    )
    all_at_once = models.BooleanField(
        _("ask all countries at once"),
        default=True,
        help_text=_("otherwise the next is asked when the one before says no"),
    )
    public_fields = ArrayField(
        models.CharField(max_length=16, choices=Field.choices),
        verbose_name=_("open to everybody"),
        default=list,
        blank=True,
    )
    consented_at = models.DateTimeField(
        null=True, help_text=_("when she agreed that the countries asked read it")
    )
    status = models.CharField(
        max_length=12, choices=Status.choices, default=Status.DRAFT
    )
    status_since = models.DateTimeField(default=timezone.now)
    reason = models.TextField(
        blank=True, help_text=_("why it was returned, declined, withdrawn or lapsed")
    )
    holder = models.CharField(
        max_length=12, choices=Holder.choices, default=Holder.AUTHOR
    )
    held_since = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True)
    next_step_on = models.DateField(null=True)
    rung = models.PositiveSmallIntegerField(
        default=0, help_text=_("reminders that the holder has had")
    )
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    complete_at = models.DateTimeField(
        null=True, help_text=_("when the desk found nothing missing")
    )
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ExchangeRequestQuerySet.as_manager()

    FINAL = (Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED)
    OPEN_TO_AUTHOR = (Status.DRAFT, Status.RETURNED)
    AT_THE_DESK = (Status.SUBMITTED, Status.ENDORSED, Status.TRIAGED)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN, Status.LAPSED},
        Status.SUBMITTED: {
            Status.RETURNED,
            Status.ENDORSED,
            Status.TRIAGED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.LAPSED,
        },
        Status.RETURNED: {Status.SUBMITTED, Status.WITHDRAWN, Status.LAPSED},
        Status.ENDORSED: {
            Status.RETURNED,
            Status.TRIAGED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.LAPSED,
        },
        Status.TRIAGED: {
            Status.RETURNED,
            Status.OFFERED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.LAPSED,
        },
        Status.OFFERED: {
            Status.TRIAGED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.LAPSED,
        },
    }

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=Q(
                    status__in=("accepted", "declined", "withdrawn", "lapsed"),
                    holder="nobody",
                    due_on=None,
                    next_step_on=None,
                )
                | ~Q(status__in=("accepted", "declined", "withdrawn", "lapsed"))
                & ~Q(holder="nobody")
                & Q(due_on__isnull=False),
                name="request_is_final_or_held_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "withdrawn", "lapsed"))
                | Q(submitted_at__isnull=False, consented_at__isnull=False)
                & ~Q(title="")
                & ~Q(problem=""),
                name="request_submitted_says_what_it_asks",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("returned", "declined", "withdrawn", "lapsed"))
                | ~Q(reason=""),
                name="request_says_why_not",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("holder", "held_since", "id"), name="request_by_holder"
            ),
            models.Index(
                fields=("next_step_on",),
                name="request_by_next_step",
                condition=Q(next_step_on__isnull=False),
            ),
            models.Index(
                fields=("author", "-created_at", "-id"), name="request_by_author"
            ),
            models.Index(
                fields=("country", "status", "held_since"), name="request_by_country"
            ),
            models.Index(fields=("-created_at", "-id"), name="request_by_creation"),
            models.Index(  # what the desk counts, and everybody's queue
                fields=("held_since", "id"),
                include=(
                    *("holder", "complete_at", "due_on"),
                    *("rung", "officer", "hub", "submitted_at"),
                ),
                name="request_waiting",
                condition=Q(submitted_at__isnull=False) & ~Q(holder="nobody"),
            ),
            models.Index(  # the register, counted and by age
                fields=("submitted_at", "id"),
                include=("status",),
                name="request_in_register",
                condition=Q(submitted_at__isnull=False) & ~Q(status="withdrawn"),
            ),
            models.Index(
                fields=("officer",),
                name="request_in_care",
                condition=~Q(holder="nobody"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("exchanges:request", args=[self.reference])

    @property
    def is_final(self) -> bool:
        return self.status in self.FINAL

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    def shows(self, field: str) -> bool:
        """Tell whether everybody may read a field of it."""
        return field in self.public_fields

    def measures(self) -> list[Measure]:
        """Return what its challenge counts: for those who may see the request whole."""
        if self.challenge is None:
            return []
        rows = self.challenge.measures.select_related("indicator").order_by("place")
        return joined(rows, "observations", "year")

    def move_to(self, status: str, *, reason: str = "") -> None:
        """
        Take the next step of its life. Nothing else writes ``status``; the caller saves.

        A final step takes the ball from everybody; after any other, ``hand_to`` follows.

        :raises IllegalMove: if that step does not follow from the present one.
        """
        if status not in self.MOVES.get(self.status, ()):
            raise IllegalMove(
                gettext("Not possible now: the request is “%(status)s”.")
                % {"status": self.get_status_display()}
            )
        self.status, self.status_since, self.reason = status, timezone.now(), reason
        if self.is_final:
            self.holder, self.held_since = Holder.NOBODY, timezone.now()
            self.due_on = self.next_step_on = None

    def hand_to(self, holder: str, *, due_on: date) -> None:
        """Give the ball to somebody, who has it until a day; the caller saves."""
        if holder != self.holder:
            self.holder, self.held_since = holder, timezone.now()
        self.due_on = self.next_step_on = due_on
        self.rung = 0
