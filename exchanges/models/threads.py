"""What the parties write to each other about a request, and the papers beside it."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, User
from exchanges.models.invitations import Invitation
from exchanges.models.requests import ExchangeRequest
from practices.models import KeptFile, KeptFileQuerySet


def stored_name(_paper: Any, _name: str) -> str:
    """Return a random name: what a person called her file says nothing to the disk."""
    return f"papers/{timezone.now():%Y/%m}/{get_random_string(32)}"


class Paper(KeptFile):
    """A file beside a request: a letter, terms of reference; looked at by its content."""

    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.PROTECT, related_name="papers"
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        help_text=_("whose conversation it is of; otherwise it is with the desk"),
    )
    of_request = models.BooleanField(
        default=False,
        help_text=_(
            "of the request itself: whoever sees it reads it. Otherwise it is of a conversation"
        ),
    )
    file = models.FileField(upload_to=stored_name, max_length=120)

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=Q(of_request=False) | Q(invitation=None),
                name="paper_of_request_is_of_no_invitation",
            ),
        )


type PaperQuerySet = KeptFileQuerySet[Paper]


class MessageQuerySet(models.QuerySet["Message"]):
    def oldest_first(self) -> Self:
        return self.order_by("at", "pk")

    def with_people(self) -> Self:
        """Fetch what a page of the conversation shows."""
        people = self.select_related("author__country")
        return people.prefetch_related(
            models.Prefetch("papers", queryset=Paper.objects.kept())
        )


class Message(models.Model):
    """
    A word in the conversation about a request.

    Each country that was asked has a conversation of its own with those who ask, which the
    other countries do not see; without an invitation it is with the desk.
    """

    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.CASCADE, related_name="messages"
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    papers = models.ManyToManyField(Paper, blank=True, related_name="messages")
    at = models.DateTimeField(default=timezone.now)
    by_mail = models.BooleanField(default=False)
    message_id = models.CharField(
        max_length=250,
        blank=True,
        help_text=_("of the mail that it came by, which is taken once"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("exchange_request", "invitation", "message_id"),
                condition=~Q(message_id=""),
                nulls_distinct=False,
                name="message_of_a_mail_once",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("exchange_request", "invitation", "at", "id"),
                name="message_by_time",
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class ReadMark(models.Model):
    """How far a person has read a conversation."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.CASCADE, related_name="read_marks"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, null=True, related_name="read_marks"
    )
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("person", "exchange_request", "invitation"),
                nulls_distinct=False,
                name="read_mark_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.exchange_request_id}"

    @classmethod
    def advance(
        cls,
        person: User,
        exchange_request: ExchangeRequest,
        invitation: Invitation | None,
        until: datetime,
    ) -> None:
        """Note until when a person has read; two windows at once never set it back."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO exchanges_readmark"
                " (person_id, exchange_request_id, invitation_id, read_at)"
                " VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (person_id, exchange_request_id, invitation_id) DO UPDATE"
                " SET read_at = GREATEST(exchanges_readmark.read_at, EXCLUDED.read_at)",
                [
                    person.pk,
                    exchange_request.pk,
                    invitation.pk if invitation else None,
                    until,
                ],
            )


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return those that a person asked for, and those in which she is asked for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(asked_by=user) | Q(counterpart__person=user))

    def waiting(self) -> Self:
        return self.filter(status=Introduction.Status.ASKED)

    def accepted(self) -> Self:
        return self.filter(status=Introduction.Status.ACCEPTED)

    def with_parties(self) -> Self:
        """Fetch what a line of a list shows."""
        return self.select_related(
            "exchange_request__country",
            "exchange_request__hub",
            "counterpart__person",
            "counterpart__country",
            "asked_by__country",
        )

    def latest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")


class Introduction(models.Model):
    """Somebody asks to be introduced to a counterpart, who says yes or no herself."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    exchange_request = models.ForeignKey(
        ExchangeRequest, on_delete=models.CASCADE, related_name="introductions"
    )
    counterpart = models.ForeignKey(
        "accounts.Expert", on_delete=models.PROTECT, related_name="introductions"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.ASKED
    )
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = IntroductionQuerySet.as_manager()

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ASKED: {Status.ACCEPTED, Status.DECLINED}
    }

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("exchange_request", "counterpart"), name="introduction_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""),
                name="introduction_says_why_not",
            ),
        )

    def __str__(self) -> str:
        return f"{self.exchange_request_id}: {self.counterpart_id}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:introduction", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def is_accepted(self) -> bool:
        return self.status == self.Status.ACCEPTED

    def move_to(self, status: str, *, reason: str = "") -> None:
        """
        Take the next step of its life. Nothing else writes ``status``.

        :raises IllegalMove: if she has answered already.
        """
        if status not in self.MOVES.get(self.status, ()):
            raise IllegalMove(
                gettext("This was answered before: the introduction is “%(status)s”.")
                % {"status": self.get_status_display()}
            )
        self.status, self.answered_at, self.reason = status, timezone.now(), reason
        self.save(update_fields=["status", "answered_at", "reason"])
