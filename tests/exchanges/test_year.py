"""A year in which people answer or stay silent by chance, and workers are killed."""

import pytest

from benchmarks.year import simulate


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(600)
def test_after_a_year_everything_has_ended_or_a_holder_and_all_were_told_once(
    environment_elsewhere,
):
    environment = environment_elsewhere | {"LOG_LEVEL": "ERROR"}

    year = simulate(100, 4, environment, rounds=52)

    assert sum(year["status"].values()) == 100
    assert year["workers_killed"] == 4
    assert len(year["status"]) >= 4, "hardly anything happened"
    assert {thing: count for thing, count in year["wrong"].items() if count} == {}
