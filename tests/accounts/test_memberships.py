import pytest
from django.db.utils import IntegrityError

from accounts.models import Membership
from hubs.models import Hub

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.mark.parametrize("role", Membership.OF_A_COUNTRY)
def test_roles_of_a_country_have_one(person_with, role):
    assert (
        person_with(role, country="RWA").memberships.granted().get().country_id == "RWA"
    )


@pytest.mark.parametrize("role", [*Membership.OF_A_HUB, Role.FACILITATOR])
def test_roles_of_a_hub_have_one(person_with, hub, role):
    assert person_with(role, hub=hub).memberships.granted().get().hub == hub


@pytest.mark.parametrize("role", [*Membership.OF_A_COUNTRY, *Membership.OF_A_HUB])
def test_a_role_of_a_place_is_nothing_without_it(person_with, role):
    with pytest.raises(IntegrityError, match="membership_has_its_place"):
        person_with(role)


PLATFORM = sorted(set(Role) - {*Membership.OF_A_COUNTRY, *Membership.OF_A_HUB})


@pytest.mark.parametrize("role", PLATFORM)
def test_roles_of_the_platform_have_no_place(person_with, role):
    assert person_with(role).memberships.count() == 1
    with pytest.raises(IntegrityError, match="membership_has_its_place"):
        person_with(role, country="RWA")


def test_a_role_is_had_once(person_with):
    person = person_with(Role.ADMINISTRATOR)

    with pytest.raises(IntegrityError, match="membership_once"):
        Membership.objects.create(person=person, role=Role.ADMINISTRATOR)


def test_a_role_that_has_ended_may_be_had_again(person_with):
    person = person_with(Role.OFFICIAL, country="RWA")
    person.memberships.update(status=Membership.Status.ENDED)

    Membership.objects.create(person=person, role=Role.OFFICIAL, country_id="RWA")

    assert person.memberships.count() == 2


def test_a_role_that_is_only_asked_for_is_not_granted(user):
    Membership.objects.create(person=user, role=Role.OFFICIAL, country_id="RWA")

    assert not user.memberships.granted().exists()


def test_a_person_acts_for_her_own_hub_and_no_other(person_with, hub):
    curator = person_with(Role.CURATOR, hub=hub)

    assert curator.acts_as(Role.CURATOR)
    assert curator.acts_as(Role.REVIEWER, Role.CURATOR, hub=hub)
    assert not curator.acts_as(Role.REVIEWER, hub=hub)
    assert not person_with(Role.CURATOR, hub=other_hub()).acts_as(Role.CURATOR, hub=hub)


@pytest.mark.parametrize("status", ["requested", "ended"])
def test_a_role_that_is_not_granted_counts_for_nothing(person_with, status):
    official = person_with(Role.OFFICIAL, country="RWA")
    official.memberships.update(status=status)

    assert not official.acts_as(Role.OFFICIAL)


def other_hub() -> Hub:
    return Hub.objects.create(
        slug="another", name="Another", arrangement_type=Hub.Arrangement.REGIONAL_CENTRE
    )
