"""The page of an answer: five countries, or an honest sentence."""

import re

import pytest

from practices import matching
from practices.models import Practice
from tests.practices.pages import PROBLEM, ask, links_in, text_of

ROW = re.compile("<tr>(.*?)</tr>", re.DOTALL)
FOLD = re.compile("<details>.*?</details>", re.DOTALL)


@pytest.fixture
def five(make_practice, embedded):
    """Five countries that answer the problem in five ways, and the vectors to find them."""
    ways = {
        "RWA": "financing",
        "GHA": "law_and_policy",
        "THA": "institution_building",
        "KEN": "technology_and_data",
        "PER": "community_led",
    }
    made = [
        make_practice(country=code, approach_type=way, went_wrong="The money ran out.")
        for code, way in ways.items()
    ]
    embedded()
    return made


def cards_in(response):
    """Return the cards of an answer by country, as HTML."""
    cards = text_of(response).partition('<ol class="five')[2].split("<li class")[1:]
    countries = [match.country.iso3 for match in response.context["answer"].matches]
    return dict(zip(countries, cards, strict=True))


def codes_in(card):
    return re.findall('data-reason="([a-z_]+)"', card)


@pytest.mark.django_db
def test_five_countries_are_shown_in_five_ways(client, five):
    response = client.get(ask(client))

    page = text_of(response)
    assert "Five countries, five ways" in page
    assert page.count('class="card" data-way=') == 5
    assert page.count("data-reason=") >= 5
    assert {practice.get_absolute_url() for practice in five} <= links_in(response)


@pytest.mark.django_db
def test_two_countries_of_one_way_share_its_colour(client, five):
    Practice.objects.filter(country="PER").update(approach_type="financing")

    answer = client.get(ask(client)).context["answer"]

    hues = {row.practice.approach_type: set() for row in answer.matches}
    for row in answer.matches:
        hues[row.practice.approach_type].add(row.way)
    assert sorted(hues.values(), key=min) == [{1}, {2}, {3}, {4}]


@pytest.mark.django_db
def test_a_card_says_what_was_done_what_came_of_it_and_what_went_wrong(client, five):
    for card in cards_in(client.get(ask(client))).values():
        told = [
            card.index(words)
            for words in (
                "Villages enrol their own households",
                "from 7\xa0% in 2003 to 91\xa0% in 2010",
                "not published",
                "The money ran out.",
                "Why shown",
            )
        ]
        assert told == sorted(told)


@pytest.mark.django_db
def test_the_three_most_telling_reasons_are_seen_and_the_rest_can_be_opened(
    client, five
):
    rwanda = cards_in(client.get(ask(client, country="BDI")))["RWA"]

    seen, folded = codes_in(FOLD.sub("", rwanda)), codes_in(FOLD.findall(rwanda)[0])

    assert seen == ["answers_passage", "same_status", "similar_income"]
    assert {"same_region", "strong_evidence", "different_approach"} <= set(folded)
    assert f"{len(folded)} more reasons" in rwanda


@pytest.mark.django_db
def test_a_passage_in_another_script_stays_whole(client, five):
    address = ask(client)

    page = text_of(client.get(address, headers={"Accept-Language": "ar"}))

    assert "\u2068Families fell into poverty when somebody was ill\u2069" in page


@pytest.mark.django_db
def test_the_table_has_a_cell_for_every_country_in_every_row(client, five):
    table = text_of(client.get(ask(client))).partition('<table class="compare">')[2]

    rows = ROW.findall(table.partition("<tbody>")[2].partition("</tbody>")[0])

    assert len(rows) == 11
    assert all(row.count("<td") == len(five) for row in rows)


@pytest.mark.django_db
def test_the_heading_claims_no_more_than_there_is(client, make_practice, embedded):
    for code in ("RWA", "GHA"):
        make_practice(country=code)
    embedded()

    page = text_of(client.get(ask(client)))

    assert "Two countries, one way" in page
    assert "Five countries" not in re.sub("<title>.*</title>|<meta[^>]*>", "", page)


@pytest.mark.django_db
def test_an_answer_that_is_none_says_so_and_leads_on(client):
    response = client.get(ask(client))

    assert response.status_code == 200
    assert "No good answer yet" in text_of(response)


@pytest.mark.django_db
def test_an_absent_outcome_is_a_sentence(client, make_practice, embedded):
    make_practice(outcomes=[], cost=None)
    embedded()

    page = text_of(client.get(ask(client)))

    assert "No measured outcome was published." in page
    assert "Nine in ten people are insured." in page
    assert "not published" in page


@pytest.mark.django_db
def test_around_the_matching_an_answer_asks_for_the_question_and_the_sources(
    client, five, monkeypatch, django_assert_num_queries
):
    address = ask(client)
    found = matching.match(PROBLEM)
    monkeypatch.setattr(matching, "match", lambda *_args, **_options: found)

    with django_assert_num_queries(2):
        client.get(address)


@pytest.fixture
def eleven(five, make_practice, embedded):
    """Six more practices, in another language, that stand behind the five."""
    behind = [
        make_practice(country=code, language="fr")
        for code in ("NPL", "BOL", "TGO", "LAO", "FJI", "SEN")
    ]
    embedded()
    return five + behind


@pytest.mark.django_db
def test_an_answer_asks_the_database_as_often_however_much_there_is_to_show(
    client, eleven, django_assert_max_num_queries
):
    address = ask(client, country="BDI")

    with django_assert_max_num_queries(12):
        client.get(address)


@pytest.mark.django_db
def test_the_practices_behind_the_five_are_fetched_at_once(
    client, eleven, monkeypatch, django_assert_num_queries
):
    address = ask(client)
    found = matching.match(PROBLEM)
    monkeypatch.setattr(matching, "match", lambda *_args, **_options: found)

    with django_assert_num_queries(2):  # the question and the sources
        answer = client.get(address)

    assert len(answer.context["answer"].further) == 6


@pytest.mark.django_db
def test_what_was_typed_cannot_become_part_of_the_page(client):
    page = text_of(client.get(ask(client, problem="<script>alert(1)</script> is ill")))

    assert "<script>alert" not in page


@pytest.mark.django_db
def test_what_is_told_in_another_language_says_in_which(client, five):
    Practice.objects.filter(country="RWA").update(language="fr")
    Practice.objects.get(country="RWA").translations.create(
        language="en", title="Insurance", summary="Every village.", status="published"
    )

    cards = cards_in(client.get(ask(client)))

    assert "<small>(French)</small>" in cards["RWA"]
    assert "<small>(" not in cards["GHA"]
