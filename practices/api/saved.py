"""A person's saved searches, for her own programs."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as Refusal
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.api.views import PersonApiRequest, PersonView
from hubs.api.lists import Row, Rows
from hubs.api.preconditions import (
    IF_MATCH,
    PreconditionFailed,
    asked_version,
    tag_of,
)
from hubs.api.rows import country_ref, page_address
from hubs.api.serializers import CountryRef
from hubs.api.views import RowsViewSet, found_or_404
from practices import saving
from practices.api.match import CODE, Text, known_countries
from practices.browsing import FACETS, MOST_CHOICES
from practices.models import SavedSearch, SavedSearchQuerySet
from practices.reading import UnreadableProblem
from practices.saving import ChangedMeanwhile, Condition
from practices.standing import Preview, Wanted, previews


class Choices(serializers.Serializer[Any]):
    """Values of facets; every one must apply."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            facet: serializers.ListField(
                child=Text(max_length=CODE),
                max_length=MOST_CHOICES,
                required=False,
                help_text=str(name),
            )
            for facet, name in FACETS.items()
        }


class LastMonth(serializers.Serializer[Any]):
    """What it would have told in the last thirty days."""

    notices = serializers.IntegerField(
        help_text="What arrives within an hour is one notice."
    )
    practices = serializers.IntegerField()


class SavedSearchRow(serializers.Serializer[Any]):
    """What a person wants to be told of."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    url = serializers.URLField(help_text="The page for people.")
    problem = serializers.CharField(help_text="In her own words; often empty.")
    country = CountryRef(
        allow_null=True, help_text="Hers: what it did itself is no answer."
    )
    q = serializers.CharField(help_text="Words that must all stand in it; often empty.")
    choices = Choices()
    last_month = LastMonth()
    created_at = serializers.DateTimeField()
    paused_at = serializers.DateTimeField(allow_null=True)
    latest_told_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class SavedSearchAsked(serializers.Serializer[Any]):
    """A search to be kept: a problem, words, choices, or some of these."""

    name = Text(max_length=saving.NAME)
    problem = Text(
        required=False,
        default="",
        allow_blank=True,
        help_text="In plain words, in any language; to 10,000 characters. Never logged.",
    )
    country = Text(required=False, allow_null=True, default=None, max_length=CODE)
    q = Text(required=False, default="", allow_blank=True, max_length=200)
    choices = Choices(required=False)


class SavedSearchName(serializers.Serializer[Any]):
    name = Text(max_length=saving.NAME)


class SavedSearchViewSet(PersonView, RowsViewSet[SavedSearch]):
    """What the person wants to be told of; hers alone."""

    request: PersonApiRequest
    queryset = SavedSearch.objects.all()
    serializer_class = SavedSearchRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-created_at", "created_at", "name", "-name")

    def get_queryset(self) -> SavedSearchQuerySet:
        return SavedSearch.objects.visible_to(self.request.user).with_entry()

    def rows(self, page: Sequence[SavedSearch], names: Sequence[str]) -> Rows:
        counts = previews([Wanted.by(row) for row in page])
        return [self._row(*row) for row in zip(page, counts, strict=True)]

    def retrieve(self, request: PersonApiRequest, pk: str) -> Response:
        return self._answer(self._search(pk))

    @extend_schema(request=SavedSearchAsked, responses={201: SavedSearchRow})
    def create(self, request: PersonApiRequest) -> Response:
        """Keep a search; the person is told from now on when something answers it."""
        asked = SavedSearchAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        search = saving.save(
            condition_of(asked.validated_data),
            name=asked.validated_data["name"],
            by=request.user,
        )
        return self._answer(search, status=201)

    @extend_schema(
        request=SavedSearchName,
        responses={200: SavedSearchRow, 412: OpenApiResponse(), 428: OpenApiResponse()},
        parameters=[IF_MATCH],
    )
    def partial_update(self, request: PersonApiRequest, pk: str) -> Response:
        """Call it something else; what it asks for never changes."""
        search, version = self._search(pk), asked_version(request)
        asked = SavedSearchName(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            search = saving.rename(
                search, **asked.validated_data, version=version, by=request.user
            )
        except ChangedMeanwhile as refusal:
            raise PreconditionFailed(refusal.messages[0]) from refusal
        return self._answer(search)

    @extend_schema(responses={204: None})
    def destroy(self, request: PersonApiRequest, pk: str) -> Response:
        """Forget it, and what it found."""
        saving.delete(self._search(pk), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses={200: SavedSearchRow})
    @action(detail=True, methods=["post"])
    def pause(self, request: PersonApiRequest, pk: str) -> Response:
        """Tell nothing of it until it is resumed."""
        return self._answer(saving.pause(self._search(pk), by=request.user))

    @extend_schema(request=None, responses={200: SavedSearchRow})
    @action(detail=True, methods=["post"])
    def resume(self, request: PersonApiRequest, pk: str) -> Response:
        """Tell again, of what arrives from now on."""
        return self._answer(saving.resume(self._search(pk), by=request.user))

    def _search(self, pk: str) -> SavedSearch:
        return found_or_404(self.get_queryset(), pk=pk)

    def _answer(self, search: SavedSearch, status: int = 200) -> Response:
        row = self.rows([search], self.known_fields)[0]
        return Response(
            row, status=status, headers={"ETag": tag_of(search.version, row)}
        )

    def _row(self, search: SavedSearch, preview: Preview) -> Row:
        choices: dict[str, list[str]] = {facet: [] for facet in FACETS}
        for facet, value in search.values:
            choices[facet].append(value)
        return {
            "id": search.pk,
            "name": search.name,
            "url": page_address(self.request, search.get_absolute_url()),
            "problem": search.problem,
            "country": country_ref(search.home, self.reader),
            "q": search.words,
            "choices": choices,
            "last_month": {"notices": preview.notices, "practices": preview.practices},
            "created_at": search.created_at,
            "paused_at": search.paused_at,
            "latest_told_at": search.latest_told_at,
            "version": search.version,
        }


def condition_of(asked: dict[str, Any]) -> Condition:
    """:raises ValidationError: where nothing is asked for, or what nobody knows; 400."""
    choices = asked.get("choices", {})
    country = asked["country"]
    try:
        return Condition.of(
            problem=asked["problem"],
            words=asked["q"],
            values=tuple((name, value) for name in choices for value in choices[name]),
            home=known_countries([country])[0] if country else None,
        )
    except UnreadableProblem as refusal:
        raise ValidationError({"problem": refusal.messages}) from refusal
    except Refusal as refusal:
        raise ValidationError(refusal.messages) from refusal
