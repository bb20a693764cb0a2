"""Five other countries for a problem: who is shown, in which order, and when nobody is."""

import pytest

from practices.matching import match
from tests.practices.world import ABOUT_HEALTH, ILL, TREES, WORLD, codes, country, shown

# --- who is shown --------------------


def test_five_countries_answer_and_each_is_shown_once(world):
    answer = match(ILL)

    assert len(shown(answer)) == len(set(shown(answer))) == 5
    assert set(shown(answer)) <= ABOUT_HEALTH
    assert [found.rank for found in answer.matches] == [1, 2, 3, 4, 5]
    scores = [found.score for found in answer.matches]
    assert scores == sorted(scores, reverse=True)
    assert answer.considered == 12
    assert not answer.degraded


@pytest.mark.parametrize("asker", ["RWA", "GHA", "MEX"])
def test_the_asking_country_is_never_shown(world, asker):
    answer = match(ILL, country=country(asker))

    assert asker not in shown(answer)
    assert len(answer.matches) == 5


def test_countries_that_are_ruled_out_are_not_shown(world):
    answer = match(ILL, country=country("SLE"), exclude=["RWA", "GHA", "THA"])

    assert {"SEN", "MEX", "KEN"} <= set(shown(answer))
    assert not {"SLE", "RWA", "GHA", "THA"} & set(shown(answer))


@pytest.mark.parametrize(
    ("asker", "excluded", "shown_as"),
    [("KEN", [], "UGA"), ("KEN", ["UGA"], "TZA"), ("UGA", ["TZA"], "KEN")],
)
def test_a_practice_of_several_countries_stands_for_the_first_that_is_free(
    world, asker, excluded, shown_as
):
    answer = match(ILL, country=country(asker), exclude=excluded, count=10)

    (found,) = (row for row in answer.matches if row.practice == world["KEN"])
    assert found.country.iso3 == shown_as


def test_a_practice_whose_countries_are_all_ruled_out_is_not_shown(world):
    answer = match(ILL, country=country("KEN"), exclude=["UGA", "TZA"], count=10)

    assert world["KEN"] not in [found.practice for found in answer.matches]


def test_a_practice_stands_for_another_country_when_its_first_is_shown_already(
    encoder, make_practice, embedded
):
    make_practice(country="KEN", evidence="evaluated")
    make_practice(countries=["KEN", "UGA"], evidence="documented")
    embedded()

    assert shown(match(ILL)) == ["KEN", "UGA"]


def test_as_many_are_shown_as_are_asked_for_and_near_enough(world):
    one, ten = match(ILL, count=1), match(ILL, count=10)

    assert len(one.matches) == 1
    assert set(shown(ten)) >= ABOUT_HEALTH
    assert len(ten.matches) < 10
    assert ten.message.startswith("Only ")


def test_another_practice_of_a_country_stands_behind_its_first(
    world, make_practice, embedded
):
    second = make_practice(country="RWA", evidence="documented")
    embedded()

    found = {row.country.iso3: row for row in match(ILL).matches}

    assert found["RWA"].practice == world["RWA"]
    assert found["RWA"].others == [second.slug]
    assert found["GHA"].others == []


# --- different ways --------------------


def test_among_comparable_ones_another_approach_goes_first(
    encoder, make_practice, embedded
):
    for code in ("RWA", "GHA", "KEN"):
        make_practice(country=code, approach_type="financing")
    make_practice(country="THA", approach_type="law_and_policy")
    embedded()

    answer = match(ILL, count=2)

    assert {row.practice.approach_type for row in answer.matches} == {
        "financing",
        "law_and_policy",
    }
    assert "different_approach" in codes(answer, "THA")


def test_another_approach_does_not_go_before_a_better_answer(
    encoder, make_practice, embedded
):
    make_practice(country="RWA", approach_type="financing")
    make_practice(country="GHA", approach_type="financing")
    make_practice(**WORLD[6] | {"approach_type": "law_and_policy"})
    embedded()

    assert set(shown(match(ILL, count=2))) == {"RWA", "GHA"}


# --- filters --------------------


@pytest.mark.parametrize("theme", ["15.2", "15"])
def test_only_what_is_on_a_theme_is_shown(world, theme):
    found = set(shown(match(TREES, themes=[theme])))

    assert found == {"NPL", "CRI"}
    assert not set(shown(match(ILL, themes=[theme]))) & ABOUT_HEALTH


def test_only_what_is_written_in_a_language_is_shown(world):
    assert shown(match(ILL, languages=["fr"])) == ["SEN"]
    assert set(shown(match(ILL, languages=["fr", "es"]))) >= {"SEN", "MEX"}
    assert match(ILL, languages=["tlh"]).matches == []


def test_what_is_not_published_is_not_shown(world):
    world["GHA"].status = "withdrawn"
    world["GHA"].save()

    assert "GHA" not in shown(match(ILL, count=10))


# --- honesty --------------------


@pytest.mark.parametrize(
    "nonsense",
    [
        "The quarterback threw a pass in overtime and won the championship",
        "The stellar mass function of globular clusters at high redshift",
        "asdf qwer zxcv",
        "<script>alert('x')</script>",
    ],
)
def test_nonsense_gets_no_answer_and_says_so(world, nonsense):
    answer = match(nonsense)

    assert answer.matches == answer.further == []
    assert answer.message.startswith("There is no good answer to this yet.")
    assert answer.considered == 12


def test_a_problem_that_nobody_has_answered_names_the_nearest_themes(encoder, db):
    answer = match("Malaria kills small children in the villages along the river.")

    assert (answer.matches, answer.good) == ([], 0)
    assert 1 <= len(answer.nearest_themes) <= 3


def test_fewer_than_asked_for_is_said(world):
    answer = match(ILL, languages=["fr"])

    assert answer.message == "Only 1 country has something that comes near enough."
    assert answer.nearest_themes
