"""Saved searches over the API: hers alone, and nothing is overwritten unseen."""

import pytest

from practices.models import SavedSearch
from tests.practices.pages import PROBLEM

pytestmark = pytest.mark.django_db

ALL = "/api/v1/saved-searches"


@pytest.fixture
def api(client, user):
    """Calls of a person who has signed in; what is sent is JSON."""
    client.force_login(user)

    def call(method, path=ALL, body=None, **headers):
        send = getattr(client, method)
        if method == "get":
            return send(path)
        return send(path, body or {}, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def kept(api):
    asked = {"name": "Health", "choices": {"theme": ["3"], "country": ["rwa"]}}
    return api("post", body=asked).json()


def test_a_search_is_kept_with_what_it_would_have_told(api, practice):
    answer = api("post", body={"name": "Rwanda", "choices": {"country": ["RWA"]}})

    assert answer.status_code == 201
    row = answer.json()
    assert row["choices"]["country"] == ["RWA"]
    assert row["last_month"] == {"notices": 1, "practices": 1}
    assert answer["ETag"].startswith('"1.')


def test_a_problem_is_kept_with_her_country(api):
    asked = {"name": "Illness", "problem": PROBLEM, "country": "SLE", "q": "pool"}

    row = api("post", body=asked).json()

    assert (row["problem"], row["q"], row["country"]["iso3"]) == (
        PROBLEM,
        "pool",
        "SLE",
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "Nothing"},
        {"problem": PROBLEM},
        {"name": "Nowhere", "problem": PROBLEM, "country": "XXX"},
        {"name": "Unknown", "choices": {"region": ["Atlantis"]}},
        {"name": "Too long", "problem": "word " * 3_000},
        {"name": "Figures", "problem": "1234"},
        {"name": 7, "q": "pool"},
    ],
    ids=lambda asked: str(asked)[:50],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(api, asked):
    answer = api("post", body=asked)

    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not SavedSearch.objects.exists()


def test_the_same_twice_is_a_conflict(api, kept):
    asked = {"name": "Again", "choices": {"theme": ["3"], "country": ["RWA"]}}

    assert api("post", body=asked).status_code == 409


def test_the_list_holds_hers_alone(api, kept, client, make_user):
    assert [row["id"] for row in api("get").json()["results"]] == [kept["id"]]

    client.force_login(make_user())

    assert api("get").json()["results"] == []
    assert api("get", f"{ALL}/{kept['id']}").status_code == 404


def test_a_visitor_sees_none(client):
    assert client.get(ALL).status_code == 401


def test_a_new_name_says_which_version_it_changes(api, kept):
    one = f"{ALL}/{kept['id']}"

    assert api("patch", one, {"name": "B"}).status_code == 428
    assert (
        api("patch", one, {"name": "B"}, **{"If-Match": '"1"'}).json()["version"] == 2
    )
    assert api("patch", one, {"name": "C"}, **{"If-Match": '"1"'}).status_code == 412
    assert api("get", one).json()["name"] == "B"


def test_it_is_paused_resumed_and_deleted(api, kept):
    one = f"{ALL}/{kept['id']}"

    assert api("post", f"{one}/pause").json()["paused_at"]
    assert api("post", f"{one}/resume").json()["paused_at"] is None
    assert api("delete", one).status_code == 204
    assert api("get", one).status_code == 404


def test_a_list_asks_as_often_for_many_as_for_one(
    api, kept, django_assert_max_num_queries
):
    for code in ("GHA", "KEN", "PER"):
        api("post", body={"name": code, "choices": {"country": [code]}})

    with django_assert_max_num_queries(6):
        assert len(api("get").json()["results"]) == 4
