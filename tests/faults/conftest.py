"""A whole site in processes of its own, so that parts of it can be taken away."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from config.embedded import Service, services
from config.places import ROOT
from tests.waiting import until

GUNICORN = ("-m", "gunicorn", "config.wsgi", "--bind=127.0.0.1:0", "--threads=4")


@dataclass
class Site:
    """A web server, and the services that it needs."""

    address: str
    data: Path
    postgres: Service
    valkey: Service

    def get(self, path: str, **cookies: str) -> requests.Response:
        return requests.get(self.address + path, cookies=cookies, timeout=10)

    @contextmanager
    def without(self, service: Service) -> Iterator[None]:
        """Take a service away, and bring it back."""
        service.stop()
        try:
            yield
        finally:
            service.start()


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def environment(data) -> dict[str, str]:
    """What the site's processes know: no database but the embedded one of this folder."""
    others = {"DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER"}
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return kept | {"LOCAL_DIR": str(data), "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def site(data, environment) -> Iterator[Site]:
    with services(data) as (database, broker):
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, env=environment, cwd=ROOT, check=True)
        with web_server(data, environment) as address:
            yield Site(address, data, database, broker)


@contextmanager
def web_server(data: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run gunicorn on a free port, and say at which address."""
    log = data / "web.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, *GUNICORN],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        until(lambda: address_in(log), patience=40)
        yield address_in(log)
    finally:
        server.terminate()
        server.wait()


def address_in(log: Path) -> str:
    found = re.search(r"Listening at: (http://\S+)", log.read_text())
    return found[1] if found else ""
