"""Links in mails: each opens once and for a while, and then says in words why not."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db

PASS_PHRASE = "a long pass phrase"
NEW = {"password1": "a longer pass phrase", "password2": "a longer pass phrase"}


def link(pattern: str) -> str:
    return re.search(rf"http://testserver({pattern}\S+)", mail.outbox[-1].body)[1]


def words(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def confirmation(client) -> str:
    """The link that was sent to somebody who signed up."""
    form = {
        "email": "nour@example.org",
        "password1": PASS_PHRASE,
        "password2": PASS_PHRASE,
    }
    client.post(reverse("account_signup"), form)
    return link("/accounts/confirm-email/")


@pytest.fixture
def reset(client, user) -> str:
    """The link that was sent to somebody who forgot her password."""
    client.post(reverse("account_reset_password"), {"email": user.email})
    return link("/accounts/password/reset/key/")


def test_a_confirmation_older_than_a_day_says_so(client, confirmation, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=25))

    assert "more than a day old" in words(client.get(confirmation))
    assert "more than a day old" in words(client.post(confirmation))
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_confirmation_that_was_used_says_so(client, confirmation):
    client.post(confirmation)

    assert "used before" in words(client.get(confirmation))
    assert "used before" in words(client.post(confirmation))


def test_half_a_confirmation_says_so(client, confirmation):
    assert "not whole" in words(client.get(confirmation[:-9] + "/"))


def test_a_reset_link_opens_once(client, user, reset):
    page = client.get(reset, follow=True)
    client.post(page.redirect_chain[-1][0], NEW)

    assert client.login(email=user.email, password=NEW["password1"])
    assert "used before" in words(client.get(reset, follow=True))


def test_a_reset_link_older_than_an_hour_says_so(client, reset, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=61))

    assert "more than an hour old" in words(client.get(reset, follow=True))


def test_of_two_windows_with_a_reset_link_the_second_changes_nothing(user, reset):
    windows = [Client(), Client()]
    forms = [window.get(reset, follow=True).redirect_chain[-1][0] for window in windows]
    windows[0].post(forms[0], NEW)
    other = dict.fromkeys(NEW, "yet another pass phrase")

    assert "used before" in words(windows[1].post(forms[1], other, follow=True))

    user.refresh_from_db()
    assert user.check_password(NEW["password1"])


def test_a_reset_form_that_was_left_open_for_an_hour_changes_nothing(
    client, user, reset, time_machine
):
    form = client.get(reset, follow=True).redirect_chain[-1][0]
    time_machine.move_to(timezone.now() + timedelta(minutes=61))

    assert "more than an hour old" in words(client.post(form, NEW, follow=True))

    user.refresh_from_db()
    assert user.check_password(PASS_PHRASE)


def test_half_a_reset_link_says_so(client, reset):
    start = reset.rpartition("-")[0].rpartition("-")[0]

    assert "not whole" in words(client.get(f"{start}-!!!/", follow=True))


def test_a_reset_looks_the_same_for_an_address_that_nobody_has(client, user):
    known = client.post(reverse("account_reset_password"), {"email": user.email})
    unknown = client.post(
        reverse("account_reset_password"), {"email": "nobody@example.org"}
    )

    assert (known.status_code, known["Location"]) == (
        unknown.status_code,
        unknown["Location"],
    )
