"""What the account pages send: the same way as all mail, in our look, text and HTML."""

import re

import pytest
from django.urls import reverse

from accounts.models import Letter
from accounts.tasks import deliver

pytestmark = pytest.mark.django_db

PASS_PHRASE = "a long pass phrase"


@pytest.fixture
def signed_up(client, mail_server):
    """Somebody who has asked for an account, and the mail that she gets."""
    form = {
        "email": "nour@example.org",
        "password1": PASS_PHRASE,
        "password2": PASS_PHRASE,
    }
    assert client.post(reverse("account_signup"), form).status_code == 302
    return Letter.objects.get()


def test_a_mail_of_the_account_has_text_and_html(signed_up, mail_server):
    deliver()

    (message,) = mail_server.taken
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    link = re.search(r"http://testserver/accounts/confirm-email/\S+", text)[0]
    assert f'href="{link}"' in html
    assert "List-Unsubscribe" not in message


def test_its_link_confirms_the_address(signed_up, client):
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", signed_up.text)

    client.post(link[1])
    form = {"login": "nour@example.org", "password": PASS_PHRASE}
    client.post(reverse("account_login"), form)

    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_speaks_the_language_of_the_page(client, user, mail_server, language):
    client.cookies["django_language"] = language

    client.post(reverse("account_reset_password"), {"email": user.email})

    assert f'lang="{language}"' in Letter.objects.get().html


def test_with_the_mail_server_away_a_page_is_as_always(client, user, mail_server):
    mail_server.stop()

    answer = client.post(reverse("account_reset_password"), {"email": user.email})
    deliver()

    assert answer.status_code == 302
    assert Letter.objects.waiting().get().tries == 1
