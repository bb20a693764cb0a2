"""
Read one practice out of a record of foreign making, or say in words why not.

A record has at least ``title``, one country and one text. Everything else of the
summary's shape is optional; ``sample/README.md`` lists all fields.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import anyascii
from django.utils.text import slugify
from django.utils.translation import gettext as _

from practices import guesses
from practices.models import Outcome, Practice

Record = Mapping[str, Any]

LISTS = Practice.LISTS
TEXTS = tuple(name for name in Practice.SECTIONS if name not in LISTS)
LONGEST = 100_000  # characters of one text


class Unreadable(Exception):
    """A record that cannot be taken; the message says what is wrong and what would be right."""


@dataclass
class Draft:
    """A practice as read, not yet in the database."""

    external_id: str
    fields: dict[str, Any]
    themes: list[str] = field(default_factory=list)
    sources: list[Record] = field(default_factory=list)
    outcomes: list[Record] = field(default_factory=list)
    translations: dict[str, Record] = field(default_factory=dict)
    cost_source: int | None = None

    @property
    def content_hash(self) -> str:
        """Tells whether a record says anything new."""
        content = json.dumps(
            vars(self), sort_keys=True, ensure_ascii=False, default=str
        )
        return hashlib.sha256(content.encode()).hexdigest()


def read(record: Record, *, find_country: Callable[[str], str | None]) -> Draft:
    """
    Return the draft that a record describes.

    ``find_country`` turns a code or a name into an ISO alpha-3 code, or None.

    :raises Unreadable: with a sentence for the person who sent it.
    """
    if not isinstance(record, Mapping):
        raise Unreadable(
            _("A practice is an object with fields, such as {“title”: …}.")
        )
    record = washed(record)
    texts = read_texts(record)
    countries = read_countries(record, find_country)
    external_id = read_external_id(record, texts, countries)
    body = guesses.body_of(texts)
    translations = read_translations(record)
    fields = {
        **texts,
        "title": texts["title"][:300],
        "country_id": countries[0],
        "country_codes": countries,
        "institution": clean(record.get("hub"), "hub")[:250],
        "scale": one_of(record, "scale", Practice.Scale),
        "evidence": one_of(record, "evidence", Practice.Evidence)
        or Practice.Evidence.DOCUMENTED,
        **read_language(record, body),
        **read_approach(record, body),
        **read_years(record.get("years")),
        **read_cost(record.get("cost")),
    }
    fields["slug"] = slug_of(fields, translations, external_id)
    return Draft(
        external_id=external_id,
        fields=fields,
        themes=clean_list(record.get("themes"), "themes"),
        sources=read_sources(record),
        outcomes=read_outcomes(record),
        translations=translations,
        cost_source=place_of((record.get("cost") or {}).get("source")),
    )


def read_texts(record: Record) -> dict[str, Any]:
    """
    Return title and sections.

    :raises Unreadable: without a title, or without any section.
    """
    texts: dict[str, Any] = {
        name: clean(record.get(name), name) for name in ("title", *TEXTS)
    }
    texts |= {name: clean_list(record.get(name), name) for name in LISTS}
    if not texts["title"]:
        raise Unreadable(_("It has no title."))
    if not any(texts[name] for name in (*TEXTS, *LISTS)):
        raise Unreadable(
            _("It has no text: give at least a summary, a problem or an approach.")
        )
    return texts


def washed(value: Any) -> Any:
    """Return a value of JSON with spaces for the signs that no database keeps."""
    if isinstance(value, str):
        return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", value)
    if isinstance(value, Mapping):
        return {washed(name): washed(part) for name, part in value.items()}
    return [washed(part) for part in value] if isinstance(value, list) else value


def clean(value: Any, name: str) -> str:
    """Return a washed text without space around it; numbers are taken as they are written."""
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise Unreadable(_("“%(name)s” is not a text.") % {"name": name})
    text = str(value).strip()
    if len(text) > LONGEST:
        raise Unreadable(
            _("“%(name)s” has %(count)d characters; at most %(most)d are taken.")
            % {"name": name, "count": len(text), "most": LONGEST}
        )
    return text


def clean_list(value: Any, name: str) -> list[str]:
    rows = value.splitlines() if isinstance(value, str) else value or []
    if not isinstance(rows, list):
        raise Unreadable(_("“%(name)s” is not a list of texts.") % {"name": name})
    return [text for row in rows if (text := clean(row, name))]


def read_countries(
    record: Record, find_country: Callable[[str], str | None]
) -> list[str]:
    named = record.get("countries") or record.get("country") or []
    named = named if isinstance(named, list) else [named]
    codes = [find_country(str(name)) for name in named]
    if unknown := [
        str(n) for n, code in zip(named, codes, strict=True) if code is None
    ]:
        raise Unreadable(
            _("“%(name)s” is not a country that we know: give its ISO alpha-3 code.")
            % {"name": unknown[0]}
        )
    if not codes:
        raise Unreadable(_("It names no country: give “country” or “countries”."))
    return list(dict.fromkeys(code for code in codes if code))


def read_external_id(record: Record, texts: Record, countries: list[str]) -> str:
    """Return the sender's own key, or a hash of the content where there is none."""
    if given := clean(record.get("external_id") or record.get("key"), "external_id"):
        if len(given) > 200:
            raise Unreadable(_("“external_id” is longer than 200 characters."))
        return given
    content = json.dumps([texts, countries], sort_keys=True, ensure_ascii=False)
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()[:40]


