"""Who hears of what is said in conversations and introductions: listeners."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import Expert, User
from accounts.notices import tell
from exchanges import replies, threads
from exchanges.models import Introduction, Message
from exchanges.speaking import called, office_of
from exchanges.threads import Conversation
from outbox.events import on
from outbox.models import Event

TOLD = 5_000  # characters of a message that its notice holds


@on("message.written")
def tell_of_a_message(event: Event) -> None:
    """
    Copy a message to all who take part, each with an address of her own to answer at.

    Safe to run twice: the database keeps one notice per event and person.
    """
    message = Message.objects.with_people().get(pk=event.subject_id)
    conversation = conversation_of(message)
    exchange_request = conversation.exchange_request
    for person in threads.audience(conversation):
        tell(
            event,
            [person],
            url=f"{conversation.get_absolute_url()}#message-{message.pk}",
            name=called(message.author),
            reference=exchange_request.reference,
            title=exchange_request.title,
            text=cut(message.text),
            files="\n".join(f"* {paper.name}" for paper in message.papers.all()),
            reply_to=replies.address_for(person, conversation),
        )


def conversation_of(message: Message) -> Conversation:
    rows = Message.objects.select_related(
        "exchange_request__country",
        "exchange_request__hub",
        "invitation__country",
        "invitation__hub",
    )
    found = rows.get(pk=message.pk)
    if found.invitation is not None:
        found.invitation.exchange_request = found.exchange_request
    return Conversation(found.exchange_request, found.invitation)


def cut(text: str) -> str:
    return text if len(text) <= TOLD else f"{text[:TOLD]} …"


# --- introductions ----------------------------------------------------------------------


@on("introduction.asked")
def tell_the_counterpart(event: Event) -> None:
    """Tell a counterpart that somebody would like to meet her; safe to run twice."""
    row = introduction_of(event)
    told(
        event,
        [row.counterpart.person],
        row,
        name=called(row.asked_by),
        country=str(row.exchange_request.country),
        words=cut(row.words),
    )


@on("introduction.accepted")
def tell_of_a_yes(event: Event) -> None:
    """Tell whoever asked, and the request's author, whom they meet; safe to run twice."""
    row = introduction_of(event)
    person = row.counterpart.person
    told(
        event,
        asking(row),
        row,
        name=called(person),
        position=office_of(person) or "–",
        country=str(row.counterpart.country),
    )


@on("introduction.declined")
def tell_of_a_no(event: Event) -> None:
    """Tell whoever asked why not, and not who said it; safe to run twice."""
    row = introduction_of(event)
    country = str(row.counterpart.country)
    told(event, asking(row), row, country=country, reason=row.reason)


def introduction_of(event: Event) -> Introduction:
    return Introduction.objects.with_parties().get(pk=event.subject_id)


def asking(row: Introduction) -> Iterable[User]:
    keys = (row.asked_by_id, row.exchange_request.author_id)
    return User.objects.filter(pk__in=keys)


def told(event: Event, people: Iterable[User], row: Introduction, **facts: str) -> None:
    tell(
        event,
        people,
        url=row.get_absolute_url(),
        reference=row.exchange_request.reference,
        title=row.exchange_request.title,
        **facts,
    )


# --- the talent bank --------------------------------------------------------------------


@on("expert.nominated")
def tell_who_was_nominated(event: Event) -> None:
    """Tell a person that she was nominated, so that she decides; safe to run twice."""
    expert = Expert.objects.with_person().get(pk=event.subject_id)
    if expert.nominated_by is None:
        return
    tell(
        event,
        [expert.person],
        url=reverse("accounts:expert"),
        name=called(expert.nominated_by),
        country=str(expert.country),
        experience=expert.experience,
    )
