import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from config.embedded import ServiceFailed, prepare_private_folder, services
from config.places import ROOT, database_url, redis_url, socket_dir
from tests.waiting import until

HOLDER = """
import sys, time
from pathlib import Path
from config.embedded import services
with services(Path(sys.argv[1]), durable=False) as started:
    print(*(service.process.pid for service in started), flush=True)
    time.sleep(60)
"""


def is_alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("embedded") / "a folder with spaces"


@pytest.fixture
def holder(data):
    """A process that runs the services, and their processes."""
    command = [sys.executable, "-c", HOLDER, str(data)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        children = [int(number) for number in process.stdout.readline().split()]
        yield process, children
        process.kill()
    until(lambda: not any(map(is_alive, children)))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_the_services_end_with_a_process_that_is_killed(holder):
    process, children = holder
    assert len(children) == 2
    assert all(map(is_alive, children))

    process.kill()

    until(lambda: not any(map(is_alive, children)))


def test_ctrl_c_ends_them_in_order(holder, data):
    process, children = holder

    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)

    assert not any(map(is_alive, children))
    assert not socket_dir(data).exists()


def test_a_second_process_uses_what_already_runs(holder, data):
    with services(data, durable=False) as started:
        assert started == []

    assert all(map(is_alive, holder[1]))


def test_a_second_start_finds_what_the_first_has_left(data):
    with services(data), closing(psycopg2.connect(database_url(data))) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE TABLE kept AS SELECT 42 AS answer")
        with redis.Redis.from_url(redis_url(data)) as client:
            client.set("kept", "42")

    with services(data), closing(psycopg2.connect(database_url(data))) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT answer FROM kept")
        with redis.Redis.from_url(redis_url(data)) as client:
            assert (cursor.fetchone(), client.get("kept")) == ((42,), b"42")


def test_nobody_else_can_enter_the_folder_of_the_sockets(tmp_path):
    prepare_private_folder(tmp_path / "sockets")
    prepare_private_folder(tmp_path)

    assert (tmp_path / "sockets").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_somebody_else_has_made_is_refused(tmp_path, monkeypatch):
    stranger = os.getuid() + 1
    monkeypatch.setattr("config.embedded.os.getuid", lambda: stranger)

    with pytest.raises(ServiceFailed, match="belongs to somebody else"):
        prepare_private_folder(tmp_path)


def test_a_service_that_does_not_start_shows_its_last_words(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("7.4")  # too old to be read

    failure = pytest.raises(ServiceFailed, match=r"PostgreSQL did not start:\n.+")
    with failure, services(tmp_path, durable=False):
        raise AssertionError
