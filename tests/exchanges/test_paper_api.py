"""Papers over the REST API: the same verbs as on the pages, the same limits."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import tokens
from accounts.forms import in_days
from exchanges import lifecycle, papers
from exchanges.models import CountryProcedure
from exchanges.models.threads import Paper
from practices import uploads

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def call():
    """Call a path as somebody's program; what is sent is a form unless it is said to be JSON."""

    def send(method, path, person=None, data=None, *, json=False, **headers):
        if person:
            headers["Authorization"] = f"Bearer {secret_of(person)}"
        body = {"content_type": "application/json"} if json else {}
        act = getattr(Client(raise_request_exception=False), method)
        return act(path, data, headers=headers, **body)

    return send


def secret_of(person):
    until = in_days(1)
    _row, secret = tokens.issue(
        person, name="tests", scope="write", expires_at=until, by=person
    )
    return secret


def file(name="Letter.pdf", body=LETTER):
    return SimpleUploadedFile(name, body)


def path_of(exchange_request):
    return f"/api/v1/exchange-requests/{exchange_request.reference}"


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_a_paper_that_is_attached_is_listed_described_and_fetched(
    call, offered, official, ecuador
):
    path = f"{path_of(offered)}/papers"
    made = call("post", path, official, {"file": file()})
    assert made.status_code == 201, made.json()
    row = made.json()
    assert (row["name"], row["kind"], row["size"]) == ("Letter.pdf", "pdf", len(LETTER))
    assert row["conversation"] is None
    assert row["sha256"] == hashlib.sha256(LETTER).hexdigest()

    assert call("get", path, ecuador).json()["results"] == [row]
    assert call("get", made["Location"], ecuador).json() == row
    content = call("get", row["content"], ecuador, Accept="application/pdf")
    assert content.getvalue() == LETTER
    assert content["Content-Type"] == "application/pdf"
    assert content["X-Content-Type-Options"] == "nosniff"
    assert call("get", path_of(offered), ecuador).json()["papers"] == [row]


def test_a_content_that_is_known_is_not_sent_again(call, offered, official):
    row = call("post", f"{path_of(offered)}/papers", official, {"file": file()}).json()
    known = {"If-None-Match": f'"{row["sha256"]}"'}
    again = call("get", row["content"], official, **known)
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert again["ETag"] == known["If-None-Match"]


def test_a_paper_of_a_conversation_is_its_parties_alone(
    call, offered, official, ecuador, nepal
):
    path = f"{path_of(offered)}/papers"
    sent = {"file": file("Offer.pdf"), "conversation": "ECU"}
    made = call("post", path, ecuador, sent)
    assert (made.status_code, made.json()["conversation"]) == (201, "ECU")
    call("post", path, official, {"file": file("Budget.pdf"), "conversation": "desk"})

    assert names(call("get", path, nepal)) == []
    assert call("get", made.json()["content"], nepal).status_code == 404
    assert call("get", path_of(offered), nepal).json()["papers"] == []
    assert names(call("get", path, official)) == ["Budget.pdf", "Offer.pdf"]
    for key, there in (("ecu", ["Offer.pdf"]), ("desk", ["Budget.pdf"])):
        found = call("get", f"{path}?conversation={key}", official)
        assert names(found) == there
    nepals = {"file": file(), "conversation": "NPL"}
    assert call("post", path, ecuador, nepals).status_code == 404


def test_whoever_reads_but_takes_no_part_attaches_nothing(
    call, offered, person_with, ecuador
):
    path = f"{path_of(offered)}/papers"
    for reader in (person_with("auditor"), ecuador):
        refused = call("post", path, reader, {"file": file()})
        assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert call("post", path, data={"file": file()}).status_code == 401
    assert not Paper.objects.exists()


def test_the_register_shows_no_papers(call, offered, official, person_with):
    call("post", f"{path_of(offered)}/papers", official, {"file": file()})
    elsewhere = person_with("official", "KEN")
    assert call("get", path_of(offered), elsewhere).json()["papers"] == []
    assert call("get", f"{path_of(offered)}/papers", elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("Letter.docx", LETTER, "not what its name says"),
        ("drawing.svg", b"<svg/>", "SVG drawing"),
        ("empty.pdf", b"", "empty"),
        ("program.exe", b"MZ", "program.exe"),
    ],
)
def test_what_is_not_taken_is_told_at_its_field(
    call, offered, official, name, body, said
):
    path = f"{path_of(offered)}/papers"
    refused = call("post", path, official, {"file": file(name, body)})
    assert (refused.status_code, refused["Content-Type"]) == (400, PROBLEM)
    assert said in refused.json()["errors"]["file"][0]


