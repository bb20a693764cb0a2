"""The page of what countries ask for, and of what nobody has taken up yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.pages import paged
from exchanges import needs
from exchanges.models import Instrument
from exchanges.needs import Outcome, Tally
from hubs.models import Hub, Theme
from hubs.profiles import profiles

MOST = 12  # lines of one group; the rest is added up in one
WIDTH = 1000  # of the drawing of a line, in its own units

type Named = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """A piece of a bar: where it begins and how long it is."""

    outcome: str
    x: int
    width: int


@dataclass(frozen=True)
class Line:
    """What was asked for under one name, and what has become of it."""

    name: str
    url: str
    tally: Tally
    most: int

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each outcome, by its name."""
        return [
            (str(outcome.label), getattr(self.tally, outcome.value))
            for outcome in Outcome
        ]

    @property
    def parts(self) -> Iterator[Part]:
        """The bar of the line; its pieces add up to its share of the longest."""
        begin = done = 0
        for outcome in Outcome:
            done += getattr(self.tally, outcome.value)
            end = round(WIDTH * done / self.most)
            yield Part(outcome.value, begin, end - begin)
            begin = end


@dataclass(frozen=True)
class Group:
    """Demand by theme, by country, by hub or by instrument, the largest first."""

    code: str
    title: str
    lines: list[Line]


# --- names ------------------------------------------------------------------------------


def themes(codes: set[str], on: date) -> Named:
    found = Theme.objects.in_bulk(codes)
    address = reverse("practices:practices")
    return {code: (row.name, f"{address}?theme={code}") for code, row in found.items()}


def countries(codes: set[str], on: date) -> Named:
    known = profiles(on)
    found = [known[code].country for code in codes if code in known]
    return {row.pk: (row.name, row.get_absolute_url()) for row in found}


def hubs(codes: set[str], on: date) -> Named:
    found = Hub.objects.filter(slug__in=codes)
    return {row.slug: (str(row), row.get_absolute_url()) for row in found}


def instruments(codes: set[str], on: date) -> Named:
    return {code: (str(name).capitalize(), "") for code, name in Instrument.choices}


NAMES: dict[str, tuple[Any, Any, Callable[[set[str], date], Named]]] = {
    "theme": (
        gettext_lazy("By theme of the practices of interest"),
        gettext_lazy("No practice of interest is named"),
        themes,
    ),
    "country": (gettext_lazy("By country that asks"), "", countries),
    "hub": (
        gettext_lazy("By hub that takes care of it"),
        gettext_lazy("No hub takes care of it"),
        hubs,
    ),
    "instrument": (
        gettext_lazy("By way of learning"),
        gettext_lazy("Not said: all is welcome"),
        instruments,
    ),
}


# --- the page ---------------------------------------------------------------------------


@require_safe
def demand(request: HttpRequest) -> HttpResponse:
    """Show what is asked for, and what nobody has taken up, the longest waiting first."""
    today = timezone.now().date()
    counted = needs.demand(today)
    context = {
        "all": counted["all"][""],
        "groups": [group(code, counted[code], today) for code in NAMES],
        "outcomes": Outcome.choices,
        "page": paged(request, needs.unmet(today), known=counted["all"][""].unmet),
        "since": today - needs.LOOKED_BACK,
        "width": WIDTH,
    }
    return render(request, "insights/demand.html", context)


def group(code: str, counted: needs.Counted, on: date) -> Group:
    """Return the lines of one group: the largest, what is left, and what names nothing."""
    title, unnamed, names = NAMES[code]
    named = [(key, tally) for key, tally in counted.items() if key]
    known = names({key for key, _tally in named[:MOST]}, on)
    rows = [(*known.get(key, (key, "")), tally) for key, tally in named[:MOST]]
    if rest := [tally for _key, tally in named[MOST:]]:
        rows.append((_("All others"), "", needs.total_of(rest)))
    if "" in counted:
        rows.append((str(unnamed), "", counted[""]))
    most = max((tally.total for _name, _url, tally in rows), default=1)
    lines = [Line(name, url, tally, most) for name, url, tally in rows]
    return Group(code, str(title), lines)
