"""The catalogue: choices that add up, and the counts beside them."""

import pytest
from django.urls import reverse

from practices import browsing
from tests.practices.pages import links_in, text_of


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