def one_of(record: Record, name: str, choices: Any) -> str:
    value = clean(record.get(name), name)
    if value and value not in choices.values:
        raise Unreadable(
            _("“%(value)s” is no %(name)s; there are: %(known)s.")
            % {"value": value, "name": name, "known": ", ".join(choices.values)}
        )
    return value


def read_language(record: Record, body: str) -> dict[str, Any]:
    given = (
        clean(record.get("language"), "language")
        .lower()
        .replace("_", "-")
        .partition("-")[0]
    )
    if given and not re.fullmatch(r"[a-z]{2,3}", given):
        raise Unreadable(
            _("“%(value)s” is no language code; write it like “fr”.") % {"value": given}
        )
    return {"language": given or guesses.language(body), "language_inferred": not given}


def read_approach(record: Record, body: str) -> dict[str, Any]:
    given = one_of(record, "approach_type", Practice.Approach)
    return {
        "approach_type": given or guesses.approach(body),
        "approach_inferred": not given,
    }


def read_years(value: Any) -> dict[str, int | None]:
    """Read ``{"start", "end"}``, a list of years, one year, or a text such as 2001-2009."""
    if isinstance(value, Mapping):
        start, end = year(value.get("start")), year(value.get("end"))
    else:
        found = [
            int(text) for text in re.findall(r"\b(?:19|20)\d\d\b", str(value or ""))
        ]
        start, end = (min(found), max(found)) if found else (None, None)
        end = None if len(found) < 2 else end
    if start and end and end < start:
        raise Unreadable(
            _("It ends in %(end)d, before it begins in %(start)d.")
            % {"end": end, "start": start}
        )
    return {"start_year": start, "end_year": end}


