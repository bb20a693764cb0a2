"""Operators' pages of requests: the same verbs, with the same refusals."""

import pytest
from django.urls import reverse

from exchanges.models import ExchangeRequest, ServiceClock
from outbox.models import Event

pytestmark = pytest.mark.django_db


def act(client, model, action, row, **words):
    form = {"action": action, "_selected_action": [row.pk], **words}
    address = reverse(f"admin:exchanges_{model}_changelist")
    return client.post(address, form, follow=True)


def test_an_operator_sends_back_for_a_reason(admin_client, submitted):
    act(admin_client, "exchangerequest", "send_back", submitted, reason="How many?")

    row = ExchangeRequest.objects.get()
    assert (row.status, row.reason) == ("returned", "How many?")
    assert Event.objects.about(row).filter(kind="exchange_request.sent_back").exists()


def test_what_is_refused_is_told_in_words(admin_client, submitted):
    page = act(admin_client, "exchangerequest", "decline", submitted, reason="")

    assert "Say why" in page.content.decode()
    assert ExchangeRequest.objects.get().status == "submitted"


def test_nobody_types_a_status(admin_client, submitted):
    page = reverse("admin:exchanges_exchangerequest_change", args=[submitted.pk])

    assert admin_client.post(page, {"status": "accepted"}).status_code == 403


DAYS = {
    "completeness": 2,
    "triage": 5,
    "endorsement": 10,
    "choice": 10,
    "clarification": 10,
    "poke": 9,
    "last_chance": 21,
    "lapse": 45,
    "draft": 30,
}


def test_an_operator_sets_days_by_the_verb(admin_client):
    add = reverse("admin:exchanges_serviceclock_add")

    admin_client.post(add, DAYS | {"triage": 7})

    clock = ServiceClock.objects.get()
    assert clock.triage == 7
    assert Event.objects.about(clock).get().kind == "clock.set"


def test_days_that_cannot_be_are_not_kept(admin_client):
    add = reverse("admin:exchanges_serviceclock_add")

    answer = admin_client.post(add, DAYS | {"lapse": 400})

    assert answer.status_code == 409
    assert "No step takes more than a year." in answer.content.decode()
    assert not ServiceClock.objects.exists()
