"""The coordination desk: one request, whom to ask, and what is done with it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    status_of,
    verb,
    went_through,
)
from accounts.permissions import refuse
from exchanges import brokering, holding, lifecycle, officers, routing, waiting
from exchanges.capacity import standings
from exchanges.checklist import checklist
from exchanges.desk_forms import OfficerForm, RoutingForm
from exchanges.models import (
    ExchangeRequest,
    Holder,
    Instrument,
    Invitation,
)
from exchanges.permissions import why_not_attend
from exchanges.request_forms import ReasonForm
from practices.models import Practice

Status = ExchangeRequest.Status
HUBS = 5  # that are suggested


# --- one request --------------------------------------------------------------------------


@login_required
@page_only
def desk_triage(request: PersonRequest, reference: str) -> HttpResponse:
    """One request: whether it is complete, who takes care of it, and what can be done."""
    return _triage(request, reference)


def _triage(
    request: PersonRequest,
    reference: str,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    **refused: Any,
) -> HttpResponse:
    """Show it; after a refusal with the reasons, and with the words that were typed."""
    exchange_request = _request_for(request, reference)
    measures = exchange_request.measures()
    found = checklist(exchange_request, measures)
    officer_form = _officer_form(request, exchange_request)
    invitations = list(exchange_request.invitations.all())
    today = timezone.now().date()
    context = {
        "exchange_request": exchange_request,
        "ball": holding.ball_of(
            exchange_request, request.user, invitations, today, sees_all=True
        ),
        "path": holding.path_of(exchange_request),
        "checklist": found,
        "words": {"send_back": found.words, **(typed or {})},
        "invitations": invitations,
        "measures": measures,
        "standings": standings([row.country_id for row in invitations], on=today),
        "instruments": [
            Instrument(code).label for code in exchange_request.instruments
        ],
        "officer_form": officer_form,
        "may_take": str(request.user.pk) in officer_form.officers,
        "why_not": _why_not(request, exchange_request),
    }
    page = context | refused
    return render(request, "exchanges/triage.html", page, status=status)


@login_required
@page_or_form
def desk_routing(request: PersonRequest, reference: str) -> HttpResponse:
    """Whom to ask: suggestions with their reasons, and which hub takes care of it."""
    exchange_request = _request_for(request, reference)
    if request.method == "POST":
        refuse(why_not_attend(request.user, exchange_request))
    suggestions = routing.countries_for(exchange_request, on=timezone.now().date())
    hubs = routing.hubs_for(exchange_request, suggestions)
    routed, data = _routed(exchange_request), request.POST or None
    rows = [row.hub for row in hubs]
    form = RoutingForm(data, initial=routed, hubs=rows, asking=exchange_request)
    if form.is_valid() and _route(request, form, reference):
        return redirect("exchanges:desk_triage", reference)
    context = {
        "exchange_request": exchange_request,
        "form": form,
        "suggestions": suggestions,
        "hubs": [row for row in hubs if row.reasons][:HUBS],
        "why_not": _why_not(request, exchange_request)["route"],
    }
    status = status_of(form)
    return render(request, "exchanges/routing.html", context, status=status)


def _route(request: PersonRequest, form: RoutingForm, reference: str) -> bool:
    """Keep what was decided, and put it to the countries where that is wanted, or say why not."""
    exchange_request, asks = _request_for(request, reference), "offer" in request.POST
    try:
        with transaction.atomic():
            brokering.triage(exchange_request, by=request.user, **form.asked())
            if asks:
                brokering.offer(exchange_request, by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    said = _("The countries have been asked.") if asks else _("Kept. Nobody was asked.")
    messages.success(request, said)
    return True


def _routed(exchange_request: ExchangeRequest) -> dict[str, Any]:
    """Return what is decided so far: hub, and countries that wait to be asked."""
    hub = exchange_request.hub
    rows = exchange_request.invitations.all()
    return {
        "hub": hub.slug if hub else "",
        "ask": [row.country_id for row in rows if row.asked_at is None],
    }


# --- verbs --------------------------------------------------------------------------------


@verb
def desk_confirm_complete(request: PersonRequest, reference: str) -> HttpResponse:
    said = _("Noted: it is complete. Now decide on whom to ask.")
    return _do(request, reference, brokering.confirm_complete, said)


@verb
def desk_offer(request: PersonRequest, reference: str) -> HttpResponse:
    said = _("The countries have been asked.")
    return _do(request, reference, brokering.offer, said)


@verb
def desk_send_back(request: PersonRequest, reference: str) -> HttpResponse:
    said = _("Sent back. Its author reads why.")
    form = ReasonForm(request.POST, auto_id="send_back-%s")
    return _do(request, reference, lifecycle.send_back, said, form)


@verb
def desk_decline(request: PersonRequest, reference: str) -> HttpResponse:
    said = _("Ended. Its author reads why.")
    form = ReasonForm(request.POST, auto_id="decline-%s")
    return _do(request, reference, brokering.decline, said, form)


@verb
def desk_reassign(request: PersonRequest, reference: str) -> HttpResponse:
    """Put another officer in charge."""
    before = _request_for(request, reference)
    form = _officer_form(request, before, request.POST)
    said = _("%(name)s takes care of it.")
    if form.chosen and form.chosen.pk == before.officer_id:
        said = _("%(name)s takes care of it already.")
    said %= {"name": form.chosen}
    return _do(request, reference, brokering.reassign, said, form)


# --- what they share ----------------------------------------------------------------------


def _do(
    request: PersonRequest,
    reference: str,
    act: Callable[..., Any],
    said: str,
    form: Any = None,
) -> HttpResponse:
    """Do it and return to the request; refused, its page says why and keeps the words."""
    form, found = form or Form(request.POST), _request_for(request, reference)
    refuse(why_not_attend(request.user, found))
    if form.is_valid() and went_through(
        form, lambda: act(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, said)
        return redirect("exchanges:desk_triage", reference)
    name, typed = act.__name__, request.POST.get("reason", "")
    refused = {"wrong": form, "tried": name}
    return _triage(request, reference, status=409, typed={name: typed}, **refused)


def _request_for(request: PersonRequest, reference: str) -> ExchangeRequest:
    """Return what is hers to see at the desk, with what its pages show; otherwise 404."""
    if request.method in ("GET", "HEAD"):
        request.user.remember_roles()
    rows = (
        waiting.in_care_of(request.user)
        .with_line()
        .prefetch_related(
            "help_offers",
            Prefetch("practices", Practice.objects.select_related("country")),
            Prefetch(
                "invitations",
                Invitation.objects.in_order().select_related("country", "hub"),
            ),
        )
    )
    return get_object_or_404(rows, reference=reference)


def _officer_form(
    request: PersonRequest, exchange_request: ExchangeRequest, data: Any = None
) -> OfficerForm:
    """Offer the others of the desk; what was sent may name whoever has it by now."""
    rows = officers.of_the_desk()
    if data is not None:
        return OfficerForm(data, officers=rows[:100])
    if why_not_attend(request.user, exchange_request):
        return OfficerForm(officers=())
    if (officer := exchange_request.officer) is not None:
        rows = rows.exclude(pk=officer.pk)
    return OfficerForm(officers=rows[:100])


def _why_not(
    request: PersonRequest, exchange_request: ExchangeRequest
) -> dict[str, str]:
    """Say of each verb why it cannot be done now; nothing where it can."""
    may = why_not_attend(request.user, exchange_request)
    held = exchange_request.holder == Holder.DESK
    at_desk = held and exchange_request.status in ExchangeRequest.AT_THE_DESK
    elsewhere = may or ("" if at_desk else _("Not now: it does not lie at the desk."))
    queued = any(row.asked_at is None for row in exchange_request.invitations.all())
    ready = queued and exchange_request.status == Status.TRIAGED
    seen = exchange_request.complete_at is not None
    return {
        "here": elsewhere,
        "complete": elsewhere or _("It was found complete already.") * seen,
        "route": elsewhere,
        "offer": elsewhere or ("" if ready else _("First decide on whom to ask.")),
        "send_back": may or _why_not_to(exchange_request, Status.RETURNED),
        "decline": may or _why_not_to(exchange_request, Status.DECLINED),
        "reassign": may or _("It has come to its end.") * exchange_request.is_final,
    }


def _why_not_to(exchange_request: ExchangeRequest, status: str) -> str:
    if status in exchange_request.MOVES.get(exchange_request.status, ()):
        return ""
    return _("Not possible now: the request is “%(status)s”.") % {
        "status": exchange_request.get_status_display()
    }