def year(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not re.fullmatch(r"(?:18|19|20)\d\d", str(value)):
        raise Unreadable(_("“%(value)s” is not a year.") % {"value": value})
    return int(value)


def read_cost(value: Any) -> dict[str, Any]:
    if not value:
        return {
            "cost_amount": None,
            "cost_currency": "",
            "cost_year": None,
            "cost_basis": "",
        }
    if not isinstance(value, Mapping):
        raise Unreadable(
            _("“cost” is not an object with amount, currency, year and basis.")
        )
    currency = str(value.get("currency", ""))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Unreadable(_("The cost has no currency code such as USD."))
    return {
        "cost_amount": number(value.get("amount")),
        "cost_currency": currency,
        "cost_year": year(value.get("year")),
        "cost_basis": one_of(value, "basis", Practice.CostBasis)
        or Practice.CostBasis.TOTAL,
    }


def number(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) >= 10**15:
        raise Unreadable(_("“%(value)s” is not a number.") % {"value": value})
    return amount


def read_sources(record: Record) -> list[Record]:
    sources = objects(record, "sources")
    if record.get("source_url"):
        url = clean(record["source_url"], "source_url")
        sources.append({"title": url, "url": url})
    return [read_source(row) for row in sources]


def read_source(row: Record) -> Record:
    title, url = clean(row.get("title"), "title"), clean(row.get("url"), "url")
    if not title:
        raise Unreadable(_("A source has no title: see “sources”."))
    return {
        "title": title,
        "institution": clean(row.get("institution"), "institution"),
        "year": year(row.get("year")),
        "url": address(url),
    }


def address(url: str) -> str:
    if url and (not re.match(r"https?://\S+$", url) or len(url) > 500):
        raise Unreadable(
            _("“%(url)s” is not an address that begins with https://.")
            % {"url": url[:80]}
        )
    return url


def read_outcomes(record: Record) -> list[Record]:
    outcomes: list[Record] = [
        {
            "indicator": clean(row.get("indicator"), "indicator"),
            "unit": clean(row.get("unit"), "unit"),
            "better": one_of(row, "better", Outcome.Better),
            "values": [
                {**value, "source": place_of(value.get("source"))}
                for value in objects(row, "values")
            ],
        }
        for row in objects(record, "outcomes")
    ]
    if not all(row["indicator"] for row in outcomes):
        raise Unreadable(_("One of “outcomes” has no indicator."))
    return outcomes


def place_of(value: Any) -> int | None:
    """Return the place of a source; what is no number names none."""
    return value if isinstance(value, int) else None


def read_translations(record: Record) -> dict[str, Record]:
    """Read titles and summaries by language."""
    given = record.get("translations") or {}
    if not isinstance(given, Mapping) or not all(
        re.fullmatch(r"[a-z]{2,3}", code) and isinstance(row, Mapping)
        for code, row in given.items()
    ):
        raise Unreadable(
            _("“translations” is not an object such as {“fr”: {“title”: …}}.")
        )
    rows: dict[str, Record] = {
        code: {
            "title": clean(row.get("title"), "title")[:300],
            "summary": clean(row.get("summary"), "summary"),
            "by_machine": row.get("by_machine") is not False,
        }
        for code, row in given.items()
    }
    if not all(row["title"] for row in rows.values()):
        raise Unreadable(_("One of “translations” has no title."))
    return rows


def objects(record: Record, name: str) -> list[Record]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(
        isinstance(row, Mapping) for row in value
    ):
        raise Unreadable(_("“%(name)s” is not a list of objects.") % {"name": name})
    return list(value)


def slug_of(fields: Record, translations: Record, external_id: str) -> str:
    """Return ISO code, title in Latin letters, and a short suffix that never changes."""
    english = (translations.get("en") or {}).get("title")
    title = slugify(anyascii.anyascii(english or fields["title"]))[:80].strip("-")
    suffix = hashlib.sha256(external_id.encode()).hexdigest()[:5]
    return "-".join(
        part for part in (fields["country_id"].lower(), title, suffix) if part
    )


def country_finder(
    rows: list[tuple[str, str, Record, Record]],
) -> Callable[[str], str | None]:
    """Return a function that finds a country by code or by any of its names."""
    by_name: dict[str, str] = {}
    for iso3, iso2, names, short_names in rows:
        for name in (iso3, iso2, *names.values(), *short_names.values()):
            by_name.setdefault(folded(name), iso3)

    @cache
    def find(text: str) -> str | None:
        return by_name.get(folded(text))

    return find


def folded(text: str) -> str:
    return (
        " ".join(re.sub(r"[^\w ]", " ", anyascii.anyascii(text).casefold()).split())
        or text
    )
