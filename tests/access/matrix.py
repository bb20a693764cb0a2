"""One comparison, for pages, API and operators' pages alike."""

from collections import defaultdict
from typing import Any

import pytest

from tests.access.routes import METHODS, Route
from tests.access.tables import Row, fits, table
from tests.access.world import CALLERS, World, sent

# Who tries what the table is silent about: a method that nobody should have.
SAMPLE = {"visitor", "nobody", "hub_manager", "administrator", "write_token"}


def each(**kind: bool) -> pytest.MarkDecorator:
    """Parametrise a test by the routes of a kind, each with its row."""
    pairs = table(**kind)
    names = [f"{route.name} {row.variant}".strip() for route, row in pairs]
    return pytest.mark.parametrize(("route", "row"), pairs, ids=names)


def differences(
    world: World,
    route: Route,
    row: Row,
    callers: tuple[str, ...] = CALLERS,
    methods: tuple[str, ...] = METHODS,
) -> list[str]:
    """Send every method as every caller; say where the answer is not what the table says."""
    found: dict[str, list[str]] = defaultdict(list)
    for method in methods:
        for caller in callers if row.tells(method) else set(callers) & SAMPLE:
            status, said = compare(world, route, row, method, caller)
            if said:
                found[f"{method} {status}, not {said}"].append(caller)
    return [f"{what}: {', '.join(who)}" for what, who in found.items()]


def compare(
    world: World, route: Route, row: Row, method: str, caller: str
) -> tuple[int, Any]:
    """Return the status, and what it should have been; nothing where it is as it should be."""
    api = route.pattern.startswith("/api/")
    said = row.expected(method, caller, api=api)
    answer = ask(world, route, row, method, caller)
    known = [said]
    if (
        method == "PUT" and "PUT" not in row.methods
    ):  # Django's form views take it as POST
        known.append(row.expected("POST", caller, api=api))
    return answer.status_code, None if any(fits(answer, one) for one in known) else said


def ask(world: World, route: Route, row: Row, method: str, caller: str) -> Any:
    with world.undone(caller) as client:
        path = route.path(world.arguments(row.arguments, caller))
        body = {} if method == "GET" else sent(path, row.data)
        answer = getattr(client, method.lower())(path, **body)
        answer.getvalue()  # to its end, for a file is closed there
        return answer
