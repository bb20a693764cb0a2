"""Two things at the same moment: one of them counts, and nobody is told twice."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import IllegalMove, Notice
from exchanges import brokering, inviting, ladder, lifecycle
from exchanges.models import ExchangeRequest, Holder, Invitation
from exchanges.tasks import sweep
from outbox.models import Event, Job
from outbox.tasks import drain

pytestmark = pytest.mark.django_db(transaction=True)

Status = ExchangeRequest.Status


def standing(exchange_request):
    row = ExchangeRequest.objects.get(pk=exchange_request.pk)
    return row.status, row.holder


def count(kind):
    return Event.objects.filter(kind=kind).count()


def refusals(came):
    return [row for row in came if isinstance(row, Exception)]


@pytest.fixture
def both_said_yes(to_ecuador, to_nepal, ecuador, nepal):
    inviting.accept(to_ecuador, by=ecuador)
    inviting.accept(to_nepal, by=nepal)


def test_a_form_that_is_sent_twice_is_submitted_once(draft, official, at_once):
    def submit():
        return lifecycle.submit(draft, by=official, consents=True)

    came = at_once([submit, submit])

    assert [type(row) for row in refusals(came)] == [IllegalMove]
    assert count("exchange_request.submitted") == 1
    assert count("exchange_request.acknowledged") == 1


def test_requests_begun_at_once_have_numbers_of_their_own(
    official, colleague, country, at_once
):
    def begin(person):
        return lifecycle.start(by=person, country=country("SLE"), title="Floods")

    came = at_once(
        [lambda who=who: begin(who) for who in (official, colleague, official)]
    )

    assert len({row.reference for row in came}) == 3


def test_two_countries_that_say_yes_at_once_leave_the_choice(
    to_ecuador, to_nepal, ecuador, nepal, offered, at_once
):
    came = at_once(
        [
            lambda: inviting.accept(to_ecuador, by=ecuador),
            lambda: inviting.accept(to_nepal, by=nepal),
        ]
    )

    assert refusals(came) == []
    assert standing(offered) == (Status.OFFERED, Holder.AUTHOR)
    assert count("exchange_request.choice_opened") == 1


def test_of_two_choices_at_once_one_counts(
    both_said_yes, to_ecuador, to_nepal, official, focal_point, offered, at_once
):
    came = at_once(
        [
            lambda: lifecycle.choose(to_ecuador, by=official),
            lambda: lifecycle.choose(to_nepal, by=focal_point),
        ]
    )

    assert [type(row) for row in refusals(came)] == [IllegalMove]
    statuses = sorted(offered.invitations.values_list("status", flat=True))
    assert statuses == ["chosen", "thanked"]
    assert count("exchange_request.accepted") == 1


def test_a_choice_and_a_withdrawal_at_once_leave_one_of_them(
    both_said_yes, to_nepal, official, focal_point, offered, at_once
):
    came = at_once(
        [
            lambda: lifecycle.choose(to_nepal, by=focal_point),
            lambda: lifecycle.withdraw(offered, by=official, reason="Cut."),
        ]
    )

    assert [type(row) for row in refusals(came)] == [IllegalMove]
    ends = count("exchange_request.accepted") + count("exchange_request.withdrawn")
    assert ends == 1


def test_a_yes_taken_back_while_it_is_chosen_is_one_or_the_other(
    both_said_yes, to_nepal, nepal, official, offered, at_once
):
    came = at_once(
        [
            lambda: lifecycle.choose(to_nepal, by=official),
            lambda: inviting.decline(to_nepal, by=nepal, reason="We cannot."),
        ]
    )

    assert len(refusals(came)) == 1
    row = Invitation.objects.get(pk=to_nepal.pk)
    assert row.status in ("chosen", "declined")
    assert ExchangeRequest.objects.get().is_final


def test_the_desk_triages_while_its_author_withdraws(
    submitted, officer, official, at_once
):
    came = at_once(
        [
            lambda: brokering.triage(submitted, by=officer),
            lambda: lifecycle.withdraw(submitted, by=official, reason="Cut."),
        ]
    )

    assert standing(submitted) == (Status.WITHDRAWN, Holder.NOBODY)
    assert all(isinstance(row, IllegalMove) for row in refusals(came))


def test_a_yes_on_the_last_day_and_the_clock_leave_one_of_them(
    to_ecuador, to_nepal, ecuador, offered, clock, at_once
):
    clock.move_to(datetime(2027, 1, 4, 9, tzinfo=UTC))
    Invitation.objects.filter(pk=to_ecuador.pk).update(rung=2)

    came = at_once(
        [
            lambda: inviting.accept(to_ecuador, by=ecuador),
            lambda: ladder.climb_one_invitation(date(2027, 1, 4)),
        ]
    )

    ends = count("invitation.accepted") + count("invitation.lapsed")
    assert ends == 1
    assert all(isinstance(row, IllegalMove) for row in refusals(came))


def test_two_clocks_that_run_at_once_take_each_step_once(offered, clock, at_once):
    clock.move_to(datetime(2026, 11, 26, 9, tzinfo=UTC))

    took = at_once([sweep, sweep, sweep])

    assert sum(took) == 2
    assert count("invitation.reminded") == 2


def test_two_workers_at_once_tell_everybody_once(
    both_said_yes, to_nepal, official, ecuador, nepal, officer, at_once
):
    lifecycle.choose(to_nepal, by=official, reason="Closest to our law.")

    at_once([drain, drain, drain])

    assert not Job.objects.filter(done_at=None).exists()
    assert not Job.objects.exclude(error="").exists()
    for person, end in (
        (ecuador, "invitation.thanked"),
        (nepal, "exchange_request.accepted"),
        (officer, "exchange_request.accepted"),
    ):
        assert Notice.objects.filter(recipient=person, kind=end).count() == 1
