"""Curation for partner systems: the same verbs, versions, and keys that make it once."""

import json

import pytest
from django.db import connection
from django.test import Client

from accounts import tokens
from accounts.forms import in_days
from practices import curation
from practices.models import Practice

PRACTICES = "/api/v1/practices"
IDEA = {
    "country": "RWA",
    "title": "Village savings groups that pay for school meals",
    "problem": "Children left school hungry.",
    "summary": "Savings groups pay for a cooked meal on every school day.",
}


def program(person) -> Client:
    _token, secret = tokens.issue(
        person, name="test", scope="write", expires_at=in_days(1), by=person
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client, path, body=None, **headers):
    return client.post(
        f"{PRACTICES}{path}", body or {}, "application/json", headers=headers
    )


def patch(client, practice, body, **headers):
    return client.patch(
        f"{PRACTICES}/{practice.slug}", body, "application/json", headers=headers
    )


def test_an_idea_goes_to_publication_over_the_api(
    author, curator, reviewer, hub, client
):
    made = post(program(author), "", IDEA | {"hub": hub.slug})
    slug = made.json()["slug"]
    assert (made.status_code, made.json()["status"]) == (201, "captured")
    assert made["Location"].endswith(f"/{slug}")
    assert client.get(f"{PRACTICES}/{slug}").status_code == 404

    assert post(program(author), f"/{slug}/submit").json()["status"] == "in_review"
    named = {"reviewer": reviewer.email}
    assert post(program(curator), f"/{slug}/assign", named).status_code == 201
    refused = post(program(reviewer), f"/{slug}/request_changes", {})
    assert refused.status_code == 400
    why = {"reason": "Say what it cost."}
    back = post(program(reviewer), f"/{slug}/request_changes", why)
    assert back.json()["status"] == "changes_requested"
    post(program(author), f"/{slug}/submit")
    done = post(program(reviewer), f"/{slug}/publish")

    assert done.json()["status"] == "published"
    assert client.get(f"{PRACTICES}/{slug}").status_code == 200
    gone = post(program(curator), f"/{slug}/withdraw", {"reason": "Wrong figures."})
    assert gone.status_code == 200
    assert client.get(f"{PRACTICES}/{slug}").status_code == 410


def test_a_visitor_may_not_offer(client, db):
    assert post(client, "", IDEA).status_code == 401


def test_nobody_publishes_her_own_idea(person_with, hub):
    both = program(person_with("hub_manager", hub=hub))
    slug = post(both, "", IDEA | {"hub": hub.slug}).json()["slug"]
    post(both, f"/{slug}/submit")

    refused = post(both, f"/{slug}/publish")

    assert refused.status_code == 403
    assert "You wrote on it" in refused.json()["detail"]


def test_a_change_says_which_version_it_changes(idea, author):
    client = program(author)
    read = client.get(f"{PRACTICES}/{idea.slug}", headers={"Accept-Encoding": "gzip"})
    tag = read["ETag"]
    assert tag.startswith('"1.')

    assert patch(client, idea, {"summary": "New."}).status_code == 428
    assert (
        patch(client, idea, {"summary": "New."}, **{"If-Match": "*"}).status_code == 428
    )
    saved = patch(client, idea, {"summary": "New."}, **{"If-Match": tag})
    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    lost = patch(client, idea, {"summary": "Other."}, **{"If-Match": tag})
    assert lost.status_code == 412
    assert lost["Content-Type"] == "application/problem+json"
    by_version = patch(client, idea, {"summary": "Other."}, **{"If-Match": '"2"'})
    assert by_version.json()["summary"] == "Other."


def test_what_cannot_be_taken_is_400_with_a_sentence(idea, author):
    answer = patch(
        program(author), idea, {"themes": ["none-such"]}, **{"If-Match": '"1"'}
    )

    assert answer.status_code == 400
    assert "none-such" in answer.json()["detail"]


