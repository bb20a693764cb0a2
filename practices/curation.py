"""The life of a practice: one function per verb, one transaction per function."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, User
from accounts.permissions import refuse
from hubs.models import Hub
from outbox.events import record
from outbox.models import Event
from practices.content import add_revision, content_of
from practices.loading import REVIEWED_EVERY
from practices.models import Practice, Review, ReviewAnswer
from practices.permissions import (
    has_written,
    why_not_archive,
    why_not_assign,
    why_not_capture,
    why_not_confirm,
    why_not_review,
    why_not_submit,
    why_not_withdraw,
)
from practices.questions import review_questions
from practices.records import slug_of
from practices.revisions import Stale, locked, readable, write

Status = Practice.Status
Verdict = Review.Verdict
REVIEW_TAKES = timedelta(days=14)


class ReasonMissing(ValidationError):
    """A decision without a word on why."""


class CannotReview(ValidationError):
    """A person who was named as reviewer, and cannot be one."""


class AnswersMissing(ValidationError):
    """A review without an answer to every question, or without a comment on one."""


@transaction.atomic
def capture(
    content: Mapping[str, Any], *, by: User, hub: Hub | None = None
) -> Practice:
    """
    Offer an idea: anybody who is signed in may; the hub's curators shape it.

    :raises PermissionDenied: for whoever only reads.
    :raises Unfit: for content that cannot be taken.
    """
    if why_not := why_not_capture(by):
        raise PermissionDenied(why_not)
    draft = readable(content)
    practice = Practice(author=by, hub=hub)
    practice.slug = slug_of(draft.fields, {}, get_random_string(32))
    write(practice, draft)
    practice = Practice.objects.with_everything().get(pk=practice.pk)
    add_revision(practice, content_of(practice), by=by)
    record("practice.captured", about=practice, by=by)
    return practice


@transaction.atomic
def submit(practice: Practice, *, by: User, reason: str = "") -> Practice:
    """
    Hand it in for review. Whoever requested changes is asked to look again.

    :raises PermissionDenied: unless one writes it, or keeps it.
    :raises IllegalMove: unless it is a draft, or was archived.
    """
    practice = locked(practice)
    refuse(why_not_submit(by, practice))
    round_before = practice.reviews.filter(verdict=Verdict.REQUEST_CHANGES)
    latest = round_before.select_related("reviewer").order_by("-decided_at").first()
    again = latest if practice.status == Status.CHANGES_REQUESTED else None
    practice.move_to(Status.IN_REVIEW)
    record("practice.submitted", about=practice, by=by, reason=reason)
    if again and not why_not_review(again.reviewer, practice):
        hand_to(again.reviewer, practice, by=by)
    return practice


@transaction.atomic
def assign(
    practice: Practice, *, reviewer: User, by: User, due: date | None = None
) -> Review:
    """
    Ask a person to review it: of the hub, or a peer from outside whom the hub names.

    :raises PermissionDenied: unless one curates for the hub.
    :raises CannotReview: for whoever wrote on it, has been asked, or left.
    :raises IllegalMove: unless it is in review.
    """
    practice = locked(practice)
    refuse(why_not_assign(by, practice))
    must_be(practice, Status.IN_REVIEW)
    if not reviewer.is_active:
        raise CannotReview(_("This account is closed."))
    if has_written(reviewer, practice):
        raise CannotReview(
            _("%(name)s wrote on it. Whoever reviews a practice has not written it.")
            % {"name": reviewer}
        )
    if practice.reviews.waiting().filter(reviewer=reviewer).exists():
        raise CannotReview(_("%(name)s has been asked already.") % {"name": reviewer})
    return hand_to(reviewer, practice, by=by, due=due)


def hand_to(
    reviewer: User, practice: Practice, *, by: User, due: date | None = None
) -> Review:
    """Ask a person who may review it, and have her told."""
    review = ask(practice, reviewer, by=by, due=due)
    facts = {"review": review.pk, "reviewer": reviewer.pk, "due": str(review.due)}
    record("practice.assigned", about=practice, by=by, **facts)
    return review


def ask(
    practice: Practice, reviewer: User, *, by: User, due: date | None = None
) -> Review:
    """Write down who is asked, by when; the caller has looked whether she may review."""
    return Review.objects.create(
        practice=practice,
        version=practice.version,
        reviewer=reviewer,
        assigned_by=by,
        due=due or (timezone.now() + REVIEW_TAKES).date(),
    )


@transaction.atomic
def release(review: Review, *, by: User, reason: str = "") -> Review:
    """
    Take a review from a person who was asked; she may also give it back herself.

    :raises PermissionDenied: unless it is hers, or one curates for the hub.
    :raises IllegalMove: when she has decided already.
    """
    practice = locked(review.practice)
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.reviewer_id != by.pk:
        refuse(why_not_assign(by, practice))
    if review.verdict:
        raise IllegalMove(_("This review has ended already."))
    close(review, Verdict.RELEASED, reason)
    facts = {"review": review.pk, "reviewer": review.reviewer_id, "reason": reason}
    record("practice.released", about=practice, by=by, **facts)
    return review


@transaction.atomic
def answer(
    practice: Practice, answers: Mapping[str, tuple[str, str]], *, by: User
) -> Review:
    """
    Keep what a reviewer says to the questions so far, by their codes: (met, comment).

    :raises PermissionDenied: unless it is hers to review.
    :raises IllegalMove: unless it is in review.
    """
    practice = locked(practice)
    refuse(why_not_review(by, practice))
    must_be(practice, Status.IN_REVIEW)
    review = practice.reviews.waiting().filter(reviewer=by).first() or ask(
        practice, by, by=by
    )
    for code, (met, comment) in answers.items():
        if met:
            review.answers.update_or_create(
                question=code, defaults={"met": met, "comment": comment}
            )
    return review


@transaction.atomic
def review(
    practice: Practice,
    answers: Mapping[str, tuple[str, str]],
    *,
    verdict: str,
    reason: str,
    by: User,
    version: int,
) -> Practice:
    """
    Answer the questions, each with a comment, and decide with a reason.

    :raises PermissionDenied: unless it is hers to review.
    :raises AnswersMissing: unless every question has its answer and its comment.
    :raises Stale: where the text has moved on since she read it.
    :raises ReasonMissing, IllegalMove: as ``publish`` does.
    """
    given = answer(practice, answers, by=by)
    refuse_gaps(given)
    return decide(practice, verdict, by=by, reason=reason, version=version)


def refuse_gaps(given: Review) -> None:
    known: dict[str, ReviewAnswer] = {row.question: row for row in given.answers.all()}
    rows = [known.get(question.code) for question in review_questions()]
    missing = sum(row is None or not row.comment.strip() for row in rows)
    if missing:
        raise AnswersMissing(
            _("%(count)d of the questions still need an answer with a comment.")
            % {"count": missing}
        )


@transaction.atomic
def publish(
    practice: Practice, *, by: User, reason: str = "", version: int | None = None
) -> Practice:
    """
    Let everybody read it, for another two years until somebody confirms it.

    :raises PermissionDenied: for whoever wrote on it, or does not review for the hub.
    :raises IllegalMove: unless it is in review.
    :raises Stale: where ``version`` is given and the text has moved on since.
    """
    return decide(practice, Verdict.PUBLISH, by=by, reason=reason, version=version)


@transaction.atomic
def request_changes(
    practice: Practice, *, by: User, reason: str, version: int | None = None
) -> Practice:
    """
    Give it back to its authors with what is missing.

    :raises ReasonMissing: without a word on what to change.
    :raises PermissionDenied, IllegalMove, Stale: as ``publish`` does.
    """
    return decide(
        practice, Verdict.REQUEST_CHANGES, by=by, reason=reason, version=version
    )


OUTCOMES = {
    Verdict.PUBLISH: (Status.PUBLISHED, "practice.published"),
    Verdict.REQUEST_CHANGES: (Status.CHANGES_REQUESTED, "practice.changes_requested"),
    Verdict.NOT_SUITABLE: (Status.ARCHIVED, "practice.not_suitable"),
}


def decide(
    practice: Practice, verdict: str, *, by: User, reason: str, version: int | None
) -> Practice:
    """
    End a review one way or another; only the first reviewer who decides does.

    Anything but publication says why. See ``publish`` for what it raises.
    """
    practice = locked(practice)
    refuse(why_not_review(by, practice))
    must_be(practice, Status.IN_REVIEW)
    if verdict != Verdict.PUBLISH:
        reason = given_reason(reason)
    if version is not None and version != practice.version:
        raise Stale(practice)
    read_version = practice.version
    status, kind = OUTCOMES[Verdict(verdict)]
    practice.move_to(status)
    if status == Status.PUBLISHED:
        stay_true(practice)
    waiting = practice.reviews.waiting()
    mine = waiting.filter(reviewer=by).first() or ask(practice, by, by=by)
    mine.version = read_version
    close(mine, verdict, reason)
    for other in waiting.exclude(pk=mine.pk):
        close(other, Verdict.SUPERSEDED)
    facts = {"reason": reason, "review": mine.pk, "version": practice.version}
    record(kind, about=practice, by=by, **facts)
    return practice


def close(review: Review, verdict: str, reason: str = "") -> None:
    review.verdict, review.reason = verdict, reason
    review.decided_at = timezone.now()
    review.save(update_fields=["verdict", "reason", "decided_at", "version"])


@transaction.atomic
def confirm(
    practice: Practice, *, by: User, reason: str = "", review_by: date | None = None
) -> Practice:
    """
    Say that it is still true; it will be asked again in two years, or when it is said.

    :raises PermissionDenied: unless one owns it, writes it, or keeps it.
    :raises IllegalMove: unless it is published.
    """
    practice = locked(practice)
    refuse(why_not_confirm(by, practice))
    must_be(practice, Status.PUBLISHED)
    practice.version += 1
    practice.updated_at = timezone.now()
    practice.save(update_fields=["version", "updated_at"])
    stay_true(practice, review_by)
    facts = {"reason": reason, "review_by": str(practice.review_by)}
    record("practice.confirmed", about=practice, by=by, **facts)
    return practice


def stay_true(practice: Practice, review_by: date | None = None) -> None:
    today = timezone.now().date()
    practice.confirmed_on = today
    practice.review_by = review_by or today + REVIEWED_EVERY
    practice.save(update_fields=["confirmed_on", "review_by"])


@transaction.atomic
def archive(practice: Practice, *, by: User, reason: str) -> Practice:
    """
    Take it out of the search; its page stays, and says so. It may be submitted again.

    :raises ReasonMissing: without a word on why.
    :raises PermissionDenied: unless one curates for the hub.
    :raises IllegalMove: when it is archived or withdrawn already.
    """
    return end(practice, Status.ARCHIVED, by=by, reason=reason)


@transaction.atomic
def withdraw(practice: Practice, *, by: User, reason: str) -> Practice:
    """
    Take it back for good; where it was, a tombstone says why.

    :raises ReasonMissing: without a word on why.
    :raises PermissionDenied: unless one curates for the hub, or wrote what nobody has read.
    :raises IllegalMove: when it is withdrawn already.
    """
    return end(practice, Status.WITHDRAWN, by=by, reason=reason)


def end(practice: Practice, status: str, *, by: User, reason: str) -> Practice:
    """Archive or withdraw; see there."""
    practice = locked(practice)
    why_not = why_not_archive if status == Status.ARCHIVED else why_not_withdraw
    refuse(why_not(by, practice))
    reason = given_reason(reason)
    practice.move_to(status)
    for waiting in practice.reviews.waiting():
        close(waiting, Verdict.RELEASED)
    record(f"practice.{status}", about=practice, by=by, reason=reason)
    return practice


# --- what all verbs ask -------------------------------------------------------------


def must_be(practice: Practice, status: str) -> None:
    """:raises IllegalMove: unless a practice stands there."""
    if practice.status != status:
        raise IllegalMove(
            _("Not possible now: the practice is “%(status)s”.")
            % {"status": practice.get_status_display()}
        )


def given_reason(reason: str) -> str:
    """:raises ReasonMissing: for a reason without a word."""
    if not reason.strip():
        raise ReasonMissing(_("Say why: those whom it concerns will read it."))
    return reason.strip()


def reason_of(practice: Practice, kind: str) -> str:
    """Return why something was done the last time, in the words of whoever did it."""
    event = Event.objects.about(practice).filter(kind=kind).order_by("-pk").first()
    return str(event.facts.get("reason") or "") if event else ""
