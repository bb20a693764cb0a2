"""What the clock does when nobody acts."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError

from exchanges import brokering, deadlines, inviting, ladder, lifecycle
from exchanges.models import ExchangeRequest, Holder, Invitation, ServiceClock
from hubs.models import Country
from outbox.models import Event

NINE = time(9)


@pytest.fixture
def on(clock):
    """Let the clock of a day do what it does."""

    def sweep(day):
        clock.move_to(datetime.combine(day, NINE, UTC))
        ladder.sweep(day)

    return sweep


def kinds():
    return list(
        Event.objects.filter(kind__regex="reminded|escalated|lapsed")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_a_silent_country_is_reminded_twice_and_lapses(
    to_ecuador, to_nepal, ecuador, on
):
    inviting.decline(to_ecuador, by=ecuador, reason="No.")
    assert to_nepal.next_step_on == date(2026, 11, 25)

    for day in (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 25)):
        on(day)
    assert kinds() == ["invitation.reminded"]
    on(date(2026, 12, 8))
    on(date(2027, 1, 5))

    assert kinds() == ["invitation.reminded"] * 2 + ["invitation.lapsed"]
    row = ExchangeRequest.objects.get()
    assert (row.status, row.holder) == ("triaged", Holder.DESK)


def test_an_open_question_stops_the_clock(to_ecuador, to_nepal, ecuador, nepal, on):
    inviting.ask(to_ecuador, by=ecuador, question="How many?")
    inviting.decline(to_nepal, by=nepal, reason="No.")
    on(date(2026, 11, 26))
    assert Invitation.objects.get(country="ECU").rung == 0


def test_a_desk_that_is_late_is_reminded_then_others_hear_of_it(submitted, on):
    for day in (date(2026, 11, 18), date(2026, 11, 25), date(2027, 3, 1)):
        on(day)
    assert kinds() == ["exchange_request.reminded", "exchange_request.escalated"]
    row = ExchangeRequest.objects.get()
    assert (row.holder, row.due_on) == (Holder.DESK, date(2026, 11, 18))


def test_a_forgotten_draft_is_reminded_of_and_lapses(draft, on):
    on(date(2026, 12, 16))
    on(date(2027, 2, 15))
    assert kinds() == ["exchange_request.reminded", "exchange_request.lapsed"]
    assert ExchangeRequest.objects.get().holder == Holder.NOBODY


@pytest.mark.django_db
def test_days_are_working_days_of_both_sides():
    bangladesh, ecuador = Country.objects.get(pk="BGD"), Country.objects.get(pk="ECU")
    friday = date(2026, 11, 27)  # a day of rest in Bangladesh
    assert deadlines.next_working_day(friday, ecuador) == friday
    assert deadlines.next_working_day(friday, ecuador, bangladesh) == date(2026, 11, 30)


@pytest.mark.django_db
def test_a_public_holiday_is_no_working_day():
    sierra_leone = Country.objects.get(pk="SLE")
    assert not deadlines.is_working_day(date(2026, 4, 27), sierra_leone)
    after = deadlines.working_days_after(date(2026, 4, 24), 1, sierra_leone)
    assert after == date(2026, 4, 28)


def test_a_clock_that_slept_for_weeks_reminds_first_and_lapses_later(
    to_ecuador, to_nepal, ecuador, on
):
    inviting.decline(to_ecuador, by=ecuador, reason="No.")
    on(date(2027, 3, 1))
    assert kinds() == ["invitation.reminded"]
    on(date(2027, 3, 3))
    on(date(2027, 3, 4))
    assert kinds() == ["invitation.reminded"] * 2
    on(date(2027, 3, 8))
    assert kinds()[-1] == "invitation.lapsed"


def test_a_step_that_fails_does_not_keep_the_others_waiting(
    submitted, colleague, country, on, monkeypatch
):
    other = lifecycle.start(by=colleague, country=country("SLE"), title="Floods")
    remind = ladder.remind

    def fail_on_the_first(exchange_request, *args):
        if exchange_request == submitted:
            raise ZeroDivisionError
        remind(exchange_request, *args)

    monkeypatch.setattr(ladder, "remind", fail_on_the_first)
    on(date(2026, 12, 16))

    assert Event.objects.about(other).filter(kind__endswith="reminded").exists()
    submitted.refresh_from_db()
    assert (submitted.rung, submitted.next_step_on) == (0, date(2026, 12, 17))


def test_the_hub_that_takes_care_has_a_clock_of_its_own(
    submitted, officer, ecuador, hub, on
):
    ServiceClock.objects.create(hub=hub, poke=3, last_chance=6, lapse=9)
    brokering.triage(submitted, by=officer, hub=hub)
    brokering.offer(submitted, by=officer)
    asked = Invitation.objects.get(country="ECU")
    assert (asked.next_step_on, asked.due_on) == (
        date(2026, 11, 19),
        date(2026, 11, 23),
    )


@pytest.mark.django_db
def test_no_clock_pokes_before_the_third_day():
    with pytest.raises(IntegrityError, match="clock_runs_forwards"):
        ServiceClock.objects.create(poke=2)


def test_second_choice_is_asked_when_the_clock_of_the_first_runs_out(
    draft, official, officer, on
):
    lifecycle.change(draft, by=official, version=draft.version, all_at_once=False)
    lifecycle.submit(draft, by=official, consents=True)
    brokering.triage(draft, by=officer)
    brokering.offer(draft, by=officer)
    for day in (date(2026, 11, 25), date(2026, 12, 7), date(2026, 12, 31)):
        on(day)

    asked = {row.country_id: row.status for row in draft.invitations.all()}
    assert asked == {"ECU": "lapsed", "NPL": "pending"}
    row = ExchangeRequest.objects.get()
    assert (row.holder, row.due_on) == (Holder.PROVIDERS, date(2027, 1, 21))


def test_neither_a_weekend_nor_a_holiday_of_either_side_is_a_due_day(offered, clock):
    for invitation in offered.invitations.select_related("country", "asking"):
        for day in (invitation.due_on, invitation.next_step_on):
            assert deadlines.is_working_day(day, invitation.country, invitation.asking)
