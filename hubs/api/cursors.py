"""
Pages by cursor: the place of the last row is kept, not how many rows came before.

A page costs the same wherever it stands, and rows that are added meanwhile are neither
skipped nor shown twice. The cursor is signed, so only one that we gave is ever read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import F, Field, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

SIGNER = signing.Signer(salt="api.cursor")


@dataclass(frozen=True)
class Place:
    """A row's place in an order: the value that it is sorted by, and its key."""

    order: str
    value: Any
    key: Any
    backwards: bool = False

    def __str__(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return SIGNER.sign_object([self.order, value, self.key, self.backwards])


def read_place(text: str, order: str) -> Place:
    """
    Return the place that a cursor names.

    :raises NotFound: for one that we never gave, or that belongs to another order.
    """
    try:
        place = Place(*SIGNER.unsign_object(text))
    except signing.BadSignature:
        text = _("There is no page at this cursor. Begin without one.")
        raise NotFound(text) from None
    if place.order != order:
        said = _("This cursor belongs to the ordering “%(order)s”.")
        raise NotFound(said % {"order": place.order})
    return place


def sorted_from(rows: QuerySet[Any], order: str, place: Place | None) -> Any:
    """Return the rows beyond a place, nearest to it first; all of them without one."""
    falling = order.startswith("-") != bool(place and place.backwards)
    name, sign = order.removeprefix("-"), "-" if falling else ""
    rows = rows.order_by(f"{sign}{name}", f"{sign}pk")
    if place is None:
        return rows
    beyond = TupleLessThan if falling else TupleGreaterThan
    field: Field[Any, Any] = rows.model._meta.get_field(name)
    there = (field.to_python(place.value), place.key)
    return rows.filter(beyond(Tuple(F(name), F("pk")), there))


def place_of(row: Any, order: str, *, backwards: bool = False) -> Place:
    """Return where a row stands, be it an object or a dictionary."""
    name = order.removeprefix("-")
    if isinstance(row, dict):
        return Place(order, row[name], row["pk"], backwards)
    return Place(order, getattr(row, name), row.pk, backwards)
