"""
What the parties write to each other about a request.

With each country that was asked there is one conversation, which the others do not see,
and one with the desk. Words may come from a page, a program, or by mail.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Notice, User
from accounts.notices import read as mark_notices
from accounts.notices import unread_of
from accounts.permissions import refuse
from exchanges import lifecycle, papers, questions
from exchanges.checks import TooMany
from exchanges.models import (
    Clarification,
    ExchangeRequest,
    Introduction,
    Invitation,
    Message,
    MessageQuerySet,
    Paper,
    PaperQuerySet,
    ReadMark,
)
from exchanges.permissions import Person, overlooks
from exchanges.refusals import Missing
from exchanges.speaking import called, may_read, takes_part, why_not_talk
from outbox.events import record

DESK = "desk"  # the key of the conversation with the desk; others go by their country
LONGEST = 20_000  # characters of a message
MOST_FILES = 5  # of a message
MOST_AN_HOUR = 60  # messages of one person about one request


class TooLong(ValidationError):
    """More words, or files, than a message holds."""


class Sent(NamedTuple):
    """A file as it was sent: not yet looked at."""

    name: str
    file: IO[bytes]
    size: int


@dataclass(frozen=True)
class Conversation:
    """A request and whom it is spoken of with: a country that was asked, or the desk."""

    exchange_request: ExchangeRequest
    invitation: Invitation | None

    def __str__(self) -> str:
        if self.invitation is None:
            return _("The coordination desk")
        return str(self.invitation.country)

    @property
    def key(self) -> str:
        """What addresses call it: ``desk``, or the country's code in small letters."""
        return self.invitation.country_id.lower() if self.invitation else DESK

    def get_absolute_url(self) -> str:
        keys = [self.exchange_request.reference, self.key]
        return reverse("exchanges:conversation", args=keys)

    def messages(self) -> MessageQuerySet:
        return Message.objects.filter(
            exchange_request=self.exchange_request, invitation=self.invitation
        )

    def papers(self) -> PaperQuerySet:
        return Paper.objects.kept().filter(
            exchange_request=self.exchange_request, invitation=self.invitation
        )


@dataclass(frozen=True)
class Line:
    """A conversation in a list: how much there is, and how much of it is new to the reader."""

    conversation: Conversation
    total: int = 0
    unread: int = 0
    latest_at: datetime | None = None
    question: Clarification | None = None  # that the country asked, and that is open


# --- which there are --------------------------------------------------------------------


def conversations_of(
    exchange_request: ExchangeRequest, person: Person
) -> list[Conversation]:
    """Return those that a person may read: the desk's first, then country by country."""
    asked = exchange_request.invitations.asked().in_order()
    reads_all = overlooks(person, exchange_request) and not exchange_request.is_draft
    if not reads_all:
        asked = asked.spoken_of_with(person)
    rows: list[Invitation | None] = [None, *asked.select_related("country", "hub")]
    for row in rows:
        if row is not None:
            row.exchange_request = exchange_request
    return [
        Conversation(exchange_request, row)
        for row in rows
        if reads_all or may_read(person, exchange_request, row)
    ]


def find(
    exchange_request: ExchangeRequest, key: str, person: Person
) -> Conversation | None:
    """Return the conversation of a key, where it is there and this person's to read."""
    found = with_key(exchange_request, key)
    if found and may_read(person, exchange_request, found.invitation):
        return found
    return None


def with_key(exchange_request: ExchangeRequest, key: str) -> Conversation | None:
    if key == DESK:
        return Conversation(exchange_request, None)
    asked = exchange_request.invitations.asked().select_related("country", "hub")
    invitation = asked.filter(country=key.upper()).first()
    if invitation is None:
        return None
    invitation.exchange_request = exchange_request
    return Conversation(exchange_request, invitation)


