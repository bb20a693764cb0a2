"""What others say of a practice, over the API."""

import pytest
from django.test import Client

from outbox.models import Event
from practices import feedback, translating
from practices.models import Assessment, Practice

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def kept(make_practice, hub):
    practice = make_practice(preconditions=["A register", "A law"])
    Practice.objects.filter(pk=practice.pk).update(hub=hub)
    return Practice.objects.get(pk=practice.pk)


@pytest.fixture
def kenyan(person_with):
    return person_with("official", country="KEN")


@pytest.fixture
def curator(person_with, hub):
    return person_with("curator", hub=hub)


@pytest.fixture
def call(kept):
    """Call a path below the practice's, as somebody."""

    def send(method, path, data=None, person=None, **headers):
        client = Client()
        if person:
            client.force_login(person)
        path = path if path.startswith("/") else f"/api/v1/practices/{kept.slug}/{path}"
        act = getattr(client, method)
        body = {"data": data or {}, "content_type": JSON} if method != "get" else {}
        return act(path, headers=headers, **body)

    return send


def test_feedback_goes_the_whole_way(call, kenyan, curator, person_with):
    given = call("post", "feedback", {"useful": "yes", "question": "Who pays?"}, kenyan)
    assert given.status_code == 201
    assert given.json()["country"]["iso3"] == "KEN"
    path = f"feedback/{given.json()['id']}"

    replied = call("post", f"{path}/reply", {"text": "The villages"}, curator)
    assert replied.json()["reply"]["text"] == "The villages"
    listed = call("get", "feedback").json()["results"]
    assert [row["question"] for row in listed] == ["Who pays?"]
    assert listed[0]["author"] is None
    desk = person_with("desk_officer")
    assert call("post", f"{path}/hide", {}, desk).status_code == 400
    assert call("post", f"{path}/hide", {"reason": "A name"}, desk).status_code == 200
    assert call("get", "feedback").json()["results"] == []
    assert call("get", path).status_code == 404
    assert call("get", path, person=kenyan).json()["status_reason"] == "A name"
    again = call("post", f"{path}/hide", {"reason": "A name"}, desk)
    assert again.status_code == 409


def test_a_call_that_comes_again_with_its_key_is_done_once(call, kept, kenyan, curator):
    key = {"Idempotency-Key": "once"}
    said = {"useful": "yes", "question": "Who pays?"}

    first, again = (call("post", "feedback", said, kenyan, **key) for _ in range(2))

    assert first.json() == again.json()
    said_so = Event.objects.filter(kind__startswith="feedback.")
    assert [row.kind for row in said_so] == ["feedback.given"]
    other = call("post", "feedback", said | {"useful": "no"}, kenyan, **key)
    assert other.status_code == 422
    texts = {"title": "Titre"}
    call("put", "translations/fr", texts, kenyan, **{"If-Match": '"0"'})
    thrown = [
        call("post", "translations/fr/discard", {}, kenyan, **key) for _ in range(2)
    ]
    assert [(row.status_code, row.content) for row in thrown] == [(204, b"")] * 2


def test_a_practice_counts_its_feedback(call, kept, kenyan):
    feedback.give(kept, by=kenyan, useful="yes", tried="yes")

    detail = call("get", f"/api/v1/practices/{kept.slug}").json()

    assert detail["feedback"] == {"total": 1, "useful": 1, "tried": 1}
    assert detail["overdue"] is False


def test_whoever_may_not_is_told_why(call, user):
    assert call("post", "feedback", {"useful": "yes"}).status_code == 401
    refused = call("post", "feedback", {"useful": "yes"}, user)
    assert refused.status_code == 403
    assert "Your roles" in refused.json()["detail"]
    assert call("post", "feedback", {"useful": "maybe"}, user).status_code == 400


