"""Countries and hubs as schema.org describes them, for machines that read pages."""

from typing import Any

from django.conf import settings

from hubs.models import Country, Hub


def described(data: dict[str, Any]) -> dict[str, Any]:
    """Return a description without what is not known."""
    known = {name: value for name, value in data.items() if value}
    return {"@context": "https://schema.org"} | known


def of_country(country: Country) -> dict[str, Any]:
    return described(
        {
            "@type": "Country",
            "name": country.name,
            "alternateName": sorted({*country.names.values()} - {country.name}),
            "identifier": country.iso3,
            "url": settings.BASE_URL + country.get_absolute_url(),
        }
    )


def of_hub(hub: Hub) -> dict[str, Any]:
    place = {"@type": "Country", "name": hub.country.name} if hub.country else None
    return described(
        {
            "@type": "GovernmentOrganization",
            "name": str(hub),
            "alternateName": former_names(hub),
            "description": hub.mandate_text,
            "foundingDate": str(hub.since or ""),
            "location": place,
            "sameAs": hub.website,
            "url": settings.BASE_URL + hub.get_absolute_url(),
        }
    )


def former_names(hub: Hub) -> list[str]:
    return [row["name"] for row in hub.former_names]
