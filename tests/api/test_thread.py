"""Conversations, experts and introductions over the API."""

import pytest

from accounts import talent, tokens
from accounts.forms import in_days
from exchanges import introducing, threads
from tests.exchanges.conftest import (  # noqa: F401
    clock,
    colleague,
    country,
    draft,
    ecuador,
    nepal,
    offered,
    officer,
    official,
    submitted,
    to_ecuador,
    triaged,
)


@pytest.fixture
def called(client):
    """Call the API as somebody's program."""

    def call(method, path, person, body=None, **headers):
        _token, secret = tokens.issue(
            person, name="t", scope="write", expires_at=in_days(1), by=person
        )
        headers["Authorization"] = f"Bearer {secret}"
        return getattr(client, method)(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )

    return call


@pytest.fixture
def maria(make_user, country):  # noqa: F811
    person = make_user(country=country("ECU"), name="Maria Quispe", languages=["es"])
    return talent.offer(
        person, by=person, country=country("ECU"), experience="Ran a fund"
    )


def path_of(exchange_request):
    return f"exchange-requests/{exchange_request.reference}/messages"


def test_a_program_says_something_once(called, offered, official, ecuador):  # noqa: F811
    said = {"conversation": "ECU", "text": "Four regions."}
    for _time in range(2):
        answer = called(
            "post", path_of(offered), official, said, **{"Idempotency-Key": "one"}
        )
        assert answer.status_code == 201, answer.json()
    rows = called("get", path_of(offered), ecuador).json()["results"]
    assert [row["text"] for row in rows] == ["Four regions."]
    assert rows[0]["conversation"] == "ECU"
    assert rows[0]["author"] == {"id": official.pk, "name": official.name}


def test_each_reads_her_own_conversations(
    called,
    offered,  # noqa: F811
    official,  # noqa: F811
    ecuador,  # noqa: F811
    nepal,  # noqa: F811
    colleague,  # noqa: F811
):
    for key in ("ECU", "NPL", "desk"):
        found = threads.with_key(offered, key)
        threads.write(found, by=official, text=key)
    found = {
        person: [
            row["text"]
            for row in called("get", path_of(offered), person).json()["results"]
        ]
        for person in (official, ecuador, nepal, colleague)
    }
    assert found[official] == ["desk", "NPL", "ECU"]
    assert (found[ecuador], found[nepal], found[colleague]) == (["ECU"], ["NPL"], [])
    only = called("get", f"{path_of(offered)}?conversation=desk", official)
    assert [row["text"] for row in only.json()["results"]] == ["desk"]
    other = called(
        "post", path_of(offered), nepal, {"conversation": "ECU", "text": "a"}
    )
    assert other.status_code == 404


def test_experts_have_no_names_before_their_yes(
    called,
    offered,  # noqa: F811
    official,  # noqa: F811
    maria,
):
    listed = called("get", "experts?country=ecu&language=es", official).json()[
        "results"
    ]
    assert [row["experience"] for row in listed] == ["Ran a fund"]
    assert listed[0]["person"] is None
    assert "Maria" not in str(listed)
    asked = {"exchange_request": offered.reference, "expert": maria.pk}
    row = called("post", "introductions", official, asked)
    assert row.status_code == 201, row.json()
    assert row.json()["person"] is None

    accepted = called("post", f"introductions/{row.json()['id']}/accept", maria.person)

    assert accepted.json()["status"] == "accepted"
    named = called("get", f"experts/{maria.pk}", official).json()["person"]
    assert named["name"] == "Maria Quispe"


def test_a_no_over_the_api_has_a_reason(called, offered, official, maria):  # noqa: F811
    row = introducing.ask(offered, maria, by=official)
    path = f"introductions/{row.pk}/decline"
    assert called("post", path, maria.person, {}).status_code == 400
    assert called("post", path, official, {"reason": "No."}).status_code == 403
    assert called("post", path, maria.person, {"reason": "No."}).status_code == 200
    again = called("post", path, maria.person, {"reason": "No."})
    assert again.status_code == 409
    seen = called("get", f"introductions/{row.pk}", official).json()
    assert (seen["reason"], seen["person"]) == ("No.", None)
