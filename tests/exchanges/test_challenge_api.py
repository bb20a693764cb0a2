"""Challenges over the API: as on the pages, with versions, and each call once."""

import pytest
from django.utils import translation

from exchanges.models import Challenge
from tests.practices.pages import PROBLEM

pytestmark = pytest.mark.django_db

ALL = "/api/v1/challenges"


@pytest.fixture
def api(client, official):
    """Calls of a person who has signed in; what is sent is JSON."""
    client.force_login(official)

    def call(method, path=ALL, body=None, **headers):
        send = getattr(client, method)
        if method == "get":
            return send(path)
        return send(path, body or {}, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def begun(api):
    return api("post", body={"country": "sle", "happens": PROBLEM}).json()


@pytest.fixture
def at(begun):
    return f"{ALL}/{begun['id']}"


def test_another_language_is_another_answer(client, api, at):
    english = client.get(at)
    known = {"If-None-Match": english["ETag"]}

    assert client.get(at, headers=known).status_code == 304
    french = client.get(at, headers=known | {"Accept-Language": "fr"})
    assert french.status_code == 200


def test_a_challenge_goes_the_whole_way(api, begun, at, practice, embedded):
    embedded()
    said = {"tried": "A fund", "deadline": "2090-01-01"}
    changed = api("patch", at, said, if_match='"1"')
    assert (changed.json()["tried"], changed["ETag"][:3]) == ("A fund", '"2.')

    measure = {
        "indicator": "3.8.2",
        "first": {"value": 41, "year": 2019, "source": "S"},
    }
    measured = api("post", f"{at}/measures", measure)
    assert measured.status_code == 201
    row = measured.json()["measures"][0]
    assert (row["indicator"]["code"], row["unit"]) == ("3.8.2", "%")
    below = f"{at}/measures/{row['id']}"
    figure = {"value": "38.5", "year": 2021, "source": "S"}
    observed = api("post", f"{below}/observations", figure).json()["measures"][0]
    assert [(v["value"], v["year"]) for v in observed["observations"]] == [
        (41, 2019),
        (38.5, 2021),
    ]

    five = api("get", f"{at}/five").json()
    assert five["matches"][0]["country"]["iso3"] == "RWA"
    ready = api("post", f"{at}/ready").json()
    assert ready["status"] == "ready"
    assert ready["standing"]
    assert api("post", f"{at}/reopen").json()["status"] == "draft"
    assert api("post", f"{at}/close").json()["status"] == "closed"
    assert api("patch", at, said, if_match='"7"').status_code == 409
    assert api("delete", at).status_code == 204
    assert api("get", at).status_code == 404


def test_the_list_is_hers_alone(api, begun, client, colleague):
    assert [row["id"] for row in api("get").json()["results"]] == [begun["id"]]
    client.force_login(colleague)
    assert api("get").json()["results"] == []
    assert api("get", f"{ALL}/{begun['id']}").status_code == 404


def test_a_call_with_a_key_is_done_once(api):
    body = {"country": "SLE", "happens": PROBLEM}
    first, second = (api("post", body=body, idempotency_key="k") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert Challenge.objects.count() == 1


def test_nothing_is_overwritten_unseen(api, at):
    assert api("patch", at, {"tried": "First"}).status_code == 428
    assert api("patch", at, {"tried": "First"}, if_match='"1"').status_code == 200
    late = api("patch", at, {"tried": "Second"}, if_match='"1"')
    assert late.status_code == 412
    assert Challenge.objects.get().tried == "First"
    assert api("post", f"{at}/ready", if_match='"1"').status_code == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"happens": PROBLEM}, "country"),
        ({"country": "SLE"}, "happens"),
        ({"country": "XXX", "happens": PROBLEM}, "country"),
        ({"country": "SLE", "happens": PROBLEM, "deadline": "2020-01-01"}, "deadline"),
    ],
    ids=["nowhere", "nothing", "no country", "the past"],
)
def test_what_cannot_be_is_refused_by_its_field(api, body, field):
    refused = api("post", body=body)
    assert refused.status_code == 400
    assert field in refused.json()["errors"]
    assert not Challenge.objects.exists()


def test_a_share_of_130_is_asked_back(api, at):
    first = {"value": 130, "year": 2019, "source": "Survey"}
    measure = {"name": "Ill", "unit": "%", "first": first}
    asked = api("post", f"{at}/measures", measure)
    assert asked.status_code == 400
    assert "more than all of them" in asked.json()["errors"]["knowingly"][0]
    sure = api("post", f"{at}/measures", measure | {"knowingly": True})
    assert sure.status_code == 201


def test_measures_and_values_are_changed_and_removed(api, at):
    first = {"value": 41, "year": 2019, "source": "Survey"}
    body = {"name": "Ill", "unit": "%", "first": first}
    row = api("post", f"{at}/measures", body).json()
    measure = row["measures"][0]
    below = f"{at}/measures/{measure['id']}"
    tag = f'"{row["version"]}"'

    assert api("patch", below, {"better": "lower"}).status_code == 428
    changed = api("patch", below, {"better": "lower"}, if_match=tag)
    assert changed.json()["measures"][0]["better"] == "lower"
    value = measure["observations"][0]["id"]
    emptied = api("delete", f"{below}/observations/{value}")
    assert emptied.json()["measures"][0]["observations"] == []
    assert api("delete", below, if_match=tag).status_code == 412
    assert api("delete", below).json()["measures"] == []
    assert api("delete", below).status_code == 404


def test_the_indicators_are_listed_for_everybody(client):
    page = client.get("/api/v1/indicators?page_size=200").json()
    assert len(page["results"]) == 200
    births = client.get("/api/v1/indicators/16.9.1").json()
    assert births["target"] == "16.9"
    with translation.override("en"):
        french = client.get(
            "/api/v1/indicators/16.9.1", headers={"accept-language": "fr"}
        )
    assert french.json()["name"].startswith("Proportion d’enfants")
