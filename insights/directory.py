"""The directory of countries and hubs: where they stand, and what they published."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, F, Func, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hubs.models import Country, CountryStatus, Hub, HubQuerySet
from practices.models import Practice, PracticeQuerySet
from practices.records import folded

# Regions of M49 as the reference data names them: here, so that they get translated.
REGIONS = (
    gettext_noop("Africa"),
    gettext_noop("Americas"),
    gettext_noop("Asia"),
    gettext_noop("Oceania"),
    gettext_noop("Europe"),
)
SUB_REGIONS = (
    gettext_noop("Northern Africa"),
    gettext_noop("Sub-Saharan Africa"),
    gettext_noop("Latin America and the Caribbean"),
    gettext_noop("Northern America"),
    gettext_noop("Central Asia"),
    gettext_noop("Eastern Asia"),
    gettext_noop("South-eastern Asia"),
    gettext_noop("Southern Asia"),
    gettext_noop("Western Asia"),
    gettext_noop("Eastern Europe"),
    gettext_noop("Northern Europe"),
    gettext_noop("Southern Europe"),
    gettext_noop("Western Europe"),
    gettext_noop("Australia and New Zealand"),
    gettext_noop("Melanesia"),
    gettext_noop("Micronesia"),
    gettext_noop("Polynesia"),
)
ELSEWHERE = gettext_noop("Outside these regions")
ON_THE_LIST = (CountryStatus.Kind.LDC, CountryStatus.Kind.LLDC, CountryStatus.Kind.SIDS)
CARDS = 6
KEPT = 24 * 60 * 60  # seconds that counts are kept; the next publication makes new ones


@dataclass(frozen=True)
class Entry:
    """A country as a line of the directory."""

    country: Country
    practices: int
    statuses: list[CountryStatus]


@dataclass(frozen=True)
class Region:
    """A region with its countries, the developing ones apart."""

    name: str
    developing: list[Entry]
    others: list[Entry]


def regions(found: Iterable[Country], practices: dict[str, int]) -> list[Region]:
    """Return a directory of countries that come with the statuses of a day."""
    groups: dict[str, list[Entry]] = {}
    for country in sorted(found, key=lambda country: without_accents(country.name)):
        groups.setdefault(country.region or ELSEWHERE, []).append(
            entry(country, practices)
        )
    return [
        region(name, groups[name]) for name in (*REGIONS, ELSEWHERE) if name in groups
    ]


def region(name: str, entries: list[Entry]) -> Region:
    return Region(
        _(name),
        [row for row in entries if row.country.developing],
        [row for row in entries if not row.country.developing],
    )


def entry(country: Country, practices: dict[str, int]) -> Entry:
    statuses = [row for row in country.statuses_of_the_day if row.kind in ON_THE_LIST]  # type: ignore[attr-defined]
    return Entry(country, practices.get(country.iso3, 0), statuses)


def without_accents(text: str) -> str:
    """Return what names are ordered by: Éthiopie stands among the Es."""
    signs = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in signs if not unicodedata.combining(sign)).casefold()


def countries(*, q: str = "", status: str = "", on: date) -> list[Country]:
    """Return the countries that are called so in any language, and have a status."""
    found = Country.objects.with_statuses(on=on)
    if status:
        found = found.having(status, on=on)
    return [country for country in found if is_called(country, q)]


def is_called(country: Country, words: str) -> bool:
    """True when a name holds the words, whatever their accents, or a code is them."""
    if not words:
        return True
    names = (*country.names.values(), *country.short_names.values())
    wanted = folded(words)
    codes = (country.iso3.lower(), country.iso2.lower())
    return wanted in codes or any(wanted in folded(name) for name in names)


def practices_by_country() -> dict[str, int]:
    """
    Return how many published practices each country takes part in.

    Kept in the cache under the latest change, so that it is counted once a publication.
    """
    latest = (
        Practice.objects.order_by("-updated_at", "-pk")
        .values_list("pk", "version")
        .first()
    )
    key = f"practices-by-country:{latest}".replace(" ", "")
    counts: dict[str, int] | None = cache.get(key)
    if counts is None:
        counts = count_practices()
        cache.set(key, counts, KEPT)
    return counts


def count_practices() -> dict[str, int]:
    """Count practices under each of their countries."""
    code = Func(F("country_codes"), function="unnest", output_field=TextField())
    rows = Practice.objects.published().annotate(code=code).values("code")
    return dict(
        rows.annotate(count=Count("pk")).order_by().values_list("code", "count")
    )


@dataclass(frozen=True)
class Standing:
    """The statuses that hold on a day, and those that had ended by then."""

    day: date
    holding: list[CountryStatus]
    ended: list[CountryStatus]


def standing(country: Country, day: date) -> Standing:
    rows = list(country.statuses.order_by("kind", "valid_from"))
    begun = [row for row in rows if row.valid_from is None or row.valid_from <= day]
    return Standing(
        day,
        [row for row in begun if row.valid_until is None or row.valid_until > day],
        [
            row
            for row in begun
            if row.valid_until is not None and row.valid_until <= day
        ],
    )


def latest(practices: PracticeQuerySet) -> PracticeQuerySet:
    """Return the few latest practices, with what a line of a list shows."""
    return practices.latest_first().with_line()[:CARDS]


def hubs(*, q: str = "", arrangement: str = "", country: str = "") -> HubQuerySet:
    """Return the hubs of a kind and a host country, called so now or formerly."""
    found = Hub.objects.select_related("country").by_name()
    if arrangement:
        found = found.filter(arrangement_type=arrangement)
    if country:
        found = found.filter(country=country)
    return named(found, q) if q else found


def named(found: HubQuerySet, words: str) -> HubQuerySet:
    """Keep those that have all the words in their names, without regard to accents."""
    every = Concat(
        "name",
        Value(" "),
        Cast("names", TextField()),
        Value(" "),
        Cast("former_names", TextField()),
        output_field=TextField(),
    )
    asked = Q()
    for word in words.split():
        asked &= Q(called__unaccent__icontains=word)
    return found.annotate(called=every).filter(asked)


def hosts() -> list[Country]:
    """Return the countries that host a hub."""
    return list(Country.objects.filter(pk__in=Hub.objects.values("country")))
