"""Signing in with one's own institution, against a provider that really answers."""

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from config.single_sign_on import oidc_providers, sign_on_origins
from tests.accounts.oidc_provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/oidc/ministry/login/"
NOUR = {
    "sub": "nour-1",
    "name": "Nour Haddad",
    "email": "Nour@ministry.example",
    "email_verified": True,
}


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings, monkeypatch) -> Provider:
    """The provider, as the environment names it; Nour has signed in there."""
    for name, value in {
        "OIDC_PROVIDERS": "ministry",
        "OIDC_MINISTRY_NAME": "the Ministry of Planning",
        "OIDC_MINISTRY_ISSUER": running.address,
        "OIDC_MINISTRY_CLIENT_ID": CLIENT,
        "OIDC_MINISTRY_CLIENT_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(name, value)
    settings.OIDC_PROVIDERS = oidc_providers()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": settings.OIDC_PROVIDERS,
            "OAUTH_PKCE_ENABLED": True,
        }
    }
    running.person = NOUR
    return running


def come_from(client) -> object:
    """Go to the provider as a browser does, and come back with what it says."""
    away = client.post(LOGIN)
    back = requests.get(away["Location"], allow_redirects=False, timeout=5)
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_person_comes_in_with_her_name_and_address(client, provider):
    come_from(client)

    person = User.objects.get()
    assert is_signed_in(client)
    assert (person.name, person.email) == ("Nour Haddad", "nour@ministry.example")
    assert not person.has_usable_password()


def test_she_is_the_same_person_the_next_time(client, provider):
    come_from(client)
    client.logout()

    come_from(client)

    assert is_signed_in(client)
    assert User.objects.count() == 1


def test_an_address_alone_opens_no_account_that_was_here_before(
    client, provider, make_user
):
    known = make_user(email="nour@ministry.example", password="a long pass phrase")
    known.emailaddress_set.create(email=known.email, verified=True, primary=True)

    come_from(client)

    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_an_address_that_the_provider_has_not_checked_is_confirmed_first(
    client, provider
):
    provider.person = NOUR | {"email_verified": False}

    come_from(client)

    assert not is_signed_in(client)


def test_an_answer_that_nobody_asked_for_is_refused(client, provider):
    answer = client.get(f"{LOGIN}callback/?code=stolen&state=made-up")

    assert not is_signed_in(client)
    assert answer.status_code in (200, 401)


def test_the_page_offers_it(client, provider):
    page = client.get("/accounts/login/").content.decode()

    assert "Sign in with the Ministry of Planning" in page


def test_without_a_provider_the_page_offers_none(client):
    assert "/accounts/oidc/" not in client.get("/accounts/login/").content.decode()


def test_a_form_may_lead_to_the_provider(provider, settings):
    assert sign_on_origins(settings.OIDC_PROVIDERS) == [provider.address]


def test_a_provider_without_an_address_stops_the_start(provider, monkeypatch):
    monkeypatch.setenv("OIDC_MINISTRY_ISSUER", "login.ministry")

    with pytest.raises(ImproperlyConfigured, match="OIDC_MINISTRY_ISSUER"):
        oidc_providers()


def test_a_provider_without_a_secret_stops_the_start(provider, monkeypatch):
    monkeypatch.delenv("OIDC_MINISTRY_CLIENT_SECRET")

    with pytest.raises(ImproperlyConfigured, match="OIDC_MINISTRY_CLIENT_SECRET"):
        oidc_providers()
