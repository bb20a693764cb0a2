"""What others say of a practice: given, replied to, moderated."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q, Window
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from hubs.models import Country, Hub
from outbox.events import record
from practices.models import (
    LONGEST_WORDS,
    Feedback,
    Practice,
    Reply,
)
from practices.speaking import (
    Place,
    may_moderate,
    may_reply,
    places_beyond,
    why_not_give,
    why_not_moderate,
    why_not_reply,
)

A_DAY = 20  # practices of which one person speaks for the first time in a day
MOST_LINKS = 3


class TooMuch(ValidationError):
    """More than one person is believed to have to say, or more than anybody would read."""


class NothingSaid(ValidationError):
    """Words are missing without which nobody is helped."""


@transaction.atomic
def give(
    practice: Practice,
    *,
    by: User,
    useful: str,
    tried: str,
    change: str = "",
    question: str = "",
    place: Place | None = None,
) -> Feedback:
    """
    Say what a practice is worth to one's country or hub; said before, it is changed.

    :raises PermissionDenied: unless she speaks for another country or hub.
    :raises TooMuch: for too long a text, too many addresses, too many a day.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if reason := why_not_give(by, practice):
        raise PermissionDenied(reason)
    for text in (change, question):
        check(text)
    known = Feedback.objects.filter(practice=practice, author=by).first()
    if known is None:
        refuse_flood(by)
    row = known or Feedback(practice=practice, author=by)
    row.country, row.hub = ends_of(chosen(place, by, practice))
    row.useful, row.tried = useful, tried
    row.change, row.question = change.strip(), question.strip()
    row.updated_at = timezone.now()
    row.save()
    kind = "feedback.changed" if known else "feedback.given"
    record(kind, about=row, by=by, practice=practice.slug)
    return row


def chosen(place: Place | None, by: User, practice: Practice) -> Place:
    """
    Return for whom she speaks: for what she named, or for the first of hers.

    :raises PermissionDenied: for a country or hub that is not hers.
    """
    known = places_beyond(by, practice)
    if place is None:
        return known[0]
    if place not in known:
        raise PermissionDenied(_("You do not speak for %(place)s.") % {"place": place})
    return place


def ends_of(place: Place) -> tuple[Country | None, Hub | None]:
    if isinstance(place, Country):
        return place, None
    return None, place


def check(text: str) -> None:
    """:raises TooMuch: for what nobody would read, or what is there for its addresses."""
    if len(text) > LONGEST_WORDS:
        raise TooMuch(
            _("This has %(count)d characters; at most %(most)d can be taken.")
            % {"count": len(text), "most": LONGEST_WORDS}
        )
    if len(re.findall(r"https?://|www\.", text)) > MOST_LINKS:
        raise TooMuch(
            _("Feedback may name three addresses at most: say in words what you mean.")
        )


def refuse_flood(by: User) -> None:
    since = timezone.now() - timedelta(days=1)
    if Feedback.objects.filter(author=by, given_at__gte=since).count() >= A_DAY:
        raise TooMuch(
            _("You gave feedback on %(count)d practices within a day. Go on tomorrow.")
            % {"count": A_DAY}
        )


@transaction.atomic
def reply(feedback: Feedback, *, by: User, text: str) -> Feedback:
    """
    Reply for the practice's custodian; a second reply takes the place of the first.

    :raises PermissionDenied: unless it is hers to reply.
    :raises NothingSaid: without words.
    """
    feedback = locked(feedback)
    if not may_reply(by, feedback.practice):
        raise PermissionDenied(why_not_reply(by, feedback.practice))
    if not text.strip():
        raise NothingSaid(_("Write the reply first."))
    check(text)
    Reply.objects.update_or_create(
        feedback=feedback,
        defaults={"by": by, "text": text.strip(), "at": timezone.now()},
    )
    record("feedback.replied", about=feedback, by=by, practice=feedback.practice.slug)
    return fresh(feedback)


@transaction.atomic
def hide(feedback: Feedback, *, by: User, reason: str) -> Feedback:
    """
    Take feedback from sight; its author still reads it, and why.

    :raises PermissionDenied: unless she moderates.
    :raises NothingSaid: without a reason.
    :raises IllegalMove: where it is hidden.
    """
    return moderated(feedback, Feedback.Status.HIDDEN, by, reason)


@transaction.atomic
def show(feedback: Feedback, *, by: User, reason: str) -> Feedback:
    """
    Let everybody read again what was hidden.

    :raises PermissionDenied: unless she moderates.
    :raises NothingSaid: without a reason.
    :raises IllegalMove: where it is shown.
    """
    return moderated(feedback, Feedback.Status.SHOWN, by, reason)


def moderated(feedback: Feedback, status: str, by: User, reason: str) -> Feedback:
    feedback = locked(feedback)
    if not may_moderate(by, feedback.practice):
        raise PermissionDenied(why_not_moderate(by, feedback.practice))
    if not reason.strip():
        raise NothingSaid(_("Say why: whoever wrote it reads the reason."))
    feedback.move_to(status, reason=reason.strip())
    record(
        f"feedback.{status}",
        about=feedback,
        by=by,
        practice=feedback.practice.slug,
        reason=reason.strip(),
    )
    return fresh(feedback)


def locked(feedback: Feedback) -> Feedback:
    rows = Feedback.objects.select_for_update(of=("self",))
    return rows.select_related("practice__hub", "practice__country").get(pk=feedback.pk)


def fresh(feedback: Feedback) -> Feedback:
    return Feedback.objects.with_people().select_related("practice").get(pk=feedback.pk)


@dataclass(frozen=True)
class Tally:
    """How many found a practice useful, and how many tried it."""

    total: int
    useful: int
    tried: int

    def __str__(self) -> str:
        if not self.total:
            return _("Nobody has said yet whether it is useful elsewhere.")
        found = ngettext(
            "%(count)d found it useful", "%(count)d found it useful", self.useful
        )
        tried = ngettext("%(count)d tried it", "%(count)d tried it", self.tried)
        said = (found % {"count": self.useful}, tried % {"count": self.tried})
        return _("%(useful)s, %(tried)s") % {"useful": said[0], "tried": said[1]}


def tally(practice: Practice) -> Tally:
    """Count what is shown of a practice's feedback, in one query."""
    rows = Feedback.objects.shown().filter(practice=practice)
    counts = rows.aggregate(
        total=Count("pk"),
        useful=Count("pk", filter=Q(useful=Feedback.Useful.YES)),
        tried=Count("pk", filter=Q(tried=Feedback.Tried.YES)),
    )
    return Tally(**counts)


def latest(practice: Practice, most: int = 3) -> tuple[list[Feedback], Tally]:
    """Return the newest voices that everybody may read, and the tally of all, in one query."""
    rows = Feedback.objects.shown().filter(practice=practice)
    counted = rows.annotate(
        total=Window(Count("pk")),
        found_useful=Window(Count("pk", filter=Q(useful=Feedback.Useful.YES))),
        have_tried=Window(Count("pk", filter=Q(tried=Feedback.Tried.YES))),
    )
    found: list[Any] = list(counted.with_people().latest_first()[:most])
    if not found:
        return [], Tally(0, 0, 0)
    first = found[0]
    return found, Tally(first.total, first.found_useful, first.have_tried)
