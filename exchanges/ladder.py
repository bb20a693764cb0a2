"""
What the clock does: remind, remind for the last time, hand on, let lapse.

Every step is taken under the row's lock and moves the row on in the same transaction, so
that it happens once, however often and wherever the sweep runs.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from structlog import get_logger

from exchanges import consulting, inviting
from exchanges.deadlines import (
    Act,
    clock_of,
    ladder_of,
    next_step_of,
    rungs_of,
    step_of,
)
from exchanges.models import (
    Consultation,
    ExchangeRequest,
    Invitation,
    ServiceClock,
)
from outbox.events import record

logger = get_logger(__name__)

Status = ExchangeRequest.Status
NOT_IN_TIME = gettext_noop("Nobody took the next step in time, in spite of reminders.")
NO_ANSWER = gettext_noop("There was no answer in time, in spite of reminders.")
APART = timedelta(days=ServiceClock.EARLIEST_POKE)


def sweep(today: date, limit: int = 200) -> int:
    """
    Take up to ``limit`` steps that are due; return how many were taken.

    Safe to run any number of times at once: rows that another takes are passed by. A step
    that fails is left to the next day, and does not keep the others waiting.
    """
    done = 0
    steps = (close_one, climb_one, climb_one_invitation)
    while done < limit and any(step(today) for step in steps):
        done += 1
    return done


@transaction.atomic
def close_one(today: date) -> bool:
    """
    Close one consultation whose day has passed; tell whether there was one.

    Its request is locked first, as everywhere. They come in any order, so that one that
    fails does not keep the others waiting.
    """
    due = ExchangeRequest.objects.filter(
        pk__in=Consultation.objects.past_its_day(today).values("exchange_request")
    )
    locked = due.order_by("?").select_for_update(skip_locked=True, of=("self",))
    exchange_request = locked.first()
    if exchange_request is None:
        return False
    try:
        with transaction.atomic():
            for row in exchange_request.consultations.past_its_day(today):
                consulting.close(consulting.locked(row))
    except Exception:
        logger.exception("consultation_not_closed", about=exchange_request.reference)
        return False
    return True


@transaction.atomic
def climb_one(today: date) -> bool:
    """Take the next step of one request; tell whether there was one."""
    rows = ExchangeRequest.objects.due_for_a_step(today).order_by("next_step_on")
    locked = rows.with_line().select_for_update(skip_locked=True, of=("self",))
    exchange_request = locked.first()
    if exchange_request is None:
        return False
    attempt(exchange_request, lambda: climb(exchange_request, today), today)
    return True


@transaction.atomic
def climb_one_invitation(today: date) -> bool:
    """
    Take the next step of one country that was asked; tell whether there was one.

    Its request is locked first, as everywhere, and then what is still due of it.
    """
    due = Invitation.objects.due_for_a_step(today).order_by("next_step_on")
    locked = due.with_request().select_for_update(
        skip_locked=True, of=("exchange_request",)
    )
    found = locked.first()
    if found is None:
        return False
    rows = due.filter(pk=found.pk).select_for_update(of=("self",))
    invitation = rows.select_related("country", "asking").first()
    if invitation is not None:
        asked = found.exchange_request
        attempt(invitation, lambda: climb_as_asked(asked, invitation, today), today)
    return True


def attempt(
    row: ExchangeRequest | Invitation, step: Callable[[], None], today: date
) -> None:
    """Take a step whole or not at all; one that fails is tried again tomorrow."""
    try:
        with transaction.atomic():
            step()
    except Exception:
        logger.exception("clock_step_failed", about=row._meta.label, pk=row.pk)
        tomorrow = today + timedelta(days=1)
        type(row)._default_manager.filter(pk=row.pk).update(next_step_on=tomorrow)


def apart(planned: date | None, today: date) -> date | None:
    """Keep two steps some days apart, even where the clock itself has slept."""
    return max(planned, today + APART) if planned else None


# --- a request ------------------------------------------------------------------------


def climb(exchange_request: ExchangeRequest, today: date) -> None:
    act = ladder_of(exchange_request)[exchange_request.rung].act
    if act == Act.LAPSE:
        lapse(exchange_request)
    else:
        remind(exchange_request, act, today)
    exchange_request.updated_at = timezone.now()
    exchange_request.version += 1
    exchange_request.save()


def remind(exchange_request: ExchangeRequest, act: Act, today: date) -> None:
    """Remind whoever has the ball; the caller saves."""
    record(
        f"exchange_request.{'escalated' if act == Act.ESCALATE else 'reminded'}",
        about=exchange_request,
        by=None,
        act=act.value,
        holder=exchange_request.holder,
        since=str(exchange_request.held_since.date()),
        due=str(exchange_request.due_on),
    )
    exchange_request.rung += 1
    exchange_request.next_step_on = apart(next_step_of(exchange_request), today)


def lapse(exchange_request: ExchangeRequest) -> None:
    """Let it rest for good: nobody did what was asked of them, however often; the caller saves."""
    reason = NOT_IN_TIME
    exchange_request.move_to(Status.LAPSED, reason=reason)
    consulting.call_off(exchange_request)
    inviting.thank_the_rest(exchange_request, reason=reason)
    record("exchange_request.lapsed", about=exchange_request, by=None, reason=reason)


# --- a country that was asked ---------------------------------------------------------


def climb_as_asked(
    exchange_request: ExchangeRequest, invitation: Invitation, today: date
) -> None:
    clock = clock_of(exchange_request.hub)
    act = rungs_of(clock)[invitation.rung].act
    if act == Act.LAPSE:
        invitation.move_to(Invitation.Status.LAPSED, reason=NO_ANSWER)
        invitation.save()
        record("invitation.lapsed", about=invitation, by=None, reason=NO_ANSWER)
        inviting.settled(exchange_request, invitation)
        return
    due = str(invitation.due_on)
    record("invitation.reminded", about=invitation, by=None, act=act.value, due=due)
    invitation.rung += 1
    invitation.version += 1
    invitation.next_step_on = apart(step_of(invitation, clock), today)
    invitation.save()
