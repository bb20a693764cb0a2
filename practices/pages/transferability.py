"""Would it work elsewhere? The custodian's list, and a country's own assessment beside it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    paged,
    signed_in_to_send,
    status_of,
    verb,
    went_through,
)
from hubs.models import Country
from practices import transferability as sheets
from practices.models import Assessment, Element, Practice, Transferability
from practices.pages.finding import practice_for
from practices.sheets import AssessmentForm, ElementRows, ElementsForm, rows_of
from practices.speaking import (
    countries_to_judge_for,
    may_arrange,
    why_not_arrange,
    why_not_assess,
)


@page_only
def transferability(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the list, and the assessments that this person may read."""
    practice = practice_for(request, slug)
    visible = Assessment.objects.visible_to(request.user).filter(practice=practice)
    rows = visible.with_people().prefetch_related("judgements").latest_first()
    context = {
        "practice": practice,
        "elements": practice.elements.standing().in_order(),
        "page": paged(request, rows),
        "why_not": why_not_assess(request.user),
        "may_arrange": may_arrange(request.user, practice),
    }
    return render(request, "practices/transferability.html", context)


# --- the custodian's list ---------------------------------------------------------------


@page_or_form
@signed_in_to_send
def arrange(request: PersonRequest, slug: str) -> HttpResponse:
    """Edit the list; who comes second sees what stands now beside what she typed."""
    practice = practice_for(request, slug)
    if not may_arrange(request.user, practice):
        raise PermissionDenied(why_not_arrange(request.user, practice))
    if request.method == "POST":
        return arranged(request, practice)
    elements = practice.elements.standing().in_order()
    return show_rows(
        request,
        practice,
        ElementsForm(initial={"version": version_of(practice)}),
        ElementRows(initial=[as_typed(row) for row in elements]),
    )


def arranged(request: PersonRequest, practice: Practice) -> HttpResponse:
    form, rows = ElementsForm(request.POST), ElementRows(request.POST)
    if not (form.is_valid() and rows.is_valid()):
        return show_rows(request, practice, form, rows)
    version = form.cleaned_data["version"]
    try:
        sheets.arrange(practice, by=request.user, rows=rows_of(rows), version=version)
    except ValidationError as refusal:
        newest = ElementsForm(initial={"version": version_of(practice)})
        stale = isinstance(refusal, sheets.ChangedMeanwhile)
        return show_rows(
            request, practice, newest, rows, stale=stale, wrong=refusal.messages
        )
    messages.success(request, _("The list is saved."))
    return redirect("practices:transferability", practice.slug)


def show_rows(
    request: HttpRequest, practice: Practice, form: Any, rows: Any, **more: Any
) -> HttpResponse:
    context = {"practice": practice, "form": form, "rows": rows, **more}
    if more.get("stale"):
        context["elements"] = practice.elements.standing().in_order()
    wrong = more.get("wrong") or (rows.is_bound and not rows.is_valid())
    status = 409 if more.get("stale") else 422 if wrong else 200
    return render(request, "practices/arrange.html", context, status=status)


def as_typed(row: Element) -> dict[str, Any]:
    return {"key": row.pk, "kind": row.kind, "text": row.text, "note": row.note}


def version_of(practice: Practice) -> int:
    row = Transferability.objects.filter(practice=practice).first()
    return row.version if row else 1


# --- a country's own assessment ----------------------------------------------------------


@page_or_form
@signed_in_to_send
def assess(request: PersonRequest, slug: str) -> HttpResponse:
    """Judge the list row by row for one's country."""
    practice = practice_for(request, slug)
    if reason := why_not_assess(request.user):
        return refused(request, practice, reason)
    countries = countries_to_judge_for(request.user)
    country = chosen(request, countries)
    given = own_sheet(request, practice, country)
    form = AssessmentForm(
        request.POST or None,
        elements=practice.elements.standing().in_order(),
        given=given,
        countries=countries,
        initial={"country": country.pk},
    )
    if request.method == "POST" and form.is_valid():
        said = {
            "country": country,
            "judgements": form.judgements(),
            "conclusion": form.cleaned_data["conclusion"],
        }
        if went_through(form, lambda: sheets.assess(practice, by=request.user, **said)):
            messages.success(
                request, _("Saved. Only your country reads it until you share it.")
            )
            return redirect(
                "practices:assessment", slug, own_key(request, practice, country)
            )
    context = {"practice": practice, "form": form, "country": country, "given": given}
    return render(request, "practices/assess.html", context, status=status_of(form))


def refused(request: HttpRequest, practice: Practice, reason: str) -> HttpResponse:
    if request.method == "POST":
        raise PermissionDenied(reason)
    context = {"practice": practice, "why_not": reason}
    return render(request, "practices/assess.html", context)


def chosen(request: HttpRequest, countries: list[Country]) -> Country:
    asked = request.POST.get("country") or request.GET.get("country")
    return next((row for row in countries if row.pk == asked), countries[0])


def own_sheet(
    request: PersonRequest, practice: Practice, country: Country
) -> Assessment | None:
    mine = Assessment.objects.filter(
        practice=practice, person=request.user, country=country
    )
    return mine.prefetch_related("judgements").first()


def own_key(request: PersonRequest, practice: Practice, country: Country) -> int:
    sheet = own_sheet(request, practice, country)
    return sheet.pk if sheet else 0


@page_only
def assessment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show list and assessment side by side; it prints on paper."""
    practice = practice_for(request, slug)
    sheet = sheet_for(request, practice, pk)
    context = {
        "practice": practice,
        "sheet": sheet,
        "comparison": sheets.compared(practice.elements.in_order(), sheet),
        "is_own": sheet.person_id == request.user.pk,
    }
    return render(request, "practices/assessment.html", context)


@verb
def share(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    sheet = sheet_for(request, practice_for(request, slug), pk)
    sheets.share(sheet, by=request.user)
    messages.success(
        request, _("Everybody may read it now. The custodian has been told.")
    )
    return redirect("practices:assessment", slug, pk)


@verb
def unshare(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    sheet = sheet_for(request, practice_for(request, slug), pk)
    sheets.unshare(sheet, by=request.user)
    messages.success(request, _("Only your country reads it now."))
    return redirect("practices:assessment", slug, pk)


def sheet_for(request: HttpRequest, practice: Practice, pk: int) -> Assessment:
    """Return the assessment, or 404 where it is not this person's to see."""
    visible = Assessment.objects.visible_to(request.user).filter(practice=practice)
    rows = visible.with_people().prefetch_related("judgements")
    return get_object_or_404(rows, pk=pk)
