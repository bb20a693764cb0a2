"""What the clock does when nobody acts."""

from datetime import UTC, date, datetime, time

import pytest

from exchanges import deadlines, inviting, ladder
from exchanges.models import ExchangeRequest, Holder, Invitation
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
