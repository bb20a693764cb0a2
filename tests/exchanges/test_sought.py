"""What is exchanged: knowledge, skills, resources, technical know-how; one or several."""

import pytest
from django.urls import reverse

from exchanges.models import ExchangeRequest
from tests.insights.pages import text_of

REGISTER = "/requests/"
API = "/api/v1/exchange-requests"


def opened(*names):
    ExchangeRequest.objects.update(
        public_fields=names, sought=["skills", "technical_know_how"]
    )


def listed(client, address):
    return [row["reference"] for row in client.get(address).json()["results"]]


def test_who_asks_ticks_what_should_come(client, clock, official, country):
    client.force_login(official)
    typed = {"title": "Water", "sought": ["skills", "resources"]}

    client.post(reverse("exchanges:request_new"), typed)

    made = ExchangeRequest.objects.get(title="Water")
    assert made.sought == ["skills", "resources"]
    assert "Skills, resources" in text_of(client.get(made.get_absolute_url()))


def test_what_nobody_knows_cannot_be_ticked(client, clock, official):
    client.force_login(official)

    answer = client.post(reverse("exchanges:request_new"), {"sought": ["money"]})

    assert answer.status_code == 422
    assert not ExchangeRequest.objects.exists()


def test_everybody_reads_it_where_it_was_opened(client, submitted):
    opened("title")
    assert "know-how" not in text_of(client.get(submitted.get_absolute_url()))

    opened("sought")

    for address in (submitted.get_absolute_url(), REGISTER):
        assert "Skills, technical know-how" in text_of(client.get(address))


def test_the_register_is_narrowed_by_what_was_opened_alone(client, submitted):
    opened()
    assert submitted.reference not in text_of(client.get(f"{REGISTER}?sought=skills"))

    opened("sought")

    assert submitted.reference in text_of(client.get(f"{REGISTER}?sought=skills"))
    other = client.get(f"{REGISTER}?sought=resources")
    assert submitted.reference not in text_of(other)


def test_programs_read_it_and_narrow_by_it(client, submitted, officer):
    opened()
    assert client.get(f"{API}/{submitted.reference}").json()["sought"] is None
    assert listed(client, f"{API}?sought=skills") == []

    opened("sought")

    assert listed(client, f"{API}?sought=skills,resources") == [submitted.reference]
    assert listed(client, f"{API}?sought=resources") == []
    assert client.get(f"{API}?sought=money").status_code == 400


def test_the_desk_narrows_by_what_is_not_open(client, submitted, officer):
    opened()
    client.force_login(officer)

    assert listed(client, f"{API}?sought=skills") == [submitted.reference]


@pytest.mark.parametrize(("sent", "status"), [(["skills"], 201), (["money"], 400)])
def test_programs_say_what_should_come(client, clock, official, sent, status):
    client.force_login(official)
    asked = {"country": "SLE", "title": "Water", "sought": sent}

    answer = client.post(API, asked, content_type="application/json")

    assert answer.status_code == status
    assert status == 400 or answer.json()["sought"] == sent
