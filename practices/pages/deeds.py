"""What can be done with one practice: the next step first, then the others, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from practices import possible
from practices.models import Practice, Review
from practices.permissions import why_not_edit

Status = Practice.Status
NEXT = {
    Status.CAPTURED: ("edit", "submit"),
    Status.CHANGES_REQUESTED: ("edit", "submit"),
    Status.IN_REVIEW: ("review", "assign", "edit"),
    Status.PUBLISHED: ("confirm", "edit"),
    Status.ARCHIVED: ("submit", "edit"),
}  # what leads to the next state, the most useful first


@dataclass(frozen=True)
class Deed:
    """A verb with its words; ``why`` says why it cannot be done now."""

    verb: str
    label: str
    url: str
    why: str
    is_page: bool = False
    help: str = ""
    must: str = ""
    style: str = ""


@dataclass(frozen=True)
class Desk:
    """Who has a practice now, what that person does next, what else can be done, what cannot."""

    standing: str
    said: str
    next: list[Deed]
    others: list[Deed]
    impossible: list[Deed]


def desk_of(person: User, practice: Practice, reviews: Sequence[Review]) -> Desk:
    known = {deed.verb: deed for deed in deeds(person, practice)}
    order = NEXT.get(Status(practice.status), ())
    leading = [known[verb] for verb in order if not known[verb].why]
    rest = [deed for deed in known.values() if deed not in leading]
    return Desk(
        standing=standing_of(person, practice, reviews),
        said=last_words(practice, reviews),
        next=leading,
        others=[deed for deed in rest if not deed.why],
        impossible=[deed for deed in rest if deed.why],
    )


def deeds(person: User, practice: Practice) -> list[Deed]:
    def deed(verb: str, label: str, **more: Any) -> Deed:
        name = f"practices:{'desk' if verb == 'assign' else verb}"
        url = reverse(name, args=[practice.slug])
        url += "#assign" if verb == "assign" else ""
        if verb == "edit":
            why = why_not_edit(person, practice)
        else:
            why = possible.why_not_now(verb, person, practice)
        return Deed(verb, label, url, why, **more)

    return [
        deed("edit", _("Edit"), is_page=True),
        deed("submit", _("Submit for review")),
        deed("assign", _("Ask a reviewer"), is_page=True),
        deed("review", _("Review"), is_page=True),
        deed(
            "confirm",
            _("Confirm: still true"),
            help=_("Its figures and contacts hold; ask again in two years."),
        ),
        deed(
            "archive",
            _("Archive"),
            must=_(
                "It leaves the search; its page stays, and says so. It may come back."
            ),
        ),
        deed(
            "withdraw",
            _("Withdraw"),
            must=_(
                "For good. If it was published, everybody who opens its address reads this reason."
            ),
            style="danger",
        ),
    ]


def standing_of(person: User, practice: Practice, reviews: Sequence[Review]) -> str:
    """Say in a sentence with whom a practice is, and what for."""
    if practice.status == Status.IN_REVIEW:
        return in_review(person, [row for row in reviews if not row.verdict])
    if practice.status == Status.PUBLISHED:
        return published(practice)
    return {
        Status.CAPTURED: _(
            "An idea: shape it in the editor, then submit it for review."
        ),
        Status.CHANGES_REQUESTED: _(
            "It is with its authors: the reviewer asks for changes."
        ),
        Status.ARCHIVED: _(
            "It is archived. Submitted and reviewed again, it comes back."
        ),
        Status.WITHDRAWN: _("It was withdrawn; nobody changes it any more."),
    }[Status(practice.status)]


def in_review(person: User, waiting: Sequence[Review]) -> str:
    if not waiting:
        return _("It waits for a reviewer: nobody has been asked yet.")
    mine = [row for row in waiting if row.reviewer_id == person.pk]
    due = date_format((mine or waiting)[0].due, "DATE_FORMAT")
    if mine:
        return _("It waits for your review, by %(day)s.") % {"day": due}
    names = ", ".join(str(row.reviewer) for row in waiting)
    return _("It waits for the review of %(names)s, by %(day)s.") % {
        "names": names,
        "day": due,
    }


def published(practice: Practice) -> str:
    if practice.review_by is None:
        return _("It is published.")
    day = {"day": date_format(practice.review_by, "DATE_FORMAT")}
    if practice.is_overdue:
        return _("Is it still true? That was to be confirmed by %(day)s.") % day
    return _("It is published, and to be confirmed by %(day)s.") % day


def last_words(practice: Practice, reviews: Sequence[Review]) -> str:
    """Return what the reviewer asks for, while it is awaited."""
    if practice.status != Status.CHANGES_REQUESTED:
        return ""
    decided = [row for row in reviews if row.verdict == Review.Verdict.REQUEST_CHANGES]
    return decided[0].reason if decided else ""
