"""Lists as partner systems read them."""

import csv
import io
from urllib.parse import urlsplit

import pytest

from practices.models import Practice

LIST = "/api/v1/practices"


def pages(client, address):
    """Yield the rows of each page, following ``next`` to the end."""
    while address:
        page = client.get(address).json()
        yield page["results"]
        address = page["next"]


def titles(rows):
    return [row["title"] for row in rows]


@pytest.fixture
def seven(make_practice):
    """Seven practices that were all updated at the same instant."""
    made = [make_practice(title=f"Practice {number}") for number in range(7)]
    Practice.objects.update(updated_at=made[0].updated_at)
    return made


@pytest.mark.parametrize(
    "order", ["-updated_at", "updated_at", "title", "-published_at"]
)
def test_pages_hold_every_row_once_even_of_the_same_instant(client, seven, order):
    found = list(pages(client, f"{LIST}?page_size=2&fields=slug&ordering={order}"))

    slugs = [row["slug"] for rows in found for row in rows]
    assert [len(rows) for rows in found] == [2, 2, 2, 1]
    assert sorted(slugs) == sorted(practice.slug for practice in seven)


def test_the_way_back_shows_the_same_page_again(client, seven):
    first = client.get(f"{LIST}?page_size=3&ordering=title").json()
    second = client.get(first["next"]).json()

    back = client.get(second["previous"]).json()

    assert back["results"] == first["results"]
    assert back["previous"] is None
    assert client.get(back["next"]).json()["results"] == second["results"]


def test_a_row_that_is_added_meanwhile_is_not_shown_twice(client, seven, make_practice):
    first = client.get(f"{LIST}?page_size=3&ordering=title").json()
    make_practice(title="A new one")

    second = client.get(first["next"]).json()

    assert titles(second["results"]) == ["Practice 3", "Practice 4", "Practice 5"]


@pytest.mark.parametrize(
    "cursor", ["garbage", "a:b:c", "WyJ0aXRsZSJd:x", "%F0%9F%98%80"]
)
def test_a_cursor_that_we_never_gave_is_not_found(client, db, cursor):
    answer = client.get(f"{LIST}?cursor={cursor}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_cursor_of_another_ordering_says_so(client, seven):
    following = client.get(f"{LIST}?page_size=2&ordering=title").json()["next"]

    answer = client.get(following.replace("ordering=title", "ordering=-title"))

    assert answer.status_code == 404
    assert "title" in answer.json()["detail"]


@pytest.mark.parametrize("size", ["0", "201", "-1", "a", "0000000059999", "٥", ""])
def test_a_page_has_from_1_to_200_rows(client, db, size):
    answer = client.get(f"{LIST}?page_size={size}")

    assert answer.status_code == 400
    assert "page_size" in answer.json()["errors"]


def test_only_the_fields_that_are_asked_for_come_in_that_order(client, practice):
    row = client.get(f"{LIST}?fields=title,slug").json()["results"][0]

    assert list(row) == ["title", "slug"]


def test_a_field_that_does_not_exist_is_named_with_those_that_do(client, practice):
    answer = client.get(f"{LIST}?fields=slug,colour")

    assert answer.status_code == 400
    assert "colour" in answer.json()["detail"]
    assert "external_id" in answer.json()["detail"]


def test_csv_gives_the_whole_filtered_list(client, seven, make_practice):
    make_practice(country="KEN", title="Another country’s")

    answer = client.get(f"{LIST}?format=csv&country=RWA&page_size=2")

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert answer.streaming
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == 7
    assert {row["country.iso3"] for row in rows} == {"RWA"}


def test_csv_has_columns_for_the_hub_even_where_the_first_row_has_none(
    client, practice
):
    text = client.get(LIST, headers={"accept": "text/csv"}).getvalue().decode()

    assert "hub.slug,hub.name" in text.splitlines()[0]


def test_csv_of_nothing_is_a_header(client, db):
    text = client.get(f"{LIST}?format=csv&fields=slug,years").getvalue().decode()

    assert text == "slug,years.start,years.end\r\n"


def test_csv_does_not_run_in_a_spreadsheet(client, make_practice):
    make_practice(title="=HYPERLINK(1)")

    assert "'=HYPERLINK(1)" in client.get(f"{LIST}?format=csv").getvalue().decode()


def test_csv_refuses_a_wrong_filter_before_it_begins(client, db):
    assert client.get(f"{LIST}?format=csv&evidence=rumour").status_code == 400


@pytest.mark.parametrize("path", ["countries", "hubs", "themes", "practices"])
@pytest.mark.parametrize("number", [1, 12])
def test_a_list_costs_the_same_few_queries_however_long(
    client, make_practice, hub, django_assert_max_num_queries, path, number
):
    for _turn in range(number):
        make_practice(themes=["3.8", "1.3"])

    with django_assert_max_num_queries(5):
        assert client.get(f"/api/v1/{path}").status_code == 200


@pytest.mark.parametrize("path", ["countries", "hubs", "themes", "practices"])
def test_nobody_reads_a_list_again_that_has_not_changed(client, practice, hub, path):
    first = client.get(f"/api/v1/{path}")

    again = client.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert not again.content


def test_a_changed_row_gives_another_tag(client, practice):
    before = client.get(LIST)["ETag"]
    Practice.objects.update(version=2)

    assert client.get(LIST)["ETag"] != before


def test_compression_leaves_the_tag_strong(client, practice):
    plain = client.get(LIST)
    packed = client.get(LIST, headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"]
    assert not plain["ETag"].startswith("W/")


def test_links_keep_what_was_asked_for(client, seven):
    following = client.get(f"{LIST}?page_size=2&country=RWA&fields=slug").json()["next"]

    query = urlsplit(following).query
    assert "country=RWA" in query
    assert "fields=slug" in query


@pytest.mark.parametrize(
    ("query", "name"),
    [("contry=RWA", "contry"), ("page=2", "page"), ("format=csv&limit=5", "limit")],
)
def test_a_parameter_that_does_not_exist_is_named_with_those_that_do(
    client, practice, query, name
):
    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 400
    [said] = answer.json()["errors"][name]
    assert f"“{name}”" in said
    assert "country" in said
    assert "page_size" in said


def lists(schema):
    """Yield the address of each list, with what the description says may be asked of it."""
    for path, operations in schema["paths"].items():
        asked = operations.get("get", {}).get("parameters", [])
        names = {row["name"] for row in asked if row["in"] == "query"}
        if "page_size" in names:
            yield (
                path.replace("{reference}", "KX-2026-00001").format(
                    practice="a", slug="a"
                ),
                names,
            )


def test_every_list_takes_what_its_description_names_and_nothing_else(
    client, person_with
):
    client.force_login(person_with("administrator"))
    found = dict(lists(client.get("/api/v1/schema?format=json").json()))
    assert len(found) >= 15

    for path, names in found.items():
        said = client.get(f"{path}?nonsense=1").json()["errors"]["nonsense"][0]
        known = said.removesuffix(".").rpartition(": ")[2].split(", ")
        assert set(known) == names, path
