"""What lists of the map can be narrowed by; several codes stand with commas between."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hubs.api.lists import refuse
from hubs.models import Country, CountryStatus, Hub, Theme

STATUSES = [choice for choice in CountryStatus.Kind.choices if choice[0] != "income"]
ANY_NAME = (
    "EXISTS (SELECT 1 FROM jsonb_path_query({column}, '$.**') AS found(name)"
    " WHERE jsonb_typeof(name) = 'string'"
    " AND unaccent(name #>> '{{}}') ILIKE unaccent(%s))"
)


class Codes(django_filters.BaseInFilter, django_filters.CharFilter):
    """One code or several."""


class Choices(django_filters.BaseInFilter, django_filters.ChoiceFilter):
    """One of a fixed list or several."""


def named_like(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """Return rows with a text in one of their names, in any language; accents aside."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    where = " OR ".join(ANY_NAME.format(column=column) for column in columns)
    return rows.extra(  # noqa: S610 - the text is a parameter, columns are our own
        where=[f"({where})"], params=[f"%{escaped}%"] * len(columns)
    )


def asked_day(request: Request) -> date:
    """
    Return the day of ``?on=``, or today.

    :raises ValidationError: for what is no day.
    """
    text = request.query_params.get("on")
    try:
        return timezone.now().date() if text is None else date.fromisoformat(text)
    except ValueError:
        refuse(
            "on", _("“%(text)s” is no day: write it like 2026-11-25.") % {"text": text}
        )
        raise


def in_regions(regions: list[str], before: str = "") -> Q:
    """Match countries by region or sub-region, whatever the capitals."""
    wanted = Q(pk__in=())
    for region in regions:
        wanted |= Q(**{f"{before}region__iexact": region})
        wanted |= Q(**{f"{before}sub_region__iexact": region})
    return wanted


class CountryFilters(django_filters.FilterSet):
    region = Codes(
        method="of_region", help_text="A region or sub-region, such as `Africa`."
    )
    status = Choices(
        choices=STATUSES,
        method="of_status",
        help_text="Has this status on the day of `on`.",
    )
    group = Codes(
        field_name="groups__slug", distinct=True, help_text="Such as `african-union`."
    )
    q = django_filters.CharFilter(
        method="called", help_text="Part of a name, or a code."
    )

    def of_region(self, rows: QuerySet[Country], name: str, values: list[str]) -> Any:
        return rows.filter(in_regions(values))

    def of_status(self, rows: Any, name: str, values: list[str]) -> Any:
        for value in values:
            rows = rows.having(value, on=asked_day(self.request))
        return rows

    def called(self, rows: QuerySet[Country], name: str, text: str) -> Any:
        by_name = named_like(Country.objects.all(), text, "names", "short_names")
        code = Q(iso3=text.upper()) | Q(iso2=text.upper())
        return rows.filter(code | Q(pk__in=by_name.values("pk")))


class HubFilters(django_filters.FilterSet):
    country = Codes(method="of_country", help_text="ISO alpha-3 codes.")
    region = Codes(method="of_region")
    theme = Codes(field_name="themes__code", distinct=True)
    arrangement_type = Choices(choices=Hub.Arrangement.choices)
    lifecycle = Choices(choices=Hub.Lifecycle.choices)
    q = django_filters.CharFilter(
        method="called", help_text="Part of a name, also a former one."
    )

    def of_country(self, rows: QuerySet[Hub], name: str, values: list[str]) -> Any:
        return rows.filter(country__in=[code.upper() for code in values])

    def of_region(self, rows: QuerySet[Hub], name: str, values: list[str]) -> Any:
        return rows.filter(in_regions(values, "country__"))

    def called(self, rows: QuerySet[Hub], name: str, text: str) -> Any:
        by_name = named_like(
            Hub.objects.all(), text, "to_jsonb(name)", "names", "former_names"
        )
        return rows.filter(pk__in=by_name.values("pk"))


class ThemeFilters(django_filters.FilterSet):
    kind = Choices(choices=Theme.Kind.choices)
    parent = Codes(
        field_name="parent", help_text="Codes of themes whose parts are wanted."
    )
    q = django_filters.CharFilter(
        method="called", help_text="Part of a label, or a code."
    )

    def called(self, rows: QuerySet[Theme], name: str, text: str) -> Any:
        by_name = named_like(Theme.objects.all(), text, "labels", "short_labels")
        return rows.filter(Q(code__iexact=text) | Q(pk__in=by_name.values("pk")))
