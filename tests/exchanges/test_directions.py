"""Which way experience flows is computed from the two countries, and never typed in."""

import pytest

from exchanges import brokering, directions, lifecycle
from exchanges.models import ExchangeRequest
from tests.insights.pages import text_of

REGISTER = "/requests/"
API = "/api/v1/exchange-requests"


@pytest.fixture
def two_ways(draft, official, officer, country):
    """Sierra Leone asks Ecuador and Norway."""
    asked = [country("ECU"), country("NOR")]
    lifecycle.change(draft, by=official, version=draft.version, ask=asked)
    lifecycle.submit(draft, by=official, consents=True)
    return brokering.offer(brokering.triage(draft, by=officer), by=officer)


def opened(*names):
    ExchangeRequest.objects.update(public_fields=names)


def listed(client, address):
    return [row["reference"] for row in client.get(address).json()["results"]]


@pytest.mark.parametrize(
    ("provider", "asking", "way"),
    [
        ("RWA", "SLE", "south_south"),
        ("NOR", "SLE", "north_south"),
        ("RWA", "NOR", "south_north"),
        ("JPN", "NOR", "north_north"),
    ],
)
def test_it_is_told_by_the_two_countries(country, provider, asking, way):
    assert directions.between(country(provider), country(asking)) == way


def test_the_page_says_it_of_each_country_that_was_asked(client, two_ways):
    page = two_ways.get_absolute_url()
    assert "South-South" not in text_of(client.get(page))

    opened("providers")

    shown = text_of(client.get(page))
    assert "Ecuador (South-South)" in shown
    assert "Norway (North-South)" in shown


def test_its_parties_see_it_beside_each_answer(client, two_ways, official):
    client.force_login(official)

    shown = text_of(client.get(two_ways.get_absolute_url()))

    assert "South-South ·" in shown
    assert "North-South ·" in shown


def test_the_register_says_and_finds_what_was_opened_alone(client, two_ways):
    address = f"{REGISTER}?direction=north_south"
    assert two_ways.reference not in text_of(client.get(address))

    opened("providers")

    assert f"{two_ways.reference} Sierra Leone" in text_of(client.get(address))
    assert "South-South North-South since" in text_of(client.get(REGISTER))
    other = client.get(f"{REGISTER}?direction=south_north")
    assert two_ways.reference not in text_of(other)


def test_a_country_that_waits_its_turn_gives_no_direction(
    client, draft, official, officer
):
    lifecycle.change(draft, by=official, version=draft.version, all_at_once=False)
    lifecycle.submit(draft, by=official, consents=True)
    opened("providers")

    address = f"{REGISTER}?direction=south_south"
    assert draft.reference not in text_of(client.get(address))


def test_programs_read_it_of_each_invitation(client, two_ways, official):
    client.force_login(official)

    read = client.get(f"{API}/{two_ways.reference}").json()

    ways = {row["country"]["iso3"]: row["direction"] for row in read["invitations"]}
    assert ways == {"ECU": "south_south", "NOR": "north_south"}
    assert read["directions"] == ["south_south", "north_south"]


def test_programs_narrow_by_it_as_far_as_they_may_know(
    client, two_ways, official, ecuador
):
    by_way = f"{API}?direction=north_south"
    assert listed(client, by_way) == []
    assert client.get(f"{API}/{two_ways.reference}").json()["directions"] is None
    for person, found in ((official, [two_ways.reference]), (ecuador, [])):
        client.force_login(person)
        assert listed(client, by_way) == found
    client.logout()

    opened("providers")

    assert listed(client, by_way) == [two_ways.reference]
    assert listed(client, f"{API}?direction=north_north") == []


def test_invitations_are_narrowed_by_it(client, two_ways, official):
    client.force_login(official)

    found = client.get("/api/v1/invitations?direction=north_south").json()["results"]

    assert [row["country"]["iso3"] for row in found] == ["NOR"]


def test_the_register_asks_no_more_often_for_many_than_for_one(
    client, two_ways, django_assert_max_num_queries
):
    opened("providers")
    for number in range(9):
        again(two_ways, f"KX-2026-1000{number}")

    with django_assert_max_num_queries(8):
        assert text_of(client.get(REGISTER)).count("North-South since") == 10


def again(exchange_request, reference):
    """Put the same to the same countries, under another number."""
    asked = list(exchange_request.invitations.all())
    exchange_request = ExchangeRequest.objects.get(pk=exchange_request.pk)
    exchange_request.pk, exchange_request.reference = None, reference
    exchange_request.save()
    for row in asked:
        row.pk, row.exchange_request = None, exchange_request
        row.save()
