"""
PostgreSQL and Valkey of the tests' own: real ones, found by settings like any others.

A pytest plugin. The process that controls a run starts them; the workers of pytest-xdist
find them through ``LOCAL_DIR``. Where ``DATABASE_URL`` and ``REDIS_URL`` are set, those are
used instead. Two runs at once in one clone do not meet.
"""

import fcntl
import os
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import IO

import pytest

FOLDERS = Path(__file__).parent.parent / ".local"

_running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Name the folder before anything reads the settings."""
    if is_ours_to_start():
        os.environ["LOCAL_DIR"] = str(free_folder())


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Start the services before the workers that will ask for them."""
    if not is_ours_to_start():
        return
    from config.embedded import ServiceFailed, services  # noqa: PLC0415  (coverage has begun)
    from config.places import local_dir  # noqa: PLC0415

    try:
        _running.enter_context(services(local_dir(), durable=False))
    except ServiceFailed as failure:
        pytest.exit(str(failure), returncode=2)


def pytest_unconfigure() -> None:
    _running.close()


def is_ours_to_start() -> bool:
    given = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    return not given and "PYTEST_XDIST_WORKER" not in os.environ


def free_folder() -> Path:
    """Return the first of ``test``, ``test-2`` … that no other run holds, and hold it."""
    for number in count(1):
        folder = FOLDERS / ("test" if number == 1 else f"test-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
        if holds(lock):
            _running.callback(lock.close)
            return folder
        lock.close()
    raise AssertionError  # there is always another number


def holds(lock: IO[str]) -> bool:
    """Take a lock that ends with this process; tell whether it was free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
