"""A problem in, five countries out, over REST."""

import json

import pytest
from django.test import Client

PROBLEM = (
    "Poor families cannot pay for health care and fall into debt when somebody is ill."
)


@pytest.fixture
def ask(client):
    def post(body=None, **headers):
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(
            "/api/v1/match", data, content_type="application/json", headers=headers
        )

    return post


@pytest.fixture
def five(make_practice, embedded):
    """Practices about health insurance from five countries, with their vectors."""
    ways = (
        "financing",
        "service_delivery",
        "community_led",
        "infrastructure",
        "partnership",
    )
    for code, way in zip(("RWA", "KEN", "BRA", "NPL", "PER"), ways, strict=True):
        make_practice(country=code, approach_type=way)
    embedded()


def test_the_answer_has_the_promised_names(ask, five):
    answer = ask({"problem": PROBLEM, "country": "sen", "count": 3})

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"matches", "honest", "considered", "took_ms", "degraded"}
    assert set(body["honest"]) == {"good", "message", "nearest_themes"}
    assert body["honest"]["good"] == len(body["matches"]) == 3
    match = body["matches"][0]
    assert set(match) == {"rank", "country", "practice", "score", "reasons", "others"}
    assert {
        "slug",
        "external_id",
        "title",
        "url",
        "summary",
        "approach_type",
        "outcomes",
    } <= set(match["practice"])
    assert match["practice"]["outcomes"][0]["values"][0]["year"] == 2003
    assert set(match["country"]) == {"iso3", "name"}
    assert 0 <= match["score"] <= 1
    assert all(set(reason) == {"code", "text"} for reason in match["reasons"])


def test_countries_are_distinct_and_never_those_ruled_out(ask, five):
    body = ask({"problem": PROBLEM, "country": "RWA", "exclude": ["ken"]}).json()

    countries = [match["country"]["iso3"] for match in body["matches"]]
    assert sorted(countries) == ["BRA", "NPL", "PER"]


def test_no_cookie_is_needed_and_none_is_set(ask, five):
    answer = ask({"problem": PROBLEM})

    assert answer.status_code == 200
    assert not answer.cookies


def test_no_csrf_token_is_asked_for(five):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/api/v1/match", {"problem": PROBLEM}, "application/json")

    assert answer.status_code == 200


def test_measures_are_taken(ask, five):
    measure = {"indicator": "People insured", "value": 12.5, "unit": "%", "year": 2024}

    body = ask({"problem": PROBLEM, "measures": [measure]}).json()

    assert body["matches"]


def test_ten_thousand_characters_are_taken_and_one_more_is_not(ask, db):
    assert ask({"problem": "water " * 1666 + "well"}).status_code == 200
    assert ask({"problem": "water " * 1666 + "wells"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "problem"),
        ({"problem": None}, "problem"),
        ({"problem": ""}, "problem"),
        ({"problem": " \n\t "}, "problem"),
        ({"problem": "\x00\x01\x1f\x7f"}, "problem"),
        ({"problem": "\ud800"}, "problem"),
        ({"problem": "12 34 %"}, "problem"),
        ({"problem": 5}, "problem"),
        ({"problem": ["water"]}, "problem"),
        ({"problem": "water", "count": 0}, "count"),
        ({"problem": "water", "count": 11}, "count"),
        ({"problem": "water", "count": "5"}, "count"),
        ({"problem": "water", "count": True}, "count"),
        ({"problem": "water", "count": 2.5}, "count"),
        ({"problem": "water", "country": "XXX"}, "country"),
        ({"problem": "water", "country": "R\x00WA\ud800X"}, "country"),
        ({"problem": "water", "exclude": ["RWA", "ZZZ"]}, "exclude"),
        ({"problem": "water", "exclude": "RWA"}, "exclude"),
        ({"problem": "water", "themes": ["99.9"]}, "themes"),
        ({"problem": "water", "languages": ["english!"]}, "languages"),
        ({"problem": "water", "measures": [{"value": 1}]}, "measures"),
        (
            {"problem": "water", "measures": [{"indicator": "x", "value": "1"}]},
            "measures",
        ),
        (
            {"problem": "water", "measures": [{"indicator": "x", "year": 10**30}]},
            "measures",
        ),
        ({"problem": "water", "measures": {}}, "measures"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(ask, db, body, field):
    answer = ask(body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]


@pytest.mark.parametrize(
    ("field", "value"), [("country", "XYZ"), ("exclude", ["XYZ"]), ("themes", ["XYZ"])]
)
def test_an_unknown_code_is_named(ask, db, field, value):
    assert "XYZ" in ask({"problem": "water", field: value}).json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        '"water"',
        '{"problem": NaN}',
        '{"problem": "water", "count": 1e400}',
        '{"problem": "water", "measures": [{"indicator": "x", "value": 1e400}]}',
        "[" * 50_000,
        b"\xff\xfe{",
        b'{"problem": "\xff"}',
    ],
)
def test_a_broken_body_is_refused(ask, db, body):
    answer = ask(body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_charset_that_is_none_is_not_a_fault_of_ours(client, five):
    answer = client.generic(
        "POST",
        "/api/v1/match",
        json.dumps({"problem": PROBLEM}).encode(),
        content_type="application/json; charset=hex",
    )

    assert answer.status_code in {200, 400}


def test_a_body_of_a_megabyte_is_too_large(ask, db):
    assert ask({"problem": "w" * 1_100_000}).status_code == 413


def test_a_form_is_not_json(client, db):
    answer = client.post("/api/v1/match", {"problem": "water"})

    assert answer.status_code == 415
    assert answer["Content-Type"] == "application/problem+json"
