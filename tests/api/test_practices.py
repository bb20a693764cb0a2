"""Practices as partner systems read them."""

from datetime import timedelta

import pytest

from hubs.models import Country
from practices.models import Lineage, Practice

LIST = "/api/v1/practices"

IN_FRENCH = {
    "language": "fr",
    "title": "Assurance maladie communautaire",
    "summary": "Les ménages cotisent.",
    "translations": {
        "en": {"title": "Community health insurance", "summary": "They pay."}
    },
}


def slugs(client, query=""):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.content
    return {row["slug"] for row in answer.json()["results"]}


def test_a_row_says_what_was_promised(client, practice):
    row = client.get(LIST).json()["results"][0]

    assert row["slug"] == practice.slug
    assert row["external_id"] == practice.external_id
    assert row["country"] == {"iso3": "RWA", "name": "Rwanda"}
    assert row["countries"] == [row["country"]]
    assert row["hub"] is None
    assert row["years"] == {"start": 1999, "end": 2010}
    assert [theme["code"] for theme in row["themes"]] == ["3.8"]
    assert row["url"] == f"http://testserver/practices/{practice.slug}/"
    assert row["updated_at"].endswith("Z")
    assert (row["status"], row["evidence"]) == ("published", "evaluated")
    assert (row["approach_inferred"], row["language_inferred"]) == (False, False)


def test_a_practice_shows_its_hub_by_slug_and_name(client, practice, hub):
    Practice.objects.update(hub=hub)

    row = client.get(f"{LIST}?hub=rwanda-cooperation").json()["results"][0]

    assert row["hub"] == {"slug": "rwanda-cooperation", "name": "Rwanda Cooperation"}


def test_only_what_is_published_is_listed(client, practice):
    Practice.objects.update(status=Practice.Status.IN_REVIEW)

    assert slugs(client) == set()
    assert client.get(f"{LIST}/{practice.slug}").status_code == 404


def test_a_withdrawn_practice_leaves_a_tombstone(client, practice):
    Practice.objects.update(status=Practice.Status.WITHDRAWN)

    for path in ("", "/lineage"):
        answer = client.get(f"{LIST}/{practice.slug}{path}")
        assert answer.status_code == 410
        assert answer["Content-Type"] == "application/problem+json"


def test_the_detail_holds_all_sections_with_figures_years_and_sources(client, practice):
    detail = client.get(f"{LIST}/{practice.slug}").json()

    assert set(Practice.SECTIONS) <= set(detail)
    assert detail["steps"] == [
        "A pilot in three districts",
        "A law for the whole country",
    ]
    [outcome] = detail["outcomes"]
    assert [(row["value"], row["year"]) for row in outcome["values"]] == [
        (7, 2003),
        (91, 2010),
    ]
    assert outcome["values"][0]["source"]["institution"] == "NISR"
    assert detail["sources"][0]["title"] == "Demographic and Health Survey"
    assert detail["cost"] is None


def test_a_cost_is_a_text_with_its_currency_year_and_basis(client, make_practice):
    cost = {
        "amount": 410.5,
        "currency": "USD",
        "year": 2009,
        "basis": "total",
        "source": 0,
    }
    practice = make_practice(cost=cost)

    found = client.get(f"{LIST}/{practice.slug}").json()["cost"]

    assert (found["amount"], found["currency"], found["year"]) == (
        "410.50",
        "USD",
        2009,
    )
    assert found["source"]["year"] == 2011


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        ("fr", "fr", "Assurance maladie communautaire"),
        ("fr-CA, en;q=0.5", "fr", "Assurance maladie communautaire"),
        ("en", "en", "Community health insurance"),
        ("sw, en;q=0.5", "en", "Community health insurance"),
        ("sw", "en", "Community health insurance"),
        ("en;q=0, fr", "fr", "Assurance maladie communautaire"),
    ],
)
def test_texts_follow_the_accepted_languages(
    client, make_practice, accepted, language, title
):
    practice = make_practice(**IN_FRENCH)

    for path in (f"{LIST}?page_size=1", f"{LIST}/{practice.slug}"):
        answer = client.get(path, headers={"accept-language": accepted})
        body = answer.json()
        row = body["results"][0] if "next" in body else body
        assert (row["language"], row["title"]) == (language, title)
        assert row["original_language"] == "fr"
        assert "Accept-Language" in answer["Vary"]


def test_without_any_translation_the_original_is_shown_and_named(client, make_practice):
    make_practice(**IN_FRENCH | {"translations": {}})

    row = client.get(LIST, headers={"accept-language": "ar"}).json()["results"][0]

    assert (row["language"], row["translated_by_machine"]) == ("fr", False)
    assert row["country"]["name"] == "رواندا"


