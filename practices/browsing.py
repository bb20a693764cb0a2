"""
What a reader has chosen of the catalogue, and how many there are of all else.

Choices add up (AND). Counts are therefore taken over what is found already, all facets
in one query, and kept until a practice changes.
"""

import hashlib
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.models import Country, CountryStatus, Hub, Theme
from hubs.profiles import profiles
from practices.models import Practice, PracticeQuerySet
from practices.reasons import language_name

A_PAGE = 20
MOST_CHOICES = 6  # of one facet: more can come only from a machine
LONGEST_WORDS = 200
FIRST_FEW = 8  # values of a facet that are seen without opening the rest
KEPT = 5 * 60  # seconds; a change to any practice ends it earlier
LONG = 0.2  # seconds, for counting
STATUSES = ("ldc", "lldc", "sids")

FACETS = {
    "theme": gettext_lazy("Theme"),
    "approach_type": gettext_lazy("Way"),
    "region": gettext_lazy("Region"),
    "status_of_country": gettext_lazy("Status of the country"),
    "country": gettext_lazy("Country"),
    "evidence": gettext_lazy("Evidence"),
    "language": gettext_lazy("Language"),
    "hub": gettext_lazy("Hub"),
}

COUNTED = (
    "id",
    "country_id",
    "country_codes",
    "approach_type",
    "evidence",
    "language",
    "hub_id",
)
COUNTS = """
WITH found ({columns}) AS MATERIALIZED ({found})
SELECT 'approach_type', approach_type, count(*) FROM found GROUP BY approach_type
UNION ALL SELECT 'evidence', evidence, count(*) FROM found GROUP BY evidence
UNION ALL SELECT 'language', language, count(*) FROM found GROUP BY language
UNION ALL SELECT 'hub', hub.slug, count(*)
    FROM found JOIN hubs_hub AS hub ON hub.id = found.hub_id GROUP BY hub.slug
UNION ALL SELECT 'lead', country_id, count(*) FROM found GROUP BY country_id
UNION ALL SELECT 'country', code, count(*)
    FROM found, unnest(country_codes) AS code GROUP BY code
UNION ALL SELECT 'theme', goal, count(*)
    FROM (
        SELECT DISTINCT found.id, coalesce(theme.parent_id, theme.code) AS goal
        FROM found
        JOIN practices_practice_themes AS link ON link.practice_id = found.id
        JOIN hubs_theme AS theme ON theme.code = link.theme_id
        WHERE theme.kind IN ('sdg_goal', 'sdg_target')
    ) AS goals
    GROUP BY goal
"""


@dataclass(frozen=True)
class Selection:
    """What a reader has chosen: words, and values of facets."""

    words: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, query: QueryDict) -> "Selection":
        """Take what can be meant out of an address; nothing in it is an error."""
        values = [
            (facet, legible(value)[:80])
            for facet in FACETS
            for value in query.getlist(facet)[:MOST_CHOICES]
            if legible(value)
        ]
        return cls(
            legible(query.get("q", ""))[:LONGEST_WORDS], tuple(dict.fromkeys(values))
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.values)

    def with_value(self, facet: str, value: str) -> "Selection":
        return Selection(self.words, (*self.values, (facet, value)))

    def without(self, facet: str, value: str) -> "Selection":
        return Selection(
            self.words, tuple(row for row in self.values if row != (facet, value))
        )

    def without_words(self) -> "Selection":
        return Selection("", self.values)

    @property
    def query(self) -> str:
        """As the end of an address: ``?q=…&theme=3``, or nothing but ``?``."""
        words = [("q", self.words)] if self.words else []
        return "?" + urlencode([*words, *self.values])

    def practices(self) -> PracticeQuerySet:
        """Return the published practices to which every choice applies."""
        found = Practice.objects.published()
        if self.words:
            found = found.saying(self.words)
        for facet, value in self.values:
            found = NARROW[facet](found, value)
        return found


def legible(text: str) -> str:
    """Return a text without control characters and surplus space."""
    kept = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return " ".join("".join(kept).split())


def of_status(found: PracticeQuerySet, kind: str) -> PracticeQuerySet:
    having = Country.objects.having(kind, on=today())
    return found.filter(country__in=having.values("pk"))


def iso3_of(value: str) -> str:
    """Return a code as it is stored; the database would cut a longer text to one."""
    code = value.upper()
    return code if len(code) == 3 else "---"


NARROW: dict[str, Callable[[PracticeQuerySet, str], PracticeQuerySet]] = {
    "theme": lambda found, value: found.on_theme(value),
    "approach_type": lambda found, value: found.filter(approach_type=value),
    "region": lambda found, value: found.filter(country__region=value),
    "status_of_country": of_status,
    "country": lambda found, value: found.of(iso3_of(value)),
    "evidence": lambda found, value: found.filter(evidence=value),
    "language": lambda found, value: found.filter(language=value),
    "hub": lambda found, value: found.filter(hub__slug=value),
}


@dataclass(frozen=True)
class Option:
    """A value that can be added, with how many practices would be left."""

    name: str
    count: int
    query: str


@dataclass(frozen=True)
class Facet:
    """One kind of choice, its frequent values first."""

    code: str
    name: str
    options: list[Option]

    @property
    def first(self) -> list[Option]:
        return self.options[:FIRST_FEW]

    @property
    def rest(self) -> list[Option]:
        return self.options[FIRST_FEW:]


@dataclass(frozen=True)
class Chip:
    """A choice that was made, and the address without it."""

    facet: str
    name: str
    query: str


