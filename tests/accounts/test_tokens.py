"""A token: shown once, kept as a hash, revoked at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts import demonstration, tokens
from accounts.forms import in_days
from accounts.models import PersonalToken
from accounts.tokens import LivesTooLong, TooManyTokens

pytestmark = pytest.mark.django_db

MEMBERSHIPS = "/api/v1/memberships"
ASKING = {"role": "official", "country": "rwa", "reason": "I work there."}


@pytest.fixture
def issue(user):
    def make(scope: str = "write", days: int = 30) -> tuple[PersonalToken, str]:
        return tokens.issue(
            user, name="report", scope=scope, expires_at=in_days(days), by=user
        )

    return make


def shown(secret: str) -> dict[str, str]:
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def test_only_a_hash_is_kept(issue):
    token, secret = issue()

    kept = " ".join(
        map(str, PersonalToken.objects.filter(pk=token.pk).values().get().values())
    )
    assert secret.startswith("kx_")
    assert secret not in kept


def test_a_token_opens_what_its_person_may_see(client, issue, user):
    _token, secret = issue("read")

    answer = client.get(MEMBERSHIPS, **shown(secret))

    assert answer.status_code == 200
    assert PersonalToken.objects.get().used_at is not None


def test_a_token_that_may_read_changes_nothing(client, issue, user):
    _token, secret = issue("read")

    answer = client.post(MEMBERSHIPS, ASKING, "application/json", **shown(secret))

    assert answer.status_code == 403
    assert "may only read" in answer.json()["detail"]
    assert not user.memberships.exists()


def test_a_token_that_may_write_asks_for_a_role(client, issue, user):
    _token, secret = issue("write")

    answer = client.post(MEMBERSHIPS, ASKING, "application/json", **shown(secret))

    assert answer.status_code == 201
    assert answer.json()["country"]["iso3"] == "RWA"


def test_a_revoked_token_is_refused_at_the_next_request(client, issue, user):
    token, secret = issue()
    client.get(MEMBERSHIPS, **shown(secret))

    tokens.revoke(token, by=user)
    answer = client.get(MEMBERSHIPS, **shown(secret))

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_opens_nothing(client, issue, time_machine):
    _token, secret = issue(days=30)

    time_machine.move_to(timezone.now() + timedelta(days=31))

    assert client.get(MEMBERSHIPS, **shown(secret)).status_code == 401


def test_the_token_of_a_closed_account_opens_nothing(client, issue, user):
    _token, secret = issue()
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert client.get(MEMBERSHIPS, **shown(secret)).status_code == 401


@pytest.mark.parametrize("days", [-1, 0, 367, 10_000])
def test_a_token_lives_for_a_year_at_most(issue, days):
    with pytest.raises(LivesTooLong):
        issue(days=days)


def test_nobody_has_more_tokens_than_she_can_look_after(issue):
    for _number in range(tokens.MOST):
        issue()

    with pytest.raises(TooManyTokens):
        issue()


def test_nobody_makes_or_revokes_anothers_token(issue, user, make_user):
    token, _secret = issue()

    with pytest.raises(PermissionDenied):
        tokens.revoke(token, by=make_user())
    with pytest.raises(PermissionDenied):
        tokens.issue(
            user, name="x", scope="read", expires_at=in_days(1), by=make_user()
        )


def test_a_session_without_the_form_token_changes_nothing(user):
    from django.test import Client  # noqa: PLC0415

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)

    answer = browser.post(MEMBERSHIPS, ASKING, "application/json")

    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


FORM = {"name": "monthly report", "scope": "read", "days": "90"}


def test_a_person_types_her_password_before_she_makes_a_token(client, user):
    client.force_login(user)

    answer = client.post(reverse("accounts:tokens"), FORM)

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not user.tokens.exists()


def test_the_secret_is_shown_once(client, user):
    client.force_login(user)
    client.post(reverse("accounts:tokens"), FORM)
    again = f"{reverse('account_reauthenticate')}?next={reverse('accounts:tokens')}"

    made = client.post(again, {"password": "a long pass phrase"}, follow=True)
    later = client.get(reverse("accounts:tokens"))

    token = user.tokens.get()
    assert made.context["secret"].startswith(token.prefix)
    assert made.context["secret"] in made.content.decode()
    assert made.context["secret"] not in later.content.decode()
    assert token.prefix in later.content.decode()


def test_each_start_of_the_demonstration_issues_new_tokens(client, hub):
    first = demonstration.make_accounts("a long pass phrase")
    second = demonstration.make_accounts("a long pass phrase")

    old, new = first[0]["api_token"], second[0]["api_token"]
    assert client.get(MEMBERSHIPS, **shown(old)).status_code == 401
    assert client.get(MEMBERSHIPS, **shown(new)).status_code == 200
