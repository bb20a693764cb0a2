"""Background work on practices: vectors, who is told of what, lexemes, old questions."""

import time
from collections.abc import Iterable

from celery import shared_task
from django.db.models import F
from django.urls import reverse

from accounts.models import Membership, User
from accounts.notices import tell
from outbox.events import on
from outbox.models import Event
from outbox.nudges import nudge, once_after_commit
from practices import arrivals, embedding, freshness, lexemes, saving
from practices.models import Practice, Question

LONGEST = 20  # seconds of one run; a third of a task's time, so that its last step has the rest


@shared_task(name="practices.embed", ignore_result=True)
def embed() -> int:
    """
    Give vectors to the practices and searches that wait for one; return how many.

    Safe to run any number of times at once: rows are locked while they are encoded.
    With the encoder away it raises, and the next sweep tries again.
    """
    total = 0
    while done := embedding.embed_waiting():
        total += done
    while done := saving.understand_waiting():
        total += done
    nudge("practices.answer_searches")
    return total


@on("practice.published", "practices.loaded")
def expect_searchers(event: Event) -> None:
    """
    Note which practices became public, so that saved searches are asked about them.

    Safe to run twice: a practice arrives once.
    """
    keys = event.facts.get("published", [event.subject_id])
    arrivals.expect(keys, since=event.happened_at)
    once_after_commit(arrivals.wake)


@shared_task(name="practices.answer_searches", ignore_result=True)
def answer_searches() -> None:
    """
    Ask what arrived about all saved searches, then tell people; until nothing is left.

    Safe to run any number of times at once: arrivals and people are locked while it is
    their turn. A long queue is handed on to another run.
    """
    until = time.monotonic() + LONGEST
    while arrivals.match_next() or arrivals.tell_next():
        if time.monotonic() >= until:
            nudge("practices.answer_searches")
            return


@shared_task(name="practices.count_lexemes")
def count_lexemes() -> int:
    """Count anew how common each lexeme is; safe to repeat."""
    return lexemes.count()


@shared_task(name="practices.remind_of_reviews")
def remind_of_reviews() -> int:
    """Remind of reviews that come near, are due or overdue; safe to repeat, each is told once."""
    return freshness.remind()


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
    """
    Tell author, co-authors, owner, and who asked for its reviews, what was decided.

    Safe to run twice: the database keeps one notice per event and person.
    """
    practice = practice_of(event)
    told(event, practice, makers_of(practice))


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


def makers_of(practice: Practice) -> Iterable[User]:
    """Return who writes it, who owns it, and who asked others to review it."""
    asked = practice.reviews.exclude(assigned_by=F("reviewer"))
    keys = {practice.author_id, practice.owner_id}
    keys |= set(practice.co_authors.values_list("person", flat=True))
    keys |= set(asked.values_list("assigned_by", flat=True))
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
