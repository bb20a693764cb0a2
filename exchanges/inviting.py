"""
Whom a request is put to: asked, answering, chosen or thanked.

Whoever calls has locked the request; the verbs at the end lock it themselves, always the
request before the invitation.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import IllegalMove, User
from accounts.permissions import refuse
from exchanges.deadlines import clock_of, due_of, step_of, working_days_after
from exchanges.models import (
    Clarification,
    ExchangeRequest,
    Holder,
    Invitation,
)
from exchanges.naming import pass_by_paused
from exchanges.permissions import why_not_answer, why_not_clarify
from exchanges.refusals import Missing, said
from outbox.events import record

Status = Invitation.Status
ANOTHER_CHOSEN = gettext_noop(
    "Another country was chosen. Thank you for being ready to share."
)


# --- asking ------------------------------------------------------------------------


def ask_next(
    exchange_request: ExchangeRequest, *, by: User | None
) -> Sequence[Invitation]:
    """
    Ask all countries that are queued, or the first of them where one at a time is wanted.

    One that paused since it was named is passed by. Return those that were asked.
    """
    pass_by_paused(exchange_request)
    queued = exchange_request.invitations.queued().in_order()
    queued = queued.select_related("country", "asking").select_for_update(of=("self",))
    clock, now = clock_of(exchange_request.hub), timezone.now()
    asked = list(queued if exchange_request.all_at_once else queued[:1])
    for invitation in asked:
        invitation.move_to(Status.PENDING)
        invitation.asked_at = now
        invitation.due_on = due_of(invitation, clock)
        invitation.next_step_on = step_of(invitation, clock)
        invitation.save()
        due = str(invitation.due_on)
        record("invitation.sent", about=invitation, by=by, due=due)
    return asked


# --- who has the ball -------------------------------------------------------------------


def settle(exchange_request: ExchangeRequest) -> None:
    """
    Give the ball of an offered request to whoever has to act next; the caller saves.

    Among several yeses the country that asked chooses; a yes that is alone, with nobody
    left who might still answer, is taken. Where all said no it goes back to the desk.
    """
    rows = list(exchange_request.invitations.select_related("country", "asking"))
    yeses = [row for row in rows if row.status == Status.ACCEPTED]
    pending = [row for row in rows if row.status == Status.PENDING]
    if len(yeses) == 1 and not pending:
        take(exchange_request, yeses[0], by=None)
    elif yeses:
        open_choice(exchange_request, yeses)
    elif pending:
        wait_for(exchange_request, pending)
    elif ask_next(exchange_request, by=None):
        settle(exchange_request)
    else:
        back_to_the_desk(exchange_request)


def wait_for(exchange_request: ExchangeRequest, pending: Sequence[Invitation]) -> None:
    """The providers have the ball, unless all of them wait for an answer to a question."""
    running = [row.due_on for row in pending if row.due_on and not row.is_paused]
    if running:
        exchange_request.hand_to(Holder.PROVIDERS, due_on=min(running))
        exchange_request.next_step_on = None
    else:
        hand_to_author(exchange_request, "clarification")


def hand_to_author(exchange_request: ExchangeRequest, days: str) -> None:
    """Give it to whoever asks, unless she has it already: her days run on."""
    if exchange_request.holder == Holder.AUTHOR:
        return
    clock, today = clock_of(exchange_request.hub), timezone.now().date()
    until = working_days_after(today, getattr(clock, days), exchange_request.country)
    exchange_request.hand_to(Holder.AUTHOR, due_on=until)


def open_choice(exchange_request: ExchangeRequest, yeses: Sequence[Invitation]) -> None:
    """Have whoever asks choose, and say until when; not again while she has the ball."""
    if exchange_request.holder == Holder.AUTHOR:
        return
    hand_to_author(exchange_request, "choice")
    record(
        "exchange_request.choice_opened",
        about=exchange_request,
        by=None,
        accepted=[row.country_id for row in yeses],
        due=str(exchange_request.due_on),
    )


def back_to_the_desk(exchange_request: ExchangeRequest) -> None:
    """Nobody said yes: the desk asks other countries, or ends it."""
    clock, today = clock_of(exchange_request.hub), timezone.now().date()
    exchange_request.move_to(ExchangeRequest.Status.TRIAGED)
    until = working_days_after(today, clock.triage, exchange_request.country)
    exchange_request.hand_to(Holder.DESK, due_on=until)
    record("exchange_request.unanswered", about=exchange_request, by=None)


def take(
    exchange_request: ExchangeRequest,
    invitation: Invitation,
    *,
    by: User | None,
    reason: str = "",
) -> None:
    """Choose a country that said yes, and thank the others; the caller saves the request."""
    chosen = Invitation.objects.select_for_update().get(pk=invitation.pk)
    chosen.move_to(Status.CHOSEN)
    exchange_request.move_to(ExchangeRequest.Status.ACCEPTED)
    chosen.save()
    thank_the_rest(exchange_request, reason=reason or ANOTHER_CHOSEN)
    record(
        "exchange_request.accepted",
        about=exchange_request,
        by=by,
        provider=chosen.country_id,
        invitation=chosen.pk,
        reason=reason,
    )


def thank_the_rest(exchange_request: ExchangeRequest, *, reason: str) -> None:
    """Release whoever was asked and is not needed now, and say why."""
    exchange_request.invitations.queued().delete()
    rest = exchange_request.invitations.in_the_air().select_for_update()
    for invitation in rest:
        invitation.move_to(Status.THANKED, reason=reason)
        invitation.save()
        record("invitation.thanked", about=invitation, by=None, reason=reason)


# --- what a country answers --------------------------------------------------------------


@transaction.atomic
def accept(
    invitation: Invitation,
    *,
    by: User,
    offer: str = "",
    instruments: Sequence[str] = (),
    languages: Sequence[str] = (),
    possible_from: date | None = None,
    bears: str = "",
    needs: str = "",
) -> Invitation:
    """
    Say yes for the country that was asked, and what it can share.

    :raises PermissionDenied: unless she answers for that country.
    :raises IllegalMove: unless it is still asked: one answer counts.
    """
    exchange_request, invitation = locked(invitation)
    refuse(why_not_answer(by, invitation))
    answered(invitation, Status.ACCEPTED, by=by)
    invitation.offer, invitation.bears, invitation.needs = offer, bears, needs
    invitation.instruments, invitation.languages = list(instruments), list(languages)
    invitation.possible_from = possible_from
    invitation.save()
    record("invitation.accepted", about=invitation, by=by)
    return settled(exchange_request, invitation)


@transaction.atomic
def decline(invitation: Invitation, *, by: User, reason: str) -> Invitation:
    """
    Say no, or take a yes back, with a reason that those who asked read.

    :raises Missing: without a reason.
    """
    exchange_request, invitation = locked(invitation)
    refuse(why_not_answer(by, invitation))
    answered(invitation, Status.DECLINED, by=by, reason=said(reason))
    invitation.save()
    record("invitation.declined", about=invitation, by=by, reason=invitation.reason)
    return settled(exchange_request, invitation)


@transaction.atomic
def ask(invitation: Invitation, *, by: User, question: str) -> Clarification:
    """
    Ask something before answering; the clock stands until it is answered.

    :raises IllegalMove: where a question is open, or the country is not asked any more.
    """
    exchange_request, invitation = locked(invitation)
    refuse(why_not_answer(by, invitation))
    must_be_asked(invitation)
    if invitation.is_paused:
        raise IllegalMove(_("A question is open already. Wait for its answer."))
    if not question.strip():
        raise Missing(_("Write the question."))
    asked = Clarification.objects.create(
        invitation=invitation, question=question.strip(), asked_by=by
    )
    invitation.paused_on, invitation.next_step_on = timezone.now().date(), None
    invitation.version += 1
    invitation.save()
    record(
        "invitation.asked",
        about=invitation,
        by=by,
        question=asked.question,
        clarification=asked.pk,
        due=str(invitation.due_on),
    )
    settled(exchange_request, invitation)
    return asked


@transaction.atomic
def clarify(invitation: Invitation, *, by: User, answer: str) -> Clarification:
    """
    Answer a country's question; its clock runs on where it stood.

    :raises IllegalMove: where no question is open.
    """
    exchange_request, invitation = locked(invitation)
    refuse(why_not_clarify(by, invitation))
    open_one = invitation.clarifications.filter(answered_at=None).first()
    if open_one is None or invitation.paused_on is None:
        raise IllegalMove(_("No question is open."))
    if not answer.strip():
        raise Missing(_("Write the answer."))
    open_one.answer, open_one.answered_by = answer.strip(), by
    open_one.answered_at = timezone.now()
    open_one.save()
    run_on(invitation, clock_of(exchange_request.hub))
    record(
        "invitation.clarified",
        about=invitation,
        by=by,
        question=open_one.question,
        answer=open_one.answer,
        clarification=open_one.pk,
        due=str(invitation.due_on),
    )
    settled(exchange_request, invitation)
    return open_one


def run_on(invitation: Invitation, clock: Any) -> None:
    """Let a clock that stood run on: the days of the question are not counted."""
    stood = timezone.now().date() - (invitation.paused_on or timezone.now().date())
    invitation.paused_days += stood.days
    invitation.paused_on = None
    invitation.due_on = due_of(invitation, clock)
    invitation.next_step_on = step_of(invitation, clock)
    invitation.version += 1
    invitation.save()


def locked(invitation: Invitation) -> tuple[ExchangeRequest, Invitation]:
    """Return request and invitation as they are now, kept from others: the request first."""
    requests = ExchangeRequest.objects.select_for_update(of=("self",)).with_line()
    exchange_request = requests.get(pk=invitation.exchange_request_id)
    rows = Invitation.objects.select_for_update(of=("self",))
    found = rows.select_related("country", "asking", "hub").get(pk=invitation.pk)
    found.exchange_request = exchange_request
    return exchange_request, found


def answered(
    invitation: Invitation, status: str, *, by: User, reason: str = ""
) -> None:
    """Note who gave which answer; the caller saves."""
    invitation.move_to(status, reason=reason)
    invitation.answered_at, invitation.answered_by = timezone.now(), by


def settled(exchange_request: ExchangeRequest, invitation: Invitation) -> Invitation:
    """See who has the ball now, and save; the invitation is returned as it then is."""
    settle(exchange_request)
    exchange_request.updated_at = timezone.now()
    exchange_request.version += 1
    exchange_request.save()
    invitation.refresh_from_db()
    return invitation


def must_be_asked(invitation: Invitation) -> None:
    if not invitation.is_pending:
        raise IllegalMove(
            _("Not possible now: the invitation stands at “%(status)s”.")
            % {"status": invitation.get_status_display()}
        )
