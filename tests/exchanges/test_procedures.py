"""What hubs and countries set for themselves."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from exchanges import lifecycle, procedures
from exchanges.models import CountryProcedure, ServiceClock
from outbox.models import Event


@pytest.fixture
def administrator(person_with):
    return person_with("administrator")


@pytest.fixture
def manager(person_with, hub):
    return person_with("hub_manager", hub=hub)


def test_days_that_were_set_hold_from_then_on(draft, official, administrator):
    procedures.set_clock(None, by=administrator, completeness=4)

    submitted = lifecycle.submit(draft, by=official, consents=True)

    assert submitted.due_on == date(2026, 11, 20)


def test_what_is_not_given_stays_and_the_event_says_what_changed(db, administrator):
    procedures.set_clock(None, by=administrator, poke=5)
    clock = procedures.set_clock(None, by=administrator, triage=7)

    assert (clock.poke, clock.triage) == (5, 7)
    facts = [event.facts["days"] for event in Event.objects.about(clock).order_by("pk")]
    assert facts == [{"poke": [9, 5]}, {"triage": [5, 7]}]


def test_a_hub_begins_with_the_days_of_the_platform(hub, manager, administrator):
    procedures.set_clock(None, by=administrator, poke=5)

    clock = procedures.set_clock(hub, by=manager, triage=3)

    assert (clock.poke, clock.triage) == (5, 3)
    assert ServiceClock.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"poke": 2}, "after 3 days at the earliest"),
        ({"poke": 30}, "The last reminder comes after the first"),
        ({"lapse": 10}, "Somebody else is asked after the last reminder"),
        ({"lapse": 900}, "No step takes more than a year"),
    ],
)
def test_a_clock_that_runs_backwards_is_refused(db, administrator, days, words):
    with pytest.raises(procedures.ClockRunsBackwards, match=words):
        procedures.set_clock(None, by=administrator, **days)
    assert not ServiceClock.objects.exists()


def test_a_manager_sets_the_days_of_her_own_hub_alone(manager):
    with pytest.raises(PermissionDenied, match="Administrators"):
        procedures.set_clock(None, by=manager, triage=3)


def test_others_do_not_set_the_days_of_a_hub(hub, officer, official):
    for person in (officer, official):
        with pytest.raises(PermissionDenied, match="Rwanda Cooperation"):
            procedures.set_clock(hub, by=person, triage=3)


def test_a_letter_means_an_endorsement(focal_point, country):
    said = procedures.set_procedure(country("SLE"), by=focal_point, letter_wanted=True)

    assert said.endorsement_wanted
    assert Event.objects.about(said).get().facts["letter_wanted"]


def test_a_country_changes_its_mind(focal_point, country):
    procedures.set_procedure(country("SLE"), by=focal_point, endorsement_wanted=True)
    procedures.set_procedure(country("SLE"), by=focal_point, endorsement_wanted=False)

    assert not CountryProcedure.objects.get().endorsement_wanted


def test_another_countrys_focal_point_does_not_decide(ecuador, country):
    with pytest.raises(PermissionDenied, match="Sierra Leone"):
        procedures.set_procedure(country("SLE"), by=ecuador, endorsement_wanted=True)
