"""A problem in other languages, without an encoder, and never in a log."""

import pytest

from practices import lexemes
from practices.matching import match
from practices.models import SearchEntry
from tests.practices.world import ABOUT_HEALTH, ILL, shown

# --- languages --------------------


@pytest.mark.parametrize(
    "problem",
    [
        "تقع الأسر في الفقر لأنها تدفع ثمن العلاج عندما يمرض أحد أفرادها.",
        "Les familles tombent dans la pauvreté car il faut payer quand on est malade.",
        "Las familias caen en la pobreza porque deben pagar cuando alguien enferma.",
    ],
    ids=["ar", "fr", "es"],
)
def test_a_problem_finds_what_was_written_in_another_language(world, problem):
    found = match(problem)

    assert len(found.matches) == 5
    assert {row.practice.language for row in found.matches} >= {"en", "fr", "es"}
    assert set(shown(found)) <= ABOUT_HEALTH


# --- with less than everything --------------------


def test_without_an_encoder_words_answer_and_it_is_said(world, broken):
    broken()

    answer = match("Households without health insurance pay for treatment in cash.")

    assert answer.degraded
    assert "GHA" in shown(answer)
    assert "NPL" not in shown(answer)
    assert answer.nearest_themes == []


def test_without_an_encoder_nonsense_still_gets_no_answer(world, broken):
    broken()

    answer = match("The quarterback threw a pass in overtime and won the championship")

    assert answer.degraded
    assert answer.matches == []


def test_a_practice_that_waits_for_its_vector_is_found_by_words(world, make_practice):
    make_practice(
        country="BOL",
        title="Quinoa terraces",
        summary="Farmers rebuilt quinoa terraces against erosion.",
        problem="Quinoa terraces eroded.",
    )
    lexemes.count()
    assert SearchEntry.objects.get(practice__country="BOL").vector is None

    answer = match("Our quinoa terraces are eroded.")

    assert "BOL" in shown(answer)
    assert not answer.degraded


# --- privacy --------------------


def test_the_text_of_a_question_is_never_logged(world, broken, caplog, capfd):
    caplog.set_level("DEBUG")
    broken()

    match(f"In Zanzibarquelle village {ILL}")

    assert "encoder_failed" in caplog.text
    written = caplog.text + "".join(capfd.readouterr())
    assert "quelle" not in written.casefold()
    assert "poverty" not in written.casefold()
