"""How practices are told: figures, money and years as the reader writes them."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from hubs.models import Country, in_readers_language
from hubs.profiles import Profile
from practices import drawings, freshness
from practices.described import SECTION_NAMES
from practices.models import Outcome, Practice
from practices.reasons import isolated, language_name

register = template.Library()

RIGHT_TO_LEFT = ("ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")
LARGE = 1_000_000  # from here on a number is easier in words


def locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))


@register.filter
def figure(value: Decimal | int) -> str:
    """Write a number as the reader does: 1,071 or 1 071; large ones in words."""
    if value >= LARGE or value <= -LARGE:
        return str(
            format_compact_decimal(
                value, format_type="long", locale=locale(), fraction_digits=1
            )
        )
    return str(format_decimal(value, locale=locale()))


@register.filter
def measured(value: Decimal, unit: str) -> str:
    """Write a value with its unit, where the unit is short: 58 %."""
    if unit != "%":
        return figure(value)
    told = f"{figure(value)}\N{NO-BREAK SPACE}%"
    return (
        f"\N{LEFT-TO-RIGHT ISOLATE}{told}\N{POP DIRECTIONAL ISOLATE}"
        if get_language_bidi()
        else told
    )


@register.filter
def people(country: Country) -> str:
    """Write how many people live in a country."""
    return _("%(count)s people") % {"count": figure(country.population or 0)}


@register.filter
def own(texts: dict[str, str]) -> str:
    """Return the text in the reader's language, where there is one."""
    return in_readers_language(texts)


@register.filter
def direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@register.filter
def in_words(language: str) -> str:
    """Write a language's name in the reader's language."""
    return language_name(language)


@register.simple_tag
def language_of(language: str) -> SafeString:
    """Mark up a text in another language than the page's: ``lang`` and ``dir``."""
    if language == (get_language() or "en"):
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language, direction(language))


@dataclass(frozen=True)
class Telling:
    """Title and summary in the language that suits the reader best."""

    title: str
    summary: str
    language: str
    note: str


@register.filter
def told(practice: Practice) -> Telling:
    """Return title and summary, and say when they are not the practice's own words."""
    reader = reader_language()
    text = practice.in_language(reader)
    return Telling(
        text.title, text.summary, text.language, note_of(practice, text, reader)
    )


@dataclass(frozen=True)
class Part:
    """One section, in the language in which it is there."""

    text: Any
    language: str


@register.filter
def section(practice: Practice, name: str) -> Part:
    """Return a section in the reader's language where it is translated, else as it was written."""
    text = practice.in_language(reader_language())
    translated = getattr(text, name, None)
    if translated:
        return Part(translated, text.language)
    return Part(getattr(practice, name), practice.language)


@dataclass(frozen=True)
class State:
    """What a reader should know of the translation that she reads."""

    whole: bool
    stale: bool
    wanted: bool


@register.filter
def translation_state(practice: Practice) -> State:
    """Say whether it is whole, whether the original has moved on, and whether to ask for it."""
    reader = reader_language()
    text = practice.in_language(reader)
    if isinstance(text, Practice):
        return State(whole=True, stale=False, wanted=practice.language != reader)
    whole = text.is_whole(practice)
    return State(
        whole=whole,
        stale=bool(text.stale_sections(practice)),
        wanted=practice.language != reader and not (whole and text.language == reader),
    )


def reader_language() -> str:
    return (get_language() or "en").partition("-")[0]


@register.filter
def age(practice: Practice) -> str:
    """Say what a practice's age does to its place in answers."""
    return freshness.age_explained(practice)


@register.filter
def section_name(name: str) -> str:
    """Return what a section is called."""
    return str(SECTION_NAMES[name])


def note_of(practice: Practice, text: Any, reader: str) -> str:
    original = language_name(practice.language)
    if isinstance(text, Practice):
        return (
            ""
            if text.language == reader
            else _("In %(language)s") % {"language": original}
        )
    if text.by_machine:
        return _("Translated by machine from %(language)s") % {"language": original}
    return _("Translated from %(language)s") % {"language": original}