def test_a_paper_comes_as_a_form_and_is_no_larger_than_25_megabytes(
    call, offered, official, settings
):
    path = f"{path_of(offered)}/papers"
    assert call("post", path, official, {"a": 1}, json=True).status_code == 415
    assert call("post", path, official, {}).json()["errors"].keys() == {"file"}
    large = b"%PDF-" + b"0" * (uploads.LARGEST + 200_000)
    refused = call("post", path, official, {"file": file(body=large)})
    assert refused.status_code == 413
    assert "25 MB" in refused.json()["detail"]


def test_a_full_disk_is_our_fault_and_passes(call, offered, official, monkeypatch):
    def full(*args, **more):
        raise OSError

    monkeypatch.setattr(papers, "attach", full)
    refused = call("post", f"{path_of(offered)}/papers", official, {"file": file()})
    assert (refused.status_code, refused["Content-Type"]) == (503, PROBLEM)
    assert "try later" in refused.json()["detail"]
    assert refused["Retry-After"] == "600"


def test_a_key_stands_for_one_file(call, offered, official):
    path, key = f"{path_of(offered)}/papers", {"Idempotency-Key": "one"}
    first = call("post", path, official, {"file": file()}, **key).json()
    again = call("post", path, official, {"file": file()}, **key).json()
    assert again == first
    other = {"file": file(body=LETTER + b"%")}
    assert call("post", path, official, other, **key).status_code == 422


def test_whoever_attached_a_paper_takes_it_off(call, offered, official, officer):
    path = f"{path_of(offered)}/papers"
    at = call("post", path, official, {"file": file()})["Location"]
    assert call("delete", at, officer).status_code == 403
    assert call("delete", at, official).status_code == 204
    assert call("get", at, official).status_code == 404
    assert names(call("get", path, official)) == []


def test_a_country_endorses_with_its_letter(call, draft, official, focal_point):
    CountryProcedure.objects.create(
        country_id="SLE", endorsement_wanted=True, letter_wanted=True
    )
    waiting = lifecycle.submit(draft, by=official, consents=True)
    path = path_of(waiting)
    bare = call("post", f"{path}/endorse", focal_point, {"words": "Yes."}, json=True)
    assert (bare.status_code, "official letter" in bare.json()["detail"]) == (409, True)
    note = {"file": file("Note.txt", b"hello")}
    unfit = call("post", f"{path}/papers", focal_point, note).json()["id"]
    refused = call("post", f"{path}/endorse", focal_point, {"letter": unfit}, json=True)
    assert (refused.status_code, "as PDF" in refused.json()["detail"]) == (409, True)
    letter = call("post", f"{path}/papers", focal_point, {"file": file()}).json()["id"]

    said = {"words": "A priority.", "letter": letter}
    endorsed = call("post", f"{path}/endorse", focal_point, said, json=True).json()

    assert (endorsed["holder"], endorsed["endorsement"]["letter"]) == ("desk", letter)
    assert endorsed["endorsement"]["words"] == "A priority."
    at = f"{path}/papers/{letter}"
    kept = call("delete", at, focal_point)
    assert (kept.status_code, "stays" in kept.json()["detail"]) == (409, True)


def test_a_letter_is_a_paper_of_the_request_itself(
    call, draft, official, focal_point, person_with
):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    path = f"{path_of(lifecycle.submit(draft, by=official, consents=True))}/endorse"
    stranger = person_with("official", "KEN")
    for letter in (10**30, 0, -1):
        said = {"letter": letter}
        refused = call("post", path, focal_point, said, json=True)
        assert refused.json()["errors"].keys() == {"letter"}
        assert call("post", path, stranger, said, json=True).status_code == 403


def test_a_message_carries_the_papers_that_were_attached_before(
    call, offered, official, ecuador
):
    path = path_of(offered)
    sent = {"file": file(), "conversation": "ECU"}
    paper = call("post", f"{path}/papers", official, sent).json()
    said = {"conversation": "ECU", "papers": [paper["id"]]}

    made = call("post", f"{path}/messages", official, said, json=True)

    assert made.status_code == 201, made.json()
    [row] = call("get", f"{path}/messages", ecuador).json()["results"]
    assert [each["content"] for each in row["papers"]] == [paper["content"]]
    foreign = {"conversation": "ECU", "papers": [paper["id"]]}
    refused = call("post", f"{path}/messages", ecuador, foreign, json=True)
    assert refused.json()["errors"].keys() == {"papers"}
    nothing = {"conversation": "ECU", "text": " "}
    refused = call("post", f"{path}/messages", official, nothing, json=True)
    assert refused.json()["errors"].keys() == {"text"}
