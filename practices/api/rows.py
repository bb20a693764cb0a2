"""
Rows of practices, fifty in four queries: dictionaries from the database, no objects.

A list is what partner systems read most. Names are picked by the database in the
caller's language, so that seven other languages of each never leave it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request

from hubs.api.lists import Row
from hubs.api.readers import DEFAULT, Reader, name_in_sql
from hubs.api.rows import page_address, text_of
from hubs.models import Country
from practices.models import Practice, Translation

COLUMNS = (
    "pk",
    "slug",
    "external_id",
    "title",
    "summary",
    "country_id",
    "country_codes",
    "hub__slug",
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
Texts = Mapping[
    str, tuple[str, str, bool]
]  # by language: title, summary, made by a machine


def lean(
    practices: QuerySet[Practice], reader: Reader
) -> QuerySet[Practice, dict[str, Any]]:
    """Return practices as the dictionaries that ``practice_rows`` takes."""
    hub_name = name_in_sql(reader, "hub__names", or_else="hub__name")
    rows: QuerySet[Practice, dict[str, Any]] = practices.values(
        *COLUMNS, hub_name=hub_name
    )
    return rows


def practice_rows(
    found: Sequence[Mapping[str, Any]], reader: Reader, request: Request
) -> list[Row]:
    """Return what a list says of each practice."""
    keys = [row["pk"] for row in found]
    texts, themes = texts_of(keys, reader), themes_of(keys, reader)
    names = country_names(
        {code for row in found for code in row["country_codes"]}, reader
    )
    address = page_address(request, Practice(slug=SLUG).get_absolute_url())
    return [
        {
            **{name: row[name] for name in AS_THEY_ARE},
            **best_text(row, texts.get(row["pk"], {}), reader),
            "url": address.replace(SLUG, row["slug"]),
            "country": names[row["country_id"]],
            "countries": [
                names[code] for code in row["country_codes"] if code in names
            ],
            "hub": hub_of(row),
            "original_language": row["language"],
            "themes": themes.get(row["pk"], []),
            "scale": row["scale"] or None,
            "years": {"start": row["start_year"], "end": row["end_year"]},
            "published_at": text_of(row["published_at"]),
            "updated_at": text_of(row["updated_at"]),
        }
        for row in found
    ]


def hub_of(row: Mapping[str, Any]) -> Row | None:
    if row["hub__slug"] is None:
        return None
    return {"slug": row["hub__slug"], "name": row["hub_name"]}


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


def texts_of(keys: Sequence[int], reader: Reader) -> dict[int, Texts]:
    """Return the translations that the caller may read, by practice and language."""
    wanted = {*reader.languages, DEFAULT}
    rows = Translation.objects.filter(practice__in=keys, language__in=wanted)
    found: dict[int, dict[str, tuple[str, str, bool]]] = defaultdict(dict)
    for key, code, title, summary, by_machine in rows.values_list(
        "practice_id", "language", "title", "summary", "by_machine"
    ):
        found[key][code] = (title, summary, by_machine)
    return dict(found)


def themes_of(keys: Sequence[int], reader: Reader) -> dict[int, list[Row]]:
    """Return the themes of each practice, in the order of the taxonomy."""
    links = Practice.themes.through.objects.filter(practice__in=keys)
    name = name_in_sql(
        reader, "theme__short_labels", "theme__labels", or_else="theme_id"
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for key, code, label in links.order_by("theme__place", "theme_id").values_list(
        "practice_id", "theme_id", name
    ):
        found[key].append({"code": code, "name": label})
    return dict(found)


def country_names(codes: Iterable[str], reader: Reader) -> dict[str, Row]:
    """Return countries by code, as others mention them."""
    name = name_in_sql(reader, "short_names", "names", or_else="iso3")
    rows = Country.objects.filter(pk__in=codes).values_list("pk", name)
    return {code: {"iso3": code, "name": label} for code, label in rows}
