"""Loading in bulk: what is taken, what is left out and why, and that it can be repeated."""

import json

import pytest

from outbox.models import Event
from practices import loading
from practices.models import Outcome, Practice, SearchEntry, Source, Translation

SHORT = {
    "country": "Rwanda",
    "title": "Insurance that every village collects for itself",
    "summary": "Villages enrol their own households and pay into one national pool.",
}


def record(**fields):
    return SHORT | {"external_id": "min-42"} | fields


def load(*records):
    return loading.load(records)


def told(report):
    """Return what a report counts, without its reasons."""
    return report.created, report.updated, report.unchanged, len(report.left_out)


@pytest.fixture
def loaded(db):
    load(record())
    return Practice.objects.get()


# --- repeating --------------------


def test_a_record_that_says_nothing_new_changes_nothing(loaded):
    assert told(load(record())) == (0, 0, 1, 0)

    again = Practice.objects.get()
    assert (again.version, again.updated_at) == (1, loaded.updated_at)


def test_a_changed_record_is_another_version_and_waits_for_its_vector(loaded):
    SearchEntry.objects.update(recipe="made")

    report = load(record(problem="Families fell into poverty."))

    assert told(report) == (0, 1, 0, 0)
    changed = Practice.objects.get()
    assert (changed.version, changed.problem) == (2, "Families fell into poverty.")
    assert changed.updated_at > loaded.updated_at
    assert changed.published_at == loaded.published_at
    assert SearchEntry.objects.get().recipe == ""


def test_an_address_never_changes(loaded):
    load(record(title="Quite another title", country="GHA"))

    changed = Practice.objects.get()
    assert (changed.title, changed.country_id) == ("Quite another title", "GHA")
    assert changed.slug == loaded.slug


@pytest.mark.django_db
def test_without_a_key_the_content_is_the_key():
    assert told(load(SHORT)) == (1, 0, 0, 0)
    assert told(load(SHORT)) == (0, 0, 1, 0)
    assert told(load(SHORT | {"title": "Another"})) == (1, 0, 0, 0)

    keys = Practice.objects.values_list("external_id", flat=True)
    assert all(key.startswith("sha256:") for key in keys)


@pytest.mark.django_db
def test_of_two_records_with_one_key_the_later_stands():
    report = load(record(title="Earlier"), record(title="Later"))

    assert told(report) == (1, 0, 0, 0)
    assert report.taken == 1
    assert Practice.objects.get().title == "Later"
    keys = list(Practice.objects.values_list("pk", flat=True))
    assert Event.objects.get().facts == {"count": 1, "published": keys}


@pytest.mark.django_db
def test_two_records_without_any_difference_but_the_key_are_two_practices():
    assert told(load(record(external_id="a"), record(external_id="b"))) == (2, 0, 0, 0)


@pytest.mark.django_db
def test_seven_hundred_records_cross_the_border_of_a_batch():
    records = [record(external_id=f"min-{number}", language="en",
                      approach_type="financing") for number in range(700)]  # fmt: skip
    records[600] = record(title="")

    report = loading.load(iter(records))

    assert told(report) == (699, 0, 0, 1)
    assert report.left_out[0][0] == 601
    counts = [event.facts["count"] for event in Event.objects.order_by("pk")]
    assert counts == [loading.BATCH, 199]
    assert SearchEntry.objects.count() == 699


@pytest.mark.django_db
def test_who_loaded_is_written_down(user):
    loading.load([record()], by=user)

    event = Event.objects.get()
    assert (event.kind, event.actor) == ("practices.loaded", user)


# --- what hangs on a practice --------------------


FULL = {
    "themes": ["3.8", "3.8", "none-such"],
    "translations": {"fr": {"title": "Une mutuelle", "summary": "Ils cotisent."}},
    "language": "en",
    "sources": [{"title": "A survey", "institution": "NISR", "year": 2011}],
    "cost": {"amount": 12, "currency": "USD", "year": 2009, "source": 0},
    "outcomes": [
        {"indicator": "Insured", "unit": "%", "values": [
            {"value": 7, "year": 2003, "source": 0}, {"value": "91.5", "year": 2010}]}
    ],
}  # fmt: skip


