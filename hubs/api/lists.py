"""Lists as partner systems read them: by pages, by fields, or whole as CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.utils.urls import replace_query_param

from hubs.api.cursors import Place, place_of, read_place, sorted_from

OF_EVERY_LIST = ("cursor", "fields", "format", "ordering", "page_size")
Row = dict[str, Any]
Rows = list[Row]  # by a name, for in a viewset ``list`` is a verb
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CursorPages(CursorPagination):
    """``next``, ``previous``, ``results``; ``page_size`` from 1 to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any]:
        size, order = self.get_page_size(request), asked_order(request, view.orders)
        text = request.query_params.get(self.cursor_query_param, "")
        place = read_place(text, order) if text else None
        found = list(sorted_from(queryset, order, place)[: size + 1])
        page = found[:size]
        if place and place.backwards:
            page.reverse()
        self._note_links(request, order, page, place, more=len(found) > size)
        return page

    def _note_links(
        self,
        request: Request,
        order: str,
        page: list[Any],
        place: Place | None,
        *,
        more: bool,
    ) -> None:
        """Remember the cursors before and after a page; there is none where the list ends."""
        back = bool(place and place.backwards)
        self._address = request.build_absolute_uri()
        before = page and (more if back else place is not None)
        after = page and (back or more)
        self._previous = place_of(page[0], order, backwards=True) if before else None
        self._next = place_of(page[-1], order) if after else None

    def get_next_link(self) -> str | None:
        return self._link(self._next)

    def get_previous_link(self) -> str | None:
        return self._link(self._previous)

    def _link(self, place: Place | None) -> str | None:
        if place is None:
            return None
        return replace_query_param(self._address, self.cursor_query_param, str(place))

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get(self.page_size_query_param, str(self.page_size))
        digits = text.isascii() and text.isdigit() and len(text) < 4
        if not digits or not 1 <= int(text) <= self.max_page_size:
            refuse(
                "page_size",
                _("“%(text)s” is not a number from 1 to 200.") % {"text": text},
            )
        return int(text)

    def get_schema_operation_parameters(self, view: Any) -> list[Row]:
        """Describe what one may ask of every list: its page, its order, its fields."""
        order = {"type": "string", "enum": list(view.orders), "default": view.orders[0]}
        size = {
            "type": "integer",
            "minimum": 1,
            "maximum": 200,
            "default": self.page_size,
        }
        return [
            parameter("cursor", "Taken from `next` or `previous`; never made by hand."),
            parameter("page_size", "How many rows a page has.", size),
            parameter("ordering", "What the rows are sorted by.", order),
        ]


def parameter(name: str, text: str, schema: Row | None = None) -> Row:
    """Describe one parameter of a query, as OpenAPI does."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": schema or {"type": "string"},
    }


def refuse(field: str, text: str) -> None:
    """:raises ValidationError: always; the answer is 400, and names the field."""
    raise ValidationError({field: [text]})


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """
    Refuse a parameter that does nothing: a filter that is misspelt would find everything.

    :raises ValidationError: at the first; it names those that exist.
    """
    known = list(known)
    if unknown := [name for name in request.query_params if name not in known]:
        text = _("There is no parameter “%(name)s”. There are: %(known)s.")
        said = {"name": unknown[0], "known": ", ".join(sorted(known))}
        refuse(unknown[0], text % said)


def asked_order(request: Request, known: tuple[str, ...]) -> str:
    """
    Return the order that the caller wants, or the list's own.

    :raises ValidationError: for one that does not exist; it names those that do.
    """
    order = request.query_params.get("ordering", known[0])
    if order not in known:
        text = _("There is no ordering “%(name)s”. There are: %(known)s.")
        refuse("ordering", text % {"name": order, "known": ", ".join(known)})
    return order


def asked_fields(request: Request, known: Iterable[str]) -> list[str]:
    """
    Return the fields that the caller wants, or all.

    :raises ValidationError: for one that does not exist; it names those that do.
    """
    known = list(known)
    asked = request.query_params.get("fields")
    names = [] if asked is None else [name.strip() for name in asked.split(",")]
    if unknown := [name for name in names if name not in known]:
        text = _("There is no field “%(name)s”. There are: %(known)s.")
        refuse("fields", text % {"name": unknown[0], "known": ", ".join(known)})
    return list(dict.fromkeys(names)) or known


class CsvRenderer(BaseRenderer):
    """Names the format, so that it can be asked for; the rows are streamed."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        rows = data if isinstance(data, list) else [data]
        header = [name for name, _value in flattened(rows[0])] if rows else []
        return "".join(csv_lines(rows, header)).encode()


class Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Mapping[str, Any]], header: list[str]) -> Iterator[str]:
    """Yield CSV lines below a header; nested objects become ``country.iso3``."""
    writer = csv.writer(Echo())
    yield writer.writerow(header)
    for row in rows:
        flat = dict(flattened(row))
        yield writer.writerow([harmless(flat.get(name)) for name in header])


def header_of(serializer: Any, names: Iterable[str], prefix: str = "") -> list[str]:
    """Return the columns of a list: known before, for its first row may lack a hub."""
    header = []
    for name in names:
        field = serializer.fields[name]
        if isinstance(field, Serializer):
            header += header_of(field, field.fields, f"{prefix}{name}.")
        else:
            header.append(f"{prefix}{name}")
    return header


def flattened(row: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from flattened(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", "; ".join(map(in_a_cell, value))
        else:
            yield f"{prefix}{name}", value


def in_a_cell(value: Any) -> str:
    """Return one of several things in a cell: by its code, or as ``kind=value``."""
    if not isinstance(value, Mapping):
        return str(value)
    if "kind" in value:
        return (
            f"{value['kind']}={value['value']}"
            if value.get("value")
            else str(value["kind"])
        )
    return str(
        value.get("code") or value.get("iso3") or value.get("slug") or dict(value)
    )


def harmless(value: Any) -> Any:
    """Keep a spreadsheet from running a cell as a formula (ASVS 1.2.10)."""
    if isinstance(value, str):
        value = value.replace("\0", "")
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value
