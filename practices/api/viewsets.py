"""Practices for partner systems."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from hubs.api.lists import Rows
from hubs.api.views import RowsViewSet, found_or_404
from practices.api.details import lineage_of, practice_detail
from practices.api.filters import PracticeFilters
from practices.api.rows import lean, practice_rows
from practices.api.serializers import LineageOfPractice, PracticeDetail, PracticeRow
from practices.models import Practice, PracticeQuerySet


class Withdrawn(APIException):
    """The tombstone of what was published once and withdrawn since."""

    status_code = status.HTTP_410_GONE


class PracticeViewSet(RowsViewSet[Practice]):
    """What countries did about a problem, and what came of it."""

    queryset = Practice.objects.all()
    serializer_class = PracticeRow
    filterset_class = PracticeFilters
    lookup_field = "slug"
    orders: ClassVar[tuple[str, ...]] = (
        "-updated_at",
        "updated_at",
        "-published_at",
        "published_at",
        "title",
        "-title",
    )

    def get_queryset(self) -> PracticeQuerySet:
        return Practice.objects.visible_to(self.request.user)

    def lean(self, found: QuerySet[Practice]) -> QuerySet[Practice, Any]:
        return lean(found)

    def rows(self, page: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Rows:
        return practice_rows(page, self.reader, self.request)

    @extend_schema(responses={200: PracticeDetail, 410: OpenApiResponse()})
    def retrieve(self, request: Request, slug: str) -> Response:
        """Everything about one practice; 410 with a reason where it was withdrawn."""
        return Response(practice_detail(self._practice(slug), self.reader, request))

    @extend_schema(responses={200: LineageOfPractice, 410: OpenApiResponse()})
    @action(detail=True, filterset_class=None, pagination_class=None)
    def lineage(self, request: Request, slug: str) -> Response:
        """From which practices it learned, and which learned from it."""
        return Response(lineage_of(self._practice(slug), self.reader, request))

    def _practice(self, slug: str) -> Practice:
        """:raises Withdrawn: where there is only a tombstone left."""
        if Practice.objects.filter(
            slug=slug, status=Practice.Status.WITHDRAWN
        ).exists():
            raise Withdrawn(
                _("This practice was withdrawn. It is no longer recommended.")
            )
        everything = self.get_queryset().with_everything().select_related("cost_source")
        return found_or_404(everything, slug=slug)
