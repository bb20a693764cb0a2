"""The pages of the catalogue, and the way from a question to its answer."""

import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from hubs.models import Country
from practices import browsing, drawings, matching
from practices.models import Lineage, Practice, Question

PROBLEM = "Families fall into poverty because they must pay when somebody is ill."
MATCH = "/match"


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


@pytest.fixture
def question(client):
    """A question that this client asked."""
    return Question.objects.get(token=ask(client).split("/")[2])


def ask(client, **fields):
    """Ask, and return the address of the answer."""
    return client.post(MATCH, {"problem": PROBLEM} | fields).url


def text_of(response):
    return response.content.decode()


def links_in(response):
    return set(re.findall(r'href="([^"]*)"', text_of(response)))


# --- asking -------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_question_is_kept_for_a_visitor_whom_nobody_can_guess(client):
    address = ask(client, country="SLE")

    question = Question.objects.get()
    cookie = client.cookies["asker"]
    assert address == f"/match/{question.token}/"
    assert (question.problem, question.country_id) == (PROBLEM, "SLE")
    assert question.asker == cookie.value
    assert len(cookie.value) >= 40
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 30 * 24 * 60 * 60)


@pytest.mark.django_db
def test_a_visitor_who_asks_again_is_the_same_asker(client):
    ask(client)
    ask(client)

    assert Question.objects.values("asker").distinct().count() == 1


@pytest.mark.django_db
def test_another_page_may_send_a_question_without_a_token():
    client = Client(enforce_csrf_checks=True)

    assert client.post(MATCH, {"problem": PROBLEM}).status_code == 302


@pytest.mark.django_db
def test_a_short_text_can_be_asked_by_a_link(client):
    response = client.get(MATCH, {"problem": PROBLEM})

    assert response.status_code == 302
    assert Question.objects.get().problem == PROBLEM


@pytest.mark.django_db
def test_without_a_text_the_box_is_shown(client):
    response = client.get(MATCH)

    assert response.status_code == 200
    assert 'name="problem"' in text_of(response)
    assert not Question.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("problem", ["", "   \n", "\x00\x01", "?!…", "x" * 10_001])
def test_what_cannot_be_read_is_refused_in_a_sentence(client, problem):
    response = client.post(MATCH, {"problem": problem})

    assert response.status_code == 400
    assert 'class="error"' in text_of(response)
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_is_kept_when_the_country_is_unknown(client):
    response = client.post(MATCH, {"problem": PROBLEM, "country": "ATL"})

    assert response.status_code == 400
    assert PROBLEM in text_of(response)
    assert "not a country that we know" in text_of(response)


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["\x00", "S\x00E", "x" * 5_000, "-1", "سيراليون"])
def test_a_country_that_is_none_is_never_a_fault(client, country):
    assert (
        client.post(MATCH, {"problem": PROBLEM, "country": country}).status_code == 400
    )


@pytest.mark.django_db
def test_control_characters_are_taken_out_of_a_question(client):
    ask(client, problem="Families\x00 fall\x07 into\r\npoverty")

    assert Question.objects.get().problem == "Families fall into poverty"


@pytest.mark.django_db
@pytest.mark.parametrize("asker", ["", "x", "x" * 5_000, "'; drop", "%00"])
def test_a_made_up_asker_is_given_a_name_of_ours(client, asker):
    client.cookies["asker"] = asker

    ask(client)

    assert Question.objects.get().asker != asker


# --- who may read it ------------------------------------------------------------------


