import json
import re
from datetime import date

import pytest
import time_machine
from django.utils import translation

from hubs.models import Country, Hub
from insights import directory
from practices.models import Lineage, Practice
from tests.insights.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def waterworks() -> Hub:
    return Hub.objects.create(
        slug="waterworks",
        name="National Water Institute",
        names={"fr": "Institut national de l’eau"},
        country_id="SEN",
        arrangement_type=Hub.Arrangement.SECTOR_INSTITUTE,
        mandate={"en": "Keeps wells in repair.", "fr": "Entretient les puits."},
        languages=["fr"],
        website="https://water.example.org",
        former_names=[{"name": "Office of Wells", "until": 1998}],
        source={"title": "Yearbook", "institution": "Ministry of Water", "year": 2020},
    )


# --- the list of countries ----------------------------------------------------------


def test_the_list_has_all_countries_and_the_number_of_their_practices(client, practice):
    shown = text_of(client.get("/countries/"))

    assert "1 country has published practices" in shown
    assert "Rwanda LDC LLDC 1 practice" in shown
    assert all(country.name in shown for country in Country.objects.all())


def test_a_practice_of_two_countries_counts_for_both(make_practice):
    make_practice(country="", countries=["RWA", "KEN"])

    assert directory.practices_by_country() == {"RWA": 1, "KEN": 1}


def test_a_new_practice_is_counted_at_once(practice, make_practice):
    assert directory.practices_by_country() == {"RWA": 1}

    make_practice()

    assert directory.practices_by_country() == {"RWA": 2}


def test_what_is_not_published_is_not_counted(practice):
    Practice.objects.update(status=Practice.Status.WITHDRAWN)

    assert directory.count_practices() == {}


def test_developing_countries_stand_before_the_others_of_their_region(client):
    asia = text_of(client.get("/countries/")).partition(" Asia ")[2]

    assert asia.index("Viet Nam") < asia.index("Not classified") < asia.index("Japan")


@pytest.mark.parametrize("words", ["rwa", "رواندا", "RUANDA", "卢旺达", "Руанда"])
def test_a_country_is_found_by_its_code_or_its_name_in_any_language(client, words):
    assert "Rwanda" in text_of(client.get("/countries/", {"q": words}))


def test_accents_do_not_matter(client):
    assert "Côte d’Ivoire" in text_of(client.get("/countries/", {"q": "cote d'iv"}))


def test_a_status_narrows_the_list_to_those_who_have_it_today(client):
    shown = text_of(client.get("/countries/", {"status": "lldc"}))

    assert "Bolivia" in shown
    assert "Brazil" not in shown


def test_a_name_that_nobody_has_gets_advice_instead_of_an_empty_page(client):
    assert "No country is called that" in text_of(client.get("/countries/?q=Atlantis"))


@pytest.mark.parametrize("query", ["status=rich", "q=%00", "q=" + "x" * 101])
def test_what_cannot_be_read_is_said_beside_its_field(client, query):
    answer = client.get(f"/countries/?{query}")

    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()


def test_the_list_takes_few_queries(client, practice, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/countries/")


# --- a country ----------------------------------------------------------------------


def test_a_country_shows_its_practices_and_its_figures_with_their_year(
    client, practice
):
    shown = text_of(client.get("/countries/rwa/"))

    assert practice.title in shown
    assert "13.6 million 2024" in shown
    assert "Kinyarwanda" in shown
    assert "African Union" in shown


def test_a_country_without_practices_says_so(client):
    assert "No practice of Tuvalu" in text_of(client.get("/countries/tuv/"))


def test_the_official_name_stands_under_a_shorter_one(client):
    assert "Bolivia (Plurinational State of)" in text_of(client.get("/countries/bol/"))


@pytest.mark.parametrize("code", ["zzz", "rwanda", "r-a"])
def test_a_country_that_does_not_exist_is_not_found(client, code):
    assert client.get(f"/countries/{code}/").status_code == 404


def test_the_code_may_be_written_in_capitals(client):
    assert client.get("/countries/RWA/").status_code == 200


@time_machine.travel("2026-11-23", tick=False)
def test_a_scheduled_end_is_told_with_its_date_and_what_is_known(client):
    shown = text_of(client.get("/countries/bgd/"))

    assert "Scheduled to leave the list (least developed country)" in shown
    assert "on 24 November 2026" in shown
    assert "asked on 18 February 2026" in shown


def test_another_day_has_other_statuses(client):
    before = text_of(client.get("/countries/bgd/", {"on": "2026-11-23"}))
    after = text_of(client.get("/countries/bgd/", {"on": "2026-11-24"}))

    assert "Statuses on 23 November 2026" in before
    assert "Off the list" not in before
    assert "Off the list (least developed country) from 24 November 2026" in after


def test_a_status_that_ended_is_kept_with_its_dates():
    bhutan = Country.objects.get(pk="BTN")

    standing = directory.standing(bhutan, date(2024, 1, 1))

    assert "ldc" not in [status.kind for status in standing.holding]
    assert [status.kind for status in standing.ended] == ["ldc"]


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30", "0000-00-00", "%00"])
def test_a_day_that_is_none_gets_a_sentence_and_today(client, day):
    answer = client.get(f"/countries/rwa/?on={day}")

    assert answer.status_code == 200
    assert "This is not a day of the calendar" in text_of(answer)


def test_a_country_shows_from_whom_it_learned_and_who_learned_from_it(client, practice):
    Lineage.objects.create(
        source_country_id="IND",
        learner=practice,
        learner_country_id="RWA",
        kind=Lineage.Kind.ADAPTED_FROM,
        aspect="Village committees",
    )
    Lineage.objects.create(
        source=practice,
        source_country_id="RWA",
        learner_country_id="TGO",
        kind=Lineage.Kind.INSPIRED_BY,
        aspect="One national pool",
    )

    shown = text_of(client.get("/countries/rwa/"))

    assert "Learned from India 1 aspect" in shown
    assert "Learned from it Togo 1 aspect" in shown
    assert "Village committees" in shown


def test_a_country_takes_as_few_queries_with_many_practices(
    client, make_practice, django_assert_max_num_queries
):
    for _ in range(8):
        make_practice()

    with django_assert_max_num_queries(12):
        client.get("/countries/rwa/")


def test_machines_read_who_a_country_is(client):
    page = client.get("/countries/bol/").content.decode()
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL
    )

    data = json.loads(found[1])

    assert data["@type"] == "Country"
    assert (data["name"], data["identifier"]) == ("Bolivia", "BOL")


