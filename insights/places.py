"""The pages of countries and of hubs."""

from django.core.paginator import Paginator
from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from exchanges import recognition
from exchanges.models import InstitutionRole
from hubs.models import Country, Hub
from insights import directory, learning, structured
from insights.forms import CountryFilter, DayForm, HubFilter
from practices.lineage import with_titles
from practices.models import Practice

ROWS = 20
HUBS = 60


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Show all countries by region, with how many practices each has published."""
    form = CountryFilter(request.GET)
    found = directory.countries(**form.asked(), on=timezone.localdate())
    practices = directory.practices_by_country()
    context = {
        "form": form,
        "count": len(found),
        "regions": directory.regions(found, practices),
        "with_practices": len(practices),
    }
    return render(request, "insights/countries.html", context)


@require_safe
def country(request: HttpRequest, iso3: str) -> HttpResponse:
    """Show where a country stands, what it did, and who learned from whom."""
    today = timezone.localdate()
    place = get_object_or_404(recognition.countries(on=today), iso3=iso3.upper())
    form = DayForm(request.GET if "on" in request.GET else None)
    context: dict[str, object] = {
        "country": place,
        "form": form,
        "standing": directory.standing(place, form.day),
        "groups": place.groups.order_by("kind", "slug"),
        "hubs": place.hubs.by_name(),
        "institutions": InstitutionRole.objects.of(place).in_order(),
        "recognition": recognition.of_country(place, on=today),
        "json_ld": structured.of_country(place),
    }
    context |= published(place) | learned(place)
    return render(request, "insights/country.html", context)


def published(place: Country) -> dict[str, object]:
    """Return a country's latest practices, and how many there are; counted with them."""
    found = Practice.objects.published().of(place.iso3)
    latest = list(directory.latest(found.annotate(total=Window(Count("pk")))))
    return {"latest": latest, "practices": latest[0].total if latest else 0}  # type: ignore[attr-defined]


def learned(place: Country) -> dict[str, object]:
    """Return what a country's page shows of its learning: river and rows."""
    found = learning.links(country=place.iso3)
    counted = learning.flows(found)
    countries = learning.countries_of(counted)
    return {
        "river": learning.river(place, counted, countries),
        "rows": with_titles(learning.in_order(found)[:ROWS]),
        "links": sum(flow.links for flow in counted),
    }


@require_safe
def hubs(request: HttpRequest) -> HttpResponse:
    """Show the institutions that capture and share experience."""
    form = HubFilter(request.GET, countries=directory.hosts())
    found = directory.hubs(**form.asked())
    page = Paginator(found, HUBS).get_page(request.GET.get("page"))
    return render(request, "insights/hubs.html", {"form": form, "page": page})


@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution and what it has published."""
    place = get_object_or_404(Hub.objects.select_related("country"), slug=slug)
    found = Practice.objects.published().filter(hub=place)
    context = {
        "hub": place,
        "themes": place.themes.order_by("place"),
        "latest": directory.latest(found),
        "practices": found.count(),
        "recognition": recognition.of_hub(place),
        "json_ld": structured.of_hub(place),
    }
    return render(request, "insights/hub.html", context)
