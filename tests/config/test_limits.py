from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory
from django.utils.crypto import get_random_string
from limits import parse

from config import limits
from config.limits import Meter, rule_for

FIVE = parse("5/minute")


@pytest.fixture
def caller() -> str:
    """An address from which nobody has called yet."""
    return get_random_string(12)


@pytest.fixture
def nowhere(settings, tmp_path):
    """Look for Valkey where there is none."""
    settings.REDIS_URL = f"unix://{tmp_path}/none.sock"


def passes_of(meter: Meter, caller: str, calls: int = 40) -> int:
    """Return how many of many calls at once may pass."""
    with ThreadPoolExecutor(calls) as pool:
        answers = pool.map(lambda _: meter.hit(FIVE, "match", caller), range(calls))
        return sum(passes for passes, _left, _reset in answers)


def test_of_forty_calls_at_once_exactly_five_pass(caller):
    assert passes_of(Meter(), caller) == 5


def test_two_processes_count_together(caller):
    assert passes_of(Meter(), caller) + passes_of(Meter(), caller) == 5


def test_without_valkey_the_process_counts_for_itself(nowhere, caller):
    assert passes_of(Meter(), caller) == 5


def test_one_caller_does_not_use_up_anothers_calls(caller):
    meter = Meter()
    passes_of(meter, caller)

    assert meter.hit(FIVE, "match", caller + "'s neighbour")[0]


@pytest.mark.parametrize(
    ("method", "path", "rule"),
    [
        ("get", "/practices/", "read"),
        ("get", "/api/v1/match?problem=floods", "match"),
        ("post", "/api/v1/match", "match"),
        ("get", "/match/?problem=floods", "match"),
        ("get", "/match/", "read"),
        ("post", "/accounts/login/", "door"),
        ("get", "/accounts/login/", "read"),
        ("post", "/admin/login/", "door"),
        ("get", "/livez", ""),
        ("get", "/readyz", ""),
        ("get", "/static/css/site.css", ""),
    ],
)
def test_each_path_has_its_limit(method, path, rule):
    assert rule_for(getattr(RequestFactory(), method)(path)) == rule


@pytest.fixture
def one_call(settings, caller):
    """Let every address read once a minute; return an address that has."""
    settings.LIMITS = {"read": "1/minute"}
    return {"REMOTE_ADDR": caller}


def test_who_calls_too_often_is_told_how_long_to_wait(client, one_call):
    first = client.get("/no/such/page", **one_call)
    second = client.get("/no/such/page", **one_call)

    assert (first.status_code, first["RateLimit-Remaining"]) == (404, "0")
    assert second.status_code == 429
    assert 1 <= int(second["Retry-After"]) <= 60


def test_partner_systems_are_told_in_json(client, one_call):
    client.get("/api/v1/nothing", **one_call)
    answer = client.get("/api/v1/nothing", **one_call)

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("1", "0")


def test_a_proxys_word_counts_only_behind_one(settings):
    said = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    )

    assert limits.address_of(said) == "127.0.0.1"
    settings.TRUST_PROXY = True
    assert limits.address_of(said) == "203.0.113.9"
