"""Background work on practices: vectors, lexeme counts, and telling people what moved."""

from collections.abc import Iterable

from celery import shared_task
from django.urls import reverse

from accounts.models import Membership, User
from accounts.notices import tell
from outbox.events import on
from outbox.models import Event
from outbox.nudges import nudge
from practices import embedding, lexemes
from practices.models import Practice, Question


@shared_task(name="practices.embed", ignore_result=True)
def embed() -> int:
    """
    Give vectors to the practices that wait for one, until none is left; return how many.

    Safe to run any number of times at once: rows are locked while they are encoded.
    With the encoder away it raises, and the next sweep tries again.
    """
    total = 0
    while done := embedding.embed_waiting():
        total += done
    return total


@shared_task(name="practices.count_lexemes")
def count_lexemes() -> int:
    """Count anew how common each lexeme is; safe to repeat."""
    return lexemes.count()


@shared_task(name="practices.forget_questions")
def forget_questions() -> int:
    """Delete questions after thirty days; return how many."""
    deleted, _ = Question.objects.forgettable().delete()
    return deleted


@on("practice.published")
def embed_what_is_new(event: Event) -> None:
    """Have a worker give it its vector now; safe to repeat, and a sweep finds it later."""
    nudge("practices.embed")


@on("practice.captured", "practice.submitted")
def tell_the_hub(event: Event) -> None:
    """
    Tell the curators of the hub that keeps it that something waits for them.

    Safe to run twice: the database keeps one notice per event and person.
    """
    practice = practice_of(event)
    told(event, practice, curators_of(practice))


@on(
    "practice.changes_requested",
    "practice.not_suitable",
    "practice.published",
    "practice.archived",
    "practice.withdrawn",
)
def tell_its_writers(event: Event) -> None:
    """Tell author, co-authors and owner what was decided; safe to run twice."""
    practice = practice_of(event)
    told(event, practice, writers_of(practice))


@on("practice.assigned", "practice.released")
def tell_the_reviewer(event: Event) -> None:
    """Tell a person that she is asked to review, or no longer; safe to run twice."""
    told(event, practice_of(event), User.objects.filter(pk=event.facts["reviewer"]))


@on("practice.co_author_added")
def tell_the_co_author(event: Event) -> None:
    """Tell a person that she writes with others; safe to run twice."""
    told(event, practice_of(event), User.objects.filter(pk=event.facts["person"]))


def practice_of(event: Event) -> Practice:
    return Practice.objects.select_related("hub", "country").get(pk=event.subject_id)


def curators_of(practice: Practice) -> Iterable[User]:
    """Return the curators of the hub that keeps it, or of the hubs of its country."""
    granted = Membership.objects.granted().filter(role=Membership.Role.CURATOR)
    if practice.hub_id:
        theirs = granted.filter(hub=practice.hub_id)
    else:
        theirs = granted.filter(hub__country=practice.country_id)
    return User.objects.filter(pk__in=theirs.values("person"))


def writers_of(practice: Practice) -> Iterable[User]:
    keys = {practice.author_id, practice.owner_id}
    keys |= set(practice.co_authors.values_list("person", flat=True))
    return User.objects.filter(pk__in=[key for key in keys if key])


def told(event: Event, practice: Practice, people: Iterable[User]) -> None:
    tell(
        event,
        people,
        url=reverse("practices:desk", args=[practice.slug]),
        title=practice.title,
        reason=str(event.facts.get("reason") or ""),
        due=str(event.facts.get("due") or ""),
    )
