"""How pages of curation say what waits, for whom, and what happened."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.models import Event
from practices.questions import review_questions
from practices.waiting import KINDS

register = template.Library()

HAPPENED = {
    "practice.captured": gettext_lazy("offered"),
    "practice.submitted": gettext_lazy("submitted for review"),
    "practice.assigned": gettext_lazy("a reviewer was asked"),
    "practice.released": gettext_lazy("a reviewer was released"),
    "practice.changes_requested": gettext_lazy("changes requested"),
    "practice.not_suitable": gettext_lazy("not suitable for now"),
    "practice.published": gettext_lazy("published"),
    "practice.confirmed": gettext_lazy("confirmed: still true"),
    "practice.review_due": gettext_lazy("a reminder of its review was sent"),
    "practice.archived": gettext_lazy("archived"),
    "practice.withdrawn": gettext_lazy("withdrawn"),
    "practice.revised": gettext_lazy("changed"),
    "practice.restored": gettext_lazy("an earlier text restored"),
    "practice.co_author_added": gettext_lazy("a co-author was added"),
    "practice.co_author_removed": gettext_lazy("a co-author was taken off"),
    "practice.taken_on": gettext_lazy("another hub or person keeps it"),
    "practice.file_attached": gettext_lazy("a file was attached"),
    "practice.file_removed": gettext_lazy("a file was taken off"),
    "transferability.arranged": gettext_lazy("what it needs elsewhere was listed anew"),
    "practices.loaded": gettext_lazy("loaded from a file"),
}


OPENED_TO = {
    "idea": gettext_lazy("Shape it"),
    "draft": gettext_lazy("Finish it"),
    "unassigned": gettext_lazy("Ask a reviewer"),
    "review": gettext_lazy("Look at the review"),
    "late_review": gettext_lazy("Look at the review"),
    "changes": gettext_lazy("Make the changes"),
    "due": gettext_lazy("Confirm or change it"),
    "overdue": gettext_lazy("Confirm or change it"),
}


@register.filter
def happened(event: Event) -> str:
    return str(HAPPENED.get(event.kind, event.kind))


@register.filter
def asked(code: str) -> str:
    """Return a question of a review by its code; one that was retired, by that code."""
    known = {row.code: row for row in review_questions()}
    return known[code].text if code in known else code


@register.filter
def waits_as(row: Any) -> str:
    """Return as what a row of the queue waits."""
    return str(KINDS.get(row.kind, row.kind))


@register.filter
def does_next(row: Any) -> str:
    """Return what a row of the queue is opened for."""
    return str(OPENED_TO.get(row.kind, _("Open it")))


@register.filter
def waits_for(row: Any) -> str:
    """Return for whom a row of the queue waits, by name or by office."""
    if row.kind == "changes" and row.author:
        return str(row.author)
    if row.kind in ("review", "late_review"):
        return ", ".join(str(review.reviewer) for review in row.asked_reviews)
    if row.kind in ("due", "overdue") and row.owner:
        return str(row.owner)
    place = (
        str(row.hub)
        if row.hub
        else _("the hubs of %(country)s") % {"country": row.country.name}
    )
    return _("Curators: %(place)s") % {"place": place}
