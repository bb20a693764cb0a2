"""Asking over the REST API: the same verbs, the same refusals."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import tokens
from exchanges import lifecycle
from exchanges.models import CountryProcedure, ExchangeRequest
from outbox.models import Event
from practices.models import Practice

pytestmark = pytest.mark.django_db

API = "/api/v1/exchange-requests"
ASKED = {
    "country": "SLE",
    "title": "Reintegrating demobilised soldiers",
    "problem": "Four in ten of those who gave up arms have no work after two years.",
    "institution": "National Commission",
    "instruments": ["study_visit", "expert_mission"],
    "public_fields": ["title", "instruments"],
    "ask": ["ECU", "NPL"],
}


@pytest.fixture
def call(clock):
    """Call a path as somebody, with a token of hers."""

    def send(method, path, data=None, person=None, **headers):
        if person:
            headers["Authorization"] = f"Bearer {token_of(person)}"
        act = getattr(Client(), method)
        body = {"data": data or {}, "content_type": "application/json"}
        return act(path, headers=headers, **body if method != "get" else {})

    return send


def token_of(person):
    until = timezone.now() + timedelta(days=30)
    _row, secret = tokens.issue(
        person, name="tests", scope="write", expires_at=until, by=person
    )
    return secret


def test_from_a_problem_to_a_yes(
    call, official, focal_point, officer, ecuador, nepal, django_assert_max_num_queries
):
    """The journey: endorsed, triaged; one declines, one asks a question, then accepts."""
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)

    begun = call("post", API, ASKED, official)
    assert begun.status_code == 201
    path = f"{API}/{begun.json()['reference']}"
    assert begun.json()["holder"] == "author"
    handed = call("post", f"{path}/submit", {"consents": True}, official)
    assert (handed.status_code, handed.json()["holder"]) == (200, "focal_point")
    endorsed = call("post", f"{path}/endorse", {"words": "A priority."}, focal_point)
    assert endorsed.json()["holder"] == "desk"
    assert call("post", f"{path}/confirm_complete", {}, officer).status_code == 200
    assert call("post", f"{path}/triage", {}, officer).json()["status"] == "triaged"
    offered = call("post", f"{path}/offer", {}, officer).json()
    assert (offered["status"], offered["holder"]) == ("offered", "providers")
    to = {row["country"]["iso3"]: row["id"] for row in offered["invitations"]}

    no = {"reason": "Elections this year."}
    said = call("post", f"/api/v1/invitations/{to['ECU']}/decline", no, ecuador)
    assert (said.status_code, said.json()["status"]) == (200, "declined")
    ask = {"question": "Which ministry leads?"}
    assert call("post", f"/api/v1/invitations/{to['NPL']}/ask", ask, nepal).json()[
        "paused"
    ]
    assert call("get", path, person=official).json()["holder"] == "author"
    tell = {"answer": "Defence."}
    call("post", f"/api/v1/invitations/{to['NPL']}/clarify", tell, official)
    yes = {"offer": "Two experts for a week.", "instruments": ["expert_mission"]}
    call("post", f"/api/v1/invitations/{to['NPL']}/accept", yes, nepal)

    with django_assert_max_num_queries(22):
        ended = call("get", path, person=official).json()
    assert (ended["status"], ended["holder"]) == ("accepted", "nobody")
    by_country = {row["country"]["iso3"]: row for row in ended["invitations"]}
    assert by_country["ECU"]["reason"] == "Elections this year."
    assert by_country["NPL"]["status"] == "chosen"
    assert by_country["NPL"]["clarifications"][0]["answer"] == "Defence."
    assert [row["kind"] for row in ended["timeline"]][:2] == [
        "exchange_request.started",
        "exchange_request.submitted",
    ]


def test_everybody_reads_of_a_request_what_its_parties_opened(call, official):
    path = f"{API}/{call('post', API, ASKED, official).json()['reference']}"
    assert call("get", path).status_code == 404
    call("post", f"{path}/submit", {"consents": True}, official)

    shown = call("get", path).json()

    assert shown["title"] == ASKED["title"]
    assert (shown["problem"], shown["institution"], shown["author"]) == (None,) * 3
    assert shown["invitations"] == shown["timeline"] == []
    assert call("get", API).json()["results"][0]["whole"] is False


def test_the_register_shows_no_more_over_the_api_than_on_the_page(
    call, draft, official, make_practice
):
    taken_back = make_practice(title="Taken back")
    said = {
        "languages": ["fr"],
        "window_closes_on": date(2027, 5, 1),
        "practices": [taken_back],
        "public_fields": ["practices"],
    }
    lifecycle.change(draft, by=official, version=draft.version, **said)
    draft.refresh_from_db()
    lifecycle.submit(draft, by=official, consents=True)
    Practice.objects.update(status=Practice.Status.WITHDRAWN)

    shown, whole = (
        call("get", f"{API}/{draft.reference}", person=person).json()
        for person in (None, official)
    )

    hidden = ("languages", "window_closes_on", "all_at_once")
    assert [shown[name] for name in hidden] == [None, None, None]
    assert [whole[name] for name in hidden] == [["fr"], "2027-05-01", True]
    assert (shown["practices"], len(whole["practices"])) == ([], 1)


def test_a_country_that_is_asked_does_not_see_what_others_say(
    call, offered, to_nepal, ecuador
):
    shown = call("get", f"{API}/{offered.reference}", person=ecuador).json()
    assert shown["whole"]
    assert [row["country"]["iso3"] for row in shown["invitations"]] == ["ECU"]
    found = call("get", f"/api/v1/invitations/{to_nepal.pk}", person=ecuador)
    assert found.status_code == 404


def test_a_change_needs_the_version_and_a_lost_race_overwrites_nothing(
    call, draft, official
):
    path, change = f"{API}/{draft.reference}", {"title": "Another"}
    assert call("patch", path, change, official).status_code == 428
    tag = call("get", path, person=official)["ETag"]
    first = call("patch", path, change, official, **{"If-Match": tag})
    assert first.json()["title"] == "Another"
    late = call("patch", path, {"title": "Late"}, official, **{"If-Match": tag})
    assert late.status_code == 412
    assert ExchangeRequest.objects.get().title == "Another"


def test_a_repeated_call_asks_once(call, official):
    key = {"Idempotency-Key": "one"}
    first = call("post", API, ASKED, official, **key)
    again = call("post", API, ASKED, official, **key)
    assert again.content == first.content  # to the letter, for whoever keeps a checksum
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert ExchangeRequest.objects.count() == 1


def test_a_refusal_says_why_and_what_would_be_right(call, official, ecuador, draft):
    path = f"{API}/{draft.reference}"
    refused = call("post", f"{path}/submit", {}, official)
    assert refused.status_code == 409
    assert "Agree that the desk" in refused.json()["detail"]
    assert call("post", API, ASKED, ecuador).status_code == 403
    assert call("post", API, ASKED).status_code == 401
    own = call("post", API, ASKED | {"ask": ["SLE"]}, official)
    assert own.status_code == 409
    nowhere = call("post", API, ASKED | {"ask": ["XYZ"]}, official)
    assert (nowhere.status_code, "ask" in nowhere.json()["errors"]) == (400, True)


def test_an_invitation_of_another_request_is_not_chosen(
    call, offered, to_nepal, official, country
):
    other = lifecycle.start(by=official, country=country("SLE"), title="Drought")
    chosen = {"invitation": to_nepal.pk}
    answer = call("post", f"{API}/{other.reference}/choose", chosen, official)
    assert answer.status_code == 400
    assert not Event.objects.filter(kind="exchange_request.accepted").exists()


def test_the_list_is_narrowed_to_who_has_the_ball(call, offered, draft, official):
    listed = call("get", f"{API}?holder=providers", person=official).json()["results"]
    assert [row["reference"] for row in listed] == [offered.reference]
    assert call("get", f"{API}?holder=everybody").status_code == 400


# --- help that nobody asked for ---------------------------------------------------------


def test_a_country_offers_its_help_once(call, submitted, person_with):
    rwanda = person_with("official", "RWA")
    path = f"{API}/{submitted.reference}/offer_help"

    first = call("post", path, {"words": "Cooperatives."}, rwanda)
    again = call("post", path, {"words": "Mines.", "country": "RWA"}, rwanda)

    assert (first.status_code, first.json()["whole"]) == (200, False)
    assert again.status_code == 409
    assert "Rwanda offered its help already" in again.json()["detail"]
    assert call("post", path, {}, rwanda).status_code == 400
