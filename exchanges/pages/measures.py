"""The problem in figures: its measures, and what was observed in which year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    status_of,
    verb,
    went_through,
)
from exchanges import measuring
from exchanges.challenge_forms import (
    WAY,
    KnownMeasureForm,
    MeasureForm,
    goals,
)
from exchanges.meters import completeness
from exchanges.models import Challenge, Measure, Observation
from exchanges.pages.challenges import challenge_of


@never_cache
@page_only
@login_required
def challenge_measures(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what is counted so far, drawn where there are several years."""
    found = challenge_of(request, pk)
    context = {"challenge": found, "way": WAY, "completeness": completeness(found)}
    return render(request, "exchanges/challenge_measures.html", context)


@never_cache
@page_or_form
@login_required
def measure_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask what is counted, and for a first value."""
    found = challenge_of(request, pk)
    given = request.POST if request.method == "POST" else None
    form = MeasureForm(
        given, initial={"version": found.version}, **_choices(request, found)
    )
    if given is None or "look" in request.POST:
        return _show(request, found, _unbound(form) if given else form)
    if form.is_valid() and went_through(
        form,
        lambda: measuring.add(
            found, by=request.user, first=form.figure(), **form.content()
        ),
    ):
        messages.success(request, _("The measure is kept."))
        return redirect("exchanges:challenge_step", pk, "measures")
    return _show(request, found, form)


@never_cache
@page_or_form
@login_required
def measure(request: PersonRequest, pk: int, measure: int) -> HttpResponse:
    """Show a measure with its years; change what it says, or the value of a year."""
    found = _measure(request, pk, measure)
    given = request.POST if request.method == "POST" else None
    form = KnownMeasureForm(
        given,
        initial=KnownMeasureForm.initial_of(found),
        **_choices(request, found.challenge, found),
    )
    if given is not None and "look" in request.POST:
        form = _unbound(form)
    elif form.is_valid() and went_through(
        form,
        lambda: measuring.change(
            found, by=request.user, figure=form.figure(), **form.content()
        ),
    ):
        is_kept = (
            _("The value is kept.") if form.figure() else _("The measure is kept.")
        )
        messages.success(request, is_kept)
        return redirect("exchanges:measure", pk, measure)
    return _show(request, found.challenge, form, found)


@verb
def measure_remove(request: PersonRequest, pk: int, measure: int) -> HttpResponse:
    measuring.remove(_measure(request, pk, measure), by=request.user)
    messages.success(request, _("The measure is removed."))
    return redirect("exchanges:challenge_step", pk, "measures")


@verb
def observation_remove(
    request: PersonRequest, pk: int, measure: int, observation: int
) -> HttpResponse:
    of = _measure(request, pk, measure)
    rows = Observation.objects.select_related("measure__challenge").filter(measure=of)
    measuring.remove_observation(
        get_object_or_404(rows, pk=observation), by=request.user
    )
    messages.success(request, _("The value is removed."))
    return redirect("exchanges:measure", pk, measure)


# --- what they share --------------------------------------------------------------------


def _measure(request: PersonRequest, pk: int, key: int) -> Measure:
    """Return a measure, or 404 where its challenge is not hers."""
    hers = Challenge.objects.visible_to(request.user)
    rows = Measure.objects.filter(challenge__in=hers, challenge=pk)
    related = rows.select_related("challenge__country", "indicator")
    return get_object_or_404(related.prefetch_related("observations"), pk=key)


def _choices(
    request: PersonRequest, challenge: Challenge, measure: Measure | None = None
) -> dict[str, Any]:
    """Return the indicators that the form offers: near ones, hers, and of the goal she named."""
    near = measuring.suggested(challenge.problem)
    if measure and measure.indicator and measure.indicator not in near:
        near.insert(0, measure.indicator)
    goal = request.POST.get("goal", "")
    return {"near": near, "goal": goal if goal.isdecimal() and len(goal) < 3 else ""}


def _unbound[F: MeasureForm](form: F) -> F:
    """Return the same form with what was typed, judged by nobody yet."""
    form.initial = {name: form.data.get(name) for name in form.fields}
    form.is_bound = False
    return form


def _show(
    request: PersonRequest,
    challenge: Challenge,
    form: MeasureForm,
    found: Measure | None = None,
) -> HttpResponse:
    context = {
        "challenge": challenge,
        "measure": found,
        "form": form,
        "goals": goals(),
        "goal": request.POST.get("goal", ""),
        "way": WAY,
    }
    status = status_of(form)
    return render(request, "exchanges/measure.html", context, status=status)
