"""Background work on practices: vectors, lexeme counts, questions to forget."""

from celery import shared_task

from practices import embedding, lexemes
from practices.models import Question


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
