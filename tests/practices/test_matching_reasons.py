"""Five other countries for a problem: why each of them is shown."""

from practices.matching import match
from tests.practices.world import ILL, codes, country, shown


def test_reasons_say_what_two_countries_have_in_common(world):
    answer = match(ILL, country=country("UGA"))

    assert codes(answer, "RWA") >= {
        "answers_passage",
        "similar_income",
        "same_status",
        "same_region",
        "shared_language",
        "strong_evidence",
    }
    assert "similar_size" not in codes(answer, "RWA")


def test_reasons_do_not_say_what_is_not_so(world):
    answer = match(ILL, country=country("UGA"))

    assert not codes(answer, "THA") & {
        "similar_income",
        "same_status",
        "same_region",
        "shared_language",
        "lead_area",
        "recent",
    }
    assert "similar_size" in codes(answer, "GHA")


def test_without_a_country_nothing_is_compared_with_it(world):
    answer = match(ILL)

    of_asker = {"similar_income", "same_status", "same_region", "shared_language"}
    assert all(not codes(answer, code) & of_asker for code in shown(answer))
    assert all("answers_passage" in codes(answer, code) for code in shown(answer))


def test_a_reason_holds_the_passage_that_answers(world):
    (found,) = match("Paying for treatment drives families into debt.", count=1).matches

    assert found.reasons[0].code == "answers_passage"
    assert "drove poor families into debt" in found.reasons[0].text


def test_the_same_measure_is_a_reason(world):
    found = match(ILL, measures=[{"indicator": "Share of people insured"}])
    other = match(ILL, measures=[{"indicator": "Hectares of forest"}])

    reasons = [row for hit in found.matches for row in hit.reasons]
    assert "measures the same: People insured" in [row.text for row in reasons]
    assert all("shared_measure" not in codes(other, code) for code in shown(other))


def test_documented_experience_is_not_called_evaluated(
    encoder, make_practice, embedded
):
    make_practice(country="RWA", evidence="documented", years={"start": 2024})
    embedded()

    assert "strong_evidence" not in codes(match(ILL), "RWA")
    assert "recent" in codes(match(ILL), "RWA")
