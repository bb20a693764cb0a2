"""Is it still true? Review dates that come near, that have come, that have passed."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from outbox.events import record
from practices.models import Practice, PracticeQuerySet, ReviewReminder
from practices.reasons import RECENT

MONTH = timedelta(days=30)
AT_ONCE = 200  # practices of one transaction
Stage = ReviewReminder.Stage


def stage_of(review_by: date, today: date) -> str:
    """Return which reminder is due on a day; nothing more than thirty days before."""
    if today >= review_by + MONTH:
        return Stage.OVERDUE
    if today >= review_by:
        return Stage.DUE
    return Stage.AHEAD if today >= review_by - MONTH else ""


def remind(today: date | None = None) -> int:
    """
    Remind of every practice whose review comes near, is due or is overdue, each once.

    A stage that was slept through is left out: only where a practice stands now is
    told. Safe to run any number of times at once. Return how many were reminded of.
    """
    day, total = today or timezone.now().date(), 0
    while done := remind_some(day):
        total += done
    return total


@transaction.atomic
def remind_some(today: date) -> int:
    waiting = unreminded(today).order_by("review_by", "pk")
    rows = waiting.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
    return sum(remind_of(practice, today) for practice in rows)


def unreminded(today: date) -> PracticeQuerySet:
    """Return what is published and was not reminded of at the stage where it stands."""
    stages = {
        Stage.OVERDUE: Q(review_by__lte=today - MONTH),
        Stage.DUE: Q(review_by__lte=today, review_by__gt=today - MONTH),
        Stage.AHEAD: Q(review_by__gt=today, review_by__lte=today + MONTH),
    }
    found: Any = Q(pk__in=())
    for stage, there in stages.items():
        told = ReviewReminder.objects.filter(
            stage=stage, review_by=OuterRef("review_by")
        )
        found |= there & ~Exists(told.filter(practice=OuterRef("pk")))
    return Practice.objects.published().filter(found)


def remind_of(practice: Practice, today: date) -> int:
    """Note the reminder and the event that tells of it, together."""
    day = practice.review_by
    if day is None:
        return 0
    stage = stage_of(day, today)
    ReviewReminder.objects.create(practice=practice, review_by=day, stage=stage)
    record(
        "practice.review_due",
        about=practice,
        by=None,
        practice=practice.slug,
        review_by=day.isoformat(),
        stage=stage,
    )
    return 1


def due_first(practices: PracticeQuerySet) -> PracticeQuerySet:
    """Return what is published of some practices, what should be reviewed first first."""
    dated = practices.published().filter(review_by__isnull=False)
    return dated.order_by("review_by", "pk")


def age_explained(practice: Practice) -> str:
    """Say what a practice's age does to its place in answers."""
    today = timezone.now().date()
    if practice.start_year is None:
        return _(
            "Its years are not stated, so its age neither helps nor harms its place."
        )
    end = practice.end_year
    if end is None:
        return _(
            "It goes on, so it stands a little higher in answers than an equally fitting "
            "one that ended more than %(years)d years ago."
        ) % {"years": RECENT}
    if end >= today.year - RECENT:
        return _(
            "It ended in %(year)d, within the last %(years)d years, so it stands a little "
            "higher in answers than an equally fitting older one."
        ) % {"year": end, "years": RECENT}
    return _(
        "It ended in %(year)d. Of two equally fitting practices, one that goes on or ended "
        "within the last %(years)d years stands a little higher in answers."
    ) % {"year": end, "years": RECENT}
