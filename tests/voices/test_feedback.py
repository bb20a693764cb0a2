"""What others say of a practice: given, replied to, moderated."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import IllegalMove, Membership, Notice
from hubs.models import Country
from outbox.models import Event
from practices import feedback
from practices.models import Feedback, Practice, Reply

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


def test_a_curator_of_another_hub_says_it_for_her_hub(say, other_curator):
    row = say(other_curator)

    assert (row.country, row.hub.slug) == (None, "elsewhere")


def test_whose_practice_it_is_does_not_give_feedback(kept, say, person_with, curator):
    Practice.objects.filter(pk=kept.pk).update(country_codes=["RWA", "UGA"])
    kept.refresh_from_db()

    partner = person_with("official", country="UGA")
    for insider in (person_with("official", country="RWA"), partner, curator):
        with pytest.raises(PermissionDenied, match="other countries"):
            say(insider)


def test_a_person_without_a_role_is_told_how_to_get_one(say, user):
    with pytest.raises(PermissionDenied, match="Your roles"):
        say(user)


def official_too(person, code):
    """Give her the same role in another country; return that country."""
    Membership.objects.create(
        person=person, role="official", country_id=code, status="granted"
    )
    return Country.objects.get(pk=code)


def test_nobody_speaks_for_a_country_that_is_not_hers(kenyan, say):
    whose_practice_it_is = official_too(kenyan, "RWA")

    for other in (Country.objects.get(pk="GHA"), whose_practice_it_is):
        with pytest.raises(PermissionDenied, match="You do not speak for"):
            say(kenyan, place=other)
    assert say(kenyan).country_id == "KEN"


def test_whoever_speaks_for_two_says_for_which(kenyan, say):
    ghana = official_too(kenyan, "GHA")

    assert say(kenyan).country_id == "KEN"
    assert say(kenyan, place=ghana).country_id == "GHA"


@pytest.mark.parametrize("field", ["change", "question"])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("l" * 4001, "at most 4000"),
        ("https://a.example http://b.example www.c.example " * 2, "three addresses"),
    ],
    ids=["long", "addresses"],
)
def test_what_nobody_would_read_is_refused(kenyan, say, field, text, why):
    with pytest.raises(feedback.TooMuch, match=why):
        say(kenyan, **{field: text})

    assert not Feedback.objects.exists()


def test_what_can_just_be_read_is_taken(kenyan, say):
    row = say(kenyan, change="l" * 4000, question=" www.a.example " * 3)

    assert len(row.change) == 4000
    assert row.question == "www.a.example  www.a.example  www.a.example"


def test_a_flood_is_stopped_and_let_go_on_tomorrow(
    kenyan, say, monkeypatch, make_practice, clock, other_curator
):
    monkeypatch.setattr(feedback, "A_DAY", 1)
    first = make_practice()
    for useful in ("yes", "no"):  # to change what one said is no flood
        feedback.give(first, by=kenyan, useful=useful, tried="no")

    with pytest.raises(feedback.TooMuch, match="tomorrow"):
        say(kenyan)
    assert say(other_curator)
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


def test_a_second_reply_takes_the_place_of_the_first(
    kenyan, kept, say, curator, manager, user, person_with, hub
):
    Practice.objects.filter(pk=kept.pk).update(owner=user)
    row = feedback.reply(say(kenyan), by=curator, text="Soon.")

    for keeper in (manager, person_with("reviewer", hub=hub), user):
        row = feedback.reply(row, by=keeper, text="  By phone. ")

        assert (Reply.objects.get().text, row.reply.by) == ("By phone.", keeper)


def test_custodians_are_told_of_feedback_once(kenyan, say, curator, manager, told):
    say(kenyan)

    assert told(curator) == told(manager) == told(curator) == ["feedback.given"]
    assert told(kenyan) == []


def test_another_hub_does_not_reply_nor_does_the_author(kenyan, say, other_curator):
    row = say(kenyan)

    for other in (other_curator, kenyan):
        with pytest.raises(PermissionDenied, match="its owner reply"):
            feedback.reply(row, by=other, text="Yes")


def test_an_empty_reply_is_none_and_a_book_is_none_either(kenyan, say, curator):
    row = say(kenyan)

    with pytest.raises(feedback.NothingSaid):
        feedback.reply(row, by=curator, text="  ")
    with pytest.raises(feedback.TooMuch):
        feedback.reply(row, by=curator, text="l" * 4001)
    assert not Reply.objects.exists()


# --- moderation -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["desk_officer", "administrator"])
def test_the_desk_hides_and_the_author_reads_why(
    kenyan, say, person_with, user, told, role
):
    row = feedback.hide(say(kenyan), by=person_with(role), reason=" Names a patient ")

    assert row not in Feedback.objects.visible_to(user)
    assert row.status_reason == "Names a patient"
    assert told(kenyan) == ["feedback.hidden"]
    assert Notice.objects.get(recipient=kenyan).facts["reason"] == "Names a patient"


def test_what_is_hidden_is_read_by_its_author_and_by_those_who_moderate(
    kenyan, say, manager, curator, other_curator, person_with
):
    row = feedback.hide(say(kenyan), by=manager, reason="Spam")
    Membership.objects.filter(person=other_curator).update(role="hub_manager")

    for reader in (kenyan, manager, *map(person_with, ("desk_officer", "auditor"))):
        assert row in Feedback.objects.visible_to(reader)
    for other in (curator, other_curator, AnonymousUser()):
        assert row not in Feedback.objects.visible_to(other)


def test_what_was_hidden_is_shown_again_with_a_reason(kenyan, say, manager, user, told):
    row = feedback.hide(say(kenyan), by=manager, reason="Names a patient")
    with pytest.raises(IllegalMove):
        feedback.hide(row, by=manager, reason="It still does")
    with pytest.raises(feedback.NothingSaid, match="Say why"):
        feedback.show(row, by=manager, reason=" ")

    row = feedback.show(row, by=manager, reason="The name is gone")

    assert row in Feedback.objects.visible_to(user)
    assert row.status_reason == "The name is gone"
    assert told(kenyan) == ["feedback.hidden", "feedback.shown"]


def test_moderation_needs_a_reason_and_the_right_person(
    kenyan, say, manager, curator, other_curator, person_with
):
    row = say(kenyan)
    Membership.objects.filter(person=other_curator).update(role="hub_manager")

    with pytest.raises(feedback.NothingSaid, match="Say why"):
        feedback.hide(row, by=manager, reason=" ")
    for other in (curator, other_curator, kenyan, person_with("auditor")):
        with pytest.raises(PermissionDenied):
            feedback.hide(row, by=other, reason="I do not like it")
    with pytest.raises(IllegalMove):
        feedback.show(row, by=manager, reason="It is shown")


# --- counted ----------------------------------------------------------------------------


def test_voices_are_counted_without_those_that_are_hidden(
    kept, say, kenyan, person_with, manager
):
    say(kenyan, tried="yes")
    say(person_with("official", country="GHA"), useful="no")
    hidden = say(person_with("official", country="PER"), tried="yes")
    feedback.hide(hidden, by=manager, reason="Spam")

    assert str(feedback.tally(kept)) == "1 found it useful, 1 tried it"


def test_the_newest_three_stand_beside_the_tally_of_all(
    kept, say, person_with, make_practice, manager, clock
):
    people = [person_with("official", country=c) for c in ("KEN", "GHA", "PER", "SEN")]
    feedback.give(make_practice(), by=people[0], useful="yes", tried="yes")
    said = (("yes", "yes"), ("partly", "yes"), ("yes", "planned"), ("yes", "no"))
    for person, (useful, tried) in zip(people, said, strict=True):
        clock.shift(timedelta(hours=1))
        say(person, useful=useful, tried=tried)
    spam = say(person_with("official", country="FJI"), tried="yes")
    feedback.hide(spam, by=manager, reason="Spam")

    rows, counted = feedback.latest(kept)

    assert [row.country_id for row in rows] == ["SEN", "PER", "GHA"]
    assert counted == feedback.tally(kept) == feedback.Tally(4, useful=3, tried=2)


def test_an_untouched_practice_says_that_nobody_spoke(kept):
    assert "Nobody has said" in str(feedback.tally(kept))
    assert feedback.latest(kept) == ([], feedback.Tally(0, 0, 0))


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
