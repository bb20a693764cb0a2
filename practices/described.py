"""A practice in the words of schema.org, for search engines and other machines."""

from typing import Any

from practices.models import Practice


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
