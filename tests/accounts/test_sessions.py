"""How long somebody stays signed in, and how she signs out everywhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "/me/profile/"


def is_open(client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.fixture
def since(time_machine):
    """Let it be noon; return a function that lets minutes pass."""
    time_machine.move_to(NOON, tick=False)
    return lambda minutes: time_machine.move_to(
        NOON + timedelta(minutes=minutes), tick=False
    )


def test_staff_are_signed_out_after_half_an_hour_without_a_click(
    client, person_with, hub, since
):
    client.force_login(person_with(Membership.Role.CURATOR, hub=hub))
    assert is_open(client)

    since(29)
    assert is_open(client)
    since(29 + 30)

    assert not is_open(client)
    page = client.get(reverse("account_login")).content.decode()
    assert "half an hour without a click" in page


def test_others_are_not(client, user, since):
    client.force_login(user)
    assert is_open(client)

    since(11 * 60)

    assert is_open(client)


def test_everybody_is_signed_out_after_twelve_hours_of_clicking(client, user, since):
    client.force_login(user)
    opened = []
    for minutes in range(0, 13 * 60, 20):
        since(minutes)
        opened.append(is_open(client))

    assert opened == [True] * 36 + [False] * 3


def sign_in(user) -> Client:
    browser = Client()
    form = {"login": user.email, "password": "a long pass phrase"}
    browser.post(reverse("account_login"), form)
    return browser


@pytest.fixture
def two_browsers(user) -> tuple[Client, Client]:
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return sign_in(user), sign_in(user)


def test_a_person_sees_where_she_is_signed_in_and_signs_out_everywhere_else(
    two_browsers,
):
    here, there = two_browsers
    assert is_open(there)

    page = here.get(reverse("usersessions_list"))
    assert len(page.context["sessions"]) == 2
    here.post(reverse("usersessions_list"))

    assert is_open(here)
    assert not is_open(there)


def test_a_new_password_ends_the_other_sessions(two_browsers):
    here, there = two_browsers
    new = "a longer pass phrase"
    form = {"oldpassword": "a long pass phrase", "password1": new, "password2": new}

    here.post(reverse("account_change_password"), form)

    assert is_open(here)
    assert not is_open(there)


def test_signing_in_gives_the_session_another_name(user):
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    browser = Client()
    browser.session.save()
    before = browser.session.session_key
    form = {"login": user.email, "password": "a long pass phrase"}
    browser.post(reverse("account_login"), form)

    assert is_open(browser)
    assert browser.session.session_key != before
