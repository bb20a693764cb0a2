"""Whom to speak to in a country: ranked, unnamed, introduced by her own word."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts import talent
from accounts.models import Expert, IllegalMove, Notice
from exchanges import counterparts, introducing, threads
from exchanges.models import ExchangeRequest, Introduction
from exchanges.refusals import Missing
from hubs.models import Hub, Theme
from outbox.models import Event
from outbox.tasks import drain


@pytest.fixture
def make_expert(make_user, country, clock):
    """Put somebody into the talent bank, who agreed to be found."""

    def make(iso3="ECU", experience="Ran a fund", themes=(), **fields):
        person = make_user(country=country(iso3), name=f"Maria {experience}", **fields)
        return talent.offer(
            person,
            by=person,
            country=country(iso3),
            experience=experience,
            themes=Theme.objects.filter(pk__in=themes),
        )

    return make


@pytest.fixture
def maria(make_expert):
    return make_expert(experience="Found work for 4,000 demobilised soldiers")


def people(exchange_request, iso3="ECU"):
    found = counterparts.providers(exchange_request)
    return next(row.people for row in found if row.country.iso3 == iso3)


# --- ranked ---------------------------------------------------------------------------------


def test_what_she_knows_comes_first_in_any_language(offered, make_expert):
    make_expert(experience="Digitised the land register")
    knows = make_expert(
        experience="Reinserción laboral de excombatientes desmovilizados"
    )
    make_expert(experience="Vaccinated children in the mountains")

    first = people(offered)[0]

    assert first.expert == knows
    assert "her experience is close to your words" in first.reasons


def test_a_theme_a_language_and_answers_speak_for_her(
    offered, practice, make_expert, official, country
):
    offered.practices.add(practice)  # on 3.8
    offered.languages = ["fr"]
    offered.save()
    other = make_expert(experience="Ran a fund")
    both = make_expert(experience="Ran a pool", themes=["3.8"], languages=["fr", "es"])

    first, second = people(offered)

    assert (first.expert, second.expert) == (both, other)
    assert "works in a language of yours: French" in first.reasons
    assert first.reasons[0].startswith("knows what your request is about: ")
    assert second.reasons == ["was not asked before"]


def test_who_answers_stands_before_who_does_not(
    offered, make_expert, official, ecuador, clock
):
    silent, answering = (make_expert(experience="Ran a fund") for _ in range(2))
    for row in (silent, answering):
        introducing.ask(offered, row, by=official)
    asked = Introduction.objects.get(counterpart=answering)
    introducing.decline(asked, by=answering.person, reason="On leave.")

    assert [row.reasons for row in people(offered)][1] == []

    clock.shift(timedelta(days=15))  # silence of a few days says nothing
    first, second = people(offered)

    assert (first.expert, second.expert) == (answering, silent)
    assert first.reasons == ["answered 1 of 1 introduction"]
    assert second.reasons == ["answered 0 of 1 introduction"]


def test_who_cannot_be_asked_is_not_found(offered, make_expert, clock):
    away, withdrawn, old, left = (make_expert(experience=f"Line {n}") for n in range(4))
    Expert.objects.filter(pk=away.pk).update(paused_until=date(2027, 1, 1))
    talent.withdraw(withdrawn.person, by=withdrawn.person)
    Expert.objects.filter(pk=old.pk).update(confirmed_on=date(2025, 1, 1))
    left.person.is_active = False
    left.person.save()

    assert people(offered) == []

    clock.move_to(date(2027, 1, 2))
    assert [row.expert for row in people(offered)] == [away]


def test_institutions_are_hubs_and_owners_of_practices(offered, make_practice, country):
    mine = make_practice(country="ECU", hub="Ministry of Health", themes=["3.8"])
    make_practice(country="ECU", hub="City of Quito", themes=["3.8"])
    make_practice(country="ECU", hub="Elsewhere", themes=["16.9"])
    Hub.objects.create(
        slug="fund", name="Fund", country_id="ECU", arrangement_type="enterprise"
    )
    offered.practices.add(mine)

    row = next(r for r in counterparts.providers(offered) if r.country.iso3 == "ECU")

    named = {found.name: found.reasons for found in row.institutions}
    assert list(named) == ["Ministry of Health", "Fund", "City of Quito"]
    assert "a practice that you named" in named["Ministry of Health"][0]
    assert named["City of Quito"] == ["owns 1 practice on the same themes"]


# --- introduced -----------------------------------------------------------------------------


def visible(person, exchange_request):
    rows = ExchangeRequest.objects.visible_to(person)
    return rows.filter(pk=exchange_request.pk).exists()


def test_with_her_yes_she_is_named_and_joins_the_conversation(
    offered, to_ecuador, official, maria
):
    row = introducing.ask(offered, maria, by=official, words="How did you begin?")
    with_ecuador = threads.with_key(offered, "ECU")
    with pytest.raises(PermissionDenied):
        threads.write(with_ecuador, by=maria.person, text="Hello")
    assert not visible(maria.person, offered)

    row = introducing.accept(row, by=maria.person)

    assert row.is_accepted
    assert visible(maria.person, offered)
    threads.write(with_ecuador, by=maria.person, text="With a register.")
    assert [c.key for c in threads.conversations_of(offered, maria.person)] == ["ecu"]
    drain()
    assert Notice.objects.filter(recipient=official, kind="message.written").exists()
    yes = Notice.objects.get(recipient=official, kind="introduction.accepted")
    assert yes.facts["name"] == maria.person.name


def test_a_no_has_a_reason_and_no_name(offered, official, maria):
    row = introducing.ask(offered, maria, by=official)
    with pytest.raises(Missing):
        introducing.decline(row, by=maria.person, reason=" ")

    introducing.decline(row, by=maria.person, reason="On leave until May.")

    drain()
    told = Notice.objects.get(recipient=official, kind="introduction.declined")
    assert told.facts["reason"] == "On leave until May."
    assert maria.person.name not in str(told.facts)
    assert not visible(maria.person, offered)


def test_she_is_told_who_asks_and_answers_once(offered, official, maria):
    row = introducing.ask(offered, maria, by=official)
    assert introducing.ask(offered, maria, by=official) == row
    drain()
    assert Notice.objects.get(recipient=maria.person).facts["name"] == official.name
    introducing.accept(row, by=maria.person)
    with pytest.raises(IllegalMove):
        introducing.decline(row, by=maria.person, reason="No.")
    assert Event.objects.about(row).count() == 2


def test_only_she_answers(offered, official, ecuador, maria):
    row = introducing.ask(offered, maria, by=official)
    for person in (official, ecuador):
        with pytest.raises(PermissionDenied):
            introducing.accept(row, by=person)


@pytest.mark.parametrize("who", ["colleague", "ecuador", "nepal"])
def test_only_who_asks_for_the_exchange_asks_for_introductions(
    request, who, offered, maria
):
    with pytest.raises(PermissionDenied):
        introducing.ask(offered, maria, by=request.getfixturevalue(who))


def test_before_her_country_is_asked_she_is_not(triaged, official, maria):
    with pytest.raises(PermissionDenied, match="once the desk has asked"):
        introducing.ask(triaged, maria, by=official)


def test_who_is_away_is_not_asked(offered, official, maria):
    talent.withdraw(maria.person, by=maria.person)
    with pytest.raises(introducing.CannotIntroduce, match="not available"):
        introducing.ask(offered, maria, by=official)


def test_nobody_asks_all_of_a_country(offered, official, make_expert, monkeypatch):
    monkeypatch.setattr(introducing, "MOST", 1)
    introducing.ask(offered, make_expert(experience="One"), by=official)
    with pytest.raises(introducing.CannotIntroduce, match="the most"):
        introducing.ask(offered, make_expert(experience="Two"), by=official)


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_are_one_answer(offered, official, maria, at_once):
    row = introducing.ask(offered, maria, by=official)
    done = at_once(
        [
            lambda: introducing.accept(row, by=maria.person),
            lambda: introducing.decline(row, by=maria.person, reason="No."),
        ]
    )
    assert sum(isinstance(one, IllegalMove) for one in done) == 1
    row.refresh_from_db()
    assert not row.is_waiting


def test_a_year_later_what_she_said_counts_no_more(offered, maria, clock):
    assert len(people(offered)) == 1
    clock.shift(timedelta(days=366))
    assert people(offered) == []
    talent.confirm(maria.person, by=maria.person)
    assert len(people(offered)) == 1
