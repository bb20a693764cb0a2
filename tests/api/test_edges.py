"""What every address under /api/ answers to the unexpected: a problem, never a fault."""

import pytest
from django.conf import settings

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["", "nothing", "practices/", "practices/none", "countries/XXX", "themes/99", "hubs/x",
     "practices/none/lineage", "practices/a%00b", "countries/%00", "themes/%FF", "themes/%2e%2e"],
)  # fmt: skip
def test_an_unknown_address_is_a_problem(client, db, path):
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == PROBLEM
    assert set(answer.json()) >= {"type", "title", "status", "detail"}


@pytest.mark.parametrize("path", ["countries", "countries/RWA", "themes", "hubs"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_may_only_be_read_says_so(client, db, path, method):
    answer = getattr(client, method)(f"/api/v1/{path}")

    assert answer.status_code == 405
    assert answer["Content-Type"] == PROBLEM
    assert "GET" in answer["Allow"]


def test_match_is_not_to_be_read(client, db):
    answer = client.get("/api/v1/match")

    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense"])
def test_a_format_that_is_not_offered_is_not_acceptable(client, db, accept):
    answer = client.get("/api/v1/practices", headers={"accept": accept})

    assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)


@pytest.mark.parametrize(
    "path", ["practices", "practices?page_size=1", "schema", "docs"]
)
def test_a_format_in_the_query_that_is_not_offered_is_named(client, db, path):
    joined = "&" if "?" in path else "?"
    answer = client.get(f"/api/v1/{path}{joined}format=xml")

    assert answer.status_code == 406
    assert "xml" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query", ["q=%00", "country=RWA%00", "%00=1", "cursor=%00", "fields=%00", "format=%00",
              "ordering=%00", "updated_since=%00", "page_size=%00"]
)  # fmt: skip
def test_a_nul_character_is_refused(client, db, query):
    answer = client.get(f"/api/v1/practices?{query}")

    assert answer.status_code in {400, 406}
    assert answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "query",
    ["q=%FF%FE", "q=%ED%A0%80", "country=%F0%9F%98%80", "theme=%", "q=" + "a" * 8000,
     "&".join(f"a{number}=1" for number in range(900)), "q='\"%3B--", "q=%26%7C!()", "q=%5C",
     "hub=%E2%80%AE", "region=%25", "language=" + ",".join(["en"] * 500)],
)  # fmt: skip
def test_odd_queries_are_answered(client, practice, query):
    assert client.get(f"/api/v1/practices?{query}").status_code in {200, 400}


@pytest.mark.parametrize(
    "accepted",
    ["", "*", "xx", "en;q=abc", ";;;,", "a" * 5000, ",".join(["fr"] * 2000), "\x7f"],
)
def test_odd_languages_are_answered(client, practice, accepted):
    answer = client.get("/api/v1/practices", headers={"accept-language": accepted})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["practices", "countries/RWA", "match", "schema"])
def test_every_address_says_what_it_offers(client, db, path):
    answer = client.options(f"/api/v1/{path}")

    assert answer.status_code == 200
    assert "OPTIONS" in answer["Allow"]


@pytest.mark.parametrize(
    "path", ["practices", "practices?format=csv", "countries/RWA", "schema"]
)
def test_the_head_of_an_answer_can_be_asked_for(client, practice, path):
    answer = client.head(f"/api/v1/{path}")

    assert answer.status_code == 200
    assert answer.getvalue() == b""


@pytest.mark.parametrize("path", ["practices", "countries/RWA", "themes", "demand"])
def test_what_is_no_longer_so_is_a_problem(client, db, path):
    answer = client.get(f"/api/v1/{path}", headers={"If-Match": '"x"'})
    assert (answer.status_code, answer["Content-Type"]) == (412, PROBLEM)
    assert "If-Match" in answer.json()["detail"]
    tag = client.get(f"/api/v1/{path}")["ETag"]
    for known in (tag, "*"):
        again = client.get(f"/api/v1/{path}", headers={"If-Match": known})
        assert again.status_code == 200


@pytest.mark.parametrize("path", ["countries", "themes", "indicators"])
def test_an_unknown_method_is_told_in_whatever_form_the_list_comes(client, db, path):
    answer = client.trace(f"/api/v1/{path}?format=csv")
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)


def test_the_schema_comes_as_yaml_and_as_json(client, db):
    assert client.get("/api/v1/schema").content.startswith(b"openapi: 3.1.0")
    described = client.get("/api/v1/schema?format=json").json()
    assert {"/api/v1/match", "/api/v1/practices/{slug}/lineage"} <= set(
        described["paths"]
    )


def test_every_refusal_is_described_as_a_problem(client, db):
    described = client.get("/api/v1/schema?format=json").json()["paths"]
    bare = [
        f"{method} {path} {status}"
        for path, operations in described.items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status >= "400" and PROBLEM not in answer.get("content", {})
    ]

    assert bare == []


@pytest.mark.parametrize(
    "query", ["lang=%00", "lang=../x", "version=%0A", "version=%00", "lang=%0A"]
)
def test_no_parameter_disturbs_the_schema_or_its_pages(client, db, query):
    for path in ("schema", "docs"):
        assert client.get(f"/api/v1/{path}?{query}").status_code in {200, 400}


def test_the_pages_of_the_schema_need_no_script_or_style_in_the_page(client, db):
    answer = client.get("/api/v1/docs")

    page = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "<script>" not in page
    assert "unsafe-inline" not in policy
    assert page.count("<style>") == policy.count("'sha256-")
    assert "http" not in page.replace("http://testserver", "")
    assert (
        client.get("/api/v1/docs?script=")["Content-Type"] == "application/javascript"
    )


def test_other_pages_keep_the_strict_policy(client, db):
    assert "sha256" not in str(settings.SECURE_CSP)
    assert "sha256" not in client.get("/api/v1/countries")["Content-Security-Policy"]


@pytest.mark.parametrize("charset", ["none", "utf-16", "latin-1"])
def test_a_charset_in_the_header_disturbs_no_query(client, practice, charset):
    answer = client.generic(
        "GET",
        "/api/v1/practices?q=insurance",
        content_type=f"application/json; charset={charset}",
    )

    assert answer.status_code == 200
