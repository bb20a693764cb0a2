"""Background work on practices: vectors, who is told of what, lexemes, old questions."""

import time

from celery import shared_task

from outbox.events import on
from outbox.models import Event
from outbox.nudges import nudge, once_after_commit
from practices import arrivals, embedding, lexemes, saving
from practices.models import Question

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


@shared_task(name="practices.forget_questions")
def forget_questions() -> int:
    """Delete questions after thirty days; return how many."""
    deleted, _ = Question.objects.forgettable().delete()
    return deleted
