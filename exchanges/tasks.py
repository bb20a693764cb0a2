"""Who hears of what happens to a request, and the clock's own work."""

import json
import time
from typing import Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import override

from accounts.models import User
from accounts.notices import tell
from exchanges import consulting, ladder, notices
from exchanges.concerned import (
    administrators,
    answering_for,
    asking_for,
    caring_for,
    holding,
)
from exchanges.deadlines import Act
from exchanges.models import ExchangeRequest, Holder, Invitation, InvitationQuerySet
from exchanges.notices import NOTHING
from outbox.events import on, record
from outbox.models import Event
from outbox.nudges import nudge

AT_ONCE = 50  # steps between two looks at the time
LONGEST = 20  # seconds of one run; a third of a task's time, so that its last step has the rest
MOST_SAID = 1_500  # characters of a problem that a notice repeats


@shared_task(name="exchanges.sweep", ignore_result=True)
def sweep() -> int:
    """
    Remind, escalate and let lapse what is due today; return how many steps were taken.

    Safe to run any number of times at once: each step is taken under its row's lock and
    moves the row on. A long queue is handed on to another run.
    """
    done, until = 0, time.monotonic() + LONGEST
    while took := ladder.sweep(timezone.now().date(), AT_ONCE):
        done += took
        if time.monotonic() >= until:
            nudge("exchanges.sweep")
            break
    return done


# --- requests -------------------------------------------------------------------------


@on(
    "exchange_request.changed",
    "exchange_request.sent_back",
    "exchange_request.found_complete",
    "exchange_request.offered",
    "exchange_request.choice_opened",
)
def tell_those_who_ask(event: Event) -> None:
    """Tell the author and her country's focal points; safe to run twice."""
    exchange_request = request_of(event)
    tell_of(event, exchange_request, asking_for(exchange_request))


@on("exchange_request.acknowledged")
def acknowledge(event: Event) -> None:
    """Give who asks a receipt; whose turn it is hears of that instead. Safe to run twice."""
    exchange_request = request_of(event)
    told_already = holding(exchange_request, event.facts["holder"])
    people = asking_for(exchange_request) - told_already
    tell_of(event, exchange_request, people | {exchange_request.author_id})


@on("exchange_request.submitted", "exchange_request.reminded")
def tell_whose_turn_it_is(event: Event) -> None:
    """Tell whoever had the ball when it happened; safe to run twice."""
    exchange_request = request_of(event)
    holder = event.facts["holder"]
    tell_of(
        event,
        exchange_request,
        holding(exchange_request, holder),
        todo=todo_of(exchange_request, holder),
        words=problem_of(exchange_request),
    )


@on(
    "exchange_request.endorsed",
    "exchange_request.triaged",
    "exchange_request.unanswered",
    "exchange_request.declined",
    "exchange_request.withdrawn",
    "exchange_request.lapsed",
)
def tell_those_who_ask_and_the_desk(event: Event) -> None:
    """Tell who asks, and who takes care of it; safe to run twice."""
    exchange_request = request_of(event)
    people = asking_for(exchange_request) | caring_for(exchange_request)
    tell_of(event, exchange_request, people, words=event.facts.get("words", ""))


@on("exchange_request.passed_by")
def tell_of_a_pause(event: Event) -> None:
    """Tell who asks, and the desk, which country was not asked and why; safe to run twice."""
    exchange_request = request_of(event)
    people = asking_for(exchange_request) | caring_for(exchange_request)
    tell_of(event, exchange_request, people, provider=event.facts["provider"])


@on("exchange_request.help_offered")
def tell_of_help(event: Event) -> None:
    """Tell the desk which country offers its help, and with what; safe to run twice."""
    exchange_request = request_of(event)
    tell(
        event,
        User.objects.filter(pk__in=caring_for(exchange_request)),
        url=reverse("exchanges:desk_routing", args=[exchange_request.reference]),
        request=str(exchange_request),
        provider=event.facts["provider"],
        words=event.facts["offer"],
    )


@on("exchange_request.reassigned")
def tell_of_the_officer(event: Event) -> None:
    """Tell who asks, the officer from now on, and the one before; safe to run twice."""
    exchange_request = request_of(event)
    officer = User.objects.get(pk=event.facts["officer"])
    people = asking_for(exchange_request) | {officer.pk}
    if before := event.facts.get("before"):
        people.add(before)
    tell_of(event, exchange_request, people, officer=str(officer))


@on("exchange_request.escalated")
def tell_those_above(event: Event) -> None:
    """Tell the administrators, the desk, and who waits for it; safe to run twice."""
    exchange_request = request_of(event)
    people = asking_for(exchange_request) | caring_for(exchange_request)
    tell_of(event, exchange_request, people | administrators())


@on("exchange_request.accepted")
def tell_of_the_choice(event: Event) -> None:
    """Tell who asks, the desk, and the country that was chosen; safe to run twice."""
    exchange_request = request_of(event)
    chosen = invitations().get(pk=event.facts["invitation"])
    people = asking_for(exchange_request) | caring_for(exchange_request)
    tell_of(
        event,
        exchange_request,
        people | answering_for(chosen),
        provider=chosen.country_id,
        offer=chosen.offer or NOTHING,
    )


def request_of(event: Event) -> ExchangeRequest:
    return ExchangeRequest.objects.with_line().get(pk=event.subject_id)


def tell_of(
    event: Event, exchange_request: ExchangeRequest, people: set[int], **facts: str
) -> None:
    """Tell these people, with what every notice about a request may say."""
    tell(
        event,
        User.objects.filter(pk__in=people),
        url=exchange_request.get_absolute_url(),
        **facts_of(event, exchange_request) | facts,
    )


