"""What a country that was asked says, and what those who asked say to that."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.pages import PersonRequest, page_or_form
from accounts.permissions import refuse
from exchanges import inviting, lifecycle
from exchanges.models import Clarification, Invitation
from exchanges.pages.deciding import decided
from exchanges.pages.finding import invitation_for, sent
from exchanges.permissions import (
    why_not_answer,
    why_not_choose,
    why_not_clarify,
)
from exchanges.request_forms import AnswerForm, QuestionForm, ReasonForm, YesForm


def wishes_of(invitation: Invitation) -> dict[str, Any]:
    """Return what those who ask would like, as a first answer."""
    wanted = invitation.exchange_request
    return {"instruments": wanted.instruments, "languages": wanted.languages}


def yes_form(invitation: Invitation, data: Any = None) -> YesForm:
    wishes = wishes_of(invitation)
    country = invitation.country.languages
    return YesForm(data, wished=[*wishes["languages"], *country], initial=wishes)


@page_or_form
@login_required
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes, and what the country can share."""
    invitation = invitation_for(request, pk)
    refuse(why_not_answer(request.user, invitation))
    form = yes_form(invitation, sent(request))
    return decided(
        request,
        invitation.exchange_request,
        form,
        lambda: inviting.accept(invitation, by=request.user, **form.cleaned_data),
        done=_("You said yes for %(country)s. They compare the answers, and choose.")
        % {"country": invitation.country},
        heading=_("Say yes for %(country)s") % {"country": invitation.country},
        lede=_("They see your answer beside those of the other countries asked."),
        label=_("Say yes"),
    )


@page_or_form
@login_required
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Say no, or take a yes back, with a reason."""
    invitation = invitation_for(request, pk)
    refuse(why_not_answer(request.user, invitation))
    form = ReasonForm(
        sent(request),
        help_text=_("They read this. Say also when, or who else, might help."),
    )
    return decided(
        request,
        invitation.exchange_request,
        form,
        lambda: inviting.decline(invitation, by=request.user, **form.cleaned_data),
        done=_("You said no for %(country)s. They read why.")
        % {"country": invitation.country},
        heading=_("Say no for %(country)s") % {"country": invitation.country},
        label=_("Say no"),
    )


@page_or_form
@login_required
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask something first; the clock stands until it is answered."""
    invitation = invitation_for(request, pk)
    refuse(why_not_answer(request.user, invitation))
    form = QuestionForm(sent(request))
    return decided(
        request,
        invitation.exchange_request,
        form,
        lambda: inviting.ask(invitation, by=request.user, **form.cleaned_data),
        done=_("Asked. Your clock stands until they answer."),
        heading=_("Ask a question first"),
        label=_("Ask the question"),
    )


@page_or_form
@login_required
def clarify(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer a country's question; its clock runs on."""
    invitation = invitation_for(request, pk)
    refuse(why_not_clarify(request.user, invitation))
    form = AnswerForm(sent(request))
    return decided(
        request,
        invitation.exchange_request,
        form,
        lambda: inviting.clarify(invitation, by=request.user, **form.cleaned_data),
        done=_("Answered. %(country)s decides now.") % {"country": invitation.country},
        heading=_("Answer %(country)s") % {"country": invitation.country},
        quote=open_question(invitation),
        label=_("Answer"),
    )


def open_question(invitation: Invitation) -> str:
    rows = Clarification.objects.filter(invitation=invitation, answered_at=None)
    return rows.values_list("question", flat=True).first() or ""


@page_or_form
@login_required
def choose(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a country that said yes; the others are thanked, with the reason."""
    invitation = invitation_for(request, pk)
    refuse(why_not_choose(request.user, invitation.exchange_request))
    form = ReasonForm(
        sent(request),
        required=False,
        help_text=_("The other countries that said yes read this with our thanks."),
    )
    return decided(
        request,
        invitation.exchange_request,
        form,
        lambda: lifecycle.choose(invitation, by=request.user, **form.cleaned_data),
        done=_("%(country)s is chosen. The others are thanked.")
        % {"country": invitation.country},
        heading=_("Choose %(country)s") % {"country": invitation.country},
        lede=_(
            "The request is answered with this; the others hear it with the reason."
        ),
        quote=invitation.offer,
        label=_("Choose %(country)s") % {"country": invitation.country},
    )
