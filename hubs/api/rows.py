"""Rows of the map: plain dictionaries, as ``serializers`` describes them."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.request import Request

from hubs.api.lists import Row
from hubs.api.readers import Reader
from hubs.models import Country, CountryStatus, Hub, Theme


def page_address(request: Request, path: str) -> str:
    """Return the absolute address of a page, on the host that the caller used."""
    return str(request.build_absolute_uri(path))


def text_of(value: Any) -> str | None:
    """Return a day or an instant as ISO 8601 writes it, instants in UTC."""
    return value.isoformat().replace("+00:00", "Z") if value is not None else None


def country_ref(country: Country | None, reader: Reader) -> Row | None:
    if country is None:
        return None
    return {"iso3": country.iso3, "name": reader.name(everyday_names(country))}


def everyday_names(country: Country) -> Mapping[str, str]:
    return {**country.names, **country.short_names}


def theme_ref(theme: Theme | None, reader: Reader) -> Row | None:
    if theme is None:
        return None
    return {"code": theme.code, "name": reader.name(theme.short_labels or theme.labels)}


def country_row(country: Country, reader: Reader, request: Request) -> Row:
    """Return a country that was fetched with its groups and with ``with_statuses``."""
    return {
        "iso3": country.iso3,
        "iso2": country.iso2,
        "name": reader.name(everyday_names(country)),
        "official_name": reader.name(country.names),
        "region": country.region,
        "sub_region": country.sub_region,
        "languages": country.languages,
        "developing": country.developing,
        "population": figure(country.population, country.population_year),
        "gdp_per_person": figure(
            country.gdp_per_person, country.gdp_year, basis=country.gdp_basis
        ),
        "groups": [
            {"slug": group.slug, "name": reader.name(group.names)}
            for group in country.groups.all()
        ],
        "statuses": status_rows(country.statuses_of_the_day),  # type: ignore[attr-defined]
        "url": page_address(request, country.get_absolute_url()),
    }


def figure(value: int | None, year: int | None, **more: str) -> Row | None:
    """Return a figure with its year, or nothing where it is not known."""
    return None if value is None else {"value": value, "year": year, **more}


def status_rows(statuses: Iterable[CountryStatus]) -> list[Row]:
    return [
        {
            "kind": status.kind,
            "value": status.value,
            "valid_from": text_of(status.valid_from),
            "valid_until": text_of(status.valid_until),
            "scheduled": status.scheduled,
            "as_known_on": text_of(status.as_known_on),
            "source": status.source,
            "note": status.note,
        }
        for status in statuses
    ]


def hub_row(hub: Hub, reader: Reader, request: Request) -> Row:
    """Return a hub that was fetched with its country and themes."""
    return {
        "slug": hub.slug,
        "name": reader.name({"en": hub.name, **hub.names}),
        "url": page_address(request, hub.get_absolute_url()),
        "country": country_ref(hub.country, reader),
        "arrangement_type": hub.arrangement_type,
        "lifecycle": hub.lifecycle,
        "since": hub.since,
        "mandate": reader.name(hub.mandate),
        "how_organised": reader.name(hub.how_organised),
        "legal_basis": hub.legal_basis,
        "themes": [theme_ref(theme, reader) for theme in hub.themes.all()],
        "languages": hub.languages,
        "website": hub.website,
        "former_names": [former_name(name) for name in hub.former_names],
        "source": reference(hub.source),
    }


def former_name(name: Any) -> Row:
    """Return a former name, and the year until which it was borne if that is known."""
    if isinstance(name, Mapping):
        return {"name": str(name.get("name", "")), "until": name.get("until")}
    return {"name": str(name), "until": None}


def reference(source: Mapping[str, Any]) -> Row | None:
    """Return where a hub's particulars were read, or nothing where nobody noted it."""
    if not source:
        return None
    texts = {name: source.get(name) or "" for name in ("title", "institution", "url")}
    return {**texts, "year": source.get("year")}


def theme_row(theme: Theme, reader: Reader) -> Row:
    """Return a theme that was fetched with its parent."""
    return {
        "code": theme.code,
        "kind": theme.kind,
        "name": reader.name(theme.short_labels or theme.labels),
        "label": reader.name(theme.labels),
        "parent": theme_ref(theme.parent, reader),
        "withdrawn": theme.withdrawn,
    }