@dataclass
class Catalogue:
    """A page of what was found, with everything to go on from there."""

    selection: Selection
    total: int
    page: "Page[Practice]"
    facets: list[Facet] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)


def browse(query: QueryDict) -> Catalogue:
    """Return the page of the catalogue that an address asks for."""
    selection = Selection.read(query)
    counts = counted(selection)
    total = sum(counts["evidence"].values())
    paginator = CountedPaginator(
        selection.practices().latest_first().with_line(), A_PAGE
    )
    paginator.known = total
    names = Names(selection, counts)
    return Catalogue(
        selection=selection,
        total=total,
        page=paginator.get_page(query.get("page")),
        facets=facets_of(selection, counts, names),
        chips=chips_of(selection, names),
    )


class CountedPaginator(Paginator[Practice]):
    """Knows its length from the facets, so that nothing is counted twice."""

    known = 0

    @property
    def count(self) -> int:
        return self.known


Counts = dict[str, Counter[str]]


def counted(selection: Selection) -> Counts:
    """
    Return how many practices there are of every value of every facet.

    Counts follow every change at once, save those that took long: of a large
    catalogue they may lag behind, a few minutes at most.
    """
    changed = Practice.objects.aggregate(last=Max("updated_at"))["last"]
    told = f"{today()} {selection.query}"
    key = "facets:" + hashlib.sha256(told.encode()).hexdigest()
    kept = cache.get(key)
    if kept is not None and (kept[0] == changed or time.time() < kept[1]):
        return counts_of(kept[2])
    began = time.time()
    rows = count_rows(selection.practices())
    cache.set(key, (changed, may_lag_until(began), rows), KEPT)
    return counts_of(rows)


def may_lag_until(began: float) -> float:
    """Return until when a count that was begun then is good enough after a change."""
    took = time.time() - began
    return time.time() + min(took * KEPT, KEPT) if took > LONG else 0


def count_rows(found: PracticeQuerySet) -> list[tuple[str, str, int]]:
    inner, params = found.values_list(*COUNTED).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(columns=", ".join(COUNTED), found=inner), params)
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    return rows


def counts_of(rows: Iterable[tuple[str, str, int]]) -> Counts:
    """Sort counts by facet; region and status follow from the country that leads."""
    counts: Counts = {name: Counter() for name in (*FACETS, "lead")}
    for facet, value, count in rows:
        counts[facet][value] = count
    known = profiles(today())
    for code, count in counts.pop("lead").items():
        profile = known[code]
        if profile.country.region:
            counts["region"][profile.country.region] += count
        for status in profile.statuses & set(STATUSES):
            counts["status_of_country"][status] += count
    return counts


class Names:
    """What the values of the facets are called in the reader's language."""

    def __init__(self, selection: Selection, counts: Counts) -> None:
        chosen = [value for facet, value in selection.values if facet == "theme"]
        self.themes = Theme.objects.in_bulk({*counts["theme"], *chosen})
        hubs = [value for facet, value in selection.values if facet == "hub"]
        self.hubs = Hub.objects.in_bulk({*counts["hub"], *hubs}, field_name="slug")
        self.countries = {code: row.country for code, row in profiles(today()).items()}

    def of(self, facet: str, value: str) -> str:
        """Return a value's name; what nobody knows is shown as it was typed."""
        return str(getattr(self, facet, lambda value: value)(value))

    def theme(self, value: str) -> str:
        return self.themes[value].name if value in self.themes else value

    def country(self, value: str) -> str:
        row = self.countries.get(value.upper())
        return row.name if row else value

    def hub(self, value: str) -> str:
        return str(self.hubs.get(value, value))

    def region(self, value: str) -> str:
        return str(REGIONS.get(value, value))

    def approach_type(self, value: str) -> str:
        return label(Practice.Approach, value)

    def evidence(self, value: str) -> str:
        return label(Practice.Evidence, value)

    def status_of_country(self, value: str) -> str:
        return label(CountryStatus.Kind, value)

    def language(self, value: str) -> str:
        return language_name(value) if re.fullmatch("[a-z]{2,3}", value) else value


REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "Americas": gettext_lazy("Americas"),
    "Asia": gettext_lazy("Asia"),
    "Europe": gettext_lazy("Europe"),
    "Oceania": gettext_lazy("Oceania"),
}


def today() -> date:
    return timezone.now().date()


def label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def facets_of(selection: Selection, counts: Counts, names: Names) -> list[Facet]:
    """Return what can still be chosen, and would leave something to read."""
    chosen = {(facet, names.of(facet, value)) for facet, value in selection.values}
    facets = []
    for code, name in FACETS.items():
        options = [
            Option(
                names.of(code, value), count, selection.with_value(code, value).query
            )
            for value, count in counts[code].most_common()
            if (code, names.of(code, value)) not in chosen
        ]
        if options:
            facets.append(Facet(code, str(name), options))
    return facets


def told_of(selections: Sequence[Selection]) -> list[list[Chip]]:
    """Return the chips of some selections, whatever their number in two queries."""
    everything = tuple(value for row in selections for value in row.values)
    nothing: Counts = {name: Counter() for name in FACETS}
    names = Names(Selection(values=everything), nothing)
    return [chips_of(selection, names) for selection in selections]


def chips_of(selection: Selection, names: Names) -> list[Chip]:
    words = [Chip(_("Words"), f"“{selection.words}”", selection.without_words().query)]
    values = [
        Chip(
            str(FACETS[facet]),
            names.of(facet, value),
            selection.without(facet, value).query,
        )
        for facet, value in selection.values
    ]
    return (words if selection.words else []) + values
