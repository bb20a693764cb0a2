"""Lists as partner systems read them: pages by cursor, only some fields, or the whole as CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CursorPages(CursorPagination):
    """``next``, ``previous``, ``results``; ``page_size`` from 1 to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 200:
            raise ValidationError(
                {"page_size": [_("“%(text)s” is not a number from 1 to 200.") % {"text": text}]}
            )
        return int(text)


class CsvRenderer(BaseRenderer):
    """Names the format; the rows are streamed by ``WholeListAsCsv``."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        rows = data if isinstance(data, list) else [data]
        return "".join(csv_lines(rows)).encode()


class WholeListAsCsv:
    """A list that gives all its rows, filtered and streamed, to a caller who asks for CSV."""

    request: Request

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response | StreamingHttpResponse:
        if getattr(request.accepted_renderer, "format", "") != "csv":
            return super().list(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        answer = StreamingHttpResponse(csv_lines(self.all_rows()), content_type="text/csv")
        name = request.path.rpartition("/")[2]
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer

    def all_rows(self) -> Iterator[Mapping[str, Any]]:
        """Yield every row of the filtered list, as the JSON list shows it."""
        rows = self.filter_queryset(self.get_queryset())  # type: ignore[attr-defined]
        for row in rows.iterator(chunk_size=500):
            yield self.get_serializer(row).data  # type: ignore[attr-defined]


class OnlyFields:
    """A serializer that leaves out what ``?fields=`` does not name."""

    fields_param: ClassVar[str] = "fields"

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()  # type: ignore[misc]
        request = self.context.get("request")  # type: ignore[attr-defined]
        return {name: fields[name] for name in asked_fields(request, fields)}


def asked_fields(request: Request | None, known: Iterable[str]) -> list[str]:
    """
    Return the fields that the caller wants, or all.

    :raises ValidationError: for one that does not exist; it names those that do.
    """
    known = list(known)
    asked = request.query_params.get("fields", "") if request else ""
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if unknown := [name for name in names if name not in known]:
        text = _("There is no field “%(name)s”. There are: %(known)s.") % {
            "name": unknown[0],
            "known": ", ".join(known),
        }
        raise ValidationError({"fields": [text]})
    return names or known


class Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield CSV lines with a header; nested objects become ``country.iso3`` columns."""
    writer = csv.writer(Echo())
    header: list[str] = []
    for row in rows:
        flat = dict(flattened(row))
        if not header:
            header = list(flat)
            yield writer.writerow(header)
        yield writer.writerow([harmless(flat.get(name)) for name in header])


def flattened(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from flattened(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", "; ".join(map(in_a_cell, value))
        else:
            yield f"{prefix}{name}", value


def in_a_cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("code") or value.get("iso3") or value.get("slug") or dict(value))
    return str(value)


def harmless(value: Any) -> Any:
    """Keep a spreadsheet from running a cell that starts like a formula (ASVS 1.2.10)."""
    if isinstance(value, str):
        value = value.replace("\0", "")
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value
