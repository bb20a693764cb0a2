"""Papers beside a request, for partner systems: listed, fetched, attached, taken off."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import PersonApiRequest
from exchanges import papers
from exchanges.api.filters import PaperFilters
from exchanges.api.finding import OfARequest
from exchanges.api.rows import paper_row
from exchanges.api.serializers import PaperRow, PaperSent
from exchanges.models import Paper, PaperQuerySet
from hubs.api.lists import Row, Rows
from hubs.api.views import RowsViewSet, TooLarge, found_or_404
from practices import uploads
from practices.api.refusals import read
from practices.pages.files import TYPES, is_too_large, served

CONTENTS = {
    (200, kind): OpenApiTypes.BINARY
    for kind in (*TYPES.values(), "application/octet-stream")
}


class NoRoomNow(APIException):
    """The disk takes nothing, which is our fault and passes."""

    status_code = 503
    wait = 600  # seconds, for Retry-After


class PaperViewSet(OfARequest, RowsViewSet[Paper]):
    """The papers beside a request that are yours to read."""

    queryset = Paper.objects.all()
    serializer_class = PaperRow
    filterset_class = PaperFilters
    parser_classes = (MultiPartParser,)
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-at", "at")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large before any of it is read."""
        if is_too_large(request):
            raise TooLarge(_("This file is too large; at most 25 MB are taken."))
        super().initial(request, *args, **kwargs)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Give a content whatever the caller accepts, for it comes in one form alone."""
        there_is_one = getattr(self, "action", "") == "content"
        return super().perform_content_negotiation(request, force or there_is_one)

    def get_queryset(self) -> PaperQuerySet:
        rows = papers.readable_by(self.request.user, self.exchange_request())
        return rows.select_related("invitation")

    def rows(self, page: Sequence[Paper], names: Sequence[str]) -> Rows:
        return [self._row(row) for row in page]

    def list(self, request: Request, reference: str = "") -> Any:
        """The papers beside a request, the latest first."""
        return super().list(request)

    @extend_schema(responses=PaperRow)
    def retrieve(self, request: Request, reference: str, pk: str) -> Response:
        """What a paper is, and where its content is."""
        return Response(self._row(self._paper(pk)))

    @extend_schema(
        request={"multipart/form-data": PaperSent}, responses={201: PaperRow}
    )
    def create(self, request: PersonApiRequest, reference: str) -> Response:
        """Attach a paper; sent twice, it is kept once."""
        self.exchange_request()
        row = self._attached(**read(PaperSent, request))
        place = {"Location": f"{request.path}/{row.pk}"}
        return Response(self._row(row), status=201, headers=place)

    @extend_schema(responses={204: None})
    def destroy(self, request: PersonApiRequest, reference: str, pk: str) -> Response:
        """Take off what you attached; 409 where an endorsement rests on it."""
        papers.remove(self._paper(pk), by=request.user)
        return Response(status=204)

    @extend_schema(responses=CONTENTS)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def content(self, request: Request, reference: str, pk: str) -> HttpResponseBase:
        """The file itself."""
        paper = self._paper(pk)
        tag = f'"{paper.sha256}"'
        known = get_conditional_response(request, etag=tag)  # nothing is opened for it
        answer = known or served(paper)
        answer["ETag"] = tag
        return answer

    def _attached(self, file: Any, conversation: str = "") -> Paper:
        """
        Keep a file as a paper of the request, or of one of its conversations.

        :raises ValidationError: for a file that is not taken; the answer is 400.
        :raises NoRoomNow: where the disk is full.
        """
        place = self.conversation(conversation) if conversation else None
        try:
            return papers.attach(
                self.exchange_request(),
                invitation=place.invitation if place else None,
                name=file.name or "",
                file=file,
                size=file.size or 0,
                by=self.request.user,
                of_request=place is None,
            )
        except uploads.Refused as refusal:
            raise ValidationError({"file": refusal.messages}) from None
        except OSError:
            raise NoRoomNow(uploads.no_room()) from None

    def _paper(self, pk: str) -> Paper:
        return found_or_404(self.get_queryset(), pk=pk)

    def _row(self, paper: Paper) -> Row:
        return paper_row(paper, self.kwargs["reference"], self.request)
