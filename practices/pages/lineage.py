"""Who learned from whom, as the two sides state, confirm and dispute it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import (
    PersonRequest,
    page_or_form,
    signed_in_to_send,
    status_of,
    verb,
    went_through,
)
from practices import lineage as lessons
from practices.models import Lineage, Practice
from practices.pages.finding import practice_for
from practices.sheets import LineageForm, ReasonForm
from practices.speaking import (
    ends_of,
    is_of_the_other_side,
    places_of,
    speaks_for,
)

LISTED = 100


@dataclass(frozen=True)
class Line:
    """A link, and what this reader may do with it."""

    link: Lineage
    may_answer: bool
    may_take_back: bool


@page_or_form
@signed_in_to_send
def lineage(request: PersonRequest, slug: str) -> HttpResponse:
    """Show all links of a practice; take what one side states."""
    practice = practice_for(request, slug)
    form = LineageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.ends_with(practice)
        if went_through(form, lambda: lessons.state(by=request.user, **said)):
            messages.success(
                request, _("It is stated. The other side has been asked to confirm it.")
            )
            return redirect("practices:lineage", slug)
    context = {
        "practice": practice,
        "lines": lines(request, practice),
        "form": form,
        "why_not": why_not_here(request),
    }
    return render(request, "practices/lineage.html", context, status=status_of(form))


def why_not_here(request: HttpRequest) -> str:
    """Say why the form is not for her; whether the ends are hers shows when she sends it."""
    if not request.user.is_authenticated:
        return _("Sign in to state who learned from whom.")
    if places_of(request.user) or request.user.roles_in_force():
        return ""
    return _(
        "Officials, focal points, authors and curators of one of the two sides state it. "
        "Ask for a role under “Your roles”."
    )


def lines(request: HttpRequest, practice: Practice) -> list[Line]:
    """Return the links, each with what she may do; whom she speaks for is asked once an end."""
    links = lessons.links_of(practice)[:LISTED]
    if not request.user.is_authenticated:
        return [Line(link, may_answer=False, may_take_back=False) for link in links]
    known: dict[tuple[int | None, str], bool] = {}

    def sides(link: Lineage) -> set[str]:
        found = set()
        for side, (end, country) in ends_of(link).items():
            key = (end.pk if end else None, country.pk)
            if key not in known:
                known[key] = speaks_for(request.user, end, country)
            found |= {side} if known[key] else set()
        return found

    return [line_of(request, link, sides(link)) for link in links]


def line_of(request: HttpRequest, link: Lineage, sides: set[str]) -> Line:
    return Line(
        link,
        may_answer=not link.confirmed
        and is_of_the_other_side(request.user, link, sides),
        may_take_back=link.is_stated and link.stated_side in sides,
    )


@verb
def lineage_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    link = link_for(request, pk)
    lessons.confirm(link, by=request.user)
    messages.success(request, _("Confirmed. The other side has been told."))
    return redirect(address_of(link))


@verb
def lineage_dispute(request: PersonRequest, pk: int) -> HttpResponse:
    link = link_for(request, pk)
    lessons.dispute(link, by=request.user, reason=reason_of(request))
    messages.success(request, _("It is marked as disputed. The other side reads why."))
    return redirect(address_of(link))


@verb
def lineage_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    link = link_for(request, pk)
    lessons.withdraw(link, by=request.user, reason=reason_of(request))
    messages.success(request, _("It is taken back."))
    return redirect(address_of(link))


def reason_of(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def link_for(request: HttpRequest, pk: int) -> Lineage:
    """Return a link that stands, or 404 where neither end may be read by her."""
    visible = Practice.objects.visible_to(request.user).values("pk")
    rows = Lineage.objects.standing().with_ends().readable_by(visible)
    return get_object_or_404(rows, pk=pk)


def address_of(link: Lineage) -> str:
    practice = link.source or link.learner
    if practice is None:
        return link.learner_country.get_absolute_url()
    return reverse("practices:lineage", args=[practice.slug]) + f"#link-{link.pk}"
