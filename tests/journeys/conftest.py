"""
Who meets on the way of a practice and of a request, a clock, and the mail that they get.

What a worker does between two of their steps is done when a test says that time passes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page

from accounts.models import Membership, User
from accounts.tasks import deliver
from exchanges.models import CountryProcedure
from exchanges.tasks import sweep
from hubs.models import Country, Hub
from outbox.tasks import drain
from practices.tasks import answer_searches, embed, remind_of_reviews
from tests.browser.conftest import chromium, new_page, site
from tests.journeys.browsing import signs_in
from tests.journeys.programs import Program
from tests.mail import MailServer

__all__ = ["chromium", "new_page", "site"]  # a browser, before the sample world

PASS_PHRASE = "a long pass phrase"
BEGINNING = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday


@dataclass
class Somebody:
    """A person of the cast; staff have the secret of the app on her phone, too."""

    user: User
    secret: str = ""

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def name(self) -> str:
        return self.user.name


@dataclass
class Cast:
    """Who meets on the way of one practice."""

    official: Somebody  # of Sierra Leone; she has the idea
    curator: Somebody  # of the hub
    reviewer: Somebody  # of the hub, and not the curator
    reader: Somebody  # an official of India
    translator: Somebody  # an official of Guinea


@dataclass
class Parties:
    """Who meets on the way of one request; each focal point speaks for her country."""

    official: Somebody  # of Sierra Leone; she has the problem
    focal_point: Somebody  # of Sierra Leone, which wants her endorsement
    officer: Somebody  # of the coordination desk
    rwanda: Somebody  # the focal point of the country that says no
    burundi: Somebody  # the focal point of the country that asks, then says yes


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that runs from a Tuesday morning on, and can be moved."""
    with time_machine.travel(BEGINNING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def hub(db) -> Hub:
    return Hub.objects.create(
        slug="mano-river-health",
        name="Mano River Health Hub",
        country_id="SLE",
        arrangement_type=Hub.Arrangement.REGIONAL_CENTRE,
    )


@pytest.fixture
def cast(clock, hub, settings) -> Cast:
    """Everybody can sign in, and the hub's staff act with a second factor alone."""
    settings.SECOND_FACTOR_REQUIRED = True
    return Cast(
        official=somebody("Fatmata Kamara", "official", country="SLE"),
        curator=somebody("Isatu Bangura", "curator", hub=hub),
        reviewer=somebody("Mariama Jalloh", "reviewer", hub=hub),
        reader=somebody("Lakshmi Nair", "official", country="IND"),
        translator=somebody("Aissatou Diallo", "official", country="GIN"),
    )


@pytest.fixture
def parties(clock, db, settings) -> Parties:
    """Everybody can sign in; the officer of the desk acts with a second factor alone."""
    settings.SECOND_FACTOR_REQUIRED = True
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    return Parties(
        official=somebody("Fatmata Kamara", "official", country="SLE"),
        focal_point=somebody("Abdul Conteh", "focal_point", country="SLE"),
        officer=somebody("Helena Duarte", "desk_officer"),
        rwanda=somebody("Aline Uwase", "focal_point", country="RWA"),
        burundi=somebody("Divine Niyonzima", "focal_point", country="BDI"),
    )


def somebody(
    name: str, role: str, *, country: str | None = None, hub: Hub | None = None
) -> Somebody:
    """Make a person who has confirmed her address, and whose role was granted."""
    user = User.objects.create_user(
        f"{name.split()[0].lower()}@example.org",
        PASS_PHRASE,
        name=name,
        country=Country.objects.get(pk=country) if country else None,
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    Membership.objects.create(
        person=user, role=role, country=user.country, hub=hub, status="granted"
    )
    if role not in Membership.STAFF:
        return Somebody(user)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return Somebody(user, secret)


@pytest.fixture
def visitor(new_page) -> Page:
    """Somebody without an account, who has no JavaScript either."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def sign_in(new_page, clock) -> Callable[[Somebody], Page]:
    """Sign in as a person does, in a browser of her own."""

    def enter(person: Somebody) -> Page:
        clock.shift(timedelta(minutes=2))  # a code opens once
        page = new_page(java_script_enabled=False)
        code = partial(code_of, person) if person.secret else None
        signs_in(page, person.email, PASS_PHRASE, code)
        return page

    return enter


@pytest.fixture
def time_passes(clock, mail_server) -> Callable[..., None]:
    """
    Let the workers do what waits, go on to another morning, and let them do it again.

    The first half writes notices, the second sends the mail that gathers them.
    """

    def work() -> None:
        remind_of_reviews()
        sweep()
        drain()
        embed()
        answer_searches()
        deliver()

    def pass_by(*, days: int = 1) -> None:
        work()
        clock.shift(timedelta(days=days))
        work()

    return pass_by


@pytest.fixture
def mails_about(mail_server: MailServer) -> Callable[[Somebody | User, str], int]:
    """Count the letters to a person in which these words stand."""

    def count(person: Somebody | User, words: str) -> int:
        mine = [row for row in mail_server.taken if row["To"] == person.email]
        return sum(words in text_of(letter) for letter in mine)

    return count


@pytest.fixture
def heard(programs, mails_about) -> Callable[..., bool]:
    """Tell whether somebody was told of something, both by the API and by mail."""

    def heard_of(name: str, words: str, *, times: int = 1) -> bool:
        program: Program = programs[name]
        rows = program.client.get("/api/v1/notices").json()["results"]
        told = [row for row in rows if row["subject"] == words]
        return len(told) == mails_about(program.user, words) == times

    return heard_of


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def code_of(person: Somebody) -> str:
    """Return what the app on her phone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(person.secret, counter))
