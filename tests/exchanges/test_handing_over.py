"""Several requests at once go into one officer's care."""

import pytest

from accounts.models import Membership
from exchanges import lifecycle
from exchanges.models import ExchangeRequest
from tests.insights.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(submitted, official, country):
    """Requests that wait at the desk; the references."""
    for title in ("Water", "Seeds"):
        made = lifecycle.start(
            by=official, country=country("SLE"), title=title, problem="It is short."
        )
        lifecycle.submit(made, by=official, consents=True)
    ExchangeRequest.objects.update(officer=None)
    return list(ExchangeRequest.objects.values_list("reference", flat=True))


def in_care():
    return ExchangeRequest.objects.exclude(officer=None).count()


def test_those_that_are_marked_go_into_one_officers_care(desk, officer, three):
    answer = desk.post(
        "/desk/?stage=completeness", {"marked": three[:2], "officer": officer.pk}
    )

    assert answer.url == "/desk/?stage=completeness"
    assert f"{officer} takes care of 2 requests." in text_of(desk.get(answer.url))
    assert in_care() == 2


def test_one_that_ended_meanwhile_is_named_and_holds_up_no_other(
    desk, officer, official, three
):
    ended = ExchangeRequest.objects.get(reference=three[0])
    lifecycle.withdraw(ended, by=official, reason="Solved.")

    answer = desk.post("/desk/", {"marked": three, "officer": officer.pk}, follow=True)

    assert f"{ended.reference}: It has come to its end." in text_of(answer)
    assert in_care() == 2


def test_what_was_marked_stays_marked_where_no_officer_was_chosen(desk, three):
    page = desk.post("/desk/", {"marked": three[:1], "officer": "0"})

    assert page.status_code == 422
    assert "Choose an officer of the desk." in text_of(page)
    assert page.content.decode().count(" checked>") == 1


def test_nothing_marked_is_said(desk, officer, three):
    page = desk.post("/desk/", {"officer": officer.pk})

    assert "Mark at least one request." in text_of(page)


def test_a_hubs_manager_hands_over_those_of_her_hub_alone(
    client, officer, hub, person_with, three
):
    ExchangeRequest.objects.filter(reference=three[0]).update(hub=hub)
    client.force_login(person_with(Membership.Role.HUB_MANAGER, hub=hub))

    said = {"marked": three[:2], "officer": officer.pk}
    page = text_of(client.post("/desk/", said))
    assert f"{three[1]} is not in your care, or no request." in page
    assert in_care() == 0

    client.post("/desk/", said | {"marked": three[:1]})
    assert in_care() == 1


def test_an_auditor_reads_the_queue_and_marks_nothing(client, person_with, three):
    client.force_login(person_with(Membership.Role.AUDITOR))

    assert "With those marked" not in text_of(client.get("/desk/"))


def test_days_and_capacity_are_led_to_by_whom_they_are_hers_to_set(
    client, desk, person_with, hub
):
    assert "Days and capacity" not in text_of(desk.get("/desk/"))
    assert "How long each step may take" in text_of(desk.get("/desk/"))

    client.force_login(person_with(Membership.Role.HUB_MANAGER, hub=hub))
    assert "Days and capacity" in text_of(client.get("/desk/"))
