"""What matching reads in a problem, whatever somebody types."""

import pytest
from django.db import connection

from practices import embedding, lexemes, reading
from practices.embedding import EncoderFailed
from practices.reading import UnreadableProblem, clean, read

STORY = "Families fall into poverty because they must pay when somebody is ill. "


@pytest.fixture
def no_encoder(monkeypatch):
    """Read without vectors: these tests are about words."""

    def fail(*_args, **_options):
        raise EncoderFailed("none today")

    monkeypatch.setattr(reading, "meaning_of", fail)


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "problem", ["", " ", "\n\t\r\n", "\x00\x07\x1b", "\u200f\u200b"]
)
def test_a_problem_without_anything_in_it_is_refused_with_what_to_do(problem):
    with pytest.raises(UnreadableProblem, match="Describe the problem in a sentence"):
        clean(problem)


@pytest.mark.parametrize("problem", ["?!…", "12 345", "😀🌊🔥", "— • —"])
def test_a_problem_without_words_is_refused_with_what_to_do(problem):
    with pytest.raises(UnreadableProblem, match="There are no words in it"):
        clean(problem)


def test_ten_thousand_characters_are_read_and_one_more_is_not():
    assert len(clean("x" * 10_000)) == 10_000

    with pytest.raises(UnreadableProblem, match="has 10001 characters; at most 10000"):
        clean("x" * 10_001)


# --- what is cleaned ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("wells\x00run\x07dry", "wells run dry"),
        ("  wells \r\n\r\n run\tdry ", "wells run dry"),
        ("\u202ewells run dry\u202c", "wells run dry"),
        ("\u200fبئر جف\u200e", "بئر جف"),
        ("wells \ud800 run dry", "wells run dry"),
        ("wells 🌊 run dry", "wells 🌊 run dry"),
        ("<b>wells</b> & 'dry'; --", "<b>wells</b> & 'dry'; --"),
    ],
)  # fmt: skip
def test_signs_that_cannot_be_seen_are_taken_out_and_nothing_else(typed, kept):
    assert clean(typed) == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "problem",
    [
        "<script>alert(1)</script> wells run dry",
        "'; DROP TABLE practices_practice; --",
        "wells & | ! <-> :* run ( dry",
        r"\' \\ %s %(any)s {} wells",
        "wells\x00 run dry",
        "\u202eyrd nur sllew",
        "a",
        "the of and",
        "https://example.org/" + "x" * 3_000,
        "é́́́́́" * 500,
    ],
)
def test_any_text_with_a_word_is_read(no_encoder, practice, problem):
    found = read(problem)

    assert found.text
    assert found.gist
    assert found.vector is None


# --- what it is about -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_short_question_is_its_own_gist(no_encoder):
    asked = "When somebody in the family is ill, they must sell 2 of the cows."

    assert read(asked).gist == asked


@pytest.mark.django_db
def test_the_gist_of_a_story_holds_its_telling_words_in_order(
    no_encoder, make_practice
):
    make_practice(title="Cattle", problem="Families sell their cows to pay a clinic.")
    lexemes.count()

    found = read(
        "When somebody is ill, they must sell 2 of the cows to the clinic. "
        + "And so it is with all of them. " * 8
    )

    assert found.language == "en"
    assert found.gist == "somebody ill must sell cows clinic"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "long",
    [
        STORY * 140,
        "x" * 10_000,
        "antidisestablishmentarianism " * 340,
        "https://example.org/" + "a1" * 4_000,
        "村里的井都干了。" * 1_200,
        "នៅក្នុងភូមិរបស់យើងអណ្តូងទឹករីងស្ងួត" * 250,
        "ในหมู่บ้านของเราบ่อน้ำแห้ง" * 350,
    ],
    ids=["story", "one word", "long words", "address", "chinese", "khmer", "thai"],
)
def test_the_gist_of_ten_thousand_characters_is_short(no_encoder, long):
    assert len(long) <= 10_000

    found = read(long)

    assert len(found.gist) <= reading.GIST


@pytest.mark.django_db
def test_a_long_question_is_encoded_as_quickly_as_its_gist(monkeypatch):
    asked = []

    class Listening(embedding.WheelEncoder):
        def encode(self, texts, *, kind):
            asked.extend(texts)
            return super().encode(texts, kind=kind)

    monkeypatch.setattr(embedding, "encoder", Listening)
    reading.meaning_of.cache_clear()

    found = read(STORY * 140)

    assert asked == [found.gist]
    assert found.vector.shape == (embedding.offsets().common["query"].size,)


@pytest.mark.django_db
def test_a_foreign_name_in_a_question_does_not_cut_it_short(no_encoder):
    found = read(f"In the valley of 黄河 where we live, {STORY} Nobody has insurance.")

    assert "insurance" in found.gist


@pytest.mark.django_db
def test_chinese_is_searched_for_by_pairs_of_signs(no_encoder, make_practice):
    make_practice(language="zh", title="水井", problem="村里的水井都干了。")
    lexemes.count()

    found = read("我们的水井干了，怎么办")

    assert found.language == "zh"
    assert "水井" in found.lexemes
    assert all(len(lexeme) <= 2 for lexeme in found.lexemes)


@pytest.mark.django_db
def test_rare_words_are_looked_for_before_common_ones(no_encoder, make_practice):
    for title in ("Wells with a pump", "Wells with a roof", "Wells against salt"):
        make_practice(title=title)
    lexemes.count()

    found = read("Our wells taste of salt and our zebras are unhappy.")

    assert found.rarest[0] == "salt"
    assert found.lexemes["salt"] > found.lexemes["well"]
    assert "zebra" not in found.rarest


@pytest.mark.django_db
def test_at_most_eight_words_are_looked_for(no_encoder, practice):
    lexemes.count()

    found = read(" ".join([practice.title, practice.summary, practice.approach]))

    assert len(found.rarest) == reading.RAREST


@pytest.mark.django_db
def test_reading_asks_the_database_a_few_times_at_most(
    no_encoder, practice, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4, connection=connection):
        read(STORY)


@pytest.mark.django_db
def test_a_question_that_was_read_is_not_encoded_again(monkeypatch):
    reading.meaning_of.cache_clear()
    before = read(STORY)
    monkeypatch.setattr(embedding, "encoder", lambda: 1 / 0)

    assert (read(STORY).vector == before.vector).all()