def test_a_lesson_goes_the_whole_way(call, kept, kenyan, curator):
    said = {"direction": "given", "country": "KEN", "kind": "scaled", "aspect": "a law"}
    stated = call("post", "lineage", said, kenyan)
    assert stated.status_code == 201
    path = f"/api/v1/lineage/{stated.json()['id']}"

    assert call("post", f"{path}/confirm", {}, kenyan).status_code == 403
    disputed = call("post", f"{path}/dispute", {"reason": "No"}, curator).json()
    assert (disputed["status"], disputed["confirmed"]) == ("disputed", False)
    (edge,) = call("get", "lineage").json()["edges"]
    assert (edge["status"], edge["disputed_because"]) == ("disputed", "No")
    assert call("post", f"{path}/confirm", {}, curator).json()["confirmed"]
    gone = call("post", f"{path}/withdraw", {"reason": "A mistake"}, kenyan)
    assert gone.json()["status"] == "withdrawn"
    assert call("get", "lineage").json()["edges"] == []
    assert call("get", path).status_code == 404


def test_a_lesson_names_its_other_end(call, kenyan):
    said = {"direction": "given", "kind": "scaled", "aspect": "a law"}

    assert call("post", "lineage", said, kenyan).status_code == 400


def test_a_list_is_changed_at_its_version_only(call, curator):
    read = call("get", "transferability")
    rows = read.json()["elements"]
    rows[0]["text"] = "A register of all people"

    def put(**headers):
        return call("put", "transferability", {"elements": rows}, curator, **headers)

    assert put().status_code == 428
    assert put(**{"If-Match": '"7"'}).status_code == 412
    changed = put(**{"If-Match": read["ETag"]})
    assert changed.json()["elements"][0] == rows[0]
    assert changed["ETag"] == '"2"'


def test_an_assessment_is_the_countrys_until_it_is_shared(call, kept, kenyan, user):
    first = kept.elements.in_order()[0]
    said = {
        "country": "ken",
        "conclusion": "First a register",
        "judgements": [{"element": first.pk, "verdict": "missing"}],
    }
    made = call("post", "assessments", said, kenyan)
    assert made.status_code == 201
    assert made.json()["missing"] == [first.pk]
    path = f"assessments/{made.json()['id']}"

    assert call("get", path, person=user).status_code == 404
    assert call("post", f"{path}/share", {}, kenyan).json()["shared"]
    assert call("get", path).json()["judgements"][0]["verdict"] == "missing"
    assert call("get", "assessments").json()["results"][0]["person"] is None
    assert not call("post", f"{path}/unshare", {}, kenyan).json()["shared"]
    assert not Assessment.objects.get().shared


def test_a_translation_goes_the_whole_way(call, kept, kenyan, curator, user):
    texts = {"title": "Titre", "summary": "Résumé", "steps": ["Un", "Deux"]}
    assert call("post", "translations/fr/ask", {}, user).json()["count"] == 1
    assert call("put", "translations/fr", texts, kenyan).status_code == 428
    draft = call("put", "translations/fr", texts, kenyan, **{"If-Match": '"0"'})
    assert draft.json()["status"] == "draft"
    assert call("get", "translations").json()["results"] == []
    lost = call("put", "translations/fr", texts, kenyan, **{"If-Match": '"0"'})
    assert lost.status_code == 412
    assert call("post", "translations/fr/publish", {}, kenyan).status_code == 403
    assert call("post", "translations/fr/publish", {}, curator).status_code == 200
    shown = call("get", "translations").json()
    assert shown["results"][0]["steps"] == ["Un", "Deux"]
    assert shown["asked"] == [{"language": "fr", "count": 1}]
    down = call("post", "translations/fr/take_down", {"reason": "Wrong"}, curator)
    assert down.json()["status"] == "draft"
    assert call("post", "translations/fr/discard", {}, kenyan).status_code == 204


def test_the_hub_reads_what_is_asked_for(call, kept, user, curator):
    translating.ask(kept, "fr", by=user)

    path = "/api/v1/translations-wanted"
    (row,) = call("get", path, person=curator).json()["results"]

    assert (row["practice"], row["language"], row["count"]) == (kept.slug, "fr", 1)
    narrowed = call("get", f"{path}?language=es", person=curator).json()
    assert narrowed["results"] == []
    assert call("get", path).status_code == 401
    assert call("get", path, person=user).json()["results"] == []


def test_a_list_comes_as_csv(call, kept, kenyan):
    feedback.give(kept, by=kenyan, useful="yes", tried="no", change="=1+1")

    text = b"".join(call("get", "feedback?format=csv").streaming_content).decode()

    assert "country.iso3" in text.splitlines()[0]
    assert "'=1+1" in text
