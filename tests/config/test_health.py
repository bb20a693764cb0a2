import pytest
from django.db.migrations.recorder import MigrationRecorder


def test_alive_asks_nobody(
    client,
):  # not even the database, which this test does not have
    assert client.get("/livez").json() == {"alive": True}


@pytest.mark.django_db
def test_ready_when_everything_answers(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "broker": "ok",
        "degraded": False,
    }


@pytest.mark.django_db
def test_a_broker_that_is_away_only_degrades(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/none.sock"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["degraded"]) == (200, True)


@pytest.mark.django_db
def test_not_ready_before_the_migrations_are_done(client):
    MigrationRecorder.Migration.objects.filter(app="practices").delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, "migrations open")