def lines_of(exchange_request: ExchangeRequest, person: User) -> list[Line]:
    """Return the conversations of a person with their counts, in four queries."""
    found = conversations_of(exchange_request, person)
    marks = ReadMark.objects.filter(person=person, exchange_request=exchange_request)
    seen = dict(marks.values_list("invitation", "read_at"))
    new = Q(pk=None)
    for conversation in found:
        new |= new_in(conversation, seen)
    rows = (
        Message.objects.filter(exchange_request=exchange_request)
        .values("invitation")
        .annotate(
            total=Count("pk"),
            latest_at=Max("at"),
            unread=Count("pk", filter=new & ~Q(author=person)),
        )
    )
    counted: dict[int | None, Any] = {row["invitation"]: row for row in rows}
    asked = questions.open_of(exchange_request)
    return [
        line_of(row, counted.get(pk_of(row)), asked.get(pk_of(row))) for row in found
    ]


def line_of(
    conversation: Conversation, counts: Any, question: Clarification | None
) -> Line:
    if counts is None:
        return Line(conversation, question=question)
    told = (counts["total"], counts["unread"], counts["latest_at"])
    return Line(conversation, *told, question=question)


def new_in(conversation: Conversation, seen: dict[Any, datetime]) -> Q:
    """Return the condition of what came after a person last read a conversation."""
    key = pk_of(conversation)
    here = Q(invitation=key)
    return here & Q(at__gt=seen[key]) if key in seen else here


def pk_of(conversation: Conversation) -> int | None:
    return conversation.invitation.pk if conversation.invitation else None


# --- writing ----------------------------------------------------------------------------


@transaction.atomic
def write(
    conversation: Conversation,
    *,
    by: User,
    text: str,
    files: Sequence[Sent] = (),
    kept: Iterable[Paper] = (),
    message_id: str = "",
) -> Message:
    """
    Say something, with files beside it if there are any.

    :param kept: files that were attached to the conversation just before.
    :param message_id: of the mail that it came by; the same mail says it once.
    :raises PermissionDenied: unless she takes part.
    :raises Missing: without a word and without a file.
    :raises TooLong: beyond 20,000 characters, or five files.
    :raises TooMany: beyond sixty messages in an hour.
    """
    conversation = locked(conversation)
    refuse(why_not_talk(by, conversation.exchange_request, conversation.invitation))
    if message_id and (said := said_by_mail(conversation, message_id)):
        return said
    text = text.replace("\0", "").strip()
    refuse_too_much(conversation, by, text, files)
    beside = [*kept, *(attach(conversation, sent, by=by) for sent in files)]
    if not text and not beside:
        raise Missing(_("Write something, or attach a file."))
    message = Message.objects.create(
        exchange_request=conversation.exchange_request,
        invitation=conversation.invitation,
        author=by,
        text=text,
        by_mail=bool(message_id),
        message_id=message_id,
    )
    message.papers.set(beside)
    record("message.written", about=message, by=by)
    return message


def attach(conversation: Conversation, sent: Sent, *, by: User) -> Paper:
    """Keep a file beside a conversation, looked at by its content."""
    return papers.attach(
        conversation.exchange_request,
        invitation=conversation.invitation,
        name=sent.name,
        file=sent.file,
        size=sent.size,
        by=by,
    )


def locked(conversation: Conversation) -> Conversation:
    """
    Return it as it is now; who writes about one request writes one after another.

    So the times of messages rise in the order in which readers can see them.
    """
    exchange_request = lifecycle.locked(conversation.exchange_request)
    found = with_key(exchange_request, conversation.key)
    if found is None:
        raise Missing(_("This conversation is not there any more."))
    return found


def said_by_mail(conversation: Conversation, message_id: str) -> Message | None:
    return conversation.messages().filter(message_id=message_id).first()


def refuse_too_much(
    conversation: Conversation, by: User, text: str, files: Sequence[Sent]
) -> None:
    if len(text) > LONGEST:
        raise TooLong(
            _("Your message has %(count)d characters; at most %(most)d are taken.")
            % {"count": len(text), "most": LONGEST}
        )
    if len(files) > MOST_FILES:
        raise TooLong(
            _("At most %(most)d files go with one message.") % {"most": MOST_FILES}
        )
    hour_ago = timezone.now() - timedelta(hours=1)
    hers = Message.objects.filter(
        exchange_request=conversation.exchange_request, author=by, at__gte=hour_ago
    )
    if hers.count() >= MOST_AN_HOUR:
        raise TooMany(
            _(
                "You wrote %(most)d messages within an hour, the most. Pause for a while."
            )
            % {"most": MOST_AN_HOUR}
        )


