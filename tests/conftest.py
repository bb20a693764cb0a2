"""What tests of more than one app begin with."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import timezone, translation

from accounts.models import Membership, User
from config.embedded import Service, prepare_private_folder, valkey
from config.places import socket_dir
from hubs import reference
from hubs.models import Country, Hub
from hubs.profiles import profiles
from practices import embedding, loading
from practices.models import Practice
from tests.mail import MailServer


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take longest, so that no worker is left with it at the end."""
    items.sort(key=patience_for, reverse=True)


def patience_for(item: pytest.Item) -> float:
    """Return for how many seconds a test asks; none where the usual ones will do."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0


@pytest.fixture(scope="session")
def reference_data_wherever_tables_are_new():
    """
    Load countries, statuses and themes after the migrations, and after each emptying.

    Django sends ``post_migrate`` when it has emptied the tables after a test with real
    transactions, too; so every test begins with the same reference data.
    """

    def load(**_facts: Any) -> None:
        reference.load()

    post_migrate.connect(load, sender=apps.get_app_config("hubs"), weak=False)


@pytest.fixture(scope="session")
def django_db_setup(reference_data_wherever_tables_are_new, django_db_setup):
    """Make the tests' database, with its reference data in it."""


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Begin with an empty cache of this process's own, and not in an earlier page's language."""
    cache.clear()
    translation.deactivate()


@pytest.fixture
def django_assert_max_num_queries(
    django_assert_max_num_queries,
) -> Callable[..., AbstractContextManager[Any]]:
    """Count as for a page that is not the day's first: a process reads countries once a day."""

    def counted(number: int, **options: Any) -> AbstractContextManager[Any]:
        profiles(timezone.now().date())
        return django_assert_max_num_queries(number, **options)

    return counted


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    number = itertools.count(1)

    def make(**fields: Any) -> User:
        named = {"email": f"person{next(number)}@example.org", "name": "Aline Uwase"}
        return User.objects.create_user(**named | fields)

    return make


@pytest.fixture
def user(make_user) -> User:
    """A person without any role; her password is “a long pass phrase”."""
    return make_user(password="a long pass phrase")


@pytest.fixture
def hub(db) -> Hub:
    return Hub.objects.create(
        slug="rwanda-cooperation",
        name="Rwanda Cooperation",
        country_id="RWA",
        arrangement_type=Hub.Arrangement.COOPERATION_AGENCY,
    )


@pytest.fixture
def person_with(make_user) -> Callable[..., User]:
    """Make a person to whom a role has been granted, of a country or of a hub."""

    def make(
        role: str, country: str | Country | None = None, hub: Hub | None = None
    ) -> User:
        if isinstance(country, str):
            country = Country.objects.get(pk=country)
        person = make_user(country=country)
        Membership.objects.create(
            person=person,
            role=role,
            country=country,
            hub=hub,
            status=Membership.Status.GRANTED,
        )
        return person

    return make


RECORD = {
    "country": "RWA",
    "language": "en",
    "title": "Health insurance that every village collects for itself",
    "summary": "Villages enrol their own households and pay into one national pool.",
    "problem": "Families fell into poverty when somebody was ill.",
    "approach": "A law made enrolment a duty; the poorest pay nothing.",
    "results": "Nine in ten people are insured.",
    "steps": ["A pilot in three districts", "A law for the whole country"],
    "approach_type": "financing",
    "scale": "national",
    "evidence": "evaluated",
    "years": {"start": 1999, "end": 2010},
    "themes": ["3.8"],
    "sources": [
        {"title": "Demographic and Health Survey", "institution": "NISR", "year": 2011}
    ],
    "outcomes": [
        {
            "indicator": "People insured",
            "unit": "%",
            "better": "higher",
            "values": [
                {"value": 7, "year": 2003, "source": 0},
                {"value": 91, "year": 2010, "source": 0},
            ],
        }
    ],
}


@pytest.fixture
def make_practice(db) -> Callable[..., Practice]:
    """Publish a practice through the loader; fields that are not given are Rwanda's."""
    number = itertools.count(1)

    def make(**fields: Any) -> Practice:
        record = RECORD | {"external_id": f"tests-{next(number)}"} | fields
        report = loading.load([record])
        assert not report.left_out, report.left_out
        return Practice.objects.get(external_id=record["external_id"])

    return make


@pytest.fixture
def practice(make_practice) -> Practice:
    """Rwanda's published practice: one source, one outcome with two values, one theme."""
    return make_practice()


@pytest.fixture
def embedded() -> Callable[[], None]:
    """Give vectors to all practices made so far, by the real encoder."""

    def embed() -> None:
        while embedding.embed_waiting():
            pass

    return embed


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server that runs, and to which letters go."""
    server = MailServer()
    server.start()
    settings.MAILERS = server.settings
    yield server
    server.stop()


@pytest.fixture
def own_valkey(tmp_path) -> Iterator[Service]:
    """Run a Valkey in this test's folder, which it may empty, freeze or take away."""
    prepare_private_folder(socket_dir(tmp_path))
    service = valkey(tmp_path, durable=False)
    service.start()
    yield service
    service.process.kill()
    service.process.wait()
    shutil.rmtree(socket_dir(tmp_path))


@pytest.fixture
def environment_elsewhere(transactional_db) -> dict[str, str]:
    """The environment of another process that works on the database of this test."""
    return os.environ | {"TESTED_DATABASE": str(connection.settings_dict["NAME"])}