@register.filter
def years(practice: Practice) -> str:
    """Write from when to when: 1997–2009, since 1997, or nothing."""
    start, end = practice.start_year, practice.end_year
    if start and end:
        return str(start) if start == end else f"{start}–{end}"
    if start:
        return _("since %(year)d") % {"year": start}
    return _("until %(year)d") % {"year": end} if end else ""


@register.filter
def cost(practice: Practice) -> str:
    """Write what it cost, of what, in which year's money; nothing where unknown."""
    if practice.cost_amount is None:
        return ""
    told = _("%(currency)s %(amount)s %(basis)s") % {
        "currency": practice.cost_currency,
        "amount": figure(practice.cost_amount),
        "basis": practice.get_cost_basis_display(),
    }
    year = practice.cost_year
    return _("%(cost)s (%(year)d)") % {"cost": told, "year": year} if year else told


@register.filter
def share_of_income(practice: Practice) -> str:
    """Write a cost for each person as a share of what a person earns there."""
    income = practice.country.gdp_per_person
    each = practice.cost_basis == Practice.CostBasis.PER_BENEFICIARY
    if not (
        each and income and practice.cost_amount and practice.cost_currency == "USD"
    ):
        return ""
    share = float(practice.cost_amount) / income
    pattern = "#,##0.0 %" if share < 0.1 else "#,##0 %"
    ppp = practice.country.gdp_basis == "ppp"
    sentence = (
        _("%(share)s of GDP per person (%(year)s, purchasing power)")
        if ppp
        else _("%(share)s of GDP per person (%(year)s)")
    )
    written = format_percent(share, format=pattern, locale=locale())
    return sentence % {"share": written, "year": practice.country.gdp_year}


@register.filter
def leading_outcome(practice: Practice) -> Outcome | None:
    """Return the outcome that says most: rather one that shows a change."""
    outcomes = sorted(practice.outcomes.all(), key=lambda outcome: outcome.place)
    known = [outcome for outcome in outcomes if outcome.values.all()]
    changing = [outcome for outcome in known if len(outcome.values.all()) > 1]
    return next(iter(changing or known), None)


@register.filter
def slope(outcome: Outcome) -> drawings.Slope | None:
    """Return the stroke from an outcome's first value to its last."""
    values = [(row.value, row.year) for row in outcome.values.all()]
    if len(values) < 2:
        return None
    return drawings.slope(
        values[0],
        values[-1],
        write=lambda value: drawn(value, outcome.unit),
        mirrored=get_language_bidi(),
    )


@register.filter
def plot(outcome: Outcome) -> drawings.Plot | None:
    """Return all values of an outcome along a line of time."""
    values = [(row.value, row.year) for row in outcome.values.all()]
    if len(values) < 2:
        return None
    return drawings.plot(
        values,
        write=lambda value: drawn(value, outcome.unit),
        write_step=drawn,
        mirrored=get_language_bidi(),
    )


def drawn(value: Decimal, unit: str = "") -> str:
    """Write a value for a drawing, where every text stands by itself."""
    return isolated(measured(value, unit))


@register.filter
def change(outcome: Outcome) -> str:
    """Say an outcome in one sentence: from 58 % in 2002 to 23 % in 2009."""
    values = list(outcome.values.all())
    first, last = values[0], values[-1]
    if first is last:
        return _("%(value)s in %(year)d") % {
            "value": measured(last.value, outcome.unit),
            "year": last.year,
        }
    return _("from %(before)s in %(first)d to %(after)s in %(last)d") % {
        "before": measured(first.value, outcome.unit),
        "first": first.year,
        "after": measured(last.value, outcome.unit),
        "last": last.year,
    }


@register.filter
def places(profile: Profile) -> list[str]:
    """Return what stands beside a country's name: income group, statuses, size."""
    population = [people(profile.country)] if profile.country.population else []
    return [*profile.labels, *population]


@register.filter
def jsonld(content: dict[str, Any]) -> SafeString:
    """Write data for machines into a page; nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, default=str)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
