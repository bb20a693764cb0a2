"""What a country that was asked says, and who has the ball then."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove
from exchanges import brokering, capacity, inviting, lifecycle
from exchanges.models import ExchangeRequest, Holder, Invitation
from exchanges.refusals import CannotAsk, Missing
from outbox.models import Event

Status = ExchangeRequest.Status


def standing(exchange_request):
    row = ExchangeRequest.objects.get(pk=exchange_request.pk)
    return row.status, row.holder


def test_a_no_has_a_reason_and_the_others_still_answer(to_ecuador, ecuador, offered):
    with pytest.raises(Missing):
        inviting.decline(to_ecuador, by=ecuador, reason="")
    inviting.decline(to_ecuador, by=ecuador, reason="Elections this year.")
    assert standing(offered) == (Status.OFFERED, Holder.PROVIDERS)


def test_a_yes_that_is_alone_is_taken(to_ecuador, to_nepal, ecuador, nepal, offered):
    inviting.decline(to_ecuador, by=ecuador, reason="Elections this year.")

    said = inviting.accept(to_nepal, by=nepal, offer="Two experts for a week.")

    assert said.status == Invitation.Status.CHOSEN
    assert standing(offered) == (Status.ACCEPTED, Holder.NOBODY)


def test_among_several_yeses_the_country_that_asked_chooses(
    to_ecuador, to_nepal, ecuador, nepal, offered, official
):
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.")
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")
    assert standing(offered) == (Status.OFFERED, Holder.AUTHOR)

    lifecycle.choose(to_nepal, by=official, reason="Closest to our law.")

    assert standing(offered) == (Status.ACCEPTED, Holder.NOBODY)
    to_ecuador.refresh_from_db()
    assert (to_ecuador.status, to_ecuador.reason) == ("thanked", "Closest to our law.")


def test_a_country_that_did_not_say_yes_cannot_be_chosen(
    to_ecuador, to_nepal, ecuador, offered, official
):
    inviting.accept(to_ecuador, by=ecuador)
    with pytest.raises(IllegalMove):
        lifecycle.choose(to_nepal, by=official)
    assert standing(offered) == (Status.OFFERED, Holder.AUTHOR)


def test_while_all_ask_something_the_ball_is_with_the_country_that_asked(
    to_ecuador, to_nepal, ecuador, nepal, offered, official, clock
):
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    assert standing(offered) == (Status.OFFERED, Holder.PROVIDERS)
    inviting.ask(to_nepal, by=nepal, question="Which ministry leads?")
    assert standing(offered) == (Status.OFFERED, Holder.AUTHOR)

    clock.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC))
    inviting.clarify(to_ecuador, by=official, answer="Four.")

    assert standing(offered) == (Status.OFFERED, Holder.PROVIDERS)
    to_ecuador.refresh_from_db()
    assert to_ecuador.due_on == date(2026, 12, 14)
    assert to_ecuador.next_step_on == date(2026, 12, 2)


def test_one_question_at_a_time(to_ecuador, ecuador, official):
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    with pytest.raises(IllegalMove):
        inviting.ask(to_ecuador, by=ecuador, question="And how many towns?")


def test_where_all_say_no_it_goes_back_to_the_desk(
    to_ecuador, to_nepal, ecuador, nepal, offered, officer, country
):
    inviting.decline(to_ecuador, by=ecuador, reason="No.")
    inviting.decline(to_nepal, by=nepal, reason="Not now.")
    assert standing(offered) == (Status.TRIAGED, Holder.DESK)

    brokering.triage(offered, by=officer, ask=[country("RWA")])
    brokering.offer(offered, by=officer)

    assert standing(offered) == (Status.OFFERED, Holder.PROVIDERS)


def test_a_country_that_paused_since_it_was_named_is_passed_by(
    triaged, officer, ecuador, nepal, country
):
    ExchangeRequest.objects.update(all_at_once=False)
    brokering.triage(triaged, by=officer, ask=[country("ECU"), country("NPL")])
    brokering.offer(triaged, by=officer)
    capacity.declare(
        country("NPL"), by=nepal, paused_until=date(2026, 12, 24), reason="Census."
    )

    inviting.decline(
        triaged.invitations.get(country="ECU"), by=ecuador, reason="Elections."
    )

    assert standing(triaged) == (Status.TRIAGED, Holder.DESK)
    passed_by = Event.objects.get(kind="exchange_request.passed_by")
    assert passed_by.facts == {"provider": "NPL", "reason": "Census."}
    assert not triaged.invitations.filter(country="NPL").exists()


def test_the_desk_reads_which_country_paused_before_it_asks(
    triaged, officer, nepal, country
):
    capacity.declare(
        country("NPL"), by=nepal, paused_until=date(2026, 12, 24), reason="Census."
    )
    with pytest.raises(CannotAsk, match=r"Nepal .* Census\."):
        brokering.offer(triaged, by=officer)
    assert standing(triaged) == (Status.TRIAGED, Holder.DESK)


def test_only_those_who_answer_for_a_country_answer(to_ecuador, nepal, official):
    for person in (nepal, official):
        with pytest.raises(PermissionDenied):
            inviting.accept(to_ecuador, by=person)


def test_what_was_withdrawn_is_not_accepted(to_ecuador, ecuador, offered, official):
    lifecycle.withdraw(offered, by=official, reason="The budget was cut.")
    with pytest.raises(IllegalMove, match="thanked"):
        inviting.accept(to_ecuador, by=ecuador)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_for_a_country_one_is_refused(
    to_ecuador, ecuador, person_with, at_once
):
    other = person_with("focal_point", "ECU")

    came = at_once(
        [
            lambda who=who: inviting.accept(to_ecuador, by=who)
            for who in (ecuador, other)
        ]
    )

    assert sum(isinstance(row, IllegalMove) for row in came) == 1
    assert Event.objects.filter(kind="invitation.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_withdrawal_at_once_leave_one_of_them(
    to_ecuador, ecuador, offered, official, at_once
):
    came = at_once(
        [
            lambda: inviting.accept(to_ecuador, by=ecuador),
            lambda: lifecycle.withdraw(offered, by=official, reason="Cut."),
        ]
    )

    assert standing(offered) == (Status.WITHDRAWN, Holder.NOBODY)
    refused = [row for row in came if isinstance(row, Exception)]
    assert all(isinstance(row, IllegalMove) for row in refused)
    assert not offered.invitations.in_the_air().exists()
