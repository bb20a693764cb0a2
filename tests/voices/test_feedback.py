"""What others say of a practice: given, replied to, moderated."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import IllegalMove, Membership
from hubs.models import Country
from outbox.models import Event
from practices import feedback
from practices.models import Feedback

pytestmark = pytest.mark.django_db


def test_an_official_says_what_a_practice_is_worth_to_her_country(kept, kenyan, say):
    row = say(kenyan, tried="yes", change="Pay by phone")

    assert (row.country_id, row.hub, row.change) == ("KEN", None, "Pay by phone")
    event = Event.objects.about(row).get()
    assert (event.kind, event.actor) == ("feedback.given", kenyan)


def test_she_says_it_once_and_changes_it(kept, kenyan, say):
    first = say(kenyan)
    second = say(kenyan, useful="no", question="Who pays?")

    assert first.pk == second.pk
    assert Feedback.objects.get().useful == "no"
    kinds = Event.objects.about(first).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["feedback.given", "feedback.changed"]


def test_whose_practice_it_is_does_not_give_feedback(say, person_with, curator):
    for insider in (person_with("official", country="RWA"), curator):
        with pytest.raises(PermissionDenied, match="other countries"):
            say(insider)


def test_a_person_without_a_role_is_told_how_to_get_one(say, user):
    with pytest.raises(PermissionDenied, match="Your roles"):
        say(user)


def test_nobody_speaks_for_a_country_that_is_not_hers(kenyan, say, hub):
    other = person_country("GHA")

    with pytest.raises(PermissionDenied, match="You do not speak for"):
        say(kenyan, place=other)


def person_country(code):
    return Country.objects.get(pk=code)


def test_whoever_speaks_for_two_says_for_which(kenyan, say):
    Membership.objects.create(
        person=kenyan, role="official", country_id="GHA", status="granted"
    )

    assert say(kenyan, place=person_country("GHA")).country_id == "GHA"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("long " * 1000, "at most 4000"),
        ("https://a.example " * 4, "three addresses"),
    ],
)
def test_what_nobody_would_read_is_refused(kenyan, say, text, why):
    with pytest.raises(feedback.TooMuch, match=why):
        say(kenyan, question=text)

    assert not Feedback.objects.exists()


def test_a_flood_is_stopped_and_let_go_on_tomorrow(
    kenyan, say, monkeypatch, make_practice, clock
):
    monkeypatch.setattr(feedback, "A_DAY", 1)
    feedback.give(make_practice(), by=kenyan, useful="yes", tried="no")

    with pytest.raises(feedback.TooMuch, match="tomorrow"):
        say(kenyan)
    clock.shift(timedelta(days=1, seconds=1))
    assert say(kenyan)


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_one_person_make_one_voice(kept, kenyan):
    def give(useful):
        try:
            return feedback.give(kept, by=kenyan, useful=useful, tried="no").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        keys = set(pool.map(give, ["yes", "no"]))

    assert len(keys) == 1


# --- the custodian ----------------------------------------------------------------------


def test_the_custodian_replies_and_the_author_is_told(kenyan, say, curator, told):
    row = feedback.reply(say(kenyan), by=curator, text="By phone since 2020.")

    assert row.reply.text == "By phone since 2020."
    assert told(kenyan) == ["feedback.replied"]


def test_custodians_are_told_of_feedback_once(kenyan, say, curator, manager, told):
    say(kenyan)

    assert told(curator) == told(manager) == told(curator) == ["feedback.given"]
    assert told(kenyan) == []


def test_another_hub_does_not_reply(kenyan, say, other_curator):
    with pytest.raises(PermissionDenied, match="its owner reply"):
        feedback.reply(say(kenyan), by=other_curator, text="Yes")


def test_an_empty_reply_is_none(kenyan, say, curator):
    with pytest.raises(feedback.NothingSaid):
        feedback.reply(say(kenyan), by=curator, text="  ")


# --- moderation -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["desk_officer", "administrator"])
def test_the_desk_hides_and_the_author_reads_why(
    kenyan, say, person_with, user, told, role
):
    row = feedback.hide(say(kenyan), by=person_with(role), reason="Names a patient")

    visible = Feedback.objects.visible_to
    assert row in visible(kenyan)
    assert row not in visible(user)
    assert row.status_reason == "Names a patient"
    assert told(kenyan) == ["feedback.hidden"]


def test_what_was_hidden_is_shown_again(kenyan, say, manager, user):
    row = feedback.hide(say(kenyan), by=manager, reason="Names a patient")
    feedback.show(row, by=manager, reason="The name is gone")

    assert row in Feedback.objects.visible_to(user)


def test_moderation_needs_a_reason_and_the_right_person(kenyan, say, manager, curator):
    row = say(kenyan)

    with pytest.raises(feedback.NothingSaid, match="Say why"):
        feedback.hide(row, by=manager, reason=" ")
    with pytest.raises(PermissionDenied):
        feedback.hide(row, by=curator, reason="I do not like it")
    with pytest.raises(IllegalMove):
        feedback.show(row, by=manager, reason="It is shown")


def test_a_manager_of_another_hub_does_not_see_what_is_hidden(
    kenyan, say, manager, other_curator
):
    row = feedback.hide(say(kenyan), by=manager, reason="Spam")
    Membership.objects.filter(person=other_curator).update(role="hub_manager")

    assert row not in Feedback.objects.visible_to(other_curator)


# --- counted ----------------------------------------------------------------------------


def test_voices_are_counted_without_those_that_are_hidden(
    kept, say, kenyan, person_with, manager
):
    say(kenyan, tried="yes")
    say(person_with("official", country="GHA"), useful="no")
    hidden = say(person_with("official", country="PER"), tried="yes")
    feedback.hide(hidden, by=manager, reason="Spam")

    assert str(feedback.tally(kept)) == "1 found it useful, 1 tried it"


def test_an_untouched_practice_says_that_nobody_spoke(kept):
    assert "Nobody has said" in str(feedback.tally(kept))


def test_a_second_factor_is_asked_of_staff_who_reply(kenyan, say, curator, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    with pytest.raises(PermissionDenied):
        feedback.reply(say(kenyan), by=curator, text="Yes")


def test_time_of_an_edit_is_noted(kenyan, say, clock):
    say(kenyan)
    clock.shift(timedelta(days=3))

    row = say(kenyan, useful="partly")

    assert row.updated_at == timezone.now()
    assert row.given_at == timezone.now() - timedelta(days=3)
