"""A challenge from its first words to the end, and what cannot be said in it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove
from exchanges import challenges, lifecycle, meters
from exchanges.checks import TooMany
from exchanges.lifecycle import ChangedMeanwhile
from exchanges.models import Challenge
from exchanges.refusals import Missing
from exchanges.sanity import Impossible
from outbox.models import Event
from practices.models import SavedSearch

Status = Challenge.Status


def now(challenge):
    return Challenge.objects.with_measures().get(pk=challenge.pk)


def kinds(challenge):
    return list(Event.objects.about(challenge).values_list("kind", flat=True))


def test_the_first_words_are_kept_as_a_private_draft(challenge, official, colleague):
    assert challenge.status == Status.DRAFT
    assert str(challenge).startswith("Families fall into poverty")
    assert challenge.language == "en"
    assert list(Challenge.objects.visible_to(official)) == [challenge]
    assert not Challenge.objects.visible_to(colleague).exists()


@pytest.mark.parametrize(
    ("happens", "called"),
    [
        ("Wells run dry. Nobody knows why.", "Wells run dry"),
        ("Who pays for care? Families do.", "Who pays for care?"),
        ("Work is 3.5 hours\n away", "Work is 3.5 hours away"),
        (
            "Four in ten of those who gave up arms have no work after two long years, and go away.",
            "Four in ten of those who gave up arms have no work after two long years, and go…",
        ),
        ("井戸が枯れている。理由は誰も知らない。", "井戸が枯れている"),
        ("井" * 90, "井" * 79 + "…"),
    ],
)
def test_without_a_title_its_first_sentence_is_its_name(
    official, country, happens, called
):
    made = challenges.begin(by=official, country=country("SLE"), happens=happens)
    assert str(made) == called
    assert lifecycle.told_by(made)["title"] == called


def test_events_never_say_what_she_wrote(challenge, official):
    challenges.change(challenge, by=official, tried="A secret fund")
    assert all(not event.facts for event in Event.objects.about(challenge))


def test_each_step_adds_and_loses_nothing(challenge, official):
    challenges.change(challenge, by=official, since="since the war", tried="a fund")
    challenges.change(challenge, by=official, limits="no more staff")

    kept = now(challenge)
    assert (kept.since, kept.tried, kept.limits) == (
        "since the war",
        "a fund",
        "no more staff",
    )
    assert kept.to_whom == "Two in three households in the villages"
    assert kept.version == 3


def test_a_challenge_without_words_is_not_kept(official, country):
    with pytest.raises(Missing):
        challenges.begin(by=official, country=country("SLE"), happens="  ")
    assert not Challenge.objects.exists()


def test_nobody_else_changes_it(challenge, colleague):
    with pytest.raises(PermissionDenied):
        challenges.change(challenge, by=colleague, happens="Something else")


def test_a_deadline_in_the_past_is_refused(challenge, official):
    with pytest.raises(Impossible, match=r"is past\. Give a day to come, or none"):
        challenges.change(challenge, by=official, deadline=date(2026, 11, 15))
    assert now(challenge).deadline is None


def test_a_deadline_that_has_passed_since_does_not_block(challenge, official, clock):
    challenges.change(challenge, by=official, deadline=date(2026, 11, 20))
    clock.move_to("2026-12-01T09:00Z")

    challenges.change(
        challenge, by=official, deadline=date(2026, 11, 20), tried="a fund"
    )

    assert now(challenge).tried == "a fund"


def test_the_second_device_is_told_that_the_first_was_faster(challenge, official):
    challenges.change(challenge, by=official, version=1, tried="First")
    with pytest.raises(ChangedMeanwhile, match="on another device"):
        challenges.change(challenge, by=official, version=1, tried="Second")
    assert now(challenge).tried == "First"


def test_ready_keeps_it_standing_and_reopening_forgets(challenge, official):
    ready = challenges.ready(challenge, by=official)

    assert ready.status == Status.READY
    search = SavedSearch.objects.visible_to(official).get()
    assert (ready.standing, search.name) == (search, str(challenge))
    assert search.leads_to == challenge.get_absolute_url()
    assert search.problem.startswith("Families fall into poverty")

    assert challenges.reopen(challenge, by=official).status == Status.DRAFT
    assert not SavedSearch.objects.exists()
    assert kinds(challenge)[-2:] == ["challenge.ready", "challenge.reopened"]


def test_what_stands_is_looked_for_as_it_reads_now(challenge, official):
    search = challenges.ready(challenge, by=official).standing

    challenges.change(challenge, by=official, limits="It has to work without doctors")

    again = SavedSearch.objects.get()
    assert again.pk == search.pk
    assert "without doctors" in again.problem


def test_a_search_that_she_kept_before_becomes_the_challenges(challenge, official):
    search = challenges.ready(challenge, by=official).standing
    challenges.reopen(challenge, by=official)
    condition = challenges.condition_of(challenge)
    hers = challenges.saving.save(condition, name="Mine", by=official)

    assert challenges.ready(challenge, by=official).standing == hers != search
    assert SavedSearch.objects.get().leads_to == challenge.get_absolute_url()


def test_the_same_twice_is_not_kept_standing_twice(challenge, official):
    challenges.ready(challenge, by=official)
    texts = {"happens": challenge.happens, "to_whom": challenge.to_whom}
    again = challenges.begin(by=official, country=challenge.country, **texts)

    with pytest.raises(challenges.saving.SavedAlready, match="Families fall"):
        challenges.ready(again, by=official)
    assert now(again).status == Status.DRAFT


def test_a_forgotten_search_is_not_brought_back_by_a_change(challenge, official):
    search = challenges.ready(challenge, by=official).standing
    challenges.saving.delete(search, by=official)

    challenges.change(challenge, by=official, tried="a fund")
    assert now(challenge).standing is None

    challenges.keep_standing(challenge, by=official)
    assert now(challenge).standing == SavedSearch.objects.get()


def test_a_draft_does_not_stand(challenge, official):
    with pytest.raises(IllegalMove, match="ready"):
        challenges.keep_standing(challenge, by=official)


def test_what_is_closed_stays_as_it_is(challenge, official):
    challenges.ready(challenge, by=official)
    challenges.close(challenge, by=official)

    assert not SavedSearch.objects.exists()
    for verb in (challenges.change, challenges.ready, challenges.close):
        with pytest.raises(IllegalMove, match="closed"):
            verb(challenge, by=official)


def test_a_discarded_challenge_is_gone(challenge, measure, official):
    challenges.ready(challenge, by=official)
    challenges.discard(challenge, by=official)

    assert not Challenge.objects.exists()
    assert not SavedSearch.objects.exists()


def test_what_an_exchange_was_asked_for_is_not_discarded(challenge, official):
    lifecycle.start(by=official, country=challenge.country, challenge=challenge)
    with pytest.raises(IllegalMove, match="close it instead"):
        challenges.discard(challenge, by=official)


def test_a_hundred_open_challenges_are_enough(challenge, official, monkeypatch):
    monkeypatch.setattr(challenges, "MOST_OPEN", 1)
    with pytest.raises(TooMany):
        challenges.begin(by=official, country=challenge.country, happens="More")


def test_the_meter_says_what_is_missing_and_at_which_step(challenge, measure, official):
    told = meters.completeness(now(challenge))

    assert (told.there, told.total) == (4, 10)
    assert [part.field for part in told.missing] == [
        "since",
        "since",
        "limits",
        "limits",
        "measures",
        "measures",
    ]