def test_names_follow_the_readers_language(client):
    answer = client.get("/countries/rwa/", headers={"Accept-Language": "ar"})

    assert "رواندا" in text_of(answer)


def test_a_country_knows_its_page():
    with translation.override("fr"):
        assert Country.objects.get(pk="RWA").get_absolute_url() == "/countries/rwa/"


# --- hubs ---------------------------------------------------------------------------


def test_a_hub_shows_what_it_is_for_and_what_it_was_called(client, waterworks):
    shown = text_of(client.get(waterworks.get_absolute_url()))

    assert "National Water Institute Keeps wells in repair." in shown
    assert "Office of Wells until 1998" in shown
    assert "Yearbook , Ministry of Water, 2020" in shown


def test_links_out_of_the_house_lend_no_weight(client, waterworks):
    page = client.get(waterworks.get_absolute_url()).content.decode()

    assert '<a href="https://water.example.org" rel="nofollow external">' in page


def test_a_hub_shows_the_practices_in_its_care(client, waterworks, practice):
    Practice.objects.update(hub=waterworks)

    assert practice.title in text_of(client.get(waterworks.get_absolute_url()))


def test_a_hub_that_does_not_exist_is_not_found(client):
    assert client.get("/hubs/nowhere/").status_code == 404


@pytest.mark.parametrize("words", ["water", "wells", "INSTITUT l’eau", "Office of"])
def test_a_hub_is_found_by_any_of_its_names(client, waterworks, hub, words):
    shown = text_of(client.get("/hubs/", {"q": words}))

    assert "National Water Institute" in shown
    assert "Rwanda Cooperation" not in shown


def test_hubs_are_narrowed_by_kind_and_host(waterworks, hub):
    assert list(directory.hubs(arrangement="sector_institute")) == [waterworks]
    assert list(directory.hubs(country="RWA")) == [hub]
    assert not directory.hubs(arrangement="sector_institute", country="RWA")


def test_no_hub_found_gets_advice(client, waterworks):
    assert "No hub is found that way" in text_of(client.get("/hubs/?q=submarine"))


@pytest.mark.parametrize("query", ["country=RWX", "arrangement=x", "q=%00", "page=x"])
def test_odd_questions_about_hubs_do_not_break_the_page(client, waterworks, query):
    assert client.get(f"/hubs/?{query}").status_code == 200


# --- what search engines are told ----------------------------------------------------


def test_the_sitemap_names_practices_countries_with_practices_and_hubs(
    client, practice, hub
):
    index = client.get("/sitemap.xml").content.decode()
    sections = re.findall(r"<loc>http://testserver(/[^<]+)</loc>", index)

    pages = "".join(client.get(section).content.decode() for section in sections)

    assert f"http://testserver{practice.get_absolute_url()}</loc>" in pages
    assert "/countries/rwa/</loc>" in pages
    assert "/countries/tuv/</loc>" not in pages
    assert "/hubs/rwanda-cooperation/</loc>" in pages


def test_robots_stay_away_from_questions_that_people_asked(client):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /match" in answer.content.decode()
    assert "/sitemap.xml" in answer.content.decode()
