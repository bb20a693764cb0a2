"""Who hears what of a practice's life."""

from datetime import date

import pytest
from django.utils.translation import override

from accounts import notices
from accounts.models import Notice
from outbox.tasks import drain
from practices import curation, writers


@pytest.fixture
def told():
    """Do what waits, and return who heard of what."""

    def told() -> set[tuple[str, str]]:
        drain()
        rows = Notice.objects.select_related("recipient")
        return {
            (row.kind.removeprefix("practice."), row.recipient.email) for row in rows
        }

    return told


def test_curators_hear_of_an_idea_and_its_writers_of_what_is_decided(
    idea, author, curator, reviewer, make_user, told
):
    peer = make_user()
    writers.add_co_author(idea, person=peer, by=author)
    curation.submit(idea, by=author)
    curation.assign(idea, reviewer=reviewer, by=curator)
    curation.publish(idea, by=reviewer, reason="Clear.")

    assert told() == {
        ("captured", curator.email),
        ("co_author_added", peer.email),
        ("submitted", curator.email),
        ("assigned", reviewer.email),
        ("published", author.email),
        ("published", peer.email),
        ("published", curator.email),  # who asked for the review
    }
    assert told() == told()


def test_whoever_asked_for_changes_is_asked_to_look_again(
    submitted, author, curator, reviewer, told
):
    curation.assign(submitted, reviewer=reviewer, by=curator)
    curation.request_changes(submitted, by=reviewer, reason="Say what it cost.")
    told()
    Notice.objects.all().delete()

    curation.submit(submitted, by=author)

    assert told() == {("submitted", curator.email), ("assigned", reviewer.email)}


def test_a_reviewer_hears_nothing_of_what_she_took_up_herself(
    submitted, curator, reviewer, told
):
    curation.publish(submitted, by=reviewer)
    curation.archive(submitted, by=curator, reason="It has ended.")

    assert reviewer.email not in {email for _kind, email in told()}


def test_a_day_is_written_as_its_reader_writes_days(submitted, curator, reviewer, told):
    curation.assign(submitted, reviewer=reviewer, by=curator, due=date(2026, 12, 8))
    told()
    notice = Notice.objects.get(recipient=reviewer)

    assert "by Dec. 8, 2026." in notices.told(notice).text
    with override("fr"):
        assert "8 décembre 2026" in notices.told(notice).text


def test_who_asks_for_changes_says_why_in_the_notice(submitted, author, reviewer, told):
    curation.request_changes(submitted, by=reviewer, reason="Say what it cost.")

    assert ("changes_requested", author.email) in told()
    notice = Notice.objects.get(kind="practice.changes_requested")
    assert notice.facts["reason"] == "Say what it cost."
    assert notice.url == f"/curation/practices/{submitted.slug}/"
