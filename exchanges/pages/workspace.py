"""The page of one request: who has the ball, what to do now, and all that was said."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.pages import page_only
from exchanges import consulting, papers, volunteering
from exchanges.checklist import own_checklist
from exchanges.comparing import compare
from exchanges.holding import ball_of, deeds_of, path_of, today
from exchanges.models import ExchangeRequest, InstitutionRole, Invitation
from exchanges.models.joining import joined
from exchanges.pages.answering import yes_form
from exchanges.pages.finding import remember_roles
from exchanges.permissions import (
    answers_for,
    asks,
    attends,
    may_change,
    overlooks,
    speaks_for,
    why_not_attach,
    why_not_offer_help,
)
from exchanges.request_forms import AnswerForm, QuestionForm, ReasonForm
from exchanges.talk_forms import HelpForm
from exchanges.timeline import MOST, SIDES, THEIRS, steps_of

ALL_STEPS = 1_000
CHOSEN = Invitation.Status.CHOSEN


@page_only
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the workspace to the parties, and to all others what is public."""
    remember_roles(request)
    visible = ExchangeRequest.objects.visible_to(request.user).with_line()
    found = visible.select_related("endorsement__by", "endorsement__letter")
    exchange_request = found.filter(reference=reference).first()
    if exchange_request is None:
        return public(request, reference)
    context = workspace_of(request, exchange_request)
    return render(request, "exchanges/workspace.html", context)


def public(
    request: HttpRequest,
    reference: str,
    *,
    help_form: HelpForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show what the parties opened of a request; 404 where nobody may know of it."""
    rows = ExchangeRequest.objects.in_register().select_related("country")
    exchange_request = get_object_or_404(rows, reference=reference)
    shown: dict[str, Any] = {
        "exchange_request": exchange_request,
        "path": path_of(exchange_request),
        **help_with(request, exchange_request, help_form),
    }
    if exchange_request.shows(ExchangeRequest.Field.PRACTICES):
        shown["practices"] = exchange_request.practices.published().with_line()
    if exchange_request.shows(ExchangeRequest.Field.PROVIDERS):
        asked = exchange_request.invitations.asked().in_order()
        shown["invitations"] = asked.with_ends()
    return render(request, "exchanges/public.html", shown, status=status)


def help_with(
    request: HttpRequest, exchange_request: ExchangeRequest, form: HelpForm | None
) -> dict[str, Any]:
    """Return how a reader offers the help of her country, or what it offered before."""
    person = request.user
    why_not = volunteering.why_not_helped(exchange_request)
    free = [] if why_not else volunteering.free_to_help(person, exchange_request)
    return {
        "wants_help": not why_not,
        "help_form": form or (HelpForm(countries=free) if free else None),
        "help_offers": volunteering.offered_by_hers(person, exchange_request),
        "why_not_help": why_not_offer_help(person, next(iter(free), None)),
    }


def workspace_of(
    request: HttpRequest, exchange_request: ExchangeRequest
) -> dict[str, Any]:
    person = request.user
    rows = invitations_of(exchange_request)
    compares = overlooks(person, exchange_request) or speaks_for(
        person, exchange_request.country
    )
    hers = [row for row in rows if row.asked_at and concerns(request, row)]
    seen = rows if compares else hers
    asked = [row for row in seen if row.asked_at]
    compared = compare(asked)
    offering = [offer.row for offer in compared.offers]
    measures = exchange_request.measures()
    practices = exchange_request.practices.with_line()
    writes = may_change(person, exchange_request)
    return {
        "exchange_request": exchange_request,
        "institutions": InstitutionRole.objects.of(
            exchange_request.country_id
        ).in_order(),
        "path": path_of(exchange_request),
        "compares": compares,
        "questions": [clarified(row) for row in seen if row.is_paused],
        "may_clarify": asks(person, exchange_request)
        or attends(person, exchange_request),
        "asked": asked,
        "compared": compared,
        "waited_for": [row for row in asked if row not in offering],
        "chosen": next((row for row in asked if row.status == CHOSEN), None),
        "queued": [row for row in seen if not row.asked_at],
        "invited": [invited(request, row) for row in hers],
        "measures": measures,
        "practices": practices,
        "checklist": writes and own_checklist(exchange_request, measures, practices),
        "papers": papers.readable_by(person, exchange_request),
        "why_not_attach": why_not_attach(person, exchange_request, None),
        "attends": attends(person, exchange_request),
        "asks": asks(person, exchange_request),
        **standing_of(request, exchange_request, seen, compares=compares),
    }


def standing_of(
    request: HttpRequest,
    exchange_request: ExchangeRequest,
    seen: Sequence[Invitation],
    *,
    compares: bool,
) -> dict[str, Any]:
    """Return who has the ball, what can be done, and what happened until now."""
    person = request.user
    consultations = (
        consulting.all_of(exchange_request, person)
        if compares and person.is_authenticated
        else []
    )
    consulted = consulting.latest_of(exchange_request, consultations)
    ball = ball_of(
        exchange_request,
        person,
        seen,
        today(),
        sees_all=compares,
        consultation=consulted,
    )
    return {
        "ball": ball,
        "consultation": consulted,
        "deeds": deeds_of(person, exchange_request, consulted),
        "history": steps_of(
            exchange_request,
            seen,
            whole=compares,
            consultations=consultations,
            most=ALL_STEPS if "all" in request.GET else MOST,
        ),
        "now": THEIRS if ball.is_own_turn else SIDES.get(exchange_request.holder, ""),
    }


def invitations_of(exchange_request: ExchangeRequest) -> Sequence[Invitation]:
    rows = exchange_request.invitations.in_order()
    rows = rows.with_ends().select_related("hub", "answered_by")
    found = joined(rows, "clarifications", "pk")
    for row in found:
        row.exchange_request = exchange_request
    return found


def concerns(request: HttpRequest, invitation: Invitation) -> bool:
    """Tell whether she is of the side that was asked."""
    person = request.user
    return answers_for(person, invitation) or speaks_for(person, invitation.country)


def clarified(invitation: Invitation) -> dict[str, Any]:
    """Return an invitation with a question that is open, and the form that answers it."""
    rows = invitation.clarifications.all()
    return {
        "row": invitation,
        "question": next((row for row in rows if row.answered_at is None), None),
        "form": AnswerForm(auto_id=f"answer{invitation.pk}_%s"),
    }


def invited(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    """Return an invitation with the forms by which she answers it, as far as she may."""
    may = answers_for(request.user, invitation)
    pending, asking = (
        invitation.is_pending,
        invitation.is_pending and not (invitation.is_paused),
    )
    yes = yes_form(invitation) if may and pending else None
    if yes:
        yes.auto_id = f"yes{invitation.pk}_%s"
    may_decline = may and invitation.status in Invitation.OPEN
    return {
        "row": invitation,
        "offers": compare([invitation]).offers,
        "yes": yes,
        "no": ReasonForm(auto_id=f"no{invitation.pk}_%s") if may_decline else None,
        "ask": QuestionForm(auto_id=f"ask{invitation.pk}_%s")
        if may and asking
        else None,
    }
