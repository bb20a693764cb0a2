"""What can be done with a practice now, by whom, and why not."""

from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove
from practices.curation import must_be
from practices.models import Practice
from practices.permissions import (
    Person,
    why_not_archive,
    why_not_assign,
    why_not_confirm,
    why_not_review,
    why_not_submit,
    why_not_withdraw,
)

Status = Practice.Status
WHO = {
    "submit": why_not_submit,
    "assign": why_not_assign,
    "review": why_not_review,
    "confirm": why_not_confirm,
    "archive": why_not_archive,
    "withdraw": why_not_withdraw,
}
WHEN = {
    "assign": Status.IN_REVIEW,
    "review": Status.IN_REVIEW,
    "confirm": Status.PUBLISHED,
}
FIRST = {
    "assign": _("First it is submitted for review."),
    "review": _("First it is submitted for review."),
    "confirm": _("Only what is published is confirmed."),
}  # what comes before
TO = {
    "submit": Status.IN_REVIEW,
    "archive": Status.ARCHIVED,
    "withdraw": Status.WITHDRAWN,
}


def why_not_now(verb: str, person: Person, practice: Practice) -> str:
    """Return why a person cannot do this with a practice now; empty where she can."""
    try:
        if verb in WHEN:
            must_be(practice, WHEN[verb])
        elif TO[verb] not in Practice.MOVES.get(practice.status, ()):
            must_be(practice, "")
    except IllegalMove as refusal:
        return f"{refusal.messages[0]} {FIRST.get(verb, '')}".strip()
    return WHO[verb](person, practice)
