"""One service after the other goes away and comes back; the web server is never restarted."""

import time
from contextlib import closing

import psycopg2
import pytest

from config.places import database_url
from tests.waiting import until

SIGNED_IN = {"session": "a-session-that-only-the-database-knows"}


def test_the_site_runs(site):
    assert site.get("/livez").status_code == 200
    assert site.get("/readyz").json()["ready"]
    assert site.get("/accounts/login/", **SIGNED_IN).status_code == 200


def seconds_for(site, paths) -> float:
    """Return how long it takes to read pages, each of which is there."""
    began = time.monotonic()
    assert [site.get(path).status_code for path in paths] == [200] * len(paths)
    return time.monotonic() - began


def test_without_its_database_it_is_alive_but_not_ready(site):
    with site.without(site.postgres):
        assert site.get("/livez").status_code == 200
        assert site.get("/readyz").status_code == 503

    assert site.get("/readyz").status_code == 200


def test_without_its_database_a_page_is_calm(site):
    with site.without(site.postgres):
        answer = site.get("/accounts/login/", **SIGNED_IN)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert site.get("/accounts/login/", **SIGNED_IN).status_code == 200


def test_without_its_database_the_first_page_is_calm(site):
    with site.without(site.postgres):
        answer = site.get("/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("path", ["/api/v1/practices", "/api/v1/countries"])
def test_without_its_database_the_api_says_so_in_json(site, path):
    with site.without(site.postgres):
        answer = site.get(path)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert site.get(path).status_code == 200


def test_without_valkey_everything_answers_and_nobody_waits(site):
    paths = ("/accounts/login/", "/about/", "/livez")
    seconds_for(site, paths)  # the first time is always longer
    usual = seconds_for(site, paths)
    with site.without(site.valkey):
        longer = seconds_for(site, paths) - usual
        ready = site.get("/readyz")

    assert longer < 1.5  # at most half a second each
    assert (ready.status_code, ready.json()["degraded"]) == (200, True)
    assert not site.get("/readyz").json()["degraded"]


def test_what_was_committed_outlives_a_killed_database(site):
    with closing(psycopg2.connect(database_url(site.data))) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE acknowledged (number int)")
        for number in range(100):
            cursor.execute("INSERT INTO acknowledged VALUES (%s)", [number])
            connection.commit()
    site.postgres.process.kill()
    site.postgres.process.wait()

    site.postgres.start()

    with closing(psycopg2.connect(database_url(site.data))) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT count(DISTINCT number) FROM acknowledged")
        assert cursor.fetchone() == (100,)
    until(lambda: site.get("/readyz").status_code == 200)
