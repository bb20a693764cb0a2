"""What is decided about a request: endorsed, sent back, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.pages import PersonRequest, page_or_form, status_of, went_through
from accounts.permissions import refuse
from exchanges import letters, lifecycle, papers
from exchanges.models import ExchangeRequest, Paper
from exchanges.pages.finding import request_for, sent
from exchanges.pages.papers import takes_files
from exchanges.permissions import (
    why_not_endorse,
    why_not_send_back,
    why_not_withdraw,
)
from exchanges.request_forms import EndorseForm, ReasonForm
from practices import uploads


def decided(
    request: PersonRequest,
    exchange_request: ExchangeRequest,
    form: Any,
    act: Callable[[], Any],
    *,
    done: str,
    **shown: Any,
) -> HttpResponse:
    """Do what the form says and return to the request; refused, the words stay in the form."""
    if form.is_valid() and went_through(form, act):
        messages.success(request, done)
        return redirect(exchange_request)
    context = {"form": form, "exchange_request": exchange_request, **shown}
    return render(request, "exchanges/decide.html", context, status=status_of(form))


@takes_files
@page_or_form
@login_required
def endorse(request: PersonRequest, reference: str) -> HttpResponse:
    """Say for the country that it wants the exchange, with its letter."""
    exchange_request = request_for(request, reference)
    refuse(why_not_endorse(request.user, exchange_request))
    form = EndorseForm(
        sent(request),
        request.FILES or None,
        papers=exchange_request.papers.kept().filter(of_request=True),
        letter_wanted=letters.is_wanted(exchange_request),
    )
    return decided(
        request,
        exchange_request,
        form,
        lambda: endorsed(request, exchange_request, form),
        done=_("Endorsed. The coordination desk has it now."),
        heading=_("Endorse it for %(country)s") % {"country": exchange_request.country},
        lede=_("You say for your country that it wants this exchange."),
        label=_("Endorse"),
        with_files=True,
    )


@transaction.atomic
def endorsed(
    request: PersonRequest, exchange_request: ExchangeRequest, form: EndorseForm
) -> None:
    """Keep the letter and endorse with it: both, or neither."""
    letter: Paper | None = form.cleaned_data.get("letter")
    if file := form.cleaned_data.get("file"):
        letter = letter_of(request, exchange_request, file)
    words = form.cleaned_data["words"]
    lifecycle.endorse(exchange_request, by=request.user, words=words, letter=letter)


def letter_of(
    request: PersonRequest, exchange_request: ExchangeRequest, file: Any
) -> Paper:
    try:
        return papers.attach(
            exchange_request,
            invitation=None,
            name=file.name,
            file=file,
            size=file.size,
            by=request.user,
            of_request=True,
        )
    except ValidationError as refusal:
        raise ValidationError({"file": refusal.messages}) from refusal
    except OSError as fault:
        raise ValidationError(uploads.no_room()) from fault


@page_or_form
@login_required
def send_back(request: PersonRequest, reference: str) -> HttpResponse:
    """Give it back to whoever asks, with what would mend it."""
    exchange_request = request_for(request, reference)
    refuse(why_not_send_back(request.user, exchange_request))
    form = ReasonForm(
        sent(request),
        help_text=_("Say what is missing or wrong, and what would mend it."),
    )
    return decided(
        request,
        exchange_request,
        form,
        lambda: lifecycle.send_back(
            exchange_request, by=request.user, **form.cleaned_data
        ),
        done=_("Sent back. Its author reads why."),
        heading=_("Send it back"),
        lede=_("%(name)s reads why, mends it, and submits it again.")
        % {"name": exchange_request.author},
        label=_("Send back"),
    )


@page_or_form
@login_required
def withdraw(request: PersonRequest, reference: str) -> HttpResponse:
    """Take it back, and say why to those who were asked."""
    exchange_request = request_for(request, reference)
    refuse(why_not_withdraw(request.user, exchange_request))
    form = ReasonForm(
        sent(request),
        help_text=_("The countries that were asked read this."),
    )
    return decided(
        request,
        exchange_request,
        form,
        lambda: lifecycle.withdraw(
            exchange_request, by=request.user, **form.cleaned_data
        ),
        done=_("Withdrawn. Whoever was asked reads why."),
        heading=_("Withdraw it"),
        lede=_("For good: it cannot be taken up again, only begun anew."),
        label=_("Withdraw"),
        style="danger",
    )
