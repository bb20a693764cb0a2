"""
What may be done by whom: the tables in this folder, one file an app.

A row is a URL name. A route without a row fails the tests; so does a row without a route.

    accounts:grant:                       # the name, as ``reverse`` takes it
      with: {pk: membership}              # arguments: names of things in world.py, or values
      POST:
        everyone: 404                     # later lines win over earlier ones
        visitors: login
        auditor: 403
        focal_point, administrator: open

    accounts:grant @ of_the_hub:          # the same route with another thing
      with: {pk: membership_of_the_hub}
      …

Whom
    one of the callers of ``world.CALLERS``, several with commas between, or a group:
    ``everyone``; ``visitors`` (nobody is signed in: a visitor, a deactivated and an unverified
    person, and on pages a token, since pages know no tokens); ``persons`` (all others); a role
    with ``_elsewhere`` is that of another country or hub. ``read_token`` and ``write_token``
    are of a person who has every role of the right country and hub.

What
    ``open``     she may: 2xx, 3xx, or 400/409/422 because of what she sent, which is nothing
    ``login``    she is led to the page for signing in
    ``any``      whatever the page makes of it, but no fault
    ``refused``  any of 401, 403, 404, 405, or led to sign in
    a number     exactly this status, such as 403, 404 or 410

``ANY`` stands for all methods that a row does not name; without it, such a method
is ``refused`` to everyone; but PUT may be taken as POST is.
``data:`` in a row is sent with its unsafe methods. A name may end with ``*``.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.access.routes import METHODS, Route, routes
from tests.access.world import CALLERS, PERSONS, TOKENS

FOLDER = Path(__file__).parent
NOT_NOW = (400, 409, 412, 413, 415, 422, 428)
REFUSALS = (401, 403, 404, 405)


@dataclass
class Row:
    """One line of a table: a route, with its arguments, and who may do what."""

    name: str
    variant: str
    arguments: dict[str, Any]
    methods: dict[str, dict[str, Any]]
    data: dict[str, Any] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def covers(self, route: Route) -> bool:
        if self.name.endswith("*"):
            return route.name.startswith(self.name[:-1])
        return route.name == self.name

    def tells(self, method: str) -> bool:
        """Tell whether the row is about this method; ``ANY`` is about reading and sending."""
        return method in self.named or (
            method in self.methods and method in ("GET", "POST")
        )

    def expected(self, method: str, caller: str, *, api: bool) -> Any:
        """Return what a caller should get; the last line that names her counts."""
        said: Any = "refused"
        for whom, what in self.methods.get(method, {}).items():
            names = {name for part in whom.split(",") for name in group(part, api=api)}
            said = what if caller in names else said
        return said


def group(name: str, *, api: bool) -> tuple[str, ...]:
    """Return the callers behind a name in a table."""
    visitors = tuple(who for who in CALLERS if who not in PERSONS + TOKENS)
    name = name.strip()
    groups = {
        "everyone": CALLERS,
        "persons": PERSONS + TOKENS if api else PERSONS,
        "visitors": visitors if api else visitors + TOKENS,
        "tokens": TOKENS,
    }
    known = groups.get(name, (name,))
    assert set(known) <= set(CALLERS), f"nobody is called {name!r}"
    return known


def rows() -> list[Row]:
    """Read all tables."""
    return [
        row_of(key, said)
        for file in sorted(FOLDER.glob("*.yaml"))
        for key, said in yaml.safe_load(file.read_text()).items()
    ]


def row_of(key: str, said: dict[str, Any]) -> Row:
    name, _at, variant = (part.strip() for part in key.partition("@"))
    every, named = said.get("ANY"), set(METHODS) & set(said)
    methods = {name: said.get(name, every) for name in METHODS}
    methods = {name: who for name, who in methods.items() if who is not None}
    return Row(
        name, variant, said.get("with", {}), methods, said.get("data", {}), named
    )


def fits(answer: Any, expected: Any) -> bool:
    """Tell whether an answer is what the table says."""
    status = answer.status_code
    to_login = status == 302 and "/login/" in answer["Location"]
    match expected:
        case "open":
            return (status < 400 and not to_login) or status in NOT_NOW
        case "login":
            return to_login
        case "any":
            return bool(status < 500)
        case "refused":
            return to_login or status in REFUSALS
    return bool(status == expected)


def table(*, api: bool = False, admin: bool = False) -> list[tuple[Route, Row]]:
    """Pair the routes of one kind with their rows."""
    return [
        (route, row)
        for route in routes()
        if (route.pattern.startswith("/api/"), route.pattern.startswith("/admin/"))
        == (api, admin)
        for row in rows_for(route)
    ]


def rows_for(route: Route) -> list[Row]:
    """Return the rows of a route: those of its own name, or else those with a star."""
    covering = [row for row in ALL if row.covers(route)]
    return [row for row in covering if row.name == route.name] or covering


ALL = rows()
