"""What each verb of curation refuses, and what it leaves as it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import IllegalMove
from outbox.models import Event
from practices import curation, possible, revisions
from practices.curation import AnswersMissing, CannotReview
from practices.models import Practice, Review

Status = Practice.Status


@pytest.fixture
def published(submitted, reviewer) -> Practice:
    return curation.publish(submitted, by=reviewer)


@pytest.fixture
def asked(submitted, reviewer, curator) -> Review:
    return curation.assign(submitted, reviewer=reviewer, by=curator)


def verdicts(practice) -> set[tuple[str, str]]:
    return set(practice.reviews.values_list("reviewer__email", "verdict"))


# --- who ------------------------------------------------------------------------------


def test_a_stranger_submits_nothing(idea, stranger, user):
    for person in (stranger, user):
        with pytest.raises(PermissionDenied, match="submit it for review"):
            curation.submit(idea, by=person)


def test_only_the_hubs_curators_name_reviewers(submitted, author, stranger, reviewer):
    for person in (author, stranger, reviewer):
        with pytest.raises(PermissionDenied, match="name its reviewers"):
            curation.assign(submitted, reviewer=reviewer, by=person)
    assert not Review.objects.exists()


def test_a_review_is_taken_back_by_its_reviewer_or_the_hub_alone(
    asked, author, stranger, reviewer, curator, submitted
):
    for person in (author, stranger):
        with pytest.raises(PermissionDenied):
            curation.release(asked, by=person)

    curation.release(asked, by=reviewer, reason="No time this month.")
    again = curation.assign(submitted, reviewer=reviewer, by=curator)
    released = curation.release(again, by=curator)

    assert released.verdict == "released"
    event = Event.objects.filter(kind="practice.released").first()
    assert event.facts["reason"] == "No time this month."
    assert event.facts["reviewer"] == reviewer.pk


def test_answers_are_kept_for_whoever_reviews_and_nobody_else(
    submitted, author, stranger, answers
):
    for person in (author, stranger):
        with pytest.raises(PermissionDenied):
            curation.answer(submitted, answers, by=person)
    assert not Review.objects.exists()


def test_a_stranger_confirms_nothing(published, stranger, user):
    for person in (stranger, user):
        with pytest.raises(PermissionDenied):
            curation.confirm(published, by=person)


# --- when -----------------------------------------------------------------------------


def test_what_is_not_in_review_gets_no_reviewer_no_answers_and_no_verdict(
    idea, curator, reviewer, answers
):
    with pytest.raises(IllegalMove):
        curation.assign(idea, reviewer=reviewer, by=curator)
    with pytest.raises(IllegalMove):
        curation.answer(idea, answers, by=reviewer)
    with pytest.raises(IllegalMove):
        curation.publish(idea, by=reviewer)
    assert not Review.objects.exists()


def test_what_is_published_is_not_decided_again(published, person_with, hub):
    with pytest.raises(IllegalMove):
        curation.request_changes(
            published, by=person_with("reviewer", hub=hub), reason="Say more."
        )
    published.refresh_from_db()
    assert published.status == Status.PUBLISHED


def test_only_what_is_published_is_confirmed(idea, curator):
    with pytest.raises(IllegalMove):
        curation.confirm(idea, by=curator)


def test_a_review_that_has_ended_is_not_released(asked, submitted, reviewer, curator):
    curation.publish(submitted, by=reviewer)

    with pytest.raises(IllegalMove, match="ended already"):
        curation.release(asked, by=curator)


def test_what_cannot_be_done_now_says_where_it_stands(idea, author, curator):
    assert "captured" in possible.why_not_now("review", curator, idea)
    curation.withdraw(idea, by=author, reason="Not mine to tell.")
    idea.refresh_from_db()
    for verb in ("submit", "archive", "withdraw"):
        assert "withdrawn" in possible.why_not_now(verb, curator, idea)


# --- reviewers ------------------------------------------------------------------------


def test_a_closed_account_is_not_asked_to_review(submitted, reviewer, curator):
    reviewer.is_active = False
    reviewer.save(update_fields=["is_active"])

    with pytest.raises(CannotReview, match="closed"):
        curation.assign(submitted, reviewer=reviewer, by=curator)


def test_a_person_is_asked_once_and_another_beside_her(
    asked, submitted, reviewer, person_with, hub, curator
):
    with pytest.raises(CannotReview, match="asked already"):
        curation.assign(submitted, reviewer=reviewer, by=curator)

    second = person_with("reviewer", hub=hub)
    curation.assign(submitted, reviewer=second, by=curator)

    assert Review.objects.waiting().count() == 2


def test_a_review_is_due_on_the_day_that_was_said(submitted, reviewer, curator):
    due = timezone.now().date() + timedelta(days=3)

    review = curation.assign(submitted, reviewer=reviewer, by=curator, due=due)

    assert review.due == due


def test_each_reviewers_answers_are_her_own(
    asked, submitted, person_with, hub, answers, reviewer
):
    second = person_with("reviewer", hub=hub)

    kept = curation.answer(submitted, answers, by=second)

    assert (kept.reviewer, kept.answers.count()) == (second, len(answers))
    assert not asked.answers.exists()


def test_a_question_left_open_is_not_written_down(submitted, reviewer, answers):
    first, *_others = answers
    open_still = answers | {first: ("", "I do not know yet.")}

    kept = curation.answer(submitted, open_still, by=reviewer)

    assert kept.answers.count() == len(answers) - 1
    with pytest.raises(AnswersMissing, match="1 of the questions"):
        curation.review(
            submitted,
            open_still,
            verdict="publish",
            reason="Clear.",
            by=reviewer,
            version=submitted.version,
        )


def test_whoever_decides_decides_for_herself_and_ends_the_others_reviews(
    asked, submitted, reviewer, person_with, hub, curator
):
    second = person_with("reviewer", hub=hub)
    curation.assign(submitted, reviewer=second, by=curator)
    read = submitted.version

    curation.publish(submitted, by=second, reason="Clear.")

    assert verdicts(submitted) == {
        (reviewer.email, "superseded"),
        (second.email, "publish"),
    }
    assert Review.objects.get(reviewer=second).version == read


def test_a_verdict_says_which_version_was_read(asked, submitted, reviewer, curator):
    Practice.objects.filter(pk=submitted.pk).update(version=submitted.version + 4)

    curation.publish(submitted, by=reviewer)

    asked.refresh_from_db()
    assert asked.version == submitted.version + 4


def test_what_is_archived_in_review_waits_for_nobody(
    asked, submitted, reviewer, curator
):
    curation.archive(submitted, by=curator, reason="Told twice.")

    assert verdicts(submitted) == {(reviewer.email, "released")}


def test_who_requested_changes_is_asked_again_and_no_other(
    submitted, reviewer, author, curator, person_with, hub
):
    second = person_with("reviewer", hub=hub)
    curation.request_changes(submitted, by=second, reason="Say what it cost.")

    curation.submit(submitted, by=author, reason="It cost 4 dollars a child.")

    assert Review.objects.waiting().get().reviewer == second
    event = Event.objects.filter(kind="practice.submitted").order_by("-pk").first()
    assert event.facts["reason"] == "It cost 4 dollars a child."


def test_who_asked_for_changes_and_then_wrote_on_it_is_not_asked_again(
    submitted, person_with, hub, author
):
    manager = person_with("hub_manager", hub=hub)
    curation.request_changes(submitted, by=manager, reason="Say what it cost.")
    submitted.refresh_from_db()
    revisions.revise(
        submitted, {"summary": "Mine."}, by=manager, version=submitted.version
    )

    curation.submit(submitted, by=author)

    assert not Review.objects.waiting().exists()


def test_what_comes_out_of_the_archive_is_new_to_everybody(
    submitted, reviewer, author, curator
):
    curation.request_changes(submitted, by=reviewer, reason="Say what it cost.")
    curation.archive(submitted, by=curator, reason="Nobody answers.")

    curation.submit(submitted, by=curator)

    assert not Review.objects.waiting().exists()


# --- what stays true ------------------------------------------------------------------


def test_only_publication_starts_the_clock_of_the_next_review(submitted, reviewer):
    changed = curation.request_changes(submitted, by=reviewer, reason="Say more.")

    assert (changed.confirmed_on, changed.review_by) == (None, None)


def test_confirming_is_kept_with_the_day_that_was_said(published, curator):
    before = published.version

    curation.confirm(published, by=curator, review_by=date(2031, 1, 31))

    published.refresh_from_db()
    assert published.review_by == date(2031, 1, 31)
    assert published.confirmed_on == timezone.now().date()
    assert published.version == before + 1


def test_the_reason_shown_is_that_of_the_last_time_of_its_kind(published, curator):
    curation.archive(published, by=curator, reason="The programme has ended.")

    assert curation.reason_of(published, "practice.archived") == (
        "The programme has ended."
    )
    assert curation.reason_of(published, "practice.published") == ""
    assert curation.reason_of(published, "practice.withdrawn") == ""
