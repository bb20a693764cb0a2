"""
Whether a figure can be so: what cannot be is refused, what is unlikely is asked back.

A slipped comma found here costs a moment; found by a country that was asked, the trust.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from exchanges.models import Measure, Observation
from hubs.models import Indicator

FIRST_YEAR = 1900
WHOLE = Decimal(100)
LEAP = 10  # times as much or as little as in the year beside it
SHARES = {
    "%",
    "٪",
    "\N{FULLWIDTH PERCENT SIGN}",
    "per cent",
    "percent",
    "percentage",
    "pour cent",
    "por ciento",
    "por cento",
    "процент",
    "процента",
    "процентов",
    "persen",
    "百分比",
    "بالمئة",
    "في المئة",
}
OF_SHARES = ("Proportion", "Percentage", "Prevalence")
OF_COUNTS = ("Number of",)

Wrong = dict[str, str]


class Impossible(ValidationError):
    """A figure or a day that cannot be; the message says what would be right."""


class AreYouSure(ValidationError):
    """Possible, and yet unlikely: kept once she says that it is so."""


def refuse_impossible(wrong: Wrong) -> None:
    if wrong:
        raise Impossible(wrong)


def ask_back(doubts: list[str], *, knowingly: bool) -> None:
    if doubts and not knowingly:
        raise AreYouSure(doubts)


def is_share(unit: str) -> bool:
    """Tell whether a unit means so many of a hundred."""
    told = " ".join(unit.casefold().split())
    return told in SHARES or told.startswith("%")


def unit_of(unit: str) -> str:
    """Return a unit as it is kept: a share by its sign, whatever it was called."""
    told = " ".join(unit.split())
    return "%" if told.casefold() in SHARES else told


# --- days -------------------------------------------------------------------------------


def wrong_with_deadline(deadline: date | None, today: date) -> Wrong:
    if deadline is None or deadline >= today:
        return {}
    return {
        "deadline": _("%(day)s is past. Give a day to come, or none.")
        % {"day": date_format(deadline)}
    }


def refuse_past(day: date) -> None:
    """:raises Impossible: for a day that is over, where one to come is meant."""
    if day < timezone.now().date():
        raise Impossible(_("This day is past: give a day to come."))


# --- what was measured ------------------------------------------------------------------


def wrong_with_year(year: int, today: date) -> Wrong:
    if year > today.year:
        return {
            "year": _(
                "%(year)d is yet to come, so nothing has been measured. What you want "
                "to reach is the target."
            )
            % {"year": year}
        }
    if year < FIRST_YEAR:
        return {"year": _("Give a year from %(first)d on.") % {"first": FIRST_YEAR}}
    return {}


def doubts_of_value(
    value: Decimal, year: int, unit: str, others: Iterable[Observation] = ()
) -> list[str]:
    """Return what is unlikely about a value, in words; others are those of other years."""
    return [*doubts_of_size(value, unit), *doubts_of_leap(value, year, unit, others)]


def doubts_of_size(value: Decimal, unit: str) -> list[str]:
    if is_share(unit) and value > WHOLE:
        return [
            _(
                "%(value)s is more than all of them: a share ends at 100 %%. Is there a "
                "slip, or can this one be larger, such as a growth?"
            )
            % {"value": said(value, unit)}
        ]
    if value < 0:
        return [_("%(value)s is below zero. Is it so?") % {"value": said(value, unit)}]
    return []


def doubts_of_leap(
    value: Decimal, year: int, unit: str, others: Iterable[Observation]
) -> list[str]:
    """A tenfold change between two years is more often another unit than a change."""
    beside = min(others, key=lambda row: abs(row.year - year), default=None)
    if beside is None or not value or not beside.value:
        return []
    times = max(abs(value / beside.value), abs(beside.value / value))
    if times < LEAP:
        return []
    return [
        _("%(value)s in %(year)d, and %(other)s in %(beside)d: is it the same unit?")
        % {
            "value": said(value, unit),
            "year": year,
            "other": said(beside.value, unit),
            "beside": beside.year,
        }
    ]


# --- what shall be reached --------------------------------------------------------------


def wrong_with_target(measure: Measure, today: date) -> Wrong:
    if measure.target_on is None:
        return {}
    if measure.target is None:
        return {"target": _("Say which value it should have by then.")}
    if measure.target_on <= today:
        return {
            "target_on": _("%(day)s is past: a target is to come.")
            % {"day": date_format(measure.target_on)}
        }
    return {}


def doubts_of_measure(measure: Measure, latest: Observation | None) -> list[str]:
    """Return what is unlikely about a measure whose latest value is given, in words."""
    doubts = doubts_of_unit(measure.indicator, measure.unit)
    if measure.target is not None:
        doubts += doubts_of_size(measure.target, measure.unit)
        if latest:
            doubts += doubts_of_side(measure, measure.target, latest)
    return doubts


def doubts_of_unit(indicator: Indicator | None, unit: str) -> list[str]:
    label = indicator.labels.get("en", "") if indicator else ""
    if label.startswith(OF_SHARES) and not is_share(unit):
        return [
            _(
                "This indicator is a share, so its unit is %%. You measure in “%(unit)s”."
            )
            % {"unit": unit}
        ]
    if label.startswith(OF_COUNTS) and is_share(unit):
        return [_("This indicator is a number, and no share of a hundred.")]
    return []


def doubts_of_side(measure: Measure, target: Decimal, latest: Observation) -> list[str]:
    told = {
        "target": said(target, measure.unit),
        "latest": said(latest.value, measure.unit),
        "year": latest.year,
    }
    if measure.better == Measure.Better.LOWER and target >= latest.value:
        text = _(
            "You say that lower is better, but the target %(target)s is not below "
            "%(latest)s of %(year)d."
        )
        return [text % told]
    if measure.better == Measure.Better.HIGHER and target <= latest.value:
        text = _(
            "You say that higher is better, but the target %(target)s is not above "
            "%(latest)s of %(year)d."
        )
        return [text % told]
    return []


def said(value: Decimal, unit: str) -> str:
    """Write a value with its unit, as the reader writes numbers."""
    written = number_format(f"{value.normalize():f}", force_grouping=True)
    return f"{written}\N{NO-BREAK SPACE}{unit}" if len(unit) < 12 else written
