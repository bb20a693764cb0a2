from datetime import UTC, datetime

import pytest

from accounts import preferences
from accounts.models import Notice, Pace, Topic, User
from outbox.models import Event

SUNDAY_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "pace", "due"),
    [
        ("UTC", Pace.IMMEDIATE, "2026-11-22T12:00"),
        ("UTC", Pace.DAILY, "2026-11-23T07:00"),
        ("UTC", Pace.WEEKLY, "2026-11-23T07:00"),
        ("Africa/Kigali", Pace.DAILY, "2026-11-23T05:00"),
        ("Pacific/Auckland", Pace.DAILY, "2026-11-22T18:00"),
        ("Pacific/Auckland", Pace.WEEKLY, "2026-11-22T18:00"),
        ("America/Lima", Pace.DAILY, "2026-11-22T12:00"),
        ("America/Lima", Pace.WEEKLY, "2026-11-23T12:00"),
        ("Not/A_Zone", Pace.DAILY, "2026-11-23T07:00"),
        ("../etc/passwd", Pace.DAILY, "2026-11-23T07:00"),
        ("", Pace.DAILY, "2026-11-23T07:00"),
    ],
)
def test_mail_comes_in_her_own_morning(zone, pace, due):
    now = SUNDAY_NOON.replace(hour=11, minute=59) if "Lima" in zone else SUNDAY_NOON

    found = preferences.next_mail(pace, User(time_zone=zone), now)

    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_at_seven_o_clock_itself_the_next_morning_is_meant():
    seven = SUNDAY_NOON.replace(hour=7)

    assert preferences.next_mail(Pace.DAILY, User(), seven).day == 23


def test_every_topic_has_a_usual_pace():
    assert set(preferences.USUAL) == set(Topic)


@pytest.mark.django_db
def test_a_choice_is_kept_and_recorded(user):
    preferences.choose(user, {"curation": "weekly"}, by=user)

    assert preferences.paces_of(user)["curation"] == Pace.WEEKLY
    event = Event.objects.about(user).get()
    assert (event.kind, event.actor) == ("notice_preferences.changed", user)
    assert event.facts == {"via": "page", "curation": "weekly"}


@pytest.mark.django_db
def test_choosing_what_is_chosen_already_changes_nothing(user):
    preferences.choose(user, preferences.paces_of(user), by=user)

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_choice_holds_also_for_what_waits(user, paint_door, clock):
    paint_door(user)

    preferences.choose(user, {"curation": "immediate"}, by=user)
    assert Notice.objects.due(SUNDAY_NOON).exists()

    preferences.choose(user, {"curation": "off"}, by=user)
    assert Notice.objects.get().mail_due_at is None


@pytest.mark.django_db
def test_the_choice_of_one_person_is_nobody_elses(user, make_user):
    preferences.choose(user, {"curation": "off"}, by=user)

    assert preferences.paces_of(make_user())["curation"] == Pace.DAILY