def test_the_same_key_makes_one_idea_and_one_answer(author, hub):
    client = program(author)
    key = {"Idempotency-Key": "once-1"}

    first, second = (post(client, "", IDEA, **key) for _ in range(2))

    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert Practice.objects.count() == 1
    assert post(client, "", IDEA | {"title": "Other"}, **key).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_twenty_calls_at_once_with_one_key_make_one_idea(author, at_once):
    clients = [program(author) for _ in range(20)]

    def offer(client):
        try:
            answer = post(client, "", IDEA, **{"Idempotency-Key": "race"})
            return answer.status_code, answer.json()["slug"]
        finally:
            connection.close()

    assert len(set(at_once(offer, clients))) == 1
    assert Practice.objects.count() == 1


def test_drafts_stay_out_of_lists_of_those_whom_they_do_not_concern(
    idea, practice, author, stranger, client
):
    def slugs(caller, query=""):
        return [
            row["slug"] for row in caller.get(f"{PRACTICES}{query}").json()["results"]
        ]

    assert slugs(client) == [practice.slug]
    assert slugs(client, "?status=captured") == []
    assert slugs(program(stranger), "?status=captured") == []
    assert slugs(program(author), "?status=captured") == [idea.slug]
    assert slugs(program(author)) == [practice.slug]


def test_a_whole_review_over_the_api(submitted, reviewer, answers, author, client):
    said = {
        "answers": [
            {"question": code, "met": met, "comment": comment}
            for code, (met, comment) in answers.items()
        ],
        "verdict": "publish",
        "reason": "Well told.",
    }
    caller = program(reviewer)
    path = f"/{submitted.slug}/review"

    assert post(caller, path, said).status_code == 428
    stale = post(caller, path, said, **{"If-Match": '"1"'})
    assert stale.status_code == 412
    done = post(caller, path, said, **{"If-Match": f'"{submitted.version}"'})

    assert done.json()["status"] == "published"
    reviews = program(author).get(f"{PRACTICES}/{submitted.slug}/reviews").json()
    assert reviews["results"][0]["verdict"] == "publish"
    assert len(reviews["results"][0]["answers"]) == len(answers)
    assert client.get(f"{PRACTICES}/{submitted.slug}/reviews").status_code == 404


def test_everybody_reads_what_changed_since_publication(
    submitted, reviewer, curator, client
):
    curation.publish(submitted, by=reviewer)
    patch(
        program(curator),
        submitted,
        {"summary": "Shorter.", "note": "Said shorter"},
        **{"If-Match": f'"{submitted.version + 1}"'},
    )

    rows = client.get(f"{PRACTICES}/{submitted.slug}/revisions").json()["results"]

    assert [(row["note"], row["changed"], row["content"]) for row in rows] == [
        ("Said shorter", ["summary"], None)
    ]


def test_an_earlier_revision_is_restored(idea, author):
    caller = program(author)
    patch(caller, idea, {"summary": "Worse."}, **{"If-Match": '"1"'})

    path = f"/{idea.slug}/revisions/1/restore"
    back = post(caller, path, **{"If-Match": '"2"'})
    assert back.json()["restored"] == 1
    lost = post(caller, f"/{idea.slug}/revisions/7/restore", **{"If-Match": '"3"'})

    assert lost.status_code == 409
    assert "no revision 7" in lost.json()["detail"]


def test_the_questions_are_asked_in_the_callers_language(client, db):
    answer = client.get("/api/v1/review-questions", headers={"Accept-Language": "fr"})

    assert "agent public" in json.loads(answer.content)["results"][0]["question"]


def test_a_tag_of_one_language_is_none_of_another(practice, client):
    english = client.get(f"{PRACTICES}/{practice.slug}")

    french = client.get(
        f"{PRACTICES}/{practice.slug}",
        headers={"Accept-Language": "fr", "If-None-Match": english["ETag"]},
    )

    assert french.status_code == 200
    again = client.get(
        f"{PRACTICES}/{practice.slug}", headers={"If-None-Match": english["ETag"]}
    )
    assert again.status_code == 304
