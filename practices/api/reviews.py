"""Reviews and revisions for partner systems."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import OpenToPersons, PersonApiRequest, PersonView
from accounts.permissions import refuse
from hubs.api.lists import Row, Rows
from hubs.api.preconditions import IF_MATCH, asked_version
from hubs.api.rows import text_of
from hubs.api.views import OpenView, RowsViewSet, found_or_404
from practices import comparing, curation, revisions, writers
from practices.api.refusals import as_the_api_says, read
from practices.api.serializers import PracticeDetail
from practices.api.writing import (
    Asked,
    MaySayWhy,
    QuestionsOfReview,
    ReviewRow,
    ReviewsOfPractice,
    RevisionRow,
    Verdict,
)
from practices.models import Practice, Review, Revision, RevisionQuerySet
from practices.permissions import (
    may_edit,
    may_see_reviews,
    why_not_assign,
    why_not_edit,
    why_not_review,
)
from practices.questions import review_questions


class ReviewActions:
    """What a list of practices answers about reviews; mixed into its viewset."""

    request: PersonApiRequest
    reader: Any
    _practice: Any
    _answer: Any

    @extend_schema(responses=ReviewsOfPractice)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def reviews(self, request: PersonApiRequest, slug: str) -> Response:
        """Who was asked to review it, and what they said; for its makers and its hub."""
        practice = self._practice(slug)
        if not may_see_reviews(request.user, practice):
            raise Http404
        rows = practice.reviews.with_people().order_by("-pk")
        return Response({"results": [review_row(row) for row in rows]})

    @extend_schema(request=Asked, responses={201: ReviewRow})
    @action(detail=True, methods=["post"])
    @as_the_api_says
    def assign(self, request: PersonApiRequest, slug: str) -> Response:
        """Ask a person to review it."""
        practice = self._practice(slug)
        refuse(why_not_assign(request.user, practice))
        asked = read(Asked, request)
        reviewer = writers.person_called(asked["reviewer"])
        made = curation.assign(
            practice, reviewer=reviewer, by=request.user, due=asked["due"]
        )
        return Response(review_row(made), status=201)

    @extend_schema(
        request=Verdict,
        responses={200: PracticeDetail},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["post"])
    @as_the_api_says
    def review(self, request: PersonApiRequest, slug: str) -> Response:
        """Answer the questions, and decide; `If-Match` names the version that was read."""
        practice = self._practice(slug)
        refuse(why_not_review(request.user, practice))
        said = read(Verdict, request)
        version = asked_version(request)
        answers = {
            row["question"]: (row["met"], row.get("comment", ""))
            for row in said.pop("answers")
        }
        done = curation.review(
            practice, answers, by=request.user, version=version, **said
        )
        answer: Response = self._answer(done)
        return answer


def review_row(review: Review) -> Row:
    return {
        "id": review.pk,
        "version": review.version,
        "reviewer": {"id": review.reviewer_id, "name": review.reviewer.name},
        "assigned_by": {"id": review.assigned_by_id, "name": review.assigned_by.name},
        "assigned_at": text_of(review.assigned_at),
        "due": text_of(review.due),
        "verdict": review.verdict or None,
        "reason": review.reason,
        "decided_at": text_of(review.decided_at),
        "answers": [
            {"question": row.question, "met": row.met, "comment": row.comment}
            for row in review.answers.all()
        ],
    }


class ReviewViewSet(PersonView, RowsViewSet[Review]):
    """The caller's own reviews: waiting first, then by when they are due."""

    request: PersonApiRequest
    queryset = Review.objects.all()
    serializer_class = ReviewRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-assigned_at", "assigned_at")

    def get_queryset(self) -> Any:
        return Review.objects.visible_to(self.request.user).with_people()

    def rows(self, page: Sequence[Review], names: Sequence[str]) -> Rows:
        return [review_row(row) for row in page]

    def retrieve(self, request: PersonApiRequest, pk: str) -> Response:
        return Response(review_row(found_or_404(self.get_queryset(), pk=pk)))

    @extend_schema(request=MaySayWhy, responses={200: ReviewRow})
    @action(detail=True, methods=["post"])
    def release(self, request: PersonApiRequest, pk: str) -> Response:
        """Take a review from whoever was asked, or give one's own back."""
        found = found_or_404(self.get_queryset(), pk=pk)
        words = read(MaySayWhy, request)
        return Response(review_row(curation.release(found, by=request.user, **words)))


SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH)


@extend_schema(parameters=[SLUG])
class RevisionViewSet(OpenToPersons, RowsViewSet[Revision]):
    """What changed in a practice, and when; since it was published, for everybody."""

    request: PersonApiRequest
    queryset = Revision.objects.none()
    serializer_class = RevisionRow
    filterset_class = None
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"
    orders: ClassVar[tuple[str, ...]] = ("-number", "number")

    def get_queryset(self) -> RevisionQuerySet:
        practice = self._practice()
        rows = practice.revisions.all()
        if may_see_reviews(self.request.user, practice):
            return rows
        return rows.told_to_all(practice)

    def list(self, request: Request, slug: str = "") -> Any:
        return super().list(request)

    def retrieve(self, request: Request, slug: str, number: str) -> Response:
        found = found_or_404(self.get_queryset(), number=number)
        return Response(self.rows([found], ())[0])

    @extend_schema(request=None, responses={200: RevisionRow}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    @as_the_api_says
    def restore(self, request: PersonApiRequest, slug: str, number: str) -> Response:
        """Say again what this revision said, as a new one."""
        practice = self._practice()
        refuse(why_not_edit(request.user, practice))
        version = asked_version(request)
        revisions.restore(practice, int(number), by=request.user, version=version)
        latest = practice.revisions.newest_first()[:1]
        return Response(self.rows(list(latest), ())[0])

    def rows(self, page: Sequence[Revision], names: Sequence[str]) -> Rows:
        practice = self._practice()
        may_read = may_edit(self.request.user, practice)
        return [
            revision_row(row, before, may_read=may_read)
            for row, before in revisions.with_those_before(practice, page)
        ]

    def _practice(self) -> Practice:
        if not hasattr(self, "_found"):
            visible = Practice.objects.visible_to(self.request.user)
            self._found = found_or_404(visible, slug=self.kwargs["slug"])
        return self._found


def revision_row(row: Revision, before: Revision | None, *, may_read: bool) -> Row:
    changes = comparing.compare(before.content, row.content) if before else []
    return {
        "number": row.number,
        "version": row.version,
        "at": text_of(row.at),
        "note": row.note,
        "restored": row.restored,
        "changed": [change.field for change in changes],
        "content": row.content if may_read else None,
    }


class QuestionsView(OpenView):
    """What every reviewer is asked."""

    @extend_schema(responses=QuestionsOfReview)
    def get(self, request: Request) -> Response:
        """Return the questions of a review, in the caller's language."""
        rows = [
            {
                "code": row.code,
                "question": self.reader.name(row.texts),
                "help": self.reader.name(row.helps),
            }
            for row in review_questions()
        ]
        return Response({"results": rows})
