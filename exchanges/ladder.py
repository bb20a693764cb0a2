"""
What the clock does: remind, remind for the last time, hand on, let lapse.

Every step is taken under the row's lock and moves the row on in the same transaction, so
that it happens once, however often and wherever the sweep runs.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from exchanges import inviting
from exchanges.deadlines import (
    Act,
    clock_of,
    ladder_of,
    next_step_of,
    rungs_of,
    step_of,
)
from exchanges.models import ExchangeRequest, Invitation
from outbox.events import record

Status = ExchangeRequest.Status
NOT_IN_TIME = gettext_noop("Nobody took the next step in time, in spite of reminders.")
NO_ANSWER = gettext_noop("There was no answer in time, in spite of reminders.")


def sweep(today: date, limit: int = 200) -> int:
    """
    Take up to ``limit`` steps that are due; return how many were taken.

    Safe to run any number of times at once: rows that another takes are passed by.
    """
    done = 0
    while done < limit and (climb_one(today) or climb_one_invitation(today)):
        done += 1
    return done


@transaction.atomic
def climb_one(today: date) -> bool:
    """Take the next step of one request; tell whether there was one."""
    rows = ExchangeRequest.objects.due_for_a_step(today).order_by("next_step_on", "pk")
    locked = rows.with_line().select_for_update(skip_locked=True, of=("self",))
    exchange_request = locked.first()
    if exchange_request is None:
        return False
    act = ladder_of(exchange_request)[exchange_request.rung].act
    if act == Act.LAPSE:
        lapse(exchange_request)
    else:
        remind(exchange_request, act)
    exchange_request.updated_at = timezone.now()
    exchange_request.version += 1
    exchange_request.save()
    return True


def remind(exchange_request: ExchangeRequest, act: Act) -> None:
    """Remind whoever has the ball; the caller saves."""
    record(
        f"exchange_request.{'escalated' if act == Act.ESCALATE else 'reminded'}",
        about=exchange_request,
        by=None,
        act=act.value,
        holder=exchange_request.holder,
        due=str(exchange_request.due_on),
    )
    exchange_request.rung += 1
    exchange_request.next_step_on = next_step_of(exchange_request)


def lapse(exchange_request: ExchangeRequest) -> None:
    """Let it rest for good: nobody did what was asked of them, however often; the caller saves."""
    reason = NOT_IN_TIME
    exchange_request.move_to(Status.LAPSED, reason=reason)
    inviting.thank_the_rest(exchange_request, reason=reason)
    record("exchange_request.lapsed", about=exchange_request, by=None, reason=reason)


@transaction.atomic
def climb_one_invitation(today: date) -> bool:
    """Take the next step of one country that was asked; tell whether there was one."""
    due = Invitation.objects.due_for_a_step(today)
    requests = ExchangeRequest.objects.filter(pk__in=due.values("exchange_request"))
    locked = requests.with_line().select_for_update(skip_locked=True, of=("self",))
    exchange_request = locked.first()
    if exchange_request is None:
        return False
    rows = due.filter(exchange_request=exchange_request).select_for_update(of=("self",))
    invitation = rows.select_related("country", "asking").first()
    if invitation is None:
        return False
    climb(exchange_request, invitation)
    return True


def climb(exchange_request: ExchangeRequest, invitation: Invitation) -> None:
    clock = clock_of(exchange_request.hub)
    act = rungs_of(clock)[invitation.rung].act
    if act != Act.LAPSE:
        record("invitation.reminded", about=invitation, by=None, act=act.value)
        invitation.rung += 1
        invitation.next_step_on = step_of(invitation, clock)
        invitation.save()
        return
    invitation.move_to(Invitation.Status.LAPSED, reason=NO_ANSWER)
    invitation.save()
    record("invitation.lapsed", about=invitation, by=None, reason=NO_ANSWER)
    inviting.settled(exchange_request, invitation)
