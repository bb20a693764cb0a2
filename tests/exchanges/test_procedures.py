"""What hubs and countries set for themselves."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from exchanges import lifecycle, procedures
from exchanges.models import (
    BodyMember,
    CountryProcedure,
    InstitutionRole,
    ServiceClock,
)
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


# --- the steps ---------------------------------------------------------------------------


def test_a_consultation_means_an_endorsement_and_what_is_not_given_stays(
    focal_point, country
):
    sierra_leone = country("SLE")
    procedures.set_procedure(sierra_leone, by=focal_point, consultation_wanted=True)

    said = procedures.set_procedure(sierra_leone, by=focal_point, consultation_days=8)

    assert said.endorsement_wanted
    assert said.consultation_wanted
    assert said.consultation_days == 8


@pytest.mark.parametrize("days", [0, 61])
@pytest.mark.parametrize("step", ["consultation_days", "endorsement_days"])
def test_a_step_takes_a_day_at_least_and_sixty_at_most(
    focal_point, country, step, days
):
    with pytest.raises(procedures.TooLong, match="60"):
        procedures.set_procedure(country("SLE"), by=focal_point, **{step: days})


# --- who is consulted -----------------------------------------------------------------------


def test_a_person_appointed_twice_is_a_member_once_for_the_institution_named_last(
    focal_point, official, country
):
    for institution in ("Finance", "Planning"):
        procedures.appoint(
            country("SLE"), person=official, institution=institution, by=focal_point
        )

    assert BodyMember.objects.get().institution == "Planning"
    assert Event.objects.filter(kind="body_member.appointed").count() == 1


def test_who_does_not_speak_for_the_country_is_not_appointed(
    focal_point, ecuador, country
):
    with pytest.raises(procedures.CannotAppoint, match="Sierra Leone"):
        procedures.appoint(
            country("SLE"), person=ecuador, institution="Finance", by=focal_point
        )


def test_an_official_appoints_nobody(official, colleague, country):
    with pytest.raises(PermissionDenied, match="focal point of Sierra Leone"):
        procedures.appoint(
            country("SLE"), person=colleague, institution="Finance", by=official
        )


def test_a_member_can_be_ended_twice_and_appointed_again(
    focal_point, official, country
):
    def appoint():
        return procedures.appoint(
            country("SLE"), person=official, institution="Finance", by=focal_point
        )

    member = appoint()
    for _again in range(2):
        procedures.end(member, by=focal_point)
    appoint()

    assert Event.objects.filter(kind="body_member.ended").count() == 1
    assert BodyMember.objects.in_force().count() == 1


# --- which institution does what ----------------------------------------------------------------


def test_an_institution_named_again_is_corrected(focal_point, country):
    for website in ("", "https://mof.example/"):
        procedures.name_institution(
            country("SLE"),
            role="financing_ministry",
            name="Ministry of Finance",
            website=website,
            by=focal_point,
        )

    assert InstitutionRole.objects.get().website == "https://mof.example/"


def test_another_countrys_focal_point_neither_names_nor_removes(
    focal_point, ecuador, country
):
    told = {"role": "coordinating_body", "name": "Council"}
    row = procedures.name_institution(country("SLE"), by=focal_point, **told)

    with pytest.raises(PermissionDenied):
        procedures.name_institution(country("SLE"), by=ecuador, **told)
    with pytest.raises(PermissionDenied):
        procedures.remove_institution(row, by=ecuador)
    assert InstitutionRole.objects.exists()
