"""What programs send that no person would: refused with a sentence, and nothing is changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import tokens
from accounts.forms import in_days
from exchanges.models import Challenge, ExchangeRequest, Invitation, Paper

API = "/api/v1"


@pytest.fixture
def call():
    """Call a path as somebody's program; what is sent is JSON, unless there is a file in it."""

    def send(person, method, path, data=None, **headers):
        _row, secret = tokens.issue(
            person, name="t", scope="write", expires_at=in_days(1), by=person
        )
        headers["Authorization"] = f"Bearer {secret}"
        is_form = any(isinstance(value, SimpleUploadedFile) for value in data or ())
        kind = (
            {} if is_form or method == "get" else {"content_type": "application/json"}
        )
        if is_form:
            data = {"file": data[0], **data[1]}
        act = getattr(Client(), method)
        return act(f"{API}/{path}", data or {}, headers=headers, **kind)

    return send


@pytest.fixture
def at(offered):
    return f"exchange-requests/{offered.reference}"


# --- a number is no text, and a text no number ------------------------------------------


@pytest.mark.parametrize("reason", [0, 1.5, True, ["x"], {"a": 1}, None, "", " \0 "])
def test_a_reason_is_a_text(call, official, at, reason):
    answer = call(official, "post", f"{at}/withdraw", {"reason": reason})
    assert answer.status_code == 400
    assert "reason" in answer.json()["errors"]


@pytest.mark.parametrize(
    "sent", [{"all_at_once": 1}, {"all_at_once": "yes"}, {"title": 7}]
)
def test_a_draft_takes_what_its_description_says(call, official, draft, sent):
    path = f"exchange-requests/{draft.reference}"
    answer = call(official, "patch", path, sent, if_match=f'"{draft.version}"')
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(sent)


@pytest.mark.parametrize("key", ["5", True, 1.5, 2**70])
def test_a_key_is_a_whole_number(call, official, at, key):
    answer = call(official, "post", f"{at}/choose", {"invitation": key})
    assert answer.status_code == 400


def test_a_text_is_kept_without_what_no_database_holds(call, official, at):
    said = {"conversation": "ECU", "text": "Two\0 weeks\ud800."}
    answer = call(official, "post", f"{at}/messages", said)
    assert (answer.status_code, answer.json()["text"]) == (201, "Two weeks.")


# --- days -------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["0001-01-01", "2026-11-15"])
def test_a_window_that_has_closed_is_refused_as_on_the_page(call, official, draft, day):
    path, tag = f"exchange-requests/{draft.reference}", f'"{draft.version}"'
    answer = call(official, "patch", path, {"window_closes_on": day}, if_match=tag)
    assert answer.status_code == 400
    assert "past" in answer.json()["errors"]["window_closes_on"][0]
    for day_to_come in ("2026-11-16", "9999-12-31", None):
        answer = call(
            official,
            "patch",
            path,
            {"window_closes_on": day_to_come},
            if_match=f'"{ExchangeRequest.objects.get().version}"',
        )
        assert answer.json()["window_closes_on"] == day_to_come


def test_nobody_is_ready_from_a_day_that_is_past(call, ecuador, to_ecuador):
    said = {"offer": "Two weeks", "possible_from": "2026-11-15"}
    answer = call(ecuador, "post", f"invitations/{to_ecuador.pk}/accept", said)
    assert answer.status_code == 400
    to_ecuador.refresh_from_db()
    assert to_ecuador.is_pending


# --- versions ---------------------------------------------------------------------------


def test_a_verb_is_not_done_to_another_version_than_the_one_that_was_read(
    call, official, offered, at
):
    why, stale = {"reason": "The budget was cut."}, f'"{offered.version - 1}"'
    assert (
        call(official, "post", f"{at}/withdraw", why, if_match=stale).status_code == 412
    )
    assert not ExchangeRequest.objects.get().is_final

    tag = call(official, "get", at)["ETag"]
    assert (
        call(official, "post", f"{at}/withdraw", why, if_match=tag).status_code == 200
    )


def test_an_answer_is_not_given_to_another_version_of_what_was_asked(
    call, ecuador, to_ecuador
):
    path, why = f"invitations/{to_ecuador.pk}", {"reason": "No capacity."}
    assert (
        call(ecuador, "post", f"{path}/decline", why, if_match='"99"').status_code
        == 412
    )
    assert Invitation.objects.get(pk=to_ecuador.pk).is_pending

    tag = call(ecuador, "get", path)["ETag"]
    assert (
        call(ecuador, "post", f"{path}/decline", why, if_match=tag).status_code == 200
    )


def test_a_challenge_that_has_changed_is_not_thrown_away(call, official, challenge):
    path = f"challenges/{challenge.pk}"
    assert call(official, "delete", path, if_match='"99"').status_code == 412
    assert Challenge.objects.exists()
    tag = f'"{challenge.version}"'
    assert call(official, "delete", path, if_match=tag).status_code == 204


@pytest.mark.parametrize("tag", ["*", "", " * "])
def test_any_version_will_do_for_a_verb(call, official, at, tag):
    why = {"reason": "The budget was cut."}
    assert (
        call(official, "post", f"{at}/withdraw", why, if_match=tag).status_code == 200
    )


# --- forms ------------------------------------------------------------------------------


def test_what_was_made_comes_as_json_alone(call, official, db):
    begun = {"country": "SLE", "title": "Clinics", "problem": "Far away."}
    refused = call(official, "post", "exchange-requests", begun, accept="text/csv")
    assert refused.status_code == 406
    assert not ExchangeRequest.objects.exists()
    listed = call(official, "get", "exchange-requests", accept="text/csv")
    assert listed["Content-Type"].startswith("text/csv")


def test_a_paper_without_a_conversation_is_of_the_request(
    call, official, at, own_files
):
    file = SimpleUploadedFile("Letter.txt", b"Dear all")
    answer = call(official, "post", f"{at}/papers", [file, {"conversation": ""}])
    assert (answer.status_code, answer.json()["conversation"]) == (201, None)
    assert Paper.objects.get().of_request


def test_a_key_with_a_nul_is_refused(call, official, db):
    begun = {"country": "SLE", "title": "Clinics", "problem": "Far away."}
    answer = call(official, "post", "exchange-requests", begun, idempotency_key="a\0b")
    assert answer.status_code == 400


@pytest.mark.parametrize("below", ["", "/withdraw", "/messages", "/papers"])
def test_options_promise_nothing_that_the_schema_does_not(call, official, at, below):
    answer = call(official, "options", f"{at}{below}")
    assert answer.status_code == 200
    assert "actions" not in answer.json()
