"""From a problem to a yes, as the programs of five people live it, by personal tokens."""

from typing import Any

import pytest
from django.test import Client

from practices import sample
from tests.journeys import asking_story as story
from tests.journeys.programs import Program, programs_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

API = "/api/v1"
OPENED = ["title", "instruments"]


@pytest.fixture
def programs(parties) -> dict[str, Program]:
    return programs_of(parties, API)


# --- the steps ------------------------------------------------------------------------


def describes_her_problem(official: Program) -> str:
    """Answer one question after the other; return where it is kept."""
    begun = official.sends("/challenges", {"country": "SLE", "happens": story.HAPPENS})
    path = f"challenges/{begun['id']}"
    before = begun["completeness"]["there"]
    for step in (
        {"title": story.TITLE, "to_whom": story.TO_WHOM},
        {"since": story.SINCE, "tried": story.TRIED},
        {"limits": story.LIMITS, "deadline": story.DEADLINE},
    ):
        told = official.changes(path, step)["completeness"]["there"]
        assert told > before
        before = told
    return path


def measures_it(official: Program, path: str) -> None:
    (first_year, first), (year, value) = story.VALUES.items()
    measured = official.sends(
        f"/{path}/measures",
        {
            "name": story.MEASURE,
            "unit": story.UNIT,
            "place_name": story.PLACE,
            "better": "lower",
            "target": 20,
            "target_on": "2028-12-31",
            "first": {"value": first, "year": first_year, "source": story.SOURCE},
        },
    )
    (measure,) = measured["measures"]
    said = {"value": value, "year": year, "source": story.SOURCE}
    kept = official.sends(f"/{path}/measures/{measure['id']}/observations", said)
    values = kept["measures"][0]["observations"]
    assert {row["year"]: row["value"] for row in values} == story.VALUES


def sees_five(official: Program, path: str) -> list[str]:
    answer = official.reads(f"/{path}/five")
    assert not answer["degraded"]
    return [row["country"]["iso3"] for row in answer["matches"]]


def saves(official: Program, path: str) -> None:
    saved = official.sends(f"/{path}/ready")
    assert saved["status"] == "ready"
    assert saved["standing"] is not None


def asks_two_countries(official: Program, path: str) -> str:
    """Begin a request out of the challenge, and hand it in; return its reference."""
    begun = official.sends(
        "/exchange-requests",
        {
            "country": "SLE",
            "challenge": int(path.rpartition("/")[2]),
            "ask": ["RWA", "BDI"],
            "instruments": ["study_visit", "expert_mission"],
            "public_fields": OPENED,
        },
    )
    assert begun["title"] == story.TITLE
    assert begun["problem"].startswith(story.HAPPENS)
    assert begun["holder"] == "author"
    name = f"exchange-requests/{begun['reference']}"
    official.changes(
        name, {"institution": story.INSTITUTION, "plan_alignment": story.ALIGNMENT}
    )
    without_consent = official.client.post(
        f"{API}/{name}/submit", {}, "application/json"
    )
    assert without_consent.status_code == 409
    submitted = official.sends(f"/{name}/submit", {"consents": True})
    assert submitted["officer"]["name"] == "Helena Duarte"
    return str(begun["reference"])


def brokers(officer: Program, reference: str) -> None:
    """Find nothing missing, decide whom to ask, and ask."""
    name = f"/exchange-requests/{reference}"
    officer.sends(f"{name}/confirm_complete")
    assert officer.sends(f"{name}/triage")["status"] == "triaged"
    assert [row["iso3"] for row in officer.reads(name)["asked"]] == ["RWA", "BDI"]
    assert officer.sends(f"{name}/offer")["status"] == "offered"


def answers(country: Program, verb: str, said: dict[str, Any]) -> Any:
    """Find the one invitation that is put to her country, and say something to it."""
    (asked,) = country.reads("/invitations")["results"]
    return country.sends(f"/invitations/{asked['id']}/{verb}", said)


def clarifies(official: Program) -> None:
    (asked,) = [
        row for row in official.reads("/invitations")["results"] if row["paused"]
    ]
    (open_one,) = asked["clarifications"]
    assert open_one["question"] == story.QUESTION
    told = official.sends(
        f"/invitations/{asked['id']}/clarify", {"answer": story.ANSWER}
    )
    assert not told["paused"]


def says_yes(burundi: Program) -> None:
    (asked,) = burundi.reads("/invitations")["results"]
    assert asked["clarifications"][0]["answer"] == story.ANSWER
    yes = {
        "offer": story.OFFER,
        "instruments": ["expert_mission"],
        "languages": ["fr"],
        "possible_from": "2027-04-01",
        "bears": story.BEARS,
        "needs": story.NEEDS,
    }
    assert answers(burundi, "accept", yes)["status"] == "chosen"


