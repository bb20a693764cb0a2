"""What waits at the coordination desk, for those who work there; and the same for everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from accounts.pages import PersonRequest, page_only, page_or_form, paged, status_of
from accounts.permissions import refuse
from exchanges import brokering, officers, pace, waiting
from exchanges.desk_forms import HandOverForm
from exchanges.models import ExchangeRequestQuerySet
from exchanges.permissions import (
    sets_anything,
    why_not_hand_over,
    why_not_see_desk,
)


@login_required
@page_or_form
def desk(request: PersonRequest) -> HttpResponse:
    """What waits, the longest waiting first; what is marked goes into one officer's care."""
    request.user.remember_roles()
    refuse(why_not_see_desk(request.user))
    why_not = why_not_hand_over(request.user)
    if request.method == "POST":
        refuse(why_not)
    form = _hand_over_form(request)
    if form.is_valid():
        _hand_over(request, **form.cleaned_data)
        return redirect(request.get_full_path())
    today = timezone.now().date()
    queue = waiting.queue_for(request.user, request.GET, on=today)
    context = {
        "queue": queue,
        "page": queue.page,
        "today": today,
        "form": form,
        "may_hand_over": not why_not,
        "may_set": sets_anything(request.user),
    }
    return render(request, "exchanges/desk.html", context, status=status_of(form))


def _hand_over(
    request: PersonRequest, marked: ExchangeRequestQuerySet, officer: User
) -> None:
    """Put the officer in charge, and say of which requests this was not possible."""
    refused = brokering.hand_over(marked, officer=officer, by=request.user)
    if handed := len(marked) - len(refused):
        said = ngettext(
            "%(name)s takes care of %(count)d request.",
            "%(name)s takes care of %(count)d requests.",
            handed,
        )
        messages.success(request, said % {"name": officer, "count": handed})
    for reference, reason in refused.items():
        messages.warning(request, f"{reference}: {reason}")


def _hand_over_form(request: PersonRequest) -> HandOverForm:
    return HandOverForm(
        request.POST if request.method == "POST" else None,
        officers=officers.of_the_desk()[:100],
        requests=waiting.in_care_of(request.user),
        initial={"officer": request.user.pk},
    )


@page_only
def desk_queue(request: HttpRequest) -> HttpResponse:
    """The same for everybody, without names: how many wait, and how long it takes."""
    today = timezone.now().date()
    steps = pace.steps(on=today)
    waiting_in_all = next(step.now for step in steps if step.code == "all")
    context = {
        "steps": steps,
        "page": paged(request, pace.public_queue(), known=waiting_in_all),
        "today": today,
    }
    return render(request, "exchanges/queue.html", context)
