"""The map for partner systems: countries, hubs, themes."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from hubs.api.filters import CountryFilters, HubFilters, ThemeFilters, asked_day
from hubs.api.lists import Rows
from hubs.api.rows import country_row, hub_row, theme_row
from hubs.api.serializers import CountryRow, HubRow, ThemeRow
from hubs.api.views import RowsViewSet, found_or_404
from hubs.models import Country, Hub, Theme

ON = OpenApiParameter(
    "on",
    OpenApiTypes.DATE,
    description="The day whose statuses are shown; today without it.",
)


@extend_schema_view(
    list=extend_schema(parameters=[ON]), retrieve=extend_schema(parameters=[ON])
)
class CountryViewSet(RowsViewSet[Country]):
    """All countries and areas of ISO 3166, with the statuses that hold on a day."""

    queryset = Country.objects.all()
    serializer_class = CountryRow
    filterset_class = CountryFilters
    orders: ClassVar[tuple[str, ...]] = ("iso3", "-iso3")
    parameters: ClassVar[tuple[str, ...]] = ("on",)
    lookup_field = "iso3"

    def get_queryset(self) -> QuerySet[Country]:
        day = asked_day(self.request)
        return Country.objects.with_statuses(on=day).prefetch_related("groups")

    def rows(self, page: Sequence[Country], names: Sequence[str]) -> Rows:
        return [country_row(country, self.reader, self.request) for country in page]

    def retrieve(self, request: Request, iso3: str) -> Response:
        country = found_or_404(self.get_queryset(), iso3=iso3.upper())
        return Response(country_row(country, self.reader, request))


class HubViewSet(RowsViewSet[Hub]):
    """Institutions that capture and share experience."""

    queryset = Hub.objects.all()
    serializer_class = HubRow
    filterset_class = HubFilters
    orders: ClassVar[tuple[str, ...]] = ("name", "-name", "slug", "-slug")
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Hub]:
        return Hub.objects.select_related("country").prefetch_related("themes")

    def rows(self, page: Sequence[Hub], names: Sequence[str]) -> Rows:
        return [hub_row(hub, self.reader, self.request) for hub in page]

    def retrieve(self, request: Request, slug: str) -> Response:
        hub = found_or_404(self.get_queryset(), slug=slug)
        return Response(hub_row(hub, self.reader, request))


class ThemeViewSet(RowsViewSet[Theme]):
    """SDG goals and targets, OECD DAC purpose codes, topics of managing cooperation."""

    queryset = Theme.objects.all()
    serializer_class = ThemeRow
    filterset_class = ThemeFilters
    orders: ClassVar[tuple[str, ...]] = ("place", "-place", "code", "-code")
    lookup_field = "code"
    lookup_value_regex = "[^/]+"

    def get_queryset(self) -> QuerySet[Theme]:
        return Theme.objects.select_related("parent")

    def rows(self, page: Sequence[Theme], names: Sequence[str]) -> Rows:
        return [theme_row(theme, self.reader) for theme in page]

    def retrieve(self, request: Request, code: str) -> Response:
        theme = found_or_404(self.get_queryset(), code__iexact=code)
        return Response(theme_row(theme, self.reader))
