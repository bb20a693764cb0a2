"""How long requests wait, told to everybody without names."""

from datetime import UTC, date, datetime

import pytest

from exchanges import brokering, inviting, lifecycle, pace
from exchanges.models import CountryProcedure


def days(step, on=date(2026, 12, 31)):
    return pace.read_medians(on).get(step)


def step(code, on=date(2026, 11, 16)):
    return next(row for row in pace.steps(on=on) if row.code == code)


@pytest.fixture
def at(clock):
    """Go to nine in the morning of a day of November."""
    return lambda day: clock.move_to(datetime(2026, 11, day, 9, tzinfo=UTC))


def test_each_step_is_measured_from_one_event_to_the_next(
    draft, official, officer, at, ecuador, nepal
):
    lifecycle.submit(draft, by=official, consents=True)
    at(18)
    brokering.confirm_complete(draft, by=officer)
    at(21)
    brokering.triage(draft, by=officer)
    brokering.offer(draft, by=officer)
    at(25)
    inviting.decline(draft.invitations.get(country="NPL"), by=nepal, reason="No.")
    inviting.accept(draft.invitations.get(country="ECU"), by=ecuador)

    assert days("completeness") == (1, 2.0)
    assert days("triage")[1] == 0.0
    assert days("answers") == (1, 4.0)
    assert days("all") == (1, 9.0)
    assert days("endorsement") is None


def test_an_endorsement_is_measured(draft, official, focal_point, at):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    lifecycle.submit(draft, by=official, consents=True)
    at(19)
    lifecycle.endorse(draft, by=focal_point)

    assert days("endorsement") == (1, 3.0)


def test_the_median_is_the_one_in_the_middle(official, country, officer, at):
    for title, until in (("Water", 17), ("Seed", 18), ("Roads", 30)):
        at(16)
        made = lifecycle.start(
            by=official, country=country("SLE"), title=title, problem="It is short."
        )
        lifecycle.submit(made, by=official, consents=True, knowingly=True)
        at(until)
        brokering.confirm_complete(made, by=officer)

    assert days("completeness") == (3, 2.0)
    assert step("completeness").is_known


def test_what_is_longer_ago_than_a_year_does_not_count(submitted, officer, at):
    at(18)
    brokering.confirm_complete(submitted, by=officer)

    assert days("completeness", on=date(2028, 1, 1)) is None


def test_few_are_too_few_to_say(submitted, officer, at):
    at(18)
    brokering.confirm_complete(submitted, by=officer)

    assert not step("completeness").is_known


def test_how_many_wait_now_and_are_late(submitted):
    assert (step("completeness").now, step("completeness").late) == (1, 0)
    assert step("completeness", on=date(2026, 12, 1)).late == 1


def test_the_queue_has_numbers_and_no_names(submitted, client, official):
    page = client.get("/desk/queue/").content.decode()

    assert "KX-2026-00001" in page
    for secret in (submitted.title, submitted.institution, "Sierra Leone"):
        assert secret not in page


def test_drafts_are_not_in_it(draft, client):
    assert draft.reference not in client.get("/desk/queue/").content.decode()
