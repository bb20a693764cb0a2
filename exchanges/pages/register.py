"""The public register of requests, and each person's own list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.pages import PersonRequest, page_only, paged
from exchanges import register
from exchanges.directions import Direction
from exchanges.holding import today
from exchanges.models import Sought
from exchanges.register import STAGES, VIEWS, Selection
from practices.forms import country_choices


@page_only
def requests(request: HttpRequest) -> HttpResponse:
    """Show what countries ask each other for, with what the parties made public."""
    selection = Selection.read(request.GET)
    rows = selection.requests().select_related("country").with_asked()
    context = {
        "page": paged(request, rows),
        "selection": selection,
        "countries": country_choices(),
        "stages": STAGES.items(),
        "kinds": Sought.choices,
        "directions": Direction.choices,
    }
    return render(request, "exchanges/register.html", context)


@page_only
@login_required
def mine(request: PersonRequest) -> HttpResponse:
    """Show where each request stands, who has the ball, and since when."""
    request.user.remember_roles()
    asked_for = request.GET.get("of", "")
    view = asked_for if asked_for in VIEWS else "mine"
    context: dict[str, Any] = {
        "page": paged(request, register.requests_of(request.user, view)),
        "view": view,
        "views": VIEWS.items(),
        "today": today(),
    }
    return render(request, "exchanges/mine.html", context)