@pytest.mark.django_db
def test_themes_sources_translations_and_figures_are_taken():
    load(record(**FULL))

    practice = Practice.objects.get()
    assert [theme.code for theme in practice.themes.all()] == ["3.8"]
    assert practice.cost_source.title == "A survey"
    assert practice.translations.get().by_machine
    figures = practice.outcomes.get().values.all()
    assert [(float(row.value), row.year) for row in figures] == [
        (7, 2003),
        (91.5, 2010),
    ]
    assert [row.source and row.source.institution for row in figures] == ["NISR", None]


@pytest.mark.django_db
def test_what_hung_on_a_practice_is_replaced():
    load(record(**FULL))

    figures = [{"value": 3, "year": 2020}]
    load(record(themes=["1.3"], sources=[{"title": "A law"}],
                translations={"ar": {"title": "تأمين"}},
                outcomes=[{"indicator": "Poor", "values": figures}]))  # fmt: skip

    practice = Practice.objects.get()
    assert [theme.code for theme in practice.themes.all()] == ["1.3"]
    assert Source.objects.get().title == "A law"
    assert Translation.objects.get().language == "ar"
    assert Outcome.objects.get().indicator == "Poor"
    assert (practice.cost_amount, practice.cost_source) == (None, None)


@pytest.mark.django_db
def test_an_update_of_one_practice_leaves_the_others_alone():
    load(record(**FULL), record(**FULL, external_id="min-43"))

    load(record(outcomes=[]))

    assert Practice.objects.get(external_id="min-43").outcomes.count() == 1
    assert Practice.objects.get(external_id="min-42").outcomes.count() == 0


# --- guesses --------------------


@pytest.mark.django_db
def test_language_and_approach_are_guessed_and_said_to_be():
    report = load(
        {
            "country": "SEN",
            "title": "Des mutuelles de santé dans chaque commune",
            "summary": "L'État finance les cotisations des plus pauvres par un impôt et un fonds.",
        }
    )

    practice = Practice.objects.get()
    assert (practice.language, practice.approach_type) == ("fr", "financing")
    assert practice.language_inferred
    assert practice.approach_inferred
    assert report.inferred == {"language": 1, "approach": 1}


@pytest.mark.django_db
def test_what_a_record_says_of_itself_is_not_guessed():
    report = load(record(language="FR_fr", approach_type="infrastructure"))

    practice = Practice.objects.get()
    assert (practice.language, practice.approach_type) == ("fr", "infrastructure")
    assert not practice.language_inferred
    assert report.inferred.total() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("named", "codes"),
    [("Côte d’Ivoire", ["CIV"]), ("cote d'ivoire", ["CIV"]), ("CI", ["CIV"]),
     ("رواندا", ["RWA"]), (["Kenya", "UGA", "KEN"], ["KEN", "UGA"])],
)  # fmt: skip
def test_a_country_is_known_by_code_or_by_any_of_its_names(named, codes):
    load(record(countries=named))

    assert Practice.objects.get().country_codes == codes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("years", "read"),
    [("1997-2009", (1997, 2009)), (2004, (2004, None)), ([2001, 2003], (2001, 2003)),
     ({"start": 1999, "end": None}, (1999, None)), ("long ago", (None, None))],
)  # fmt: skip
def test_years_are_read_as_they_are_written(years, read):
    load(record(years=years))

    practice = Practice.objects.get()
    assert (practice.start_year, practice.end_year) == read


# --- what is left out --------------------


