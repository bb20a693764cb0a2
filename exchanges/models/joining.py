"""Rows fetched together with what belongs to them, where a page has no query to spare."""

from collections import defaultdict
from typing import Any

from django.db import models


def joined[M: models.Model](rows: models.QuerySet[M], name: str, order: str) -> list[M]:
    """
    Fetch rows with their children in one query; the children stand as if prefetched.

    A row comes over once for each child, so this is for a handful of them.

    :param order: by which the children are sorted, below the order of the rows.
    """
    found = rows.annotate(child=models.FilteredRelation(name)).select_related("child")
    sorting = (*rows.query.order_by, f"child__{order}")
    whole: dict[Any, M] = {}
    children: dict[Any, list[Any]] = defaultdict(list)
    for row in found.order_by(*sorting):
        whole.setdefault(row.pk, row)
        if child := vars(row).get("child"):
            children[row.pk].append(child)
    for key, row in whole.items():
        stand_as_prefetched(row, name, children[key])
    return list(whole.values())


def stand_as_prefetched(row: Any, name: str, children: list[Any]) -> None:
    known = getattr(row, name).all()
    known._result_cache = children  # as prefetch_related itself does
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = known
