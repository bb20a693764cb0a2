"""Pages on which a person keeps her searches: hers alone, 404 for everybody else."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_POST,
    require_safe,
)

from accounts.models import User
from accounts.pages import PersonRequest, page_or_form
from practices import asking, saving
from practices.browsing import Chip, Selection, told_of
from practices.forms import SearchNameForm
from practices.models import Finding, Practice, Question, SavedSearch
from practices.saving import ChangedMeanwhile, Condition
from practices.standing import LOOKED_BACK, Preview, Wanted, preview, previews

A_PAGE = 10


@dataclass(frozen=True)
class Line:
    """A search as the list shows it."""

    search: SavedSearch
    chips: list[Chip]
    preview: Preview


@never_cache
@require_safe
@login_required
def searches(request: PersonRequest) -> HttpResponse:
    """Show what a person keeps, with what each would have told in the last month."""
    kept = SavedSearch.objects.visible_to(request.user).latest_first().with_entry()
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": _lines(list(page)), "days": LOOKED_BACK.days}
    return render(request, "practices/searches.html", context)


@never_cache
@page_or_form
@login_required
def save(request: PersonRequest) -> HttpResponse:
    """Show what would be kept, and what it would have told; keep it under a name."""
    try:
        condition = _condition(request)
    except ValidationError as refusal:
        refused = {"reasons": refusal.messages}
        return render(request, "practices/save_search.html", refused, status=422)
    selection = Selection(condition.words, condition.values)
    chips = told_of([selection])[0]
    suggested = {"name": _suggested(condition, chips)}
    form = SearchNameForm(request.POST or None, initial=suggested)
    if form.is_valid() and (kept := _saved(condition, form, request.user)):
        messages.success(request, _("Saved. You are told when something arrives."))
        return redirect(kept)
    context = {
        "form": form,
        "condition": condition,
        "chips": chips,
        "preview": preview(saving.wanted(condition)),
        "days": LOOKED_BACK.days,
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/save_search.html", context, status=status)


@never_cache
@require_safe
@login_required
def search(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _search_for(request, pk))


@require_POST
@login_required
def rename(request: PersonRequest, pk: int) -> HttpResponse:
    """Call it something else; where that comes too late, show both names."""
    found = _search_for(request, pk)
    form = SearchNameForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    try:
        saving.rename(found, **form.cleaned_data, by=request.user)
    except ChangedMeanwhile as refusal:
        form.add_error(None, refusal)
        return _show(request, found, form, status=409)
    messages.success(request, _("The search has its new name."))
    return redirect(found)


@require_POST
@login_required
def pause(request: PersonRequest, pk: int) -> HttpResponse:
    found = saving.pause(_search_for(request, pk), by=request.user)
    messages.success(request, _("“%(name)s” rests: it tells you nothing.") % _of(found))
    return redirect("practices:searches")


@require_POST
@login_required
def resume(request: PersonRequest, pk: int) -> HttpResponse:
    found = saving.resume(_search_for(request, pk), by=request.user)
    text = _("“%(name)s” tells you again of what arrives from now on.")
    messages.success(request, text % _of(found))
    return redirect("practices:searches")


@never_cache
@page_or_form
@login_required
def delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once more, then forget the search."""
    found = _search_for(request, pk)
    if request.method != "POST":
        return render(request, "practices/delete_search.html", {"search": found})
    saving.delete(found, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % _of(found))
    return redirect("practices:searches")


# --- what they share ----------------------------------------------------------------


def _search_for(request: PersonRequest, pk: int) -> SavedSearch:
    """Return a search, or 404 where it is not this person's."""
    hers = SavedSearch.objects.visible_to(request.user).with_entry()
    return get_object_or_404(hers, pk=pk)


def _of(search: SavedSearch) -> dict[str, str]:
    return {"name": search.name}


def _lines(kept: list[SavedSearch]) -> list[Line]:
    """Return searches with what they ask for and would have told; three queries for all."""
    chips = told_of([Selection(row.words, row.values) for row in kept])
    counts = previews([Wanted.by(row) for row in kept])
    return [Line(*row) for row in zip(kept, chips, counts, strict=True)]


def _show(
    request: PersonRequest,
    found: SavedSearch,
    form: SearchNameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render one search with what it found, latest first."""
    findings = Finding.objects.filter(search=found).published().latest_first()
    page = Paginator(findings, A_PAGE).get_page(request.GET.get("page"))
    rows = (
        Practice.objects.published().with_line().in_bulk([f.practice_id for f in page])
    )
    named = {"name": found.name, "version": found.version}
    context = {
        "line": _lines([found])[0],
        "form": form or SearchNameForm(initial=named),
        "page": page,
        "practices": [rows[f.practice_id] for f in page if f.practice_id in rows],
        "days": LOOKED_BACK.days,
    }
    return render(request, "practices/search.html", context, status=status)


def _condition(request: PersonRequest) -> Condition:
    """Take what is to be kept from the address: a question that she may see, or choices."""
    token = request.GET.get("question")
    if token is None:
        selection = Selection.read(request.GET)
        return Condition.of(words=selection.words, values=selection.values)
    asker = asking.known_asker(request.COOKIES.get("asker", ""))
    visible = Question.objects.visible_to_asker(asker).select_related("country")
    question = get_object_or_404(visible, token=token)
    return Condition.of(problem=question.problem, home=question.country)


def _suggested(condition: Condition, chips: list[Chip]) -> str:
    named = condition.problem or ", ".join(chip.name for chip in chips)
    return Truncator(named).chars(70)


def _saved(
    condition: Condition, form: SearchNameForm, person: User
) -> SavedSearch | None:
    """Keep it; where that is refused, let the form say why."""
    try:
        return saving.save(condition, name=form.cleaned_data["name"], by=person)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
