"""Sign-in and the other doors: few tries for one person, more for an office."""

import secrets

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse


def new_address() -> str:
    return f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"


pytestmark = pytest.mark.django_db

PASS_PHRASE = "a long pass phrase"


@pytest.fixture
def knock(settings, client):
    """Try to sign in from an address that nobody has called from; return the status."""
    settings.LIMITS = {"door": "3/minute; 5/hour", "doors": "6/minute"}
    settings.ACCOUNT_RATE_LIMITS = False
    caller = new_address()

    def sign_in(address: str, password: str = "wrong") -> int:
        form = {"login": address, "password": password}
        return client.post(
            reverse("account_login"), form, REMOTE_ADDR=caller
        ).status_code

    return sign_in


def test_a_person_has_few_tries(knock):
    assert [knock("a@example.org") for _ in range(4)] == [200, 200, 200, 429]


def test_letters_and_spaces_make_no_other_person(knock):
    tried = [knock(said) for said in ("a@b.org", "A@B.org", " a@b.org ", "a@B.ORG")]

    assert tried[-1] == 429


def test_her_neighbour_has_her_own(knock):
    for _ in range(4):
        knock("a@example.org")

    assert knock("b@example.org") == 200


def test_an_address_has_some_for_all_who_share_it(knock):
    tried = [knock(f"{name}@example.org") for name in "abcdefg"]

    assert tried == [200] * 6 + [429]


def test_who_has_come_in_begins_anew(knock, client, user):
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    knock(user.email)
    knock(user.email)
    assert knock(user.email, PASS_PHRASE) == 302
    client.logout()

    assert [knock(user.email), knock(user.email)] == [200, 200]


def test_an_address_that_nobody_has_is_limited_in_the_same_way(knock, user):
    known = [knock(user.email) for _ in range(4)]
    assert known[-1] == 429


@pytest.mark.parametrize(
    "door", ["account_signup", "account_reset_password", "admin:login"]
)
def test_every_door_counts(settings, client, door):
    settings.LIMITS = {"door": "1/minute"}
    caller = {"REMOTE_ADDR": new_address()}
    form = {"email": "a@example.org", "username": "a@example.org"}

    client.post(reverse(door), form, **caller)
    answer = client.post(reverse(door), form, **caller)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_second_factor_counts_for_whoever_gave_the_password(settings, client, user):
    settings.LIMITS = {"door": "3/minute"}
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x" * 16})
    caller = {"REMOTE_ADDR": new_address()}
    form = {"login": user.email, "password": PASS_PHRASE}
    client.post(reverse("account_login"), form, **caller)

    door = reverse("mfa_authenticate")
    tried = [client.post(door, {"code": "000000"}, **caller) for _ in range(4)]

    assert [answer.status_code for answer in tried] == [200, 200, 200, 429]
    assert int(tried[-1]["Retry-After"]) > 0
    assert "Try again in" in tried[-1].content.decode()


def test_one_inbox_is_not_flooded_from_many_addresses(settings, client, user):
    settings.LIMITS = {"doors": "100/minute"}
    form, door = {"email": user.email}, reverse("account_reset_password")

    tried = [client.post(door, form, REMOTE_ADDR=new_address()) for _ in range(6)]

    assert [answer.status_code for answer in tried] == [302] * 5 + [429]
    assert tried[-1]["Retry-After"] == "60"
    assert "Wait a minute" in tried[-1].content.decode()


@pytest.mark.parametrize("path", ["/match/", "/api/v1/match"])
def test_whoever_asks_too_often_is_told_when_to_ask_again(settings, client, path):
    settings.LIMITS = {"match": "1/minute"}
    caller = {"REMOTE_ADDR": new_address()}
    ask = {"problem": "Floods"}

    client.post(path, ask, "application/json", **caller)
    answer = client.post(path, ask, "application/json", **caller)

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    kind = "application/problem+json" if "api" in path else "text/html; charset=utf-8"
    assert answer["Content-Type"] == kind
