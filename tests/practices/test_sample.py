"""The sample world as data: wide enough to be useful, and every figure with its year."""

import json
from collections import Counter, defaultdict

import numpy as np
import pytest

from hubs import reference
from practices import embedding, sample
from practices.models import Lineage, Practice

RECORDS = sample.records()
KEYS = {row["key"]: row["countries"][0] for row in RECORDS}


def read(name):
    return json.loads((sample.FOLDER / name).read_text())


def lineage():
    """Return all links as (source country, learner country, link)."""
    own = [(link, row["key"]) for row in RECORDS for link in row["lineage"] or ()]
    listed = [(link, link["to_key"]) for link in read("lineage.json")]
    return [
        (
            KEYS.get(link["from_key"]) or link["from_country"],
            KEYS.get(learner) or link.get("to_country"),
            link,
        )
        for link, learner in own + listed
    ]


def figures():
    """Return (practice, figure) of every outcome."""
    return [
        (row, value)
        for row in RECORDS
        for outcome in row["outcomes"]
        for value in outcome["values"]
    ]


# --- how much there is ------------------------------------------------------------------


def test_each_of_two_dozen_problems_was_tackled_in_many_countries_and_ways():
    bodies = [body["practices"] for body in sample.files()]

    assert len(bodies) >= 24
    for practices in bodies:
        assert len(practices) >= 7
        assert len({row["countries"][0] for row in practices}) >= 6
        assert len({row["approach_type"] for row in practices}) >= 3


def test_practices_come_from_all_over_the_world_and_mostly_from_the_south():
    developing = {
        row["iso3"] for row in reference.read("countries") if row["developing"]
    }

    assert len(RECORDS) >= 180
    assert len(set(KEYS.values())) >= 75
    assert sum(row["countries"][0] in developing for row in RECORDS) >= 160


@pytest.mark.parametrize(
    ("language", "least"),
    [("fr", 22), ("es", 22), ("pt", 14), ("ar", 7), ("zh", 5), ("id", 5)],
)
def test_practices_are_written_in_the_languages_of_their_countries(language, least):
    counts = Counter(row["language"] for row in RECORDS)

    assert counts[language] >= least


def test_all_goals_and_all_topics_of_managing_cooperation_occur():
    codes = {code for row in RECORDS for code in row["themes"]}

    goals = {code.partition(".")[0] for code in codes if ":" not in code}
    managing = {code for code in codes if code.startswith("MGT:")}

    assert goals == {str(number) for number in range(1, 18)}
    assert managing == {
        f"MGT:{topic}"
        for topic in (
            "legal",
            "coordination",
            "project_cycle",
            "human_resources",
            "communication",
        )
    }


def test_every_theme_that_is_named_is_one_that_we_know():
    known = {row["code"] for row in reference.read("themes")}

    assert {code for row in RECORDS for code in row["themes"]} <= known


# --- whether it holds --------------------------------------------------------------------


def test_a_key_names_one_practice():
    assert len(KEYS) == len(RECORDS)


def test_every_figure_has_a_year_and_a_source_that_is_there():
    assert len(figures()) > 400
    for row, value in figures():
        assert isinstance(value["year"], int), row["key"]
        assert value["source"] in range(len(row["sources"])), row["key"]


def test_every_practice_says_what_failed_and_whence_it_is_known():
    silent = [
        row["key"] for row in RECORDS if not (row["went_wrong"] and row["sources"])
    ]

    assert silent == []


def test_a_practice_in_another_language_has_a_title_in_english():
    others = [row for row in RECORDS if row["language"] != "en"]

    assert all(row["translations"]["en"]["title"] for row in others)


def test_problems_are_told_in_three_languages():
    for body in sample.files():
        assert body["problem"]["name"].keys() >= {"en", "fr", "ar"}
        assert body["problem"]["example"].keys() >= {"en"}


# --- who learned from whom ----------------------------------------------------------------


def test_there_are_many_links_with_known_ends_and_kinds():
    countries = {row["iso3"] for row in reference.read("countries")}
    links = lineage()

    assert len(links) >= 50
    for source, learner, link in links:
        assert {source, learner} <= countries, link
        assert link["kind"] in Lineage.Kind.values


def test_every_key_in_a_link_is_that_of_a_practice():
    named = {link[end] for *_, link in lineage() for end in ("from_key", "to_key")
             if link.get(end)}  # fmt: skip

    assert named <= KEYS.keys()


def test_well_known_lessons_are_among_the_links():
    learned = defaultdict(set)
    for source, learner, _ in lineage():
        learned[learner].add(source)

    assert "PHL" in learned["NPL"]
    assert "PHL" in learned["ECU"]
    assert learned["VNM"] >= {"LVA", "BGR", "TUR", "CHN", "IND", "BRA"}


def test_hubs_are_many_and_each_is_named_once():
    slugs = [row["slug"] for row in read("hubs.json")]

    assert len(slugs) == len(set(slugs)) >= 40


# --- vectors -------------------------------------------------------------------------------


@pytest.fixture
def shipped(monkeypatch):
    """The vectors that ship; the encoder's name is enough to tell their recipe."""
    monkeypatch.setattr(embedding, "encoder", lambda: embedding.WheelEncoder)
    return np.load(sample.VECTORS)


def test_vectors_are_of_todays_recipe_and_of_length_one(shipped):
    lengths = np.linalg.norm(shipped["vectors"].astype(np.float32), axis=1)

    assert str(shipped["recipe"]) == embedding.recipe()
    assert np.allclose(lengths, 1, atol=0.01)


@pytest.mark.django_db
def test_vectors_cover_every_practice_as_it_is_written_today(shipped):
    needed = {sample.fingerprint(practice) for practice in sample.unsaved()}

    assert needed <= set(shipped["keys"].tolist())
    assert len(shipped["keys"]) == len(shipped["vectors"])


def test_kinds_of_approach_and_evidence_are_those_of_the_catalogue():
    for row in RECORDS:
        assert row["approach_type"] in Practice.Approach.values
        assert row["evidence"] in Practice.Evidence.values
