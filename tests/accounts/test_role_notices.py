"""Who hears of a role that is asked for, granted, declined or ended: in real letters."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from accounts import memberships
from accounts.models import Membership, Notice, User
from accounts.permissions import may_decide, those_who_decide
from accounts.tasks import deliver
from hubs.models import Country
from outbox.tasks import drain

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def rwanda() -> Country:
    return Country.objects.get(pk="RWA")


@pytest.fixture
def focal_point(person_with):
    return named("Chantal Gasana", person_with(Role.FOCAL_POINT, country="RWA"))


@pytest.fixture
def administrator(person_with):
    return named("Tomas Reyes", person_with(Role.ADMINISTRATOR))


@pytest.fixture
def asked(make_user, rwanda) -> Membership:
    """Nour asks to be an official of Rwanda."""
    nour = make_user(email="nour@example.org", name="Nour Haddad", language="fr")
    reason = "I run the school meals."
    return memberships.request(
        nour, Role.OFFICIAL, country=rwanda, by=nour, reason=reason
    )


@pytest.fixture
def arrived(mail_server) -> Callable[[], list[EmailMessage]]:
    """Do what waits, and return the letters that have come."""

    def arrived() -> list[EmailMessage]:
        drain()
        deliver()
        return mail_server.taken

    return arrived


def named(name: str, person: User) -> User:
    person.name = name
    person.save(update_fields=["name"])
    return person


def words_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


def test_the_focal_point_hears_at_once_who_asks_and_why(
    focal_point, administrator, asked, arrived
):
    (letter,) = arrived()

    assert letter["To"] == focal_point.email
    assert letter["Subject"] == "Nour Haddad asks for a role: official, Rwanda"
    assert "Nour Haddad (nour@example.org)" in words_of(letter)
    assert "I run the school meals." in words_of(letter)
    assert "/me/memberships/decide/" in words_of(letter)


def test_nobody_hears_twice(focal_point, asked, arrived):
    arrived()

    assert len(arrived()) == 1


def test_the_managers_of_a_hub_hear_of_its_roles(user, hub, person_with, arrived):
    manager = person_with(Role.HUB_MANAGER, hub=hub)
    person_with(Role.FOCAL_POINT, country="RWA")

    memberships.request(user, Role.CURATOR, hub=hub, by=user)

    (letter,) = arrived()
    assert letter["To"] == manager.email
    assert "The reason given: –" in words_of(letter)


def test_where_a_place_has_nobody_the_administrators_hear(
    asked, administrator, person_with, arrived
):
    person_with(Role.FOCAL_POINT, country="KEN")

    assert [letter["To"] for letter in arrived()] == [administrator.email]


def test_before_there_is_an_administrator_the_operators_hear(asked, make_user, arrived):
    operator = make_user(is_superuser=True)

    assert [letter["To"] for letter in arrived()] == [operator.email]


def test_a_role_of_the_platform_is_put_before_the_administrators(
    user, administrator, focal_point, arrived
):
    memberships.request(user, Role.AUDITOR, by=user)

    (letter,) = arrived()
    assert letter["To"] == administrator.email
    assert letter["Subject"].endswith("auditor, the platform")


@pytest.mark.parametrize("role", Role)
def test_whoever_hears_of_a_request_may_decide_it(
    role, user, rwanda, hub, person_with, administrator
):
    person_with(Role.HUB_MANAGER, hub=hub)
    person_with(Role.FOCAL_POINT, country="RWA")
    country = rwanda if role in Membership.OF_A_COUNTRY else None
    place = hub if role in Membership.OF_A_HUB else None
    wanted = Membership.objects.create(
        person=user, role=role, country=country, hub=place
    )

    people = list(those_who_decide(wanted))

    assert people
    assert all(may_decide(person, wanted) for person in people)


def test_who_decides_does_not_hear_of_her_own_request(focal_point, rwanda):
    own = Membership.objects.create(
        person=focal_point, role=Role.FACILITATOR, country=rwanda
    )

    assert not those_who_decide(own).exists()


def test_what_was_decided_meanwhile_bothers_nobody(
    focal_point, asked, administrator, arrived
):
    memberships.grant(asked, by=administrator)

    assert [letter["To"] for letter in arrived()] == ["nour@example.org"]


def test_the_person_reads_in_her_language_who_granted_it(focal_point, asked, arrived):
    memberships.grant(asked, by=focal_point, reason="Nous travaillons ensemble.")

    (letter,) = arrived()
    assert letter["To"] == "nour@example.org"
    assert "Chantal Gasana" in words_of(letter)
    assert "Nous travaillons ensemble." in words_of(letter)
    assert "/me/memberships/" in words_of(letter)
    notice = Notice.objects.get()
    assert (notice.kind, notice.topic) == ("membership.granted", "memberships")


def test_the_place_is_named_in_the_readers_language(make_user, administrator, arrived):
    nour = make_user(language="fr")
    ivory_coast = Country.objects.get(pk="CIV")
    asked = memberships.request(nour, Role.OFFICIAL, country=ivory_coast, by=nour)
    arrived()
    memberships.grant(asked, by=administrator)

    to_decide, to_nour = arrived()

    assert "Côte d’Ivoire" in to_nour["Subject"]
    assert to_decide["Subject"].endswith(ivory_coast.name)


def test_whoever_is_declined_reads_who_did_it_and_why(asked, administrator, arrived):
    memberships.end(asked, by=administrator, reason="Ask your ministry first.")

    (letter,) = arrived()
    assert letter["To"] == "nour@example.org"
    assert Notice.objects.get().kind == "membership.declined"
    assert "Tomas Reyes" in words_of(letter)
    assert "Ask your ministry first." in words_of(letter)


def test_whose_role_is_ended_reads_who_did_it_and_why(
    person_with, administrator, arrived
):
    official = person_with(Role.OFFICIAL, country="RWA")
    role = official.memberships.get()

    memberships.end(role, by=administrator, reason="You have moved on.")

    (letter,) = arrived()
    assert letter["To"] == official.email
    assert letter["Subject"] == "Your role has ended: official, Rwanda"
    assert "You have moved on." in words_of(letter)


def test_whoever_gives_up_her_own_role_or_request_gets_no_mail(asked, arrived):
    memberships.end(asked, by=asked.person)

    assert arrived() == []
