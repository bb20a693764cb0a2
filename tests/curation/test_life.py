"""The life of a practice, verb by verb, and who may."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove
from outbox.models import Event
from practices import curation, possible, revisions, writers
from practices.curation import AnswersMissing, CannotReview, ReasonMissing
from practices.models import Practice, Review, SearchEntry

Status = Practice.Status


def kinds(practice):
    return list(
        Event.objects.about(practice).order_by("pk").values_list("kind", flat=True)
    )


def test_anybody_who_is_signed_in_offers_an_idea(idea, author):
    assert (idea.status, idea.author) == (Status.CAPTURED, author)
    assert idea.slug.startswith("rwa-village-savings-groups")
    assert idea.approach_inferred
    assert kinds(idea) == ["practice.captured"]


def test_an_auditor_offers_none(person_with):
    with pytest.raises(PermissionDenied, match="change nothing"):
        curation.capture({"title": "x"}, by=person_with("auditor"))


def test_a_practice_goes_from_idea_to_publication(idea, author, curator, reviewer):
    curation.submit(idea, by=curator)
    review = curation.assign(idea, reviewer=reviewer, by=curator)
    published = curation.publish(idea, by=reviewer, reason="Clear and sourced.")

    review.refresh_from_db()
    assert published.status == Status.PUBLISHED
    assert published.confirmed_on
    assert published.review_by > published.confirmed_on
    assert (review.verdict, review.reason) == ("publish", "Clear and sourced.")
    assert SearchEntry.objects.filter(practice=published).exists()
    assert kinds(idea) == [
        "practice.captured",
        "practice.submitted",
        "practice.assigned",
        "practice.published",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_publish_at_once_and_one_is_told(
    submitted, person_with, hub, at_once
):
    reviewers = [person_with("reviewer", hub=hub) for _ in range(2)]

    def publish(person):
        try:
            return curation.publish(submitted, by=person).status
        except IllegalMove as refusal:
            return refusal.messages[0]

    told = sorted(at_once(publish, reviewers))

    assert told == ["Not possible now: the practice is “published”.", "published"]
    assert kinds(submitted).count("practice.published") == 1


@pytest.mark.django_db(transaction=True)
def test_submitted_twice_at_once_it_is_submitted_once(idea, author, at_once):
    def submit(_):
        try:
            return curation.submit(idea, by=author).status
        except IllegalMove:
            return "refused"

    assert sorted(at_once(submit, [1, 2, 3])) == ["in_review", "refused", "refused"]


def test_nobody_reviews_what_she_wrote(submitted, author, curator, person_with, hub):
    herself = person_with("reviewer", hub=hub)
    writers.add_co_author(submitted, person=herself, by=author)

    with pytest.raises(PermissionDenied, match="You wrote on it"):
        curation.publish(submitted, by=herself)
    with pytest.raises(CannotReview, match="wrote on it"):
        curation.assign(submitted, reviewer=herself, by=curator)


def test_the_author_of_an_idea_does_not_publish_it_whatever_her_role(person_with, hub):
    both = person_with("hub_manager", hub=hub)
    idea = curation.capture(
        {"countries": ["RWA"], "title": "t", "summary": "s"}, by=both
    )
    curation.submit(idea, by=both)

    with pytest.raises(PermissionDenied, match="You wrote on it"):
        curation.publish(idea, by=both)


def test_who_shaped_the_text_does_not_review_it(submitted, person_with, hub):
    manager = person_with("hub_manager", hub=hub)
    revisions.revise(
        submitted, {"summary": "Better."}, by=manager, version=submitted.version
    )

    with pytest.raises(PermissionDenied, match="You wrote on it"):
        curation.publish(submitted, by=manager)


def test_a_reviewer_who_was_taken_off_may_not_decide(submitted, make_user, curator):
    peer = make_user()
    review = curation.assign(submitted, reviewer=peer, by=curator)
    curation.release(review, by=curator)

    with pytest.raises(PermissionDenied):
        curation.publish(submitted, by=peer)


def test_a_peer_from_outside_reviews_when_the_hub_has_named_her(
    submitted, make_user, curator
):
    peer = make_user()
    with pytest.raises(PermissionDenied):
        curation.publish(submitted, by=peer)
    curation.assign(submitted, reviewer=peer, by=curator)

    assert curation.publish(submitted, by=peer).status == Status.PUBLISHED


def test_changes_are_requested_with_a_reason_and_asked_for_again(
    submitted, author, reviewer
):
    with pytest.raises(ReasonMissing):
        curation.request_changes(submitted, by=reviewer, reason=" ")
    curation.request_changes(submitted, by=reviewer, reason="Say what it cost.")
    again = curation.submit(submitted, by=author)

    assert again.status == Status.IN_REVIEW
    assert again.reviews.waiting().get().reviewer == reviewer


def test_a_review_answers_every_question_with_a_comment(submitted, reviewer, answers):
    def review(given):
        return curation.review(
            submitted,
            given,
            verdict="publish",
            reason="Good.",
            by=reviewer,
            version=submitted.version,
        )

    with pytest.raises(AnswersMissing, match="1 of the questions"):
        review(answers | {"clear": ("met", " ")})

    assert review(answers).status == Status.PUBLISHED
    assert Review.objects.get().answers.count() == len(answers)


def test_not_suitable_for_now_is_kept_and_may_come_back(
    submitted, author, reviewer, answers
):
    archived = curation.review(
        submitted,
        answers,
        verdict="not_suitable",
        reason="Too early: come back with a year of figures.",
        by=reviewer,
        version=submitted.version,
    )

    assert archived.status == Status.ARCHIVED
    assert curation.submit(archived, by=author).status == Status.IN_REVIEW


def test_a_verdict_on_a_text_that_has_moved_on_is_stopped(submitted, curator, reviewer):
    revisions.revise(
        submitted, {"summary": "New."}, by=curator, version=submitted.version
    )

    with pytest.raises(revisions.Stale):
        curation.publish(submitted, by=reviewer, version=submitted.version)


def test_confirming_moves_the_day_of_the_next_review(practice, person_with, hub):
    Practice.objects.update(hub=hub, review_by="2020-01-01")
    curator = person_with("curator", hub=hub)

    confirmed = curation.confirm(practice, by=curator)

    assert not confirmed.is_overdue
    assert confirmed.version == practice.version + 1
    assert kinds(practice)[-1] == "practice.confirmed"


def test_archiving_takes_it_out_of_the_search(practice, person_with, hub):
    Practice.objects.update(hub=hub)
    curator = person_with("curator", hub=hub)

    curation.archive(practice, by=curator, reason="The programme has ended.")

    assert not SearchEntry.objects.filter(practice=practice).exists()


def test_withdrawing_needs_a_reason_and_a_curator_of_the_hub(
    practice, person_with, hub, stranger
):
    Practice.objects.update(hub=hub)
    with pytest.raises(PermissionDenied):
        curation.withdraw(practice, by=stranger, reason="I do not like it")
    curator = person_with("curator", hub=hub)
    with pytest.raises(ReasonMissing):
        curation.withdraw(practice, by=curator, reason="")

    gone = curation.withdraw(practice, by=curator, reason="The figures were wrong.")

    assert gone.status == Status.WITHDRAWN
    with pytest.raises(IllegalMove):
        curation.archive(gone, by=curator, reason="x")


def test_an_author_takes_back_what_nobody_has_read(idea, author):
    gone = curation.withdraw(idea, by=author, reason="Not mine to tell.")

    assert gone.status == Status.WITHDRAWN


def test_a_draft_is_seen_by_its_makers_and_the_hub_alone(
    idea, author, curator, reviewer, stranger, make_user, person_with
):
    def sees(person):
        return idea in Practice.objects.visible_to(person)

    peer = make_user()
    assert [*map(sees, (author, curator, reviewer))] == [True, True, True]
    assert sees(person_with("auditor"))
    assert sees(person_with("administrator"))
    assert not sees(stranger)
    assert not sees(peer)
    writers.add_co_author(idea, person=peer, by=author)
    assert sees(peer)


def test_an_idea_for_no_hub_falls_to_the_hubs_of_its_country(author, curator, stranger):
    idea = curation.capture(
        {"countries": ["RWA"], "title": "t", "summary": "s"}, by=author
    )

    assert idea in Practice.objects.visible_to(curator)
    assert idea not in Practice.objects.visible_to(stranger)
    assert curation.submit(idea, by=curator).status == Status.IN_REVIEW


def test_why_not_is_said_in_words(idea, author, reviewer):
    assert possible.why_not_now("submit", author, idea) == ""
    assert "“captured”" in possible.why_not_now("review", reviewer, idea)
    assert "curators" in possible.why_not_now("archive", author, idea)