def test_a_translation_without_a_summary_is_passed_over(client, make_practice):
    make_practice(
        **IN_FRENCH | {"translations": {"en": {"title": "A title", "summary": ""}}}
    )

    assert client.get(LIST).json()["results"][0]["language"] == "fr"


@pytest.mark.parametrize(
    "query",
    [
        "country=RWA",
        "country=rwa",
        "country=KEN,RWA",
        "region=Africa",
        "region=sub-saharan africa",
        "theme=3.8",
        "theme=3",
        "language=en",
        "approach_type=financing",
        "approach_type=financing,partnership",
        "evidence=evaluated",
        "status_of_country=ldc",
        "status_of_country=ldc,lldc",
        "q=village insurance",
        "updated_since=2020-01-01",
        "updated_since=2020-01-01T00:00:00Z",
        "updated_since=2020-01-01T00:00:00+00:00",
    ],
)
def test_a_filter_keeps_what_it_names(client, practice, query):
    assert slugs(client, query) == {practice.slug}


@pytest.mark.parametrize(
    "query",
    [
        "country=KEN",
        "region=Asia",
        "theme=1",
        "theme=nothing",
        "language=fr",
        "approach_type=partnership",
        "evidence=documented",
        "status_of_country=sids",
        "hub=nobody",
        "q=volcano",
        "updated_since=2999-01-01",
    ],
)
def test_a_filter_leaves_out_what_it_does_not_name(client, practice, query):
    assert slugs(client, query) == set()


@pytest.mark.parametrize(
    "query",
    [
        "approach_type=magic",
        "evidence=rumour",
        "status_of_country=rich",
        "updated_since=yesterday",
        "updated_since=0001-01-01T00:00:00%2B23:59",
        "ordering=colour",
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_name(client, db, query):
    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["errors"]


def test_a_practice_of_several_countries_is_found_by_each(client, make_practice):
    practice = make_practice(countries=["RWA", "KEN"])

    assert slugs(client, "country=KEN") == {practice.slug}
    row = client.get(LIST).json()["results"][0]
    assert [country["iso3"] for country in row["countries"]] == ["RWA", "KEN"]


def test_partners_fetch_only_what_has_changed_since(client, make_practice):
    old, new = make_practice(), make_practice()
    later = new.updated_at + timedelta(hours=1)
    Practice.objects.filter(pk=new.pk).update(updated_at=later)

    assert slugs(client, f"updated_since={later.isoformat()}") == {new.slug}
    assert slugs(client) == {old.slug, new.slug}


def test_lineage_points_from_the_source_to_the_learner(client, make_practice):
    source = make_practice(country="KEN")
    learner = make_practice()
    link(source, learner, aspect="the premium")

    body = client.get(f"{LIST}/{learner.slug}/lineage").json()

    [edge] = body["edges"]
    assert edge["from"] == f"practice:{source.slug}"
    assert edge["to"] == f"practice:{learner.slug}"
    assert (edge["kind"], edge["aspect"]) == ("adapted_from", "the premium")
    assert [node["id"] for node in body["nodes"]] == [edge["to"], edge["from"]]


def test_lineage_goes_beyond_the_nearest(client, make_practice):
    first, second, third = (
        make_practice(country=code) for code in ("BRA", "KEN", "RWA")
    )
    link(first, second)
    link(second, third)

    nodes = client.get(f"{LIST}/{third.slug}/lineage").json()["nodes"]

    assert {node["country"]["iso3"] for node in nodes} == {"BRA", "KEN", "RWA"}


def test_lineage_shows_a_hidden_practice_as_its_country(client, make_practice):
    source, learner = make_practice(country="KEN"), make_practice()
    link(source, learner)
    Practice.objects.filter(pk=source.pk).update(status=Practice.Status.IN_REVIEW)

    nodes = client.get(f"{LIST}/{learner.slug}/lineage").json()["nodes"]

    assert nodes[1]["id"] == "country:KEN"
    assert source.slug not in str(nodes)


def test_a_practice_without_lineage_stands_alone(client, practice):
    body = client.get(f"{LIST}/{practice.slug}/lineage").json()

    assert [node["kind"] for node in body["nodes"]] == ["practice"]
    assert body["edges"] == []


def link(source, learner, aspect=""):
    return Lineage.objects.create(
        source=source,
        source_country=Country.objects.get(pk=source.country_id),
        learner=learner,
        learner_country=Country.objects.get(pk=learner.country_id),
        kind=Lineage.Kind.ADAPTED_FROM,
        aspect=aspect,
    )
