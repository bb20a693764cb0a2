"""The page of an answer: five countries, or an honest sentence."""

import re

import pytest

from practices import matching
from tests.practices.pages import PROBLEM, ask, links_in, text_of


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
        make_practice(country=code, approach_type=way) for code, way in ways.items()
    ]
    embedded()
    return made


@pytest.mark.django_db
def test_five_countries_are_shown_in_five_ways(client, five):
    response = client.get(ask(client))

    page = text_of(response)
    assert "Five countries, five ways" in page
    assert page.count('class="card" data-way=') == 5
    assert page.count("data-reason=") >= 5
    assert {practice.get_absolute_url() for practice in five} <= links_in(response)


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


@pytest.mark.django_db
def test_what_was_typed_cannot_become_part_of_the_page(client):
    page = text_of(client.get(ask(client, problem="<script>alert(1)</script> is ill")))

    assert "<script>alert" not in page
