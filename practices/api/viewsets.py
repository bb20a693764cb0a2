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

from accounts.api.views import OpenToPersons, PersonApiRequest
from accounts.permissions import refuse
from hubs.api.lists import Rows
from hubs.api.preconditions import IF_MATCH, asked_version, tag_of, version_if_asked
from hubs.api.views import RowsViewSet, found_or_404
from practices import curation, revisions
from practices.api.details import lineage_of, practice_detail
from practices.api.filters import PracticeFilters
from practices.api.refusals import as_the_api_says, read
from practices.api.reviews import ReviewActions
from practices.api.rows import lean, practice_rows
from practices.api.serializers import LineageOfPractice, PracticeDetail, PracticeRow
from practices.api.voices import (
    LessonRow,
    LessonStated,
    lesson_row,
    practice_for,
    state_lesson,
)
from practices.api.writing import Change, Idea, MaySayWhy, SaysWhy
from practices.models import Practice, PracticeQuerySet
from practices.permissions import why_not_capture, why_not_edit


class Withdrawn(APIException):
    """The tombstone of what was published once and withdrawn since."""

    status_code = status.HTTP_410_GONE


ANSWERS = {
    200: PracticeDetail,
    410: OpenApiResponse(description="It was withdrawn."),
}


class PracticeViewSet(ReviewActions, OpenToPersons, RowsViewSet[Practice]):
    """What countries did about a problem, and what came of it."""

    request: PersonApiRequest
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
        """What is in the making is listed only for whoever asks for its status."""
        visible = Practice.objects.visible_to(self.request.user)
        asks = "status" in self.request.query_params
        return visible if asks or self.detail else visible.published()

    def lean(self, found: QuerySet[Practice]) -> QuerySet[Practice, Any]:
        return lean(found)

    def rows(self, page: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Rows:
        return practice_rows(page, self.reader, self.request)

    @extend_schema(responses={200: PracticeDetail, 410: OpenApiResponse()})
    def retrieve(self, request: Request, slug: str) -> Response:
        """Everything about one practice; 410 with a reason where it was withdrawn."""
        return self._answer(self._practice(slug))

    @extend_schema(request=Idea, responses={201: PracticeDetail})
    @as_the_api_says
    def create(self, request: PersonApiRequest) -> Response:
        """Offer an idea; the hub's curators shape it."""
        refuse(why_not_capture(request.user))

        content = read(Idea, request)
        hub = content.pop("hub")
        made = curation.capture(content, by=request.user, hub=hub)
        return self._answer(made, status=201)

    @extend_schema(
        request=Change,
        responses=ANSWERS,
        parameters=[IF_MATCH],
    )
    @as_the_api_says
    def partial_update(self, request: PersonApiRequest, slug: str) -> Response:
        """Change what it says. Fields that are left out stay; a revision is kept."""
        practice = self._practice(slug)
        refuse(why_not_edit(request.user, practice))
        content = read(Change, request)
        version = asked_version(request)
        note = content.pop("note", "")
        saved = revisions.revise(
            practice, content, by=request.user, version=version, note=note
        )
        return self._answer(saved)

    @extend_schema(responses={200: LineageOfPractice, 410: OpenApiResponse()})
    @action(detail=True, filterset_class=None, pagination_class=None)
    def lineage(self, request: Request, slug: str) -> Response:
        """From which practices it learned, and which learned from it."""
        return Response(lineage_of(self._practice(slug), self.reader, request))

    @extend_schema(request=LessonStated, responses={201: LessonRow})
    @lineage.mapping.post
    def state(self, request: PersonApiRequest, slug: str) -> Response:
        """State for one side that it learned from the other; the other side is told."""
        link = state_lesson(request, practice_for(request, slug))
        return Response(lesson_row(link, self.reader, request), status=201)

    @extend_schema(request=MaySayWhy, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def submit(self, request: PersonApiRequest, slug: str) -> Response:
        """Hand it in for review."""
        return self._do(curation.submit, MaySayWhy)

    @extend_schema(request=MaySayWhy, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def publish(self, request: PersonApiRequest, slug: str) -> Response:
        """Let everybody read it; nobody publishes what she wrote."""
        return self._do(curation.publish, MaySayWhy, versioned=True)

    @extend_schema(request=SaysWhy, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def request_changes(self, request: PersonApiRequest, slug: str) -> Response:
        """Give it back to its authors with what is missing."""
        return self._do(curation.request_changes, SaysWhy, versioned=True)

    @extend_schema(request=MaySayWhy, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def confirm(self, request: PersonApiRequest, slug: str) -> Response:
        """Say that it is still true."""
        return self._do(curation.confirm, MaySayWhy)

    @extend_schema(request=SaysWhy, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def archive(self, request: PersonApiRequest, slug: str) -> Response:
        """Take it out of the search; its page stays, and says so."""
        return self._do(curation.archive, SaysWhy)

    @extend_schema(request=SaysWhy, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: PersonApiRequest, slug: str) -> Response:
        """Take it back for good; its address answers 410 from then on."""
        return self._do(curation.withdraw, SaysWhy)

    @as_the_api_says
    def _do(self, verb: Any, form: Any, *, versioned: bool = False) -> Response:
        """Do a verb of curation."""
        practice = self._practice(self.kwargs["slug"])
        words = read(form, self.request)
        if versioned:
            words["version"] = version_if_asked(self.request)
        return self._answer(verb(practice, by=self.request.user, **words))

    def _answer(self, practice: Practice, status: int = 200) -> Response:
        shown = Practice.objects.with_everything().select_related("cost_source")
        body = practice_detail(shown.get(pk=practice.pk), self.reader, self.request)
        headers = {"ETag": tag_of(body["version"], body)}
        if status == 201:
            headers["Location"] = f"{self.request.path}/{practice.slug}"
        return Response(body, status=status, headers=headers)

    def _practice(self, slug: str) -> Practice:
        """:raises Withdrawn: where there is only a tombstone left."""
        if Practice.objects.tombstones().filter(slug=slug).exists():
            raise Withdrawn(
                _("This practice was withdrawn. It is no longer recommended.")
            )
        everything = self.get_queryset().with_everything().select_related("cost_source")
        return found_or_404(everything, slug=slug)
