"""A visitor asks: her question is kept for her alone, until she shares it."""

import re
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hubs.models import Country
from practices.models import Question

ASKER = re.compile(r"[A-Za-z0-9_-]{43}")


def known_asker(claimed: str) -> str:
    """Return who a visitor says she is, or nothing where it is no name that we gave."""
    return claimed if ASKER.fullmatch(claimed) else ""


def new_asker() -> str:
    """Return a name that nobody can guess, so that only its bearer is the asker."""
    return secrets.token_urlsafe(32)


def ask(problem: str, *, country: Country | None, asker: str) -> Question:
    """Keep a question for the one who asks it."""
    return Question.objects.create(problem=problem, country=country, asker=asker)


def share(question: Question, *, by: str) -> Question:
    """Let everybody who has the link read the question and its answer."""
    return set_shared(question, by=by, shared=True)


def unshare(question: Question, *, by: str) -> Question:
    """Keep a question to its asker again."""
    return set_shared(question, by=by, shared=False)


@transaction.atomic
def set_shared(question: Question, *, by: str, shared: bool) -> Question:
    """:raises PermissionDenied: for everybody but the asker."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not secrets.compare_digest(question.asker, by):
        raise PermissionDenied
    question.shared = shared
    question.save(update_fields=["shared"])
    return question