def facts_of(event: Event, exchange_request: ExchangeRequest) -> dict[str, str]:
    """Return what was so when it happened, and where that is not noted what is so now."""
    said = event.facts
    return {
        "reference": exchange_request.reference,
        "request": str(exchange_request),
        "country": exchange_request.country_id,
        "who": str(event.actor or ""),
        "officer": str(exchange_request.officer or exchange_request.hub or NOTHING),
        "care": str(exchange_request.hub or exchange_request.officer or NOTHING),
        "holder": in_our_words(said.get("holder") or exchange_request.holder),
        "since": day(said.get("since") or exchange_request.held_since.date()),
        "due": day(said.get("due") or exchange_request.due_on),
        "reason": said.get("reason") or "",
        "reminder": reminder_of(said),
        **answers_of(exchange_request),
    }


def answers_of(exchange_request: ExchangeRequest) -> dict[str, str]:
    """Return which countries are asked and what they answered, by the names of facts."""
    rows = list(exchange_request.invitations.in_order())
    accepted = [row for row in rows if row.status == Invitation.Status.ACCEPTED]
    return {
        "countries": codes_of(rows),
        "asked": codes_of([row for row in rows if row.asked_at]),
        "accepted": codes_of(accepted),
        "answers": json.dumps([(row.country_id, row.reason) for row in rows]),
    }


def codes_of(rows: list[Invitation]) -> str:
    return " ".join(row.country_id for row in rows) or NOTHING


def todo_of(exchange_request: ExchangeRequest, holder: str) -> str:
    """Say what is expected of whoever has the ball."""
    if holder == Holder.FOCAL_POINT:
        consulted = consulting.latest_of(exchange_request)
        is_open = consulted is not None and consulted.is_open
        return notices.HEAR_FIRST if is_open else notices.ENDORSE
    if holder == Holder.DESK:
        return notices.LOOK_THROUGH
    if exchange_request.is_draft:
        return notices.FINISH
    if exchange_request.status == ExchangeRequest.Status.RETURNED:
        return notices.MEND
    return notices.CHOOSE


def reminder_of(said: dict[str, Any]) -> str:
    last = said.get("act") == Act.LAST_CHANCE
    return notices.LAST_REMINDER if last else notices.REMINDER


def problem_of(exchange_request: ExchangeRequest) -> str:
    return Truncator(exchange_request.problem).chars(MOST_SAID)


def in_our_words(holder: str) -> str:
    """Return the name of a holder as it is translated for each reader later."""
    with override(None):
        return str(Holder(holder).label)


def day(value: Any) -> str:
    return str(value or NOTHING)


# --- invitations ----------------------------------------------------------------------


@on("invitation.sent", "invitation.reminded")
def tell_who_answers(event: Event) -> None:
    """
    Tell those who answer for a country that it is asked, and what; safe to run twice.

    Where nobody answers for it, that is an event of its own: even whoever asked it hears.
    """
    invitation = invitation_of(event)
    people = answering_for(invitation)
    if not people:
        record("invitation.unheard", about=invitation, by=None)
        return
    tell_of_invitation(
        event,
        invitation,
        people,
        todo=notices.ANSWER,
        words=problem_of(invitation.exchange_request),
    )


@on("invitation.unheard")
def tell_the_desk(event: Event) -> None:
    """Tell the desk that somebody has to be found for a country; safe to run twice."""
    invitation = invitation_of(event)
    tell_of_invitation(event, invitation, caring_for(invitation.exchange_request))


@on(
    "invitation.accepted",
    "invitation.declined",
    "invitation.asked",
    "invitation.clarified",
    "invitation.lapsed",
)
def tell_both_sides(event: Event) -> None:
    """Tell who asks, the desk and the country that was asked; safe to run twice."""
    invitation = invitation_of(event)
    tell_of_invitation(event, invitation, both_sides(invitation))


@on("invitation.thanked")
def tell_who_is_not_needed(event: Event) -> None:
    """Tell those who answer for a country that it is asked no more, and why."""
    invitation = invitation_of(event)
    tell_of_invitation(event, invitation, answering_for(invitation))


def invitation_of(event: Event) -> Invitation:
    return invitations().get(pk=event.subject_id)


def invitations() -> InvitationQuerySet:
    return Invitation.objects.with_request().select_related("country")


def both_sides(invitation: Invitation) -> set[int]:
    exchange_request = invitation.exchange_request
    asking = asking_for(exchange_request) | caring_for(exchange_request)
    return asking | answering_for(invitation)


def tell_of_invitation(
    event: Event, invitation: Invitation, people: set[int], **facts: str
) -> None:
    """Tell these people, with what every notice about an invitation may say."""
    exchange_request = invitation.exchange_request
    tell(
        event,
        User.objects.filter(pk__in=people),
        url=exchange_request.get_absolute_url(),
        **facts_of_invitation(event, invitation) | facts,
    )


def facts_of_invitation(event: Event, invitation: Invitation) -> dict[str, str]:
    said = event.facts
    return {
        "request": str(invitation.exchange_request),
        "asking": invitation.asking_id,
        "country": invitation.country_id,
        "due": day(said.get("due") or invitation.due_on),
        "reason": said.get("reason") or "",
        "reminder": reminder_of(said),
        "question": said.get("question") or "",
        "answer": said.get("answer") or "",
        "offer": invitation.offer or NOTHING,
        "possible_from": day(invitation.possible_from),
        "bears": invitation.bears or NOTHING,
        "needs": invitation.needs or NOTHING,
    }
