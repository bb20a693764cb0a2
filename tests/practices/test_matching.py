"""Five other countries for a problem: who is shown, in which order, why, and when nobody is."""

import pytest

from hubs.models import Country
from practices import embedding, lexemes, reading
from practices.matching import match
from practices.models import SearchEntry

ILL = "Families fall into poverty because they must pay when somebody is ill."
TREES = "Our forests are disappearing: people cut the trees and nobody replants them."

WORLD = [
    {"countries": ["RWA"], "approach_type": "financing"},
    {
        "countries": ["GHA"],
        "approach_type": "law_and_policy",
        "title": "A law that gives every household a health card",
        "summary": "A national health insurance pays for treatment.",
        "problem": "The sick had to pay cash before a hospital would treat them.",
    },
    {
        "countries": ["THA"],
        "approach_type": "service_delivery",
        "title": "Thirty baht for a visit to the doctor",
        "summary": "Everybody is treated for a small fixed fee, and the state pays the rest.",
        "problem": "Paying for treatment drove poor families into debt.",
    },
    {
        "countries": ["SEN"],
        "language": "fr",
        "approach_type": "community_led",
        "title": "Une mutuelle de santé dans chaque commune",
        "summary": "Les ménages cotisent ensemble et la mutuelle paie les soins.",
        "problem": "Les familles s'appauvrissaient parce qu'il fallait payer les soins.",
    },
    {
        "countries": ["MEX"],
        "language": "es",
        "approach_type": "institution_building",
        "title": "Seguro de salud para las familias sin seguridad social",
        "summary": "Un seguro público paga la atención de quienes no tienen empleo formal.",
        "problem": "Las familias pobres se endeudaban cuando alguien se enfermaba.",
    },
    {
        "countries": ["KEN", "UGA", "TZA"],
        "approach_type": "partnership",
        "title": "Neighbours insure the health of those who cross the border",
        "summary": "Three countries recognise each other's health insurance.",
        "problem": "Who fell ill across the border had to pay for all treatment.",
    },
    {
        "countries": ["NPL"],
        "approach_type": "community_led",
        "themes": ["15.2"],
        "title": "Forests handed over to the villages that use them",
        "summary": "User groups protect, plant and harvest their own forest.",
        "problem": "Forests were cut faster than they grew and hills became bare.",
    },
    {
        "countries": ["CRI"],
        "language": "es",
        "approach_type": "cash_and_incentives",
        "themes": ["15.2"],
        "title": "Pago por servicios ambientales a quien conserva el bosque",
        "summary": "El Estado paga a los dueños que protegen o reforestan su bosque.",
        "problem": "El país perdía sus bosques por la tala y la ganadería.",
    },
    {
        "countries": ["IND"],
        "approach_type": "infrastructure",
        "themes": ["6.4"],
        "title": "Tanks that hold the rain of the monsoon",
        "summary": "Villages restored old tanks to recharge groundwater.",
        "problem": "Wells ran dry every summer.",
    },
    {
        "countries": ["FJI"],
        "approach_type": "technology_and_data",
        "themes": ["13.1"],
        "title": "Warnings of cyclones by telephone",
        "summary": "Every telephone rings before a cyclone comes.",
        "problem": "People drowned because no warning reached the outer islands.",
    },
    {
        "countries": ["PER"],
        "language": "es",
        "approach_type": "technology_and_data",
        "themes": ["16.6"],
        "title": "Un portal para todas las compras públicas",
        "summary": "Cada contrato se publica en línea.",
        "problem": "Las empresas amigas ganaban los contratos del Estado.",
    },
    {
        "countries": ["JAM"],
        "approach_type": "skills_and_training",
        "themes": ["8.6"],
        "title": "Apprenticeships for young people out of school",
        "summary": "Firms train the young and the state shares the wage.",
        "problem": "One in three young people had neither work nor school.",
    },
]
ABOUT_HEALTH = {"RWA", "GHA", "THA", "SEN", "MEX", "KEN"}


class Remembering(embedding.WheelEncoder):
    """The real encoder, which keeps what it has once made for the tests of this file."""

    kept = {}  # noqa: RUF012

    def encode(self, texts, *, kind):
        new = [text for text in dict.fromkeys(texts) if (kind, text) not in self.kept]
        if new:
            rows = super().encode(new, kind=kind)
            self.kept |= {
                (kind, text): row for text, row in zip(new, rows, strict=True)
            }
        return embedding.np.stack([self.kept[kind, text] for text in texts])


@pytest.fixture(scope="module")
def one_encoder():
    return Remembering()


@pytest.fixture
def encoder(monkeypatch, one_encoder):
    monkeypatch.setattr(embedding, "encoder", lambda: one_encoder)


@pytest.fixture
def world(encoder, make_practice, embedded):
    """Twelve practices with their vectors, by the country that leads on each."""
    made = {row["countries"][0]: make_practice(**row) for row in WORLD}
    embedded()
    lexemes.count()
    return made


@pytest.fixture
def broken(monkeypatch):
    """An encoder that fails, and nothing remembered of what it made before."""

    class Broken:
        name = "broken"

        def encode(self, texts, *, kind):
            raise OSError("the model is gone")

    def switch():
        reading.meaning_of.cache_clear()
        monkeypatch.setattr(embedding, "encoder", Broken)

    yield switch
    reading.meaning_of.cache_clear()


def country(code):
    return Country.objects.get(pk=code)


def shown(answer):
    return [found.country.iso3 for found in answer.matches]


def codes(answer, iso3):
    """Return the codes of why a country is shown."""
    (found,) = (found for found in answer.matches if found.country.iso3 == iso3)
    return {reason.code for reason in found.reasons}


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


# --- reasons --------------------


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


# --- privacy --------------------


def test_the_text_of_a_question_is_never_logged(world, broken, caplog, capfd):
    caplog.set_level("DEBUG")
    broken()

    match(f"In Zanzibarquelle village {ILL}")

    assert "encoder_failed" in caplog.text
    written = caplog.text + "".join(capfd.readouterr())
    assert "quelle" not in written.casefold()
    assert "poverty" not in written.casefold()
