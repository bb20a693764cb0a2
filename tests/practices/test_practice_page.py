"""The page of one practice, and what every page of the catalogue has in common."""

import json
import re

import pytest

from hubs.models import Country
from practices.models import Lineage, Practice
from tests.practices.pages import MATCH, links_in, text_of


@pytest.mark.django_db
def test_a_practice_shows_its_sections_figures_and_sources(client, practice):
    page = text_of(client.get(practice.get_absolute_url()))

    for shown in (
        practice.title,
        practice.problem,
        practice.steps[0],
        "91\xa0%",
        "NISR",
    ):
        assert shown in page
    assert 'aria-label="from 7\xa0% in 2003 to 91\xa0% in 2010"' in page


@pytest.mark.django_db
def test_a_practice_that_never_was_is_not_found(client):
    assert client.get("/practices/rwa-nothing/").status_code == 404


@pytest.mark.django_db
def test_a_practice_that_is_not_published_is_not_found(client, practice):
    Practice.objects.update(status=Practice.Status.IN_REVIEW)

    assert client.get(practice.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_a_withdrawn_practice_is_gone(client, practice):
    Practice.objects.update(status=Practice.Status.WITHDRAWN)

    response = client.get(practice.get_absolute_url())

    assert response.status_code == 410
    assert practice.summary not in text_of(response)


@pytest.mark.django_db
def test_a_translation_is_shown_and_said_to_be_one(client, make_practice):
    practice = make_practice(
        language="fr",
        title="Une mutuelle dans chaque village",
        problem="Les familles tombent dans la pauvreté.",
        translations={
            "en": {"title": "A mutual in every village", "summary": "They pay in."}
        },
    )

    page = text_of(client.get(practice.get_absolute_url()))

    assert "A mutual in every village" in page
    assert "Translated by machine from French" in page
    assert '<p lang="fr" dir="ltr">Les familles tombent dans la pauvreté.</p>' in page


@pytest.mark.django_db
def test_lineage_is_drawn_with_its_table(client, practice, make_practice):
    source = make_practice(country="GHA")
    Lineage.objects.create(
        source=source,
        source_country=source.country,
        learner=practice,
        learner_country=practice.country,
        kind=Lineage.Kind.ADAPTED_FROM,
        aspect="enrolment by village",
        year=2004,
    )

    response = client.get(practice.get_absolute_url())

    assert source.get_absolute_url() in links_in(response)
    assert "enrolment by village" in text_of(response)
    assert "<svg" in text_of(response)


@pytest.mark.django_db
def test_machines_read_the_same_and_nothing_in_it_ends_the_element(
    client, make_practice
):
    practice = make_practice(
        summary="It ended</script><script>alert(1)</script> & well"
    )

    page = text_of(client.get(practice.get_absolute_url()))

    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    content = json.loads(found[0])
    assert content["@type"] == "Article"
    assert content["abstract"] == practice.summary
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_practice_asks_the_database_a_dozen_times_at_most(
    client, make_practice, django_assert_max_num_queries
):
    practice = make_practice(themes=["3.8", "16.6", "1.3"])

    with django_assert_max_num_queries(12):
        client.get(practice.get_absolute_url())


@pytest.mark.django_db
def test_a_cost_for_each_person_is_set_against_what_a_person_earns(
    client, make_practice
):
    Country.objects.filter(pk="RWA").update(gdp_per_person=1_000, gdp_year=2023)
    cost = {"amount": 120, "currency": "USD", "year": 2009, "basis": "per_beneficiary"}
    practice = make_practice(cost=cost)

    page = text_of(client.get(practice.get_absolute_url()))

    assert "USD 120 a person reached (2009)" in page
    assert "12 % of GDP per person" in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_carry_their_language_and_no_style_or_script_of_their_own(
    client, practice, language
):
    for address in ("/practices/", practice.get_absolute_url(), MATCH):
        page = text_of(client.get(address, headers={"accept-language": language}))
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert " style=" not in page
        assert not re.search(r"\son\w+=", page)
        assert page.count("<h1") == 1


@pytest.mark.django_db
def test_a_lesson_from_a_practice_that_may_not_be_read_is_its_countrys(
    client, practice, make_practice
):
    source = make_practice(country="GHA", title="Not yet to be read")
    Practice.objects.filter(pk=source.pk).update(status=Practice.Status.WITHDRAWN)
    Lineage.objects.create(
        source=source,
        source_country=source.country,
        learner=practice,
        learner_country=practice.country,
        kind=Lineage.Kind.ADAPTED_FROM,
        aspect="enrolment by village",
        evidence="Ministry of Health, Annual report, 2005",
    )

    response = client.get(practice.get_absolute_url())

    assert source.title not in text_of(response)
    assert source.get_absolute_url() not in links_in(response)
    assert source.country.get_absolute_url() in links_in(response)
    assert "Ministry of Health, Annual report, 2005" in text_of(response)
