"""What a challenge counts comes with its request: to whoever reads it whole, and to nobody else."""

from decimal import Decimal

import pytest
from django.test import Client

from exchanges import brokering, lifecycle, measuring
from exchanges.models import Measure
from tests.exchanges.pages import at

COUNTED = "Households that sold something to pay for care"


@pytest.fixture
def measured(challenge, measure, official, officer, country):
    """Put to Ecuador, out of a challenge with two years, a target and a further measure."""
    figure = {"value": Decimal(38), "year": 2021, "source": "Census"}
    measuring.observe(measure, by=official, **figure)
    Measure.objects.update(target=Decimal(15), target_on="2090-01-01")
    measuring.add(
        challenge, by=official, name="Clinics without a doctor", unit="clinics"
    )
    row = lifecycle.start(
        by=official,
        country=country("SLE"),
        challenge=challenge,
        title="Who pays for care",
        ask=[country("ECU")],
    )
    lifecycle.submit(row, by=official, consents=True)
    brokering.triage(row, by=officer)
    return brokering.offer(row, by=officer)


def test_whoever_reads_the_request_whole_reads_its_measures(
    page_of, measured, official, officer, focal_point, ecuador
):
    for person in (official, focal_point, officer, ecuador):
        page = page_of(person, at(measured))
        assert COUNTED in page
        assert "from 41\N{NO-BREAK SPACE}% in 2019 to 38" in page  # the drawing
        assert "Household survey" in page
        assert "Census" in page
        assert "by Jan. 1, 2090" in page
        assert "Clinics without a doctor" in page
        assert "No value yet." in page


def test_the_desk_sees_them_under_what_is_asked(page_of, measured, officer):
    page = page_of(officer, f"/desk/{measured.reference}/")
    assert (
        page.index("The problem") < page.index(COUNTED) < page.index("Countries</h2>")
    )
    assert "Census" in page


def test_nobody_else_reads_them(page_of, measured, official, person_with, ecuador):
    type(measured).objects.update(public_fields=["title", "problem", "providers"])
    for reader in (None, person_with("official", "KEN")):
        page = page_of(reader, at(measured))
        assert "Who pays for care" in page
        assert COUNTED not in page
        assert "Census" not in page
    page_of(ecuador, measured.challenge.get_absolute_url(), status=404)


def test_a_measured_request_is_shown_within_a_dozen_queries(
    client,
    measured,
    practice,
    official,
    officer,
    ecuador,
    django_assert_max_num_queries,
):
    measured.practices.add(practice)
    for person, address in (
        (official, at(measured)),
        (ecuador, at(measured)),
        (officer, at(measured)),
        (officer, f"/desk/{measured.reference}/"),
        (officer, f"/desk/{measured.reference}/routing/"),
    ):
        client.force_login(person)
        client.get(address)  # what a process reads once, it has read
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200, address


def test_a_measured_draft_is_shown_within_a_dozen_queries(
    client, challenge, measure, practice, official, django_assert_max_num_queries
):
    draft = lifecycle.start(
        by=official,
        country=challenge.country,
        challenge=challenge,
        practices=[practice],
    )
    client.force_login(official)
    for verb in ("", "edit", "submit"):
        client.get(at(draft, verb))
        with django_assert_max_num_queries(12):
            assert client.get(at(draft, verb)).status_code == 200


def test_programs_read_them_with_the_request(client, measured, ecuador):
    path = f"/api/v1/exchange-requests/{measured.reference}"
    assert Client().get(path).json()["measures"] is None

    client.force_login(ecuador)
    first, second = client.get(path).json()["measures"]

    assert (first["name"], first["unit"], first["target"]) == (COUNTED, "%", 15)
    assert [row["year"] for row in first["observations"]] == [2019, 2021]
    assert first["observations"][1]["source"] == "Census"
    assert second["observations"] == []
