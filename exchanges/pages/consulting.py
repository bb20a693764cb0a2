"""What those whom a country consults say before its focal point endorses a request."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.pages import PersonRequest, page_only, status_of, verb, went_through
from accounts.permissions import refuse
from exchanges import consulting
from exchanges.holding import awaits_word_of
from exchanges.models import Consultation, InstitutionRole
from exchanges.pages.finding import consultation_for
from exchanges.permissions import why_not_opine
from exchanges.request_forms import ReasonForm


@page_only
@login_required
def show(request: PersonRequest, reference: str) -> HttpResponse:
    """Show what is asked and what was said; the buttons to whose word it waits for."""
    return _show(request, consultation_for(request, reference))


@verb
def agree(request: PersonRequest, reference: str) -> HttpResponse:
    """Say that one does not object."""
    consultation = consultation_for(request, reference)
    consulting.agree(consultation, by=request.user)
    messages.success(request, _("Noted: no objection."))
    return redirect(consultation)


@verb
def object_to(request: PersonRequest, reference: str) -> HttpResponse:
    """Object, and say why."""
    consultation = consultation_for(request, reference)
    refuse(why_not_opine(request.user, consultation))
    form = objection_form(request.POST)

    def act() -> None:
        consulting.object_to(consultation, by=request.user, **form.cleaned_data)

    if form.is_valid() and went_through(form, act):
        messages.success(request, _("Noted. The focal point and the author read why."))
        return redirect(consultation)
    return _show(request, consultation, form)


def objection_form(data: Any = None) -> ReasonForm:
    said = _("The focal point and the author read it, with your name.")
    return ReasonForm(data, help_text=said)


def _show(
    request: PersonRequest, consultation: Consultation, form: ReasonForm | None = None
) -> HttpResponse:
    exchange_request = consultation.exchange_request
    opinions = list(consultation.opinions.oldest_first())
    answered = {opinion.person_id for opinion in opinions}
    members = consulting.asked(exchange_request) if consultation.is_open else []
    form = form or objection_form()
    context = {
        "consultation": consultation,
        "exchange_request": exchange_request,
        "opinions": opinions,
        "waiting": [row for row in members if row.person_id not in answered],
        "is_hers": awaits_word_of(consultation, request.user),
        "why_not": why_not_opine(request.user, consultation),
        "institutions": InstitutionRole.objects.of(
            exchange_request.country_id
        ).in_order(),
        "form": form,
    }
    return render(
        request, "exchanges/consultation.html", context, status=status_of(form)
    )