# --- reading ----------------------------------------------------------------------------


def read(conversation: Conversation, *, by: User, until: datetime) -> None:
    """
    Remember that a person has read all that was said until then; never less than before.

    Her notices about it are read with it, so that no mail repeats what she has seen.
    """
    ReadMark.advance(by, conversation.exchange_request, conversation.invitation, until)
    if not unread_of(by):
        return
    about = conversation.get_absolute_url()
    mark_notices(
        Notice.objects.visible_to(by).filter(
            kind="message.written", url__startswith=about
        )
    )


@dataclass
class Seen:
    """How far people have read what stands on a page: the reader, and the others."""

    mine: datetime | None = None
    names: dict[int, list[str]] = field(default_factory=dict)

    def by(self, message: Message) -> list[str]:
        return self.names.get(message.pk, [])


def seen_by(
    conversation: Conversation, messages: Sequence[Message], reader: User
) -> Seen:
    """Name, beside the last message that each of the others has read, who that is."""
    seen = Seen()
    marks = ReadMark.objects.filter(
        exchange_request=conversation.exchange_request,
        invitation=conversation.invitation,
    )
    for mark in marks.select_related("person__country"):
        read_ones = [row for row in messages if row.at <= mark.read_at]
        if mark.person_id == reader.pk:
            seen.mine = mark.read_at
        elif read_ones and read_ones[-1].author_id != mark.person_id:
            names = seen.names.setdefault(read_ones[-1].pk, [])
            names.append(called(mark.person))
    return seen


# --- who hears of it --------------------------------------------------------------------


def audience(conversation: Conversation) -> list[User]:
    """Return who is told of a message: those concerned, and whoever has written before."""
    exchange_request, invitation = (
        conversation.exchange_request,
        conversation.invitation,
    )
    concerned = Q(pk=exchange_request.author_id)
    concerned |= Q(pk__in=conversation.messages().values("author"))
    if invitation is None:
        concerned |= at_the_desk(exchange_request)
    else:
        concerned |= for_the_country(invitation)
    people = User.objects.filter(concerned, is_active=True).order_by("pk")
    return [
        person for person in people if takes_part(person, exchange_request, invitation)
    ]


def at_the_desk(exchange_request: ExchangeRequest) -> Q:
    """Return the officer in charge, or all officers where nobody is yet."""
    if exchange_request.officer_id:
        return Q(pk=exchange_request.officer_id)
    officers = Membership.objects.in_force().filter(role=Membership.Role.DESK_OFFICER)
    return Q(pk__in=officers.values("person"))


def for_the_country(invitation: Invitation) -> Q:
    """Return who answers for a country, and the counterparts who agreed to take part."""
    granted = Membership.objects.in_force()
    answering = Q(role=Membership.Role.FOCAL_POINT, country=invitation.country_id)
    if invitation.hub_id:
        answering |= Q(role=Membership.Role.HUB_MANAGER, hub=invitation.hub_id)
    introduced = Introduction.objects.accepted().filter(
        exchange_request=invitation.exchange_request_id,
        counterpart__country=invitation.country_id,
    )
    return Q(pk__in=granted.filter(answering).values("person")) | Q(
        pk__in=introduced.values("counterpart__person")
    )


def other_side(conversation: Conversation, reader: User) -> User | None:
    """Return who will read what she writes first: whoever asks, or answers for a country."""
    exchange_request = conversation.exchange_request
    if exchange_request.author_id != reader.pk:
        return exchange_request.author
    if conversation.invitation is None:
        return exchange_request.officer
    answering = User.objects.filter(for_the_country(conversation.invitation))
    return answering.order_by("pk").first()
