"""Countries, hubs and themes as partner systems read them."""

import pytest

from hubs.models import CountryStatus


def kinds(client, path):
    return {status["kind"] for status in client.get(path).json()["statuses"]}


@pytest.mark.parametrize("code", ["RWA", "rwa", "Rwa"])
def test_a_country_is_found_by_its_code_in_any_case(client, db, code):
    row = client.get(f"/api/v1/countries/{code}").json()

    assert (row["iso3"], row["iso2"], row["name"]) == ("RWA", "RW", "Rwanda")
    assert (row["region"], row["developing"]) == ("Africa", True)
    assert set(row["population"]) == {"value", "year"}
    assert set(row["gdp_per_person"]) == {"value", "year", "basis"}
    assert row["url"] == "http://testserver/countries/rwa/"
    assert "african-union" in {group["slug"] for group in row["groups"]}


def test_statuses_are_those_of_the_day_that_is_asked_for(client, db):
    assert "ldc" in kinds(client, "/api/v1/countries/BTN?on=2023-12-12")
    assert "ldc" not in kinds(client, "/api/v1/countries/BTN?on=2023-12-13")


def test_a_status_carries_its_dates_and_its_source(client, db):
    CountryStatus.objects.filter(country="RWA", kind="ldc").update(scheduled=True)

    statuses = client.get("/api/v1/countries/RWA?on=2026-11-21").json()["statuses"]

    [status] = [row for row in statuses if row["kind"] == "ldc"]
    assert status["scheduled"] is True
    assert status["source"]
    assert status["as_known_on"]


def test_a_name_comes_in_the_accepted_language(client, db):
    answer = client.get("/api/v1/countries/CIV", headers={"accept-language": "es-MX"})

    assert answer.json()["name"] == "Côte d’Ivoire" or "Marfil" in answer.json()["name"]
    assert answer["Content-Language"] == "es"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=ruanda", "RWA"),
        ("q=رواندا", "RWA"),
        ("q=cote d", "CIV"),
        ("q=rw", "RWA"),
        ("region=Central Asia", "KAZ"),
        ("status=ldc&page_size=200", "RWA"),
        ("status=ldc,lldc&page_size=200", "RWA"),
        ("group=african-union&page_size=200", "RWA"),
    ],
)
def test_countries_are_found_by_name_region_group_and_status(client, db, query, code):
    rows = client.get(f"/api/v1/countries?{query}").json()["results"]

    assert code in {row["iso3"] for row in rows}
    assert len(rows) < 200


def test_the_filter_by_status_keeps_to_the_day(client, db):
    def ldcs(day):
        query = f"status=ldc&on={day}&page_size=200&fields=iso3"
        return {
            row["iso3"]
            for row in client.get(f"/api/v1/countries?{query}").json()["results"]
        }

    assert ldcs("2023-12-12") - ldcs("2023-12-13") == {"BTN"}


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "20261", "2026-11-25T00"])
def test_what_is_no_day_is_refused(client, db, day):
    for path in ("countries", "countries/RWA"):
        answer = client.get(f"/api/v1/{path}?on={day}")
        assert answer.status_code == 400
        assert "on" in answer.json()["errors"]


def test_a_wildcard_in_a_search_is_only_a_sign(client, db):
    assert client.get("/api/v1/countries?q=%25").json()["results"] == []
    assert client.get("/api/v1/countries?q=R_anda").json()["results"] == []


def test_a_hub_says_what_it_is_and_where(client, hub):
    row = client.get("/api/v1/hubs/rwanda-cooperation").json()

    assert row["country"] == {"iso3": "RWA", "name": "Rwanda"}
    assert row["arrangement_type"] == "cooperation_agency"
    assert row["url"] == "http://testserver/hubs/rwanda-cooperation/"


@pytest.mark.parametrize(
    "query", ["country=rwa", "q=old name", "arrangement_type=cooperation_agency"]
)
def test_hubs_are_found_also_by_former_names(client, hub, query):
    hub.former_names = [{"name": "The Old Name", "until": 2015}]
    hub.source = {
        "title": "Official website",
        "institution": "",
        "year": None,
        "url": "",
    }
    hub.save()

    [row] = client.get(f"/api/v1/hubs?{query}").json()["results"]

    assert row["former_names"] == [{"name": "The Old Name", "until": 2015}]
    assert row["source"]["title"] == "Official website"


@pytest.mark.parametrize("code", ["3.1", "DAC:13020", "dac:13020", "MGT:legal"])
def test_a_theme_is_found_by_its_code(client, db, code):
    row = client.get(f"/api/v1/themes/{code}").json()

    assert row["code"].lower() == code.lower()
    assert row["parent"] is None or set(row["parent"]) == {"code", "name"}


def test_themes_are_narrowed_by_kind_parent_and_words(client, db):
    goals = client.get("/api/v1/themes?kind=sdg_goal").json()["results"]
    targets = client.get("/api/v1/themes?parent=3").json()["results"]
    found = client.get("/api/v1/themes?q=maternelle&kind=sdg_target").json()["results"]

    assert [row["code"] for row in goals] == [str(number) for number in range(1, 18)]
    assert {row["parent"]["code"] for row in targets} == {"3"}
    assert "3.1" in {row["code"] for row in found}