@pytest.mark.django_db
def test_a_question_is_hidden_from_everybody_else(client, question):
    assert Client().get(question.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_an_asker_shares_her_question_and_takes_it_back(client, question):
    client.post(reverse("practices:share", args=[question.token]))
    assert Client().get(question.get_absolute_url()).status_code == 200

    client.post(reverse("practices:unshare", args=[question.token]))
    assert Client().get(question.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_only_the_asker_decides_who_reads_it(client, question):
    stranger, share = Client(), reverse("practices:share", args=[question.token])
    assert stranger.post(share).status_code == 404

    client.post(share)

    assert (
        stranger.post(reverse("practices:unshare", args=[question.token])).status_code
        == 403
    )
    question.refresh_from_db()
    assert question.shared


@pytest.mark.django_db
def test_sharing_needs_a_token_against_forgery(question):
    client = Client(enforce_csrf_checks=True)
    client.cookies["asker"] = question.asker

    share = reverse("practices:share", args=[question.token])

    assert client.post(share).status_code == 403


@pytest.mark.django_db
def test_an_answer_is_kept_by_no_cache_and_no_search_engine(client, question):
    response = client.get(question.get_absolute_url())

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text_of(response)


# --- the answer -------------------------------------------------------------------------


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


# --- browsing -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_choices_add_up_and_can_be_taken_away(client, make_practice):
    wanted = make_practice(country="RWA", approach_type="financing")
    make_practice(country="RWA", approach_type="law_and_policy")
    make_practice(country="GHA", approach_type="financing")

    response = client.get("/practices/?country=RWA&approach_type=financing")

    catalogue = response.context["catalogue"]
    assert list(catalogue.page) == [wanted]
    assert [chip.name for chip in catalogue.chips] == ["Financing", "Rwanda"]
    assert {"?country=RWA", "?approach_type=financing"} <= links_in(response)


@pytest.mark.django_db
def test_a_facet_counts_what_would_be_left(client, make_practice):
    for code in ("RWA", "RWA", "GHA"):
        make_practice(country=code)

    facets = client.get("/practices/").context["catalogue"].facets

    counts = {
        facet.code: {row.name: row.count for row in facet.options} for facet in facets
    }
    assert counts["country"] == {"Rwanda": 2, "Ghana": 1}
    assert counts["region"] == {"Africa": 3}
    assert counts["status_of_country"]["least developed country"] == 2
    assert counts["theme"] == {"Good Health and Well-being": 3}


@pytest.mark.django_db
def test_what_would_leave_nothing_is_not_offered(client, practice):
    facets = client.get("/practices/").context["catalogue"].facets

    assert all(option.count for facet in facets for option in facet.options)
    assert "Infrastructure" not in str(facets)


@pytest.mark.django_db
def test_every_offered_choice_leads_to_as_many_as_it_promises(client, make_practice):
    make_practice(countries=["RWA", "BDI"], themes=["3.8", "16.6"])
    make_practice(country="FJI", language="fr", evidence="documented")

    for facet in client.get("/practices/").context["catalogue"].facets:
        for option in facet.options:
            found = client.get(f"/practices/{option.query}").context["catalogue"]
            assert found.total == len(found.page) == option.count, (facet.code, option)


@pytest.mark.django_db
def test_counts_follow_a_change_at_once(client, make_practice):
    make_practice()
    assert client.get("/practices/").context["catalogue"].total == 1

    make_practice()

    assert client.get("/practices/").context["catalogue"].total == 2


@pytest.mark.django_db
def test_words_are_looked_for(client, practice):
    assert client.get("/practices/?q=insurance").context["catalogue"].total == 1
    assert client.get("/practices/?q=glacier").context["catalogue"].total == 0


@pytest.mark.django_db
def test_an_empty_list_says_what_to_do(client, practice):
    page = text_of(client.get("/practices/?q=glacier"))

    assert "Nothing has all of that" in page
    assert reverse("practices:match") in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%FF%FE",
        "country=RWAX",
        "country=%00",
        "theme=%27",
        "language=../../etc",
        "region=Atlantis",
        "evidence=" + "x" * 3_000,
        "page=-1",
        "page=1e400",
        "page=999999999999999999999",
        "status_of_country=income",
        "&".join(f"country={number}" for number in range(500)),
    ],
)
def test_no_address_is_a_fault(client, practice, query):
    assert client.get(f"/practices/?{query}").status_code == 200


@pytest.mark.django_db
def test_a_longer_code_is_not_cut_to_a_country(client, practice):
    assert client.get("/practices/?country=RWAX").context["catalogue"].total == 0


@pytest.mark.django_db
def test_pages_of_a_long_list_hold_everything_once(client, make_practice):
    made = {make_practice().pk for _ in range(browsing.A_PAGE + 3)}

    pages = [client.get("/practices/", {"page": number}) for number in (1, 2)]

    shown = [row.pk for page in pages for row in page.context["catalogue"].page]
    assert len(shown) == len(made)
    assert set(shown) == made


@pytest.mark.django_db
def test_the_list_asks_as_often_for_many_as_for_one(
    client, make_practice, django_assert_max_num_queries
):
    for code in ("RWA", "GHA", "KEN", "PER", "FJI"):
        make_practice(country=code)

    with django_assert_max_num_queries(12):
        client.get("/practices/?theme=3")


# --- one practice ---------------------------------------------------------------------------


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


# --- drawings -----------------------------------------------------------------------------------


def test_a_slope_falls_where_a_value_falls():
    line = drawings.slope((Decimal(58), 2002), (Decimal(23), 2009))

    assert line.before.x < line.after.x
    assert line.before.y < line.after.y


def test_a_slope_runs_the_other_way_for_readers_from_the_right():
    line = drawings.slope((Decimal(58), 2002), (Decimal(23), 2009), mirrored=True)

    assert line.before.x > line.after.x


@pytest.mark.parametrize(
    "values", [(0, 0), (5, 5), (-90, 3), (0.001, 0.002), (1, 10**15)]
)
def test_any_two_figures_can_be_drawn(values):
    figures = [
        (Decimal(str(value)), 2000 + place) for place, value in enumerate(values)
    ]

    line, plot = drawings.slope(*figures), drawings.plot(figures)

    for dot in (*line.dots, *plot.dots):
        assert 0 <= dot.x <= 360
        assert 0 <= dot.y <= 190
    assert 2 <= len(plot.lines) <= 8


def test_figures_that_would_collide_are_left_to_the_table():
    figures = [(Decimal(year), year) for year in range(1990, 2021)]

    told = [dot.year for dot in drawings.plot(figures).dots if dot.told]

    assert told[0] == 1990
    assert told[-1] == 2020
    assert len(told) < 9
