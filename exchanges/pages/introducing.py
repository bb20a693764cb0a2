"""Counterparts of a request, and introductions to them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Expert
from accounts.pages import PersonRequest, paged, verb
from accounts.permissions import refuse
from exchanges import counterparts as finding
from exchanges import introducing, threads
from exchanges.models import ExchangeRequest, Introduction
from exchanges.pages.finding import remember_roles, request_for
from exchanges.speaking import (
    knows_name,
    why_not_answer_introduction,
    why_not_introduce,
    why_not_look_for_counterparts,
)
from exchanges.talk_forms import WordsForm


@require_safe
@never_cache
@login_required
def counterparts(request: PersonRequest, reference: str) -> HttpResponse:
    """Show whom one would speak to in the countries of a request."""
    exchange_request = looked_for(request, reference)
    found = finding.providers(exchange_request)
    rows = [
        (row, why_not_introduce(request.user, exchange_request, row.invitation))
        for row in found
    ]
    context = {"exchange_request": exchange_request, "providers": rows}
    return render(request, "exchanges/counterparts.html", context)


@verb
def ask(request: PersonRequest, reference: str, expert: int) -> HttpResponse:
    """Ask for an introduction with one click, and a few words if one likes."""
    exchange_request = looked_for(request, reference)
    row = get_object_or_404(Expert.objects.with_person(), pk=expert)
    introducing.ask(exchange_request, row, by=request.user, words=words_of(request))
    messages.success(request, _("Asked. You are told as soon as there is an answer."))
    return redirect("exchanges:counterparts", reference)


def looked_for(request: HttpRequest, reference: str) -> ExchangeRequest:
    exchange_request = request_for(request, reference)
    refuse(why_not_look_for_counterparts(request.user, exchange_request))
    return exchange_request


@require_safe
@never_cache
@login_required
def introductions(request: PersonRequest) -> HttpResponse:
    """Show who would like to meet one, and whom one would like to meet."""
    rows = Introduction.objects.visible_to(request.user).with_parties().latest_first()
    context = {"page": paged(request, rows)}
    return render(request, "exchanges/introductions.html", context)


@require_safe
@never_cache
@login_required
def introduction(request: PersonRequest, pk: int) -> HttpResponse:
    remember_roles(request)
    return show(request, introduction_for(request, pk))


@verb
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    row = introducing.accept(introduction_for(request, pk), by=request.user)
    messages.success(request, _("You take part in the conversation from now on."))
    found = threads.with_key(row.exchange_request, row.counterpart.country_id)
    return redirect(found.get_absolute_url() if found else row.get_absolute_url())


@verb
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    row, words = introduction_for(request, pk), words_of(request)
    try:
        row = introducing.decline(row, by=request.user, reason=words)
    except ValidationError as refusal:
        return show(request, row, wrong=refusal.messages, words=words, status=422)
    messages.success(request, _("Your no was passed on, and not your name."))
    return redirect(row.get_absolute_url())


def show(
    request: PersonRequest, row: Introduction, *, status: int = 200, **more: Any
) -> HttpResponse:
    code = row.counterpart.country_id
    context = {
        "introduction": row,
        "why_not": why_not_answer_introduction(request.user, row),
        "knows_name": knows_name(request.user, row),
        "conversation": threads.find(row.exchange_request, code, request.user),
    }
    return render(request, "exchanges/introduction.html", context | more, status=status)


def introduction_for(request: PersonRequest, pk: int) -> Introduction:
    """Return the introduction, or 404 for whom it does not concern."""
    visible = Introduction.objects.visible_to(request.user).with_parties()
    return get_object_or_404(visible, pk=pk)


def words_of(request: HttpRequest) -> str:
    """:raises ValidationError: beyond 2,000 characters."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("At most 2,000 characters are taken."))
    return str(form.cleaned_data["words"])