FIGURE = {"indicator": "Insured", "values": [{"value": 7}]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " \x00 "}, "It has no title"),
        ({"title": ["a"]}, "“title” is not a text"),
        ({"summary": ""}, "It has no text"),
        ({"summary": "x" * 100_001}, "100001 characters"),
        ({"country": "Atlantis"}, "“Atlantis” is not a country"),
        ({"country": ""}, "It names no country"),
        ({"country": 250}, "not a country"),
        ({"countries": ["RWA", "Atlantis"]}, "“Atlantis” is not a country"),
        ({"years": {"start": 2010, "end": 1999}}, "before it begins"),
        ({"years": {"start": "soon"}}, "“soon” is not a year"),
        ({"language": "français"}, "no language code"),
        ({"approach_type": "magic"}, "“magic” is no approach_type"),
        ({"evidence": "hearsay"}, "“hearsay” is no evidence"),
        ({"steps": 5}, "“steps” is not a list"),
        ({"source_url": "javascript:alert(1)"}, "not an address"),
        ({"cost": "much"}, "“cost” is not an object"),
        ({"cost": {"amount": 5}}, "no currency code"),
        ({"cost": {"amount": "NaN", "currency": "USD"}}, "“NaN” is not a number"),
        ({"external_id": "x" * 201}, "longer than 200"),
        ({"outcomes": [FIGURE]}, "A figure has no year"),
        ({"outcomes": [{"indicator": "x", "values": [{"year": 2003}]}]}, "not a number"),
        ({"outcomes": [{"values": [{"value": 1, "year": 2003}]}]}, "outcomes"),
        ({"outcomes": ["many"]}, "outcomes"),
        ({"outcomes": 5}, "outcomes"),
        ({"outcomes": [{"indicator": "x", "values": [5]}]}, "values"),
        ({"sources": [{"year": 2003}]}, "sources"),
        ({"sources": ["a book"]}, "sources"),
        ({"sources": [{"title": "x", "url": "javascript:alert(1)"}]}, "not an address"),
        ({"translations": ["fr"]}, "translations"),
        ({"translations": {"fr": {"summary": "x"}}}, "translations"),
        ({"translations": {"français": {"title": "x"}}}, "translations"),
        ({"themes": 3}, "themes"),
        ({"sources": [{"title": "x", "year": "soon"}]}, "“soon” is not a year"),
        ({"outcomes": [{"indicator": "x", "better": "much better"}]}, "is no better"),
        ({"translations": {"fr": {"title": "x", "summary": []}}}, "is not a text"),
    ],
    ids=str,
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_left_out_alone(fields, reason):
    report = load(record(external_id="good"), record(**fields))

    assert told(report) == (1, 0, 0, 1)
    line, said = report.left_out[0]
    assert line == 2
    assert reason in said
    assert Practice.objects.get().external_id == "good"


@pytest.mark.django_db
@pytest.mark.parametrize("row", [None, 5, "text", ["a", "list"]])
def test_what_is_no_object_is_left_out(row):
    (left_out,) = load(row).left_out

    assert "A practice is an object" in left_out[1]


@pytest.mark.django_db
def test_lines_that_are_not_json_are_left_out_with_their_number():
    lines = [json.dumps(record()), "", "{not json", json.dumps(record(title=""))]

    report = loading.load(loading.loaded_rows(lines))

    reasons = dict(report.left_out)
    assert report.created == 1
    assert reasons[2] == "The line is empty."
    assert reasons[3].startswith("The line is not JSON")
    assert reasons[4] == "It has no title."


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\x1b"])
def test_signs_that_no_database_keeps_are_taken_out_everywhere(sign):
    text = f"a{sign}b"

    report = load(record(title=text, steps=[text], hub=text, themes=[text],
                         sources=[{"title": text, "institution": text}],
                         outcomes=[{"indicator": text, "unit": text, "values": []}],
                         translations={"fr": {"title": text, "summary": text}}))  # fmt: skip

    assert report.left_out == []
    assert Practice.objects.get().title == "a b"


@pytest.mark.django_db
def test_numbers_and_nothings_where_texts_stand_are_taken():
    report = load(record(hub=5, sources=[{"title": 1984, "institution": None, "year": "1949"}],
                         outcomes=[{"indicator": 5, "unit": None, "better": None,
                                    "values": [{"value": 1, "year": 2003, "source": ["x"]}]}],
                         translations={"fr": {"title": "x" * 400, "summary": None}}))  # fmt: skip

    assert report.left_out == []
    assert Source.objects.get().title == "1984"
    assert Outcome.objects.get().values.get().source is None
    assert len(Translation.objects.get().title) <= 300
