"""The procedure of a country: its steps, who is consulted, which institution does what."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import (
    PersonRequest,
    page_or_form,
    status_of,
    verb,
    went_through,
)
from accounts.permissions import refuse
from exchanges import procedures
from exchanges.deadlines import clock_of, procedure_of
from exchanges.desk_forms import InstitutionForm, MemberForm, ProcedureForm
from exchanges.models import BodyMember, InstitutionRole
from exchanges.pages.finding import country_for
from exchanges.permissions import why_not_set_procedure
from hubs.models import Country


@login_required
@page_or_form
def desk_procedure(request: PersonRequest, iso3: str) -> HttpResponse:
    """Which steps the country's own requests take, how long each, and who takes part."""
    country = country_for(iso3)
    if request.method != "POST":
        return _show(request, country)
    refuse(why_not_set_procedure(request.user, country))
    form = ProcedureForm(request.POST, instance=procedure_of(country))

    def act() -> None:
        procedures.set_procedure(country, by=request.user, **form.cleaned_data)

    return _keep(request, country, act, form=form)


@verb
def member_appoint(request: PersonRequest, iso3: str) -> HttpResponse:
    """Have somebody asked before the country's requests are endorsed."""
    country = country_for(iso3)
    refuse(why_not_set_procedure(request.user, country))
    form = member_form(country, request.POST)

    def act() -> None:
        procedures.appoint(country, by=request.user, **form.cleaned_data)

    return _keep(request, country, act, member_form=form)


@verb
def member_end(request: PersonRequest, iso3: str, pk: int) -> HttpResponse:
    """Ask somebody no more."""
    country = country_for(iso3)
    refuse(why_not_set_procedure(request.user, country))
    procedures.end(
        get_object_or_404(BodyMember, pk=pk, country=country), by=request.user
    )
    messages.success(request, _("She is asked no more. What she said stays."))
    return _back(country)


@verb
def institution_name(request: PersonRequest, iso3: str) -> HttpResponse:
    """Say what an institution does in the country's exchanges."""
    country = country_for(iso3)
    refuse(why_not_set_procedure(request.user, country))
    form = InstitutionForm(request.POST, auto_id="institution_%s")

    def act() -> None:
        procedures.name_institution(country, by=request.user, **form.cleaned_data)

    return _keep(request, country, act, institution_form=form)


@verb
def institution_remove(request: PersonRequest, iso3: str, pk: int) -> HttpResponse:
    """Take an institution off the list."""
    country = country_for(iso3)
    refuse(why_not_set_procedure(request.user, country))
    rows = InstitutionRole.objects.select_related("country")
    procedures.remove_institution(
        get_object_or_404(rows, pk=pk, country=country), by=request.user
    )
    messages.success(request, _("Taken off the list."))
    return _back(country)


def _keep(
    request: PersonRequest, country: Country, act: Callable[[], None], **form: Any
) -> HttpResponse:
    """Do what a form asks for, or show the page with what is wrong with it."""
    (sent,) = form.values()
    if sent.is_valid() and went_through(sent, act):
        messages.success(request, _("Kept. It holds from now on."))
        return _back(country)
    return _show(request, country, wrong=sent, **form)


def _back(country: Country) -> HttpResponse:
    return redirect("exchanges:desk_procedure", country.iso3.lower())


def _show(request: PersonRequest, country: Country, **shown: Any) -> HttpResponse:
    """Show all that a country set; the forms to whoever may set it."""
    request.user.remember_roles()
    members = BodyMember.objects.visible_to(request.user).of(country)
    why_not = why_not_set_procedure(request.user, country)
    context = {
        "title": str(country),
        "country": country,
        "why_not": why_not,
        "usual_days": clock_of(None).endorsement,
        "members": members.in_force().by_name(),
        "institutions": InstitutionRole.objects.of(country).in_order(),
    }
    if not why_not:
        context |= forms_of(country)
    context |= shown
    wrong = shown.get("wrong")
    status = status_of(wrong) if wrong else 200
    return render(request, "exchanges/procedure.html", context, status=status)


def forms_of(country: Country) -> dict[str, Any]:
    """Return the forms of the page, as they stand before anybody types."""
    return {
        "form": ProcedureForm(instance=procedure_of(country)),
        "member_form": member_form(country),
        "institution_form": InstitutionForm(auto_id="institution_%s"),
    }


def member_form(country: Country, data: Any = None) -> MemberForm:
    people = procedures.speaking_for(country)
    return MemberForm(data, people=people, auto_id="member_%s")
