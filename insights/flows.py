"""The page of who learned from whom."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from insights import learning
from insights.forms import FlowFilter
from practices.lineage import with_titles

PAGE = 25


@require_safe
def flows(request: HttpRequest) -> HttpResponse:
    """Show who learned from whom: a map, and every link with its evidence."""
    every = learning.flows(learning.links())
    countries = learning.countries_of(every)
    form = FlowFilter(request.GET, countries=countries.values())
    found = learning.links(**form.asked())
    page = Paginator(learning.in_order(found), PAGE).get_page(request.GET.get("page"))
    counted = learning.flows(found) if form.narrows else every
    context = {
        "form": form,
        "page": page,
        "rows": with_titles(page),
        "overview": learning.overview(counted, countries),
        "country": countries.get(form.asked()["country"]),
    }
    return render(request, "insights/flows.html", context)
