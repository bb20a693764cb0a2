"""The stock cast of curation: author, curator, reviewer, and the hub of Rwanda."""

from typing import Any

import pytest

from accounts.models import User
from hubs.models import Hub
from practices import curation
from practices.models import Practice

IDEA = {
    "countries": ["RWA"],
    "language": "en",
    "title": "Village savings groups that pay for school meals",
    "problem": "Children left school hungry, and one in five stayed away.",
    "summary": "Savings groups pay for a cooked meal on every school day.",
    "approach": "Each group chooses a cook and buys from its own farmers.",
}


@pytest.fixture
def signed_in(client):
    """Sign somebody in; return the browser."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def author(make_user) -> User:
    return make_user(name="Odette Author")


@pytest.fixture
def curator(person_with, hub: Hub) -> User:
    return person_with("curator", hub=hub)


@pytest.fixture
def reviewer(person_with, hub: Hub) -> User:
    return person_with("reviewer", hub=hub)


@pytest.fixture
def stranger(person_with) -> User:
    """A curator of another hub."""
    other = Hub.objects.create(
        slug="kenya-learning",
        name="Kenya Learning",
        country_id="KEN",
        arrangement_type=Hub.Arrangement.SECTOR_INSTITUTE,
    )
    return person_with("curator", hub=other)


@pytest.fixture
def idea(author: User, hub: Hub) -> Practice:
    """Offered to Rwanda's hub, and not looked at yet."""
    return curation.capture(IDEA, by=author, hub=hub)


@pytest.fixture
def submitted(idea: Practice, author: User) -> Practice:
    return curation.submit(idea, by=author)


@pytest.fixture
def answers() -> dict[str, tuple[str, str]]:
    """Met, with a comment, to every question."""
    from practices.questions import review_questions  # noqa: PLC0415

    return {row.code: ("met", "Seen on page 3.") for row in review_questions()}


@pytest.fixture
def at_once() -> Any:
    """Run a function for each of these at the same time, in real threads."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415
    from threading import Barrier  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415

    def run(function: Any, things: list[Any]) -> list[Any]:
        ready = Barrier(len(things))

        def one(thing: Any) -> Any:
            try:
                ready.wait(10)
                return function(thing)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(things)) as pool:
            return list(pool.map(one, things))

    return run
