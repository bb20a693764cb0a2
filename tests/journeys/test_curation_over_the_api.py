"""The life of one practice as the programs of five people live it, by personal tokens."""

import pytest
from django.test import Client

from practices import sample
from tests.journeys import story
from tests.journeys.conftest import Somebody
from tests.journeys.programs import Program, programs_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

PRACTICES = "/api/v1/practices"


@pytest.fixture
def programs(cast) -> dict[str, Program]:
    return programs_of(cast, PRACTICES)


def found_by_match(problem: str = story.PROBLEM) -> list[str]:
    """Return the titles of what answers a problem of India, for anybody who asks."""
    asked = {"problem": problem, "country": "IND"}
    answer = Client().post("/api/v1/match", asked, "application/json").json()
    assert not answer["degraded"]
    return [match["practice"]["title"] for match in answer["matches"]]


# --- the steps ------------------------------------------------------------------------


def offers_an_idea(official: Program) -> str:
    sent = story.IDEA | {"country": "SLE", "hub": "mano-river-health"}
    made = official.sends("", sent)
    assert made["status"] == "captured"
    assert Client().get(f"{PRACTICES}/{made['slug']}").status_code == 404
    return str(made["slug"])


def curates(curator: Program, slug: str, reviewer: Somebody) -> None:
    shaped = {
        "approach": story.APPROACH,
        "steps": story.STEPS,
        "themes": ["3.8"],
        "note": story.NOTE_OF_THE_CURATOR,
    }
    assert curator.changes(slug, shaped)["steps"] == story.STEPS
    assert curator.sends(f"/{slug}/submit")["status"] == "in_review"
    asked = curator.sends(f"/{slug}/assign", {"reviewer": reviewer.email})
    assert asked["reviewer"]["name"] == reviewer.name


def reviews(reviewer: Program, slug: str, verdict: str, reason: str) -> str:
    """Answer all questions about the version that was read, and decide."""
    asked = reviewer.client.get("/api/v1/review-questions").json()["results"]
    said = {
        "answers": [
            {"question": row["code"], "met": "partly", "comment": "As far as I see."}
            for row in asked
        ],
        "verdict": verdict,
        "reason": reason,
    }
    version = reviewer.reads(f"/{slug}")["version"]
    done = reviewer.sends(f"/{slug}/review", said, **{"If-Match": f'"{version}"'})
    return str(done["status"])


def changes_it_and_submits_again(official: Program, slug: str) -> None:
    official.changes(
        slug, {"went_wrong": story.WENT_WRONG, "note": story.NOTE_OF_THE_AUTHOR}
    )
    assert official.sends(f"/{slug}/submit")["status"] == "in_review"


def gives_feedback(reader: Program, slug: str) -> None:
    said = {
        "useful": "yes",
        "tried": "planned",
        "change": story.TO_CHANGE,
        "question": story.QUESTION,
    }
    assert reader.sends(f"/{slug}/feedback", said)["country"]["iso3"] == "IND"


def replies(curator: Program, slug: str) -> None:
    (voice,) = curator.reads(f"/{slug}/feedback")["results"]
    path = f"/{slug}/feedback/{voice['id']}/reply"
    replied = curator.sends(path, {"text": story.REPLY})
    assert replied["reply"]["text"] == story.REPLY


def revises(curator: Program, slug: str) -> None:
    curator.changes(
        slug, {"summary": story.SHORTER, "note": story.NOTE_OF_THE_REVISION}
    )


def translates(translator: Program, slug: str) -> None:
    texts = {"title": story.TITLE_IN_FRENCH, "summary": story.SUMMARY_IN_FRENCH}
    draft = translator.client.put(
        f"{PRACTICES}/{slug}/translations/fr",
        texts,
        "application/json",
        headers={"If-Match": '"0"'},
    )
    assert draft.json()["status"] == "draft"


# --- the journey ----------------------------------------------------------------------


def test_from_an_idea_to_the_archive(programs, cast, heard, time_passes):
    official, curator = programs["official"], programs["curator"]
    reviewer, reader = programs["reviewer"], programs["reader"]
    translator = programs["translator"]
    visitor = Client()
    sample.load()
    assert story.TITLE not in found_by_match()

    slug = offers_an_idea(official)
    time_passes()
    assert heard("curator", f"An idea to shape: {story.TITLE}")

    curates(curator, slug, cast.reviewer)
    time_passes()
    assert heard("reviewer", f"You are asked to review: {story.TITLE}")

    verdict = reviews(reviewer, slug, "request_changes", story.CHANGES_WANTED)
    assert verdict == "changes_requested"
    time_passes()
    assert heard("official", f"Changes requested: {story.TITLE}")

    changes_it_and_submits_again(official, slug)
    time_passes()
    assert heard("curator", f"To be reviewed: {story.TITLE}")
    assert heard("reviewer", f"You are asked to review: {story.TITLE}", times=2)

    assert reviews(reviewer, slug, "publish", story.VERDICT) == "published"
    time_passes()
    assert heard("official", f"Published: {story.TITLE}")
    assert visitor.get(f"{PRACTICES}/{slug}").json()["hub"]["name"] == (
        "Mano River Health Hub"
    )
    assert found_by_match()[0] == story.TITLE

    gives_feedback(reader, slug)
    time_passes()
    words = f"Feedback on “{story.TITLE}” from India"
    assert heard("curator", words)
    assert heard("official", words)

    replies(curator, slug)
    time_passes()
    assert heard("reader", f"A reply to what you said of “{story.TITLE}”")
    (voice,) = visitor.get(f"{PRACTICES}/{slug}/feedback").json()["results"]
    assert (voice["question"], voice["author"]) == (story.QUESTION, None)
    assert voice["reply"]["text"] == story.REPLY

    revises(curator, slug)
    log = visitor.get(f"{PRACTICES}/{slug}/revisions").json()["results"]
    assert [(row["note"], row["changed"]) for row in log] == [
        (story.NOTE_OF_THE_REVISION, ["summary"])
    ]

    translates(translator, slug)
    time_passes()
    assert heard(
        "curator", f"A translation of “{story.TITLE}” waits to be published: French"
    )
    assert curator.sends(f"/{slug}/translations/fr/publish")["status"] == "published"
    time_passes()
    assert heard("translator", f"“{story.TITLE}” can be read in your language: French")
    in_french = {"Accept-Language": "fr"}
    french = visitor.get(f"{PRACTICES}/{slug}", headers=in_french).json()
    assert (french["title"], french["language"]) == (story.TITLE_IN_FRENCH, "fr")

    time_passes(days=2 * 366 + 31)
    time_passes(days=7)
    assert curator.client.get(f"{PRACTICES}/{slug}").status_code == 401
    for program in programs.values():
        program.take_a_new_token()
    words = f"A review is overdue by thirty days: “{story.TITLE}”"
    assert heard("curator", words)
    assert heard("official", words)
    assert visitor.get(f"{PRACTICES}/{slug}").json()["overdue"]
    assert found_by_match()[0] == story.TITLE

    gone = curator.sends(f"/{slug}/archive", {"reason": story.WHY_ARCHIVED})
    assert gone["status"] == "archived"
    time_passes()
    assert heard("official", f"Archived: {story.TITLE}")
    assert visitor.get(f"{PRACTICES}/{slug}").json()["status"] == "archived"
    assert story.TITLE not in found_by_match()
