"""The wizard: what happens, to whom, since when …, kept at every step, hers alone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    paged,
    status_of,
    verb,
    went_through,
)
from exchanges import challenges as verbs
from exchanges.challenge_forms import STEPS, WAY, HappensForm, Step, after
from exchanges.lifecycle import ChangedMeanwhile
from exchanges.meters import completeness, missing_words
from exchanges.models import Challenge, ChallengeQuerySet
from hubs.models import Country
from practices import asking, matching, reading
from practices.answers import heading
from practices.models import Finding, Practice, Question
from practices.reading import UnreadableProblem

FEW = 6  # practices that arrived, as the page of a challenge shows them


@never_cache
@page_only
@login_required
def challenges(request: PersonRequest) -> HttpResponse:
    """Show what she described, the latest first."""
    hers = Challenge.objects.visible_to(request.user).latest_first()
    counted = hers.select_related("country").annotate(figures=Count("measures"))
    context = {"page": paged(request, counted)}
    return render(request, "exchanges/challenges.html", context)


@never_cache
@page_or_form
@login_required
def challenge_new(request: PersonRequest) -> HttpResponse:
    """Ask what happens; nothing is kept before she goes on."""
    step = STEPS["happens"]
    if request.method == "POST":
        form = HappensForm(request.POST)
        if form.is_valid():
            return _begun(request, form)
    else:
        form = HappensForm(initial=_first_words(request))
    return _show(request, Challenge(), step, form)


def _begun(request: PersonRequest, form: HappensForm) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in STEPS["happens"].fields}
    kept: list[Challenge] = []
    if went_through(form, lambda: kept.append(verbs.begin(by=request.user, **said))):
        return _go_on(request, kept[0], "happens")
    return _show(request, Challenge(), STEPS["happens"], form)


def _first_words(request: PersonRequest) -> dict[str, Any]:
    """Return what is known: her country, and a question that she asked before."""
    token = request.GET.get("question")
    if token is None:
        return {"country": _home_of(request)}
    asker = asking.known_asker(request.COOKIES.get("asker", ""))
    visible = Question.objects.visible_to_asker(asker).select_related("country")
    question = get_object_or_404(visible, token=token)
    country = question.country or _home_of(request)
    return {"happens": question.problem, "country": country}


def _home_of(request: PersonRequest) -> Country | None:
    of_roles = (row.country for row in request.user.roles_in_force())
    return request.user.country or next(filter(None, of_roles), None)


# --- one challenge ----------------------------------------------------------------------


@never_cache
@page_only
@login_required
def challenge(request: PersonRequest, pk: int) -> HttpResponse:
    """Show all that she said, drawn, with what is missing and what has arrived."""
    found = challenge_of(request, pk)
    context = {
        "challenge": found,
        "completeness": completeness(found),
        "arrived": _arrived(found),
        "way": WAY,
    }
    return render(request, "exchanges/challenge.html", context)


def _arrived(challenge: Challenge) -> list[Practice]:
    """Return what was published since it stands, the latest first."""
    if challenge.standing is None:
        return []
    found = Finding.objects.filter(search=challenge.standing).published()
    keys = list(found.latest_first().values_list("practice_id", flat=True)[:FEW])
    rows = Practice.objects.published().with_line().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@never_cache
@page_or_form
@login_required
def challenge_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Ask one question, and keep the answer."""
    if step not in STEPS:
        raise Http404
    asked, found = STEPS[step], in_words(request, pk)
    if request.method != "POST":
        return _show(request, found, asked, asked.form(initial=asked.initial(found)))
    form = asked.form(request.POST)
    if not form.is_valid():
        return _show(request, found, asked, form)
    try:
        kept = verbs.change(found, by=request.user, **form.cleaned_data)
    except ChangedMeanwhile as refusal:
        form.add_error(None, refusal)
        return _both(request, found, asked, form)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _show(request, found, asked, form)
    return _go_on(request, kept, step)


def _both(
    request: PersonRequest, found: Challenge, step: Step, form: Any
) -> HttpResponse:
    """Show what stands there now beside what she typed; saved again, hers counts."""
    form.data = form.data.copy()
    form.data["version"] = found.version
    saved = [
        (form[name].label, getattr(found, name) or _("nothing")) for name in step.fields
    ]
    return _show(request, found, step, form, status=409, saved=saved)


