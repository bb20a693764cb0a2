"""The desk: what waits, who takes care of it, whom to ask."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils.formats import date_format

from accounts import memberships
from accounts.models import Membership
from exchanges import brokering, lifecycle, officers, routing, waiting
from exchanges.checklist import checklist
from exchanges.models import (
    CountryProcedure,
    ExchangeRequest,
    Message,
    ProviderCapacity,
)
from exchanges.refusals import CannotAsk
from outbox.models import Event
from outbox.tasks import drain

TODAY = date(2026, 11, 16)


def queue(person, asked="", on=TODAY):
    return waiting.queue_for(person, QueryDict(asked), on=on)


def references(found):
    return [row.reference for row in found.page]


@pytest.fixture
def hand_in(clock, official, country):
    """Let Sierra Leone submit another request."""

    def submit(title, by=official):
        made = lifecycle.start(
            by=by, country=country("SLE"), title=title, problem=f"{title} is short."
        )
        return lifecycle.submit(made, by=by, consents=True, knowingly=True)

    return submit


# --- the queue --------------------------------------------------------------------------


def test_the_longest_waiting_comes_first(hand_in, officer, clock):
    first = hand_in("Water")
    clock.move_to(datetime(2026, 11, 17, 9, tzinfo=UTC))
    second = hand_in("Seed")

    assert references(queue(officer)) == [first.reference, second.reference]


def test_stages_are_counted_and_chosen(hand_in, officer):
    hand_in("Water")
    complete = brokering.confirm_complete(hand_in("Seed"), by=officer)

    found = queue(officer, "stage=triage")

    assert {tab.code: tab.count for tab in found.tabs if tab.count} == {
        "completeness": 1,
        "triage": 1,
    }
    assert (found.at_the_desk, references(found)) == (2, [complete.reference])


def test_what_is_late_is_found(hand_in, officer):
    given_time, late = hand_in("Water"), hand_in("Seed")
    ExchangeRequest.objects.filter(pk=given_time.pk).update(due_on=date(2027, 1, 4))
    friday = date(2026, 11, 20)

    assert references(queue(officer, "overdue=1")) == []
    found = queue(officer, "overdue=1", on=friday)
    assert (references(found), found.overdue) == ([late.reference], 1)
    assert queue(officer, "stage=answers", on=friday).overdue == 0


def test_what_was_escalated_is_found(hand_in, officer):
    late = hand_in("Water")
    hand_in("Seed")
    ExchangeRequest.objects.filter(pk=late.pk).update(rung=2)

    found = queue(officer, "escalated=1&mine=1")

    assert (references(found), found.escalated) == ([late.reference], 1)
    assert found.page.paginator.count == 1


def test_the_number_of_rows_is_that_of_the_chosen_ones(hand_in, officer, person_with):
    other = person_with("desk_officer")
    hand_in("Water")
    hers = brokering.reassign(hand_in("Seed"), officer=other, by=officer)

    for asked in ("", "mine=1", "stage=completeness&mine=1", "mine=1&overdue=1"):
        found = queue(other, asked)
        assert found.page.paginator.count == len(references(found)), asked
    assert references(queue(other, "mine=1")) == [hers.reference]


def test_a_hubs_manager_sees_what_was_routed_to_her_hub(
    submitted, officer, person_with, hub
):
    manager = person_with("hub_manager", hub=hub)
    assert references(queue(manager)) == []

    brokering.triage(submitted, by=officer, hub=hub)

    assert references(queue(manager)) == [submitted.reference]
    assert references(queue(officer, "hub=rwanda-cooperation"))
    assert not references(queue(officer, "hub=elsewhere"))


def test_what_an_officer_left_behind_is_found(hand_in, officer, person_with):
    left, kept = hand_in("Water"), hand_in("Bread")
    gone = person_with("desk_officer")
    ExchangeRequest.objects.filter(pk=left.pk).update(officer=gone)
    ExchangeRequest.objects.filter(pk=kept.pk).update(officer=officer)
    gone.is_active = False
    gone.save()

    found = queue(officer, "unattended=1")

    assert (references(found), found.unattended) == ([left.reference], 1)
    assert references(queue(officer, "unattended=1&overdue=1")) == []


def test_drafts_and_ends_are_in_nobodys_queue(draft, hand_in, officer):
    brokering.decline(hand_in("Water"), by=officer, reason="A loan.")

    assert not waiting.in_care_of(officer).filter(pk=draft.pk).exists()
    assert sum(tab.count for tab in queue(officer).tabs) == 0


# --- officers ---------------------------------------------------------------------------


def test_officers_take_turns(officer, person_with, hand_in):
    other = person_with("desk_officer")
    made = [hand_in(title) for title in ("Water", "Seed", "Roads", "Courts")]

    assert [row.officer for row in made] == [officer, other, officer, other]


def test_without_an_officer_it_lies_at_the_desk_all_the_same(submitted):
    assert (submitted.officer, submitted.holder) == (None, "desk")
    assert not Message.objects.exists()


def test_whoever_asks_first_is_greeted_by_name(officer, draft, official):
    lifecycle.submit(draft, by=official, consents=True)

    greeting = Message.objects.get()
    assert (greeting.author, greeting.invitation) == (officer, None)
    assert f"Dear {official}" in greeting.text
    assert "KX-2026-00001" in greeting.text
    assert "Nov. 18, 2026" in greeting.text
    assert Event.objects.get(kind="message.written").actor == officer


def test_she_is_greeted_in_her_language(officer, draft, official):
    official.language = "fr"
    official.save()
    draft = ExchangeRequest.objects.get()

    lifecycle.submit(draft, by=official, consents=True)

    assert "18 novembre 2026" in Message.objects.get().text


def test_nobody_is_greeted_twice(officer, hand_in, official):
    again = hand_in("Water")
    hand_in("Seed")
    lifecycle.send_back(again, by=officer, reason="How much?")
    lifecycle.submit(again, by=official)

    assert Message.objects.count() == 1


def test_what_was_hers_goes_to_the_others_when_she_leaves_the_desk(
    officer, hand_in, person_with
):
    made = hand_in("Water")
    other = person_with("desk_officer")
    Membership.objects.filter(person=officer).delete()

    assert officers.hand_on(officer) == 1
    assert officers.hand_on(officer) == 0

    made.refresh_from_db()
    assert made.officer == other
    assert Event.objects.filter(kind="exchange_request.reassigned").count() == 1


def test_leaving_the_desk_is_heard_of(officer, hand_in, person_with):
    made = hand_in("Water")
    other, administrator = person_with("desk_officer"), person_with("administrator")

    memberships.end(officer.memberships.get(), by=administrator, reason="Retired.")
    drain()

    made.refresh_from_db()
    assert made.officer == other


def test_what_nobody_is_left_for_waits_for_the_desk(officer, hand_in):
    made = hand_in("Water")
    Membership.objects.filter(person=officer).delete()

    officers.hand_on(officer)

    made.refresh_from_db()
    assert (made.officer, made.holder) == (None, "desk")


def test_who_is_still_of_the_desk_keeps_her_requests(officer, hand_in, person_with):
    made = hand_in("Water")
    person_with("desk_officer")

    assert officers.hand_on(officer) == 0
    made.refresh_from_db()
    assert made.officer == officer


# --- is it complete? --------------------------------------------------------------------


def test_the_checklist_names_what_is_missing(draft, official):
    found = checklist(draft, [])
    assert not found.may_go_on
    assert "The problem, in enough words (too short)" in found.words
    draft.problem = ""
    assert "The problem, in enough words: Another" in checklist(draft, []).words

    draft = lifecycle.change(
        draft,
        by=official,
        version=draft.version,
        problem="Four in ten of those who gave up arms have no work after two years, "
        "and their families depend on neighbours who have little themselves.",
        instruments=["study_visit"],
        languages=["en"],
    )

    found = checklist(draft, [])
    assert found.may_go_on
    assert found.there == 4


def test_a_script_without_spaces_is_read_by_its_signs(draft):
    draft.problem = "前战斗人员放下武器两年以后仍然没有工作他们的家庭依靠邻居生活" * 3
    assert checklist(draft, []).parts[0].is_there


def test_an_endorsement_is_looked_for_where_the_country_wants_one(draft):
    assert "Endorsement" not in checklist(draft, []).words
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    assert "Endorsement of its focal point" in checklist(draft, []).words


# --- whom to ask ------------------------------------------------------------------------


@pytest.fixture
def insurance(make_practice, embedded):
    """Rwanda insured its villages, and every village knows it."""
    made = make_practice()
    embedded()
    return made


@pytest.fixture
def poor(clock, official, country, insurance):
    """Sierra Leone asks about the same, and names Ecuador."""
    made = lifecycle.start(
        by=official,
        country=country("SLE"),
        title="Families fall into poverty when somebody is ill",
        problem="Families fall into poverty because they must pay when somebody is ill.",
        ask=[country("ECU")],
    )
    return lifecycle.submit(made, by=official, consents=True)


def suggested(exchange_request):
    return routing.countries_for(exchange_request, on=TODAY)


def test_whom_the_author_named_comes_before_whom_matching_finds(poor):
    named, found = suggested(poor)

    assert (named.country.iso3, named.is_named) == ("ECU", True)
    assert found.country.iso3 == "RWA"
    assert found.reasons
    assert [row.country_id for row in found.practices] == ["RWA"]


def test_reasons_name_the_country_that_asks(poor):
    said = " · ".join(suggested(poor)[1].reasons)

    assert "Sierra Leone" in said
    assert "yours" not in said


def test_what_was_found_is_kept_until_the_request_changes(
    poor, django_assert_max_num_queries
):
    suggested(poor)
    rows = ExchangeRequest.objects.with_parties().prefetch_related("help_offers")
    poor = rows.get(pk=poor.pk)
    with django_assert_max_num_queries(3):
        assert len(suggested(poor)) == 2


def test_a_country_of_a_practice_of_interest_is_suggested(poor, make_practice):
    poor.practices.add(make_practice(country="NPL", title="Another thing"))

    rows = {row.country.iso3: row for row in suggested(poor)}

    assert "a practice of interest is its own" in rows["NPL"].reasons


def test_who_paused_comes_last_and_says_why(poor, ecuador):
    ProviderCapacity.objects.create(
        country_id="ECU",
        paused_until=TODAY + timedelta(days=30),
        reason="Elections.",
        declared_by=ecuador,
        confirmed_on=TODAY,
    )

    last = suggested(poor)[-1]

    assert last.country.iso3 == "ECU"
    assert "Elections." in last.why_not
    assert date_format(TODAY + timedelta(days=30)) in last.why_not


def test_neither_the_country_itself_nor_one_that_was_asked_is_suggested(
    poor, officer, make_practice, country
):
    poor.practices.add(make_practice(country="SLE", title="Its own"))
    brokering.triage(poor, by=officer, ask=[country("ECU")])
    brokering.offer(poor, by=officer)

    assert {row.country.iso3 for row in suggested(poor)} == {"RWA"}


def test_a_hub_of_the_same_themes_is_suggested_with_reasons(poor, hub, insurance):
    hub.themes.set(insurance.themes.all())

    first = routing.hubs_for(poor, suggested(poor))[0]

    assert first.hub == hub
    assert "it works on the same themes" in first.reasons
    assert "its country may be asked" in first.reasons


def test_nothing_speaks_for_a_hub_of_another_region_without_a_theme(poor, hub):
    hub.country_id = "FJI"
    hub.save()

    assert [row.reasons for row in routing.hubs_for(poor, suggested(poor))] == [[]]


def test_a_country_that_pauses_before_it_is_asked_is_not_asked(
    poor, officer, ecuador, country
):
    ProviderCapacity.objects.create(
        country_id="ECU",
        paused_until=TODAY + timedelta(days=30),
        reason="Elections.",
        declared_by=ecuador,
        confirmed_on=TODAY,
    )
    with pytest.raises(CannotAsk, match="Elections"):
        brokering.triage(poor, by=officer, ask=[country("ECU")])
