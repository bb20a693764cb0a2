"""Reminders before, on and after the day of a review; each once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Notice
from outbox.models import Event
from practices import freshness
from practices.models import Practice, ReviewReminder
from practices.tasks import remind_of_reviews

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 22)


@pytest.fixture
def due(kept) -> Practice:
    """A practice whose review is due thirty days after the clock's noon."""
    Practice.objects.filter(pk=kept.pk).update(review_by=DAY)
    return Practice.objects.get(pk=kept.pk)


def stages():
    rows = ReviewReminder.objects.order_by("pk")
    return list(rows.values_list("stage", flat=True))


def test_each_reminder_comes_once_on_its_day(due, clock):
    for days in range(-3, 95):
        clock.move_to(datetime(2026, 11, 22, tzinfo=UTC) + timedelta(days=days))
        remind_of_reviews()
        remind_of_reviews()

    sent = ReviewReminder.objects.order_by("pk").values_list("stage", "sent_at__date")
    assert list(sent) == [
        ("ahead", DAY - timedelta(days=30)),
        ("due", DAY),
        ("overdue", DAY + timedelta(days=30)),
    ]


def test_a_beat_that_slept_tells_only_where_a_practice_stands_now(due):
    assert freshness.remind(DAY + timedelta(days=200)) == 1
    assert stages() == ["overdue"]


def test_nothing_is_said_too_early_or_of_what_is_not_published(due, make_practice):
    assert freshness.remind(DAY - timedelta(days=31)) == 0
    Practice.objects.filter(pk=due.pk).update(status=Practice.Status.ARCHIVED)
    assert freshness.remind(DAY) == 0


def test_what_is_archived_is_overdue_no_more(due):
    Practice.objects.filter(pk=due.pk).update(review_by=date(2020, 1, 1))
    assert Practice.objects.get(pk=due.pk).is_overdue

    Practice.objects.filter(pk=due.pk).update(status=Practice.Status.ARCHIVED)

    assert not Practice.objects.get(pk=due.pk).is_overdue


def test_a_new_review_date_begins_anew(due):
    freshness.remind(DAY)
    Practice.objects.update(review_by=DAY + timedelta(days=365))

    assert freshness.remind(DAY + timedelta(days=365)) == 1
    assert stages() == ["due", "due"]


def test_owner_and_hub_are_told(due, curator, user, told):
    Practice.objects.update(owner=user)

    freshness.remind(DAY)

    assert told(curator) == told(user) == ["practice.review_due"]


def test_nobody_is_told_of_a_review_that_was_done_meanwhile(due, curator, told):
    freshness.remind(DAY)
    Practice.objects.update(review_by=DAY + timedelta(days=365))

    assert told(curator) == []


def test_where_nobody_keeps_it_the_desk_is_told(due, person_with, told):
    Practice.objects.update(hub=None)
    desk = person_with("desk_officer")

    freshness.remind(DAY)

    assert told(desk) == ["practice.review_due"]


def test_many_are_reminded_of_in_batches(make_practice, monkeypatch):
    monkeypatch.setattr(freshness, "AT_ONCE", 1)
    for _ in range(3):
        make_practice()
    Practice.objects.update(review_by=DAY)

    assert freshness.remind(DAY) == 3
    assert Event.objects.filter(kind="practice.review_due").count() == 3


def test_a_reminder_and_its_event_stand_or_fall_together(due, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(freshness, "record", fail)
    with pytest.raises(RuntimeError):
        freshness.remind(DAY)

    assert stages() == []


def test_the_notice_speaks_the_readers_language(due, curator, told):
    freshness.remind(DAY)
    told(curator)

    facts = Notice.objects.get().facts
    assert facts["title"] == due.title
    assert facts["when"] == "A review is due"


# --- what readers see -------------------------------------------------------------------


def test_an_overdue_practice_says_since_when(client, due, clock):
    Practice.objects.update(confirmed_on=date(2024, 12, 22))
    clock.move_to(datetime(2027, 1, 1, tzinfo=UTC))

    page = client.get(due.get_absolute_url()).content.decode()

    assert (
        "Last confirmed on Dec. 22, 2024; its review was due on Dec. 22, 2026." in page
    )


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ({"start_year": 1999, "end_year": 2010}, "It ended in 2010. Of two equally"),
        (
            {"start_year": 1999, "end_year": 2024},
            "within the last 5 years, so it stands",
        ),
        ({"start_year": 1999, "end_year": None}, "It goes on, so it stands"),
        ({"start_year": None, "end_year": None}, "neither helps nor harms"),
    ],
)
def test_what_its_age_does_is_explained(client, kept, clock, years, said):
    Practice.objects.update(**years)

    assert said in client.get(kept.get_absolute_url()).content.decode()
