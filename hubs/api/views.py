"""What every face of the API shares: open, unambiguous, and lists that are rows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import batched
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    NotAcceptable,
    NotFound,
    ParseError,
    ValidationError,
)
from rest_framework.metadata import SimpleMetadata
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hubs.api.lists import (
    OF_EVERY_LIST,
    CsvRenderer,
    CursorPages,
    Row,
    Rows,
    asked_fields,
    asked_order,
    csv_lines,
    header_of,
    refuse_unknown,
)
from hubs.api.readers import Reader, reader_of

Renderers = list[BaseRenderer]
AT_ONCE = 500  # rows of a CSV that are made together


class TooLarge(APIException):
    """A body that is longer than anything that the API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large. A megabyte is the most.")


class NothingHere(NotFound):
    """What is not there, in the words of every other page."""

    default_detail = _("There is nothing here, or it is not yours to see.")


class PlainJsonParser(JSONParser):
    """JSON of a decent depth; a bottomless one is refused, and no fault."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise ParseError(gettext("The JSON is nested too deeply.")) from None


class PlainMetadata(SimpleMetadata):
    """What ``OPTIONS`` says; what is sent with each method stands in the schema alone."""

    def determine_actions(self, request: Request, view: Any) -> dict[str, Any]:
        return {}


class OpenView(APIView):
    """Open to all: reads no cookie, sets none, and speaks the caller's language."""

    authentication_classes: Any = ()
    parser_classes: Any = (PlainJsonParser,)
    renderer_classes: Any = (JSONRenderer,)
    metadata_class = PlainMetadata

    def initialize_request(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> Request:
        request.encoding = "utf-8"  # as JSON is, whatever charset the header names
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        refuse_nul(request, kwargs)
        super().initial(request, *args, **kwargs)

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[BaseRenderer, str]:
        asked = request.query_params.get("format")
        known = [renderer.format for renderer in self.get_renderers()]
        if asked is not None and asked not in known and not force:
            text = gettext("There is no format “%(name)s” here. There are: %(known)s.")
            raise NotAcceptable(text % {"name": asked, "known": ", ".join(known)})
        return super().perform_content_negotiation(request, force)

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(
            TooLarge() if isinstance(exc, RequestDataTooBig) else exc
        )

    def finalize_response(
        self, request: Any, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ("Accept-Language",))
        if answer.status_code < status.HTTP_300_MULTIPLE_CHOICES:
            answer.headers["Content-Language"] = self.reader.language
        return answer

    @cached_property
    def reader(self) -> Reader:
        return reader_of(self.request)


def found_or_404[M: Model](rows: QuerySet[M], **key: str) -> M:
    """:raises NothingHere: for a key that nothing has."""
    found = rows.filter(**key).first()
    if found is None:
        raise NothingHere
    return found


def refuse_nul(request: Request, kwargs: dict[str, Any]) -> None:
    """
    Refuse the one character that PostgreSQL cannot hold.

    :raises NothingHere: where it stands in the path, since nothing has such a name.
    :raises ValidationError: where it stands in a parameter; it is named.
    """
    if any("\0" in str(value) for value in kwargs.values()):
        raise NothingHere
    for name, values in request.query_params.lists():
        if "\0" in name or any("\0" in value for value in values):
            raise ValidationError(
                {name.replace("\0", ""): [gettext("It holds a NUL character.")]}
            )


class RowsViewSet[M: Model](OpenView, GenericViewSet[M], ABC):
    """
    A list of rows, by pages as JSON or whole as CSV, and each of them alone.

    The serializer describes a row; ``rows`` makes them, many at once, in a fixed number
    of queries. The first of ``orders`` is the list's own.
    """

    orders: ClassVar[tuple[str, ...]]
    parameters: ClassVar[tuple[str, ...]] = ()  # beside filters and those of every list
    filterset_class: Any
    serializer_class: Any

    def get_renderers(self) -> Renderers:
        """Give a list as CSV too; what is one thing, or has just been made, is JSON."""
        made: Renderers = [JSONRenderer()]
        return [*made, CsvRenderer()] if self.action in ("list", None) else made

    def list(self, request: Request) -> Response | StreamingHttpResponse:
        refuse_unknown(request, self.known_parameters)
        names = asked_fields(request, self.known_fields)
        if request.accepted_renderer.format == "csv":
            return self._as_csv(names)
        page = self.paginate_queryset(
            self.lean(self.filter_queryset(self.get_queryset()))
        )
        return self.get_paginated_response(only(names, self.rows(page or [], names)))

    def filter_queryset(self, queryset: Any) -> Any:
        known = self._filters
        if not known.keys() & self.request.query_params.keys():
            return queryset  # a form for nothing is a third of the time of a page
        refuse_empty_choices(self.request, known)
        return super().filter_queryset(queryset)

    @property
    def known_parameters(self) -> tuple[str, ...]:
        """What may be asked of the list."""
        return (*self._filters, *self.parameters, *OF_EVERY_LIST)

    @property
    def _filters(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = getattr(self.filterset_class, "base_filters", {})
        return found

    @property
    def known_fields(self) -> tuple[str, ...]:
        """The fields of a row, as its serializer describes them."""
        return fields_of(self.serializer_class)

    def lean(self, found: QuerySet[M]) -> QuerySet[M, Any]:
        """Return the rows with no more than ``rows`` needs."""
        return found

    @abstractmethod
    def rows(self, page: Sequence[Any], names: Sequence[str]) -> Rows:
        """Return what the caller reads of each; what she did not name may be left out."""

    def _as_csv(self, names: Sequence[str]) -> StreamingHttpResponse:
        header = header_of(self.get_serializer(), names)
        lines = csv_lines(self._all_rows(names), header)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = self.request.path.rpartition("/")[2]
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer

    def _all_rows(self, names: Sequence[str]) -> Iterator[Row]:
        """Prepare the query now, so that what is wrong with it is still a problem."""
        CursorPages().get_page_size(self.request)
        order = asked_order(self.request, self.orders)
        sign = "-" if order.startswith("-") else ""
        found = self.lean(self.filter_queryset(self.get_queryset())).order_by(
            order, f"{sign}pk"
        )
        return self._streamed(found, names)

    def _streamed(self, found: QuerySet[M, Any], names: Sequence[str]) -> Iterator[Row]:
        for part in batched(found.iterator(chunk_size=AT_ONCE), AT_ONCE):
            yield from only(names, self.rows(part, names))


@cache
def fields_of(described_by: Callable[[], Serializer[Any]]) -> tuple[str, ...]:
    """Return the names of a serializer's fields; making them takes longer than a row."""
    return tuple(described_by().fields)


def refuse_empty_choices(request: Request, known: Mapping[str, Any]) -> None:
    """
    Refuse ``evidence=``, which would find nothing or everything.

    :raises ValidationError: at the first such parameter.
    """
    for name, choice in known.items():
        given = request.query_params.get(name)
        if given is not None and "choices" in choice.extra and "" in given.split(","):
            raise ValidationError({name: [gettext("There is an empty choice in it.")]})


def only(names: Sequence[str], rows: Iterable[Row]) -> Rows:
    """Return rows with those fields alone, in that order."""
    return [{name: row[name] for name in names} for row in rows]
