"""
Rows of practices, fifty in two statements: dictionaries from the database, no objects.

A list is what partner systems read most. The first statement finds the page, whatever
its filters. The second, always the same, gathers what hangs on its rows, with names
picked in the caller's language, so that seven other languages never leave the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from rest_framework.request import Request

from hubs.api.lists import Row
from hubs.api.readers import DEFAULT, Reader
from hubs.api.rows import page_address, text_of
from practices.models import Practice

COLUMNS = (
    "pk",
    "slug",
    "external_id",
    "title",
    "summary",
    "country_id",
    "country_codes",
    "hub_id",
    "institution",
    "language",
    "language_inferred",
    "approach_type",
    "approach_inferred",
    "evidence",
    "scale",
    "start_year",
    "end_year",
    "status",
    "published_at",
    "updated_at",
    "version",
)
AS_THEY_ARE = (
    "slug",
    "external_id",
    "institution",
    "language_inferred",
    "approach_type",
    "approach_inferred",
    "evidence",
    "status",
    "version",
)
SLUG = "-slug-"  # stands for a slug in an address that is made once for all rows
Texts = Mapping[str, tuple[str, str, bool]]  # by language: title, summary, by machine

HANGING = """
SELECT 'country', NULL::bigint, iso3, coalesce(
        nullif(short_names ->> %(language)s, ''), nullif(names ->> %(language)s, ''),
        short_names ->> 'en', names ->> 'en', iso3), NULL, NULL::boolean, 0
    FROM hubs_country WHERE iso3 = ANY(%(countries)s)
UNION ALL
SELECT 'hub', id, slug, coalesce(nullif(names ->> %(language)s, ''), name), NULL, NULL, 0
    FROM hubs_hub WHERE id = ANY(%(hubs)s)
UNION ALL
SELECT 'text', practice_id, language, title, summary, by_machine, 0
    FROM practices_translation
    WHERE practice_id = ANY(%(practices)s) AND language = ANY(%(languages)s)
        AND status = 'published'
UNION ALL
SELECT 'theme', link.practice_id, theme.code, coalesce(
        nullif(short_labels ->> %(language)s, ''), nullif(labels ->> %(language)s, ''),
        short_labels ->> 'en', labels ->> 'en', theme.code), NULL, NULL, theme.place
    FROM practices_practice_themes AS link
    JOIN hubs_theme AS theme ON theme.code = link.theme_id
    WHERE link.practice_id = ANY(%(practices)s)
ORDER BY 7, 3
"""


@dataclass
class Hanging:
    """What hangs on the rows of a page: names, and texts in the caller's languages."""

    countries: dict[str, Row] = field(default_factory=dict)
    hubs: dict[int, Row] = field(default_factory=dict)
    texts: dict[int, dict[str, tuple[str, str, bool]]] = field(default_factory=dict)
    themes: dict[int, list[Row]] = field(default_factory=dict)

    def add(self, kind: str, key: int, code: str, name: str, *text: Any) -> None:
        """Take one row of the statement to where it belongs."""
        if kind == "country":
            self.countries[code] = {"iso3": code, "name": name}
        elif kind == "hub":
            self.hubs[key] = {"slug": code, "name": name}
        elif kind == "text":
            self.texts.setdefault(key, {})[code] = (name, text[0], text[1])
        else:
            self.themes.setdefault(key, []).append({"code": code, "name": name})


def hanging_on(found: Sequence[Mapping[str, Any]], reader: Reader) -> Hanging:
    """Fetch in one statement what hangs on the rows of a page."""
    asked: dict[str, Any] = {
        "language": reader.language,
        "languages": [*reader.languages, DEFAULT],
        "practices": [row["pk"] for row in found],
        "hubs": [row["hub_id"] for row in found if row["hub_id"]],
        "countries": list({code for row in found for code in row["country_codes"]}),
    }
    hanging = Hanging()
    with connection.cursor() as cursor:
        cursor.execute(HANGING, asked)
        for row in cursor.fetchall():
            hanging.add(*row)
    return hanging


def lean(practices: QuerySet[Practice]) -> QuerySet[Practice, dict[str, Any]]:
    """Return practices as the dictionaries that ``practice_rows`` takes."""
    rows: QuerySet[Practice, dict[str, Any]] = practices.values(*COLUMNS)
    return rows


def practice_rows(
    found: Sequence[Mapping[str, Any]], reader: Reader, request: Request
) -> list[Row]:
    """Return what a list says of each practice."""
    hanging = hanging_on(found, reader)
    names = hanging.countries
    address = page_address(request, Practice(slug=SLUG).get_absolute_url())
    return [
        {
            **{name: row[name] for name in AS_THEY_ARE},
            **best_text(row, hanging.texts.get(row["pk"], {}), reader),
            "url": address.replace(SLUG, row["slug"]),
            "country": names[row["country_id"]],
            "countries": [
                names[code] for code in row["country_codes"] if code in names
            ],
            "hub": hanging.hubs.get(row["hub_id"]),
            "original_language": row["language"],
            "themes": hanging.themes.get(row["pk"], []),
            "scale": row["scale"] or None,
            "years": {"start": row["start_year"], "end": row["end_year"]},
            "published_at": text_of(row["published_at"]),
            "updated_at": text_of(row["updated_at"]),
        }
        for row in found
    ]


def best_text(row: Mapping[str, Any], translations: Texts, reader: Reader) -> Row:
    """
    Return title and summary in the best language that there is, and say which it is.

    That is the first that the caller accepts, else English, else the original. A
    translation that lacks the summary is passed over.
    """
    for code in (*reader.languages, DEFAULT):
        if code == row["language"]:
            break
        if code in translations:
            title, summary, by_machine = translations[code]
            if summary or not row["summary"]:
                return text_row(title, summary, code, by_machine=by_machine)
    return text_row(row["title"], row["summary"], row["language"], by_machine=False)


def text_row(title: str, summary: str, language: str, *, by_machine: bool) -> Row:
    return {
        "title": title,
        "summary": summary,
        "language": language,
        "translated_by_machine": by_machine,
    }