def _go_on(
    request: PersonRequest, challenge: Challenge, step: str
) -> HttpResponseRedirect:
    """Lead to the next question, or to the whole where she wants to go on later."""
    if "later" in request.POST:
        messages.success(request, _("Kept. Go on whenever you like, on any device."))
        return redirect(challenge)
    return redirect("exchanges:challenge_step", challenge.pk, after(step))


def _show(
    request: PersonRequest,
    challenge: Challenge,
    step: Step,
    form: Any,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "challenge": challenge,
        "step": step,
        "form": form,
        "way": WAY,
        **five_of(challenge),
        **more,
    }
    status = status if status != 200 else status_of(form)
    return render(request, "exchanges/challenge_step.html", context, status=status)


# --- the five ---------------------------------------------------------------------------


@never_cache
@page_only
@login_required
def challenge_five(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the five countries, as her problem reads now."""
    found = in_words(request, pk)
    context = {
        "challenge": found,
        "missing": missing_words(found),
        "way": WAY,
        **five_of(found),
    }
    return render(request, "exchanges/challenge_five.html", context)


@never_cache
@page_or_form
@login_required
def challenge_beside(request: PersonRequest) -> HttpResponse:
    """Show the five for what she is typing; nothing is kept."""
    pk = request.POST.get("challenge", "")
    found = in_words(request, int(pk)) if _is_key(pk) else Challenge()
    for step in STEPS.values():
        for name in step.form.base_fields.keys() & request.POST.keys():
            if name in ("title", "happens", "to_whom", "since", "limits"):
                setattr(found, name, request.POST[name])
    named = Country.objects.filter(pk=request.POST.get("country", "")[:3]).first()
    if named:
        found.country = named
    return render(request, "exchanges/_beside.html", five_of(found))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def five_of(challenge: Challenge) -> dict[str, Any]:
    """Return the answer to a challenge, or in words why there is none."""
    problem = challenge.problem[: reading.LONGEST]
    if not challenge.happens.strip():
        return {"answer": None, "why_none": ""}
    measured = getattr(challenge, "measured", ())
    try:
        answer = matching.match(
            problem,
            country=challenge.country if challenge.country_id else None,
            measures=[{"indicator": name} for name in measured],
        )
    except UnreadableProblem as refusal:
        return {"answer": None, "why_none": refusal.messages[0]}
    return {"answer": answer, "heading": heading(answer)}


# --- its life ---------------------------------------------------------------------------


@verb
def challenge_ready(request: PersonRequest, pk: int) -> HttpResponse:
    found = verbs.ready(challenge_of(request, pk), by=request.user)
    messages.success(
        request, _("It is ready. You are told when something arrives that answers it.")
    )
    return redirect(found)


@verb
def challenge_stand(request: PersonRequest, pk: int) -> HttpResponse:
    found = verbs.keep_standing(challenge_of(request, pk), by=request.user)
    messages.success(request, _("You are told again when something arrives."))
    return redirect(found)


@verb
def challenge_reopen(request: PersonRequest, pk: int) -> HttpResponse:
    found = verbs.reopen(challenge_of(request, pk), by=request.user)
    messages.success(request, _("It is a draft again."))
    return redirect(found)


@never_cache
@page_or_form
@login_required
def challenge_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once more, then close it: it is opened no more."""
    found = challenge_of(request, pk)
    if request.method != "POST":
        return render(request, "exchanges/challenge_close.html", {"challenge": found})
    found = verbs.close(found, by=request.user)
    messages.success(request, _("It is closed. You can still read it."))
    return redirect(found)


@never_cache
@page_or_form
@login_required
def challenge_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once more, then throw it away."""
    found = challenge_of(request, pk)
    if request.method != "POST":
        context = {"challenge": found}
        return render(request, "exchanges/challenge_discard.html", context)
    verbs.discard(found, by=request.user)
    messages.success(request, _("The challenge is gone."))
    return redirect("exchanges:challenges")


def challenge_of(request: PersonRequest, pk: int) -> Challenge:
    """Return a challenge with its measures, or 404 where it is not hers."""
    return _found(Challenge.objects.visible_to(request.user).with_measures(), pk)


def in_words(request: PersonRequest, pk: int) -> Challenge:
    """Return a challenge as matching reads it, or 404 where it is not hers."""
    hers = Challenge.objects.visible_to(request.user)
    return _found(hers.with_names_of_measures(), pk)


def _found(rows: ChallengeQuerySet, pk: int) -> Challenge:
    return get_object_or_404(rows.select_related("country", "standing"), pk=pk)
