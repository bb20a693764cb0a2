"""What sections are called; and a practice in the words of schema.org, for machines."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from practices.models import Practice

SECTION_NAMES: Mapping[str, Any] = {
    "title": _("Title"),
    "summary": _("In sixty seconds"),
    "problem": _("The problem"),
    "context": _("Where and when"),
    "approach": _("How it works"),
    "steps": _("Step by step"),
    "results": _("What came of it"),
    "went_wrong": _("What went wrong"),
    "preconditions": _("What must be there"),
    "adaptable": _("What can be adapted"),
    "contacts": _("In charge"),
}


def described(practice: Practice, base: str) -> dict[str, Any]:
    """Return a practice as an article; ``base`` is the address of this site."""
    content = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": base + practice.get_absolute_url(),
        "url": base + practice.get_absolute_url(),
        "headline": practice.title[:110],
        "name": practice.title,
        "abstract": practice.summary,
        "inLanguage": practice.language,
        "datePublished": practice.published_at and practice.published_at.isoformat(),
        "dateModified": practice.updated_at.isoformat(),
        "spatialCoverage": {"@type": "Country", "name": practice.country.official_name},
        "about": [theme.name for theme in practice.themes.all()],
        "creator": practice.institution
        and {"@type": "Organization", "name": practice.institution},
        "citation": [cited(source) for source in practice.sources.all()],
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in content.items() if value}


def cited(source: Any) -> dict[str, Any]:
    content = {
        "@type": "CreativeWork",
        "name": source.title,
        "publisher": source.institution,
        "datePublished": source.year and str(source.year),
        "url": source.url,
    }
    return {name: value for name, value in content.items() if value}
