"""What the list of practices can be narrowed by; several codes have commas between."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field

from hubs.api.filters import STATUSES, Choices, Codes, in_regions
from hubs.models import Country
from practices.models import Practice, PracticeQuerySet


class InstantField(forms.CharField):
    """A day or an instant as ISO 8601 writes it; without a zone it is UTC."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(
                text.replace(" ", "+") if "T" in text else text
            )
            return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                _("“%(text)s” is no instant: write it like 2026-11-25T08:00:00Z.")
                % {"text": text}
            ) from None


@extend_schema_field(
    {"type": "string", "examples": ["2026-11-25", "2026-11-25T08:00:00Z"]}
)
class Instant(django_filters.IsoDateTimeFilter):
    """A filter by an instant."""

    field_class = InstantField


class PracticeFilters(django_filters.FilterSet):
    country = Codes(
        method="of_country",
        help_text="ISO alpha-3 codes of countries that acted, first or beside.",
    )
    region = Codes(
        method="of_region", help_text="Regions or sub-regions of the leading country."
    )
    theme = Codes(method="on_theme", help_text="Codes; a goal takes in its targets.")
    hub = Codes(field_name="hub__slug")
    language = Codes(
        field_name="language", help_text="Languages that it was written in."
    )
    approach_type = Choices(choices=Practice.Approach.choices)
    evidence = Choices(choices=Practice.Evidence.choices)
    status = Choices(
        choices=Practice.Status.choices,
        help_text="What is published, without it; the rest only where it is yours to see.",
    )
    status_of_country = Choices(
        choices=STATUSES,
        method="of_status",
        help_text="The leading country has this status today.",
    )
    updated_since = Instant(field_name="updated_at", lookup_expr="gte")
    q = django_filters.CharFilter(
        method="saying", help_text="Words that all stand in it."
    )

    def of_country(self, rows: PracticeQuerySet, name: str, values: list[str]) -> Any:
        return rows.filter(country_codes__overlap=[code.upper() for code in values])

    def of_region(self, rows: PracticeQuerySet, name: str, values: list[str]) -> Any:
        return rows.filter(
            country__in=Country.objects.filter(in_regions(values)).values("pk")
        )

    def on_theme(self, rows: PracticeQuerySet, name: str, values: list[str]) -> Any:
        wanted = Q(pk__in=())
        for code in values:
            wanted |= Q(pk__in=Practice.objects.on_theme(code).values("pk"))
        return rows.filter(wanted)

    def of_status(self, rows: PracticeQuerySet, name: str, values: list[str]) -> Any:
        today = timezone.now().date()
        for value in values:
            rows = rows.filter(
                country__in=Country.objects.having(value, on=today).values("pk")
            )
        return rows

    def saying(self, rows: PracticeQuerySet, name: str, words: str) -> Any:
        return rows.saying(words)
