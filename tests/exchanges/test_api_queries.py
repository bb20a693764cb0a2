"""Lists of the API cost the same however many rows, and countries, there are."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import talent
from exchanges import brokering, introducing, lifecycle, papers, threads
from exchanges.models import Introduction

LISTS = (
    "exchange-requests",
    "invitations",
    "introductions",
    "experts",
    "challenges",
    "exchange-requests/{0}",
    "exchange-requests/{0}/messages",
    "exchange-requests/{0}/papers",
)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asked_of(official, officer, country, make_user):
    """Put a request to so many countries, and say, attach and ask for something with each."""

    def ask(*codes):
        row = lifecycle.start(
            by=official,
            country=country("SLE"),
            title=" ".join(codes),
            problem="There is no work.",
            ask=[country(code) for code in codes],
        )
        lifecycle.submit(row, by=official, consents=True, knowingly=True)
        brokering.triage(row, by=officer)
        brokering.offer(row, by=officer)
        row.refresh_from_db()
        for code in codes:
            with_everything(row, code)
        return row

    def with_everything(row, code):
        place = threads.with_key(row, code)
        text = f"{row.pk} {code}".encode()
        paper = papers.attach(
            row,
            invitation=place.invitation,
            name=f"{code}.txt",
            file=io.BytesIO(text),
            size=len(text),
            by=official,
        )
        threads.write(place, by=official, text=code, kept=[paper])
        person = make_user(country=country(code))
        talent.offer(person, by=person, country=country(code), experience=code)
        expert = talent.entry_of(person)
        introducing.accept(introducing.ask(row, expert, by=official), by=person)

    return ask


@pytest.fixture
def cost(client):
    """Return how many queries a path takes for somebody."""

    def count(person, path):
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return len(queries)

    return count


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_however_long_it_is(
    cost, asked_of, challenge, official, ecuador, person_with, path
):
    people = (official, ecuador, person_with("auditor"))
    few = path.format(asked_of("ECU", "NPL").reference)
    before = [cost(person, few) for person in people]

    many = path.format(asked_of("ECU", "NPL", "KEN", "RWA", "COL").reference)

    assert Introduction.objects.accepted().count() == 7
    assert [cost(person, many) for person in people] == before