def says(program: Program, reference: str, text: str) -> list[str]:
    """Say something to the other side; return all that was said so far."""
    path = f"/exchange-requests/{reference}/messages"
    program.sends(path, {"conversation": "BDI", "text": text})
    said = program.reads(f"{path}?conversation=BDI&ordering=at")["results"]
    return [row["text"] for row in said]


# --- what everybody reads -------------------------------------------------------------


def ball_of(official: Program, reference: str) -> tuple[str, str]:
    """Return where a request stands, and who has the ball; a day goes with every holder."""
    told = official.reads(f"/exchange-requests/{reference}")
    assert bool(told["due_on"]) == (told["holder"] != "nobody")
    return told["status"], told["holder"]


def is_public_as_far_as_it_was_opened(reference: str) -> None:
    path = f"{API}/exchange-requests"
    (row,) = Client().get(path).json()["results"]
    assert (row["reference"], row["title"]) == (reference, story.TITLE)
    shown = Client().get(f"{path}/{reference}").json()
    assert shown["instruments"] == ["study_visit", "expert_mission"]
    for closed in ("problem", "institution", "plan_alignment", "author", "asked"):
        assert shown[closed] is None
    assert shown["invitations"] == shown["timeline"] == []
    assert story.REASON not in str(shown)


# --- the journey ----------------------------------------------------------------------


def test_from_a_problem_to_a_yes(programs, heard, time_passes):
    official, focal_point = programs["official"], programs["focal_point"]
    officer = programs["officer"]
    rwanda, burundi = programs["rwanda"], programs["burundi"]
    sample.load()

    challenge = describes_her_problem(official)
    measures_it(official, challenge)
    five = sees_five(official, challenge)
    assert len(five) == len(set(five)) == 5
    assert {"RWA", "BDI"} < set(five)
    saves(official, challenge)
    assert Client().get(f"{API}/{challenge}").status_code == 401
    assert officer.client.get(f"{API}/{challenge}").status_code == 404

    reference = asks_two_countries(official, challenge)
    what = f"{reference} {story.TITLE}"
    assert ball_of(official, reference) == ("submitted", "focal_point")
    time_passes()
    assert heard("official", f"Received: {what}")
    assert heard("official", f"Helena Duarte about {reference}: {story.TITLE}")
    assert heard("focal_point", f"Sierra Leone asks: {what}")
    assert rwanda.reads("/invitations")["results"] == []

    endorsed = {"words": story.ENDORSEMENT}
    focal_point.sends(f"/exchange-requests/{reference}/endorse", endorsed)
    assert ball_of(official, reference) == ("endorsed", "desk")
    time_passes()
    assert heard("official", f"Endorsed: {what}")
    assert heard("officer", f"Endorsed: {what}")

    brokers(officer, reference)
    assert ball_of(official, reference) == ("offered", "providers")
    time_passes()
    assert heard("official", f"Put to Rwanda, Burundi: {what}")
    assert heard("rwanda", f"Sierra Leone asks Rwanda: {what}")
    assert heard("burundi", f"Sierra Leone asks Burundi: {what}")

    no = answers(rwanda, "decline", {"reason": story.REASON})
    assert no["status"] == "declined"
    assert ball_of(official, reference) == ("offered", "providers")
    time_passes()
    assert heard("official", f"Rwanda says no: {what}")
    assert heard("burundi", f"Rwanda says no: {what}", times=0)

    asked = answers(burundi, "ask", {"question": story.QUESTION})
    assert asked["paused"]
    assert ball_of(official, reference) == ("offered", "author")
    time_passes()
    assert heard("official", f"Burundi has a question: {what}")

    clarifies(official)
    assert ball_of(official, reference) == ("offered", "providers")
    time_passes()
    assert heard("burundi", f"Burundi has an answer to its question: {what}")

    says_yes(burundi)
    assert ball_of(official, reference) == ("accepted", "nobody")
    time_passes()
    assert heard("official", f"Burundi says yes: {what}")
    for name in ("official", "focal_point", "officer", "burundi"):
        assert heard(name, f"Burundi shares with Sierra Leone: {what}")

    assert says(official, reference, story.MESSAGE) == [story.MESSAGE]
    time_passes()
    assert heard("burundi", f"Fatmata Kamara about {reference}: {story.TITLE}")
    assert says(burundi, reference, story.REPLY) == [story.MESSAGE, story.REPLY]
    time_passes()
    assert heard("official", f"Divine Niyonzima about {reference}: {story.TITLE}")
    is_public_as_far_as_it_was_opened(reference)

    told = official.reads(f"/exchange-requests/{reference}")
    said = {row["country"]["iso3"]: row for row in told["invitations"]}
    assert said["RWA"]["reason"] == story.REASON
    assert said["BDI"]["offer"] == story.OFFER
