"""Who may decide, end, revoke and send again; and in words why not."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from accounts import tokens, unsubscribing
from accounts.forms import in_days
from accounts.letters import write
from accounts.models import Membership, Pace, Topic
from accounts.permissions import (
    may_decide,
    may_decide_any,
    may_end,
    may_revoke,
    may_send_again,
    those_who_decide,
    why_not,
    why_not_decide,
)
from accounts.preferences import paces_of
from hubs.models import Country, Hub

pytestmark = pytest.mark.django_db

Role = Membership.Role
VISITOR = AnonymousUser()


@pytest.fixture
def ask(make_user):
    """Ask for a role, for a person or for somebody new."""

    def ask(role, person=None, **place) -> Membership:
        return Membership.objects.create(
            person=person or make_user(), role=role, **place
        )

    return ask


@pytest.fixture
def operator(make_user):
    return make_user(is_superuser=True)


@pytest.fixture
def other_hub(db) -> Hub:
    return Hub.objects.create(
        slug="another", name="Another", arrangement_type=Hub.Arrangement.REGIONAL_CENTRE
    )


def test_who_decides_here_does_not_decide_there(person_with, ask):
    focal_point = person_with(Role.FOCAL_POINT, country="RWA")
    here = ask(Role.OFFICIAL, country_id="RWA")
    there = ask(Role.OFFICIAL, country_id="KEN")

    assert may_decide(focal_point, here)
    assert not may_decide(focal_point, there)


def test_there_are_three_roles_that_decide(person_with, hub):
    assert may_decide_any(person_with(Role.ADMINISTRATOR))
    assert may_decide_any(person_with(Role.HUB_MANAGER, hub=hub))
    assert may_decide_any(person_with(Role.FOCAL_POINT, country="RWA"))


def test_an_operator_decides_and_nobody_else(operator, user, person_with, hub):
    assert may_decide_any(operator)
    assert not may_decide_any(user)
    assert not may_decide_any(person_with(Role.CURATOR, hub=hub))
    assert not may_decide_any(VISITOR)


def test_her_own_role_is_hers_to_end_until_her_account_is_closed(ask, user, make_user):
    own = ask(Role.OFFICIAL, user, country_id="RWA")

    assert may_end(user, own)
    assert not may_end(make_user(), own)
    assert not may_end(VISITOR, own)
    user.is_active = False
    assert not may_end(user, own)


# --- who is asked ---------------------------------------------------------------------


def test_a_focal_point_whose_role_has_ended_is_not_asked(person_with, ask):
    focal_point = person_with(Role.FOCAL_POINT, country="RWA")
    focal_point.memberships.update(status=Membership.Status.ENDED)
    administrator = person_with(Role.ADMINISTRATOR)

    asked = those_who_decide(ask(Role.OFFICIAL, country_id="RWA"))

    assert list(asked) == [administrator]


def test_an_operator_who_has_left_is_not_asked(make_user, operator, ask):
    make_user(is_superuser=True, is_active=False)

    assert list(those_who_decide(ask(Role.AUDITOR))) == [operator]


def test_a_focal_point_without_power_here_is_not_asked(person_with, ask, hub):
    """A focal point does not make focal points, nor a manager of another hub curators."""
    person_with(Role.FOCAL_POINT, country="RWA")
    administrator = person_with(Role.ADMINISTRATOR)

    assert list(those_who_decide(ask(Role.FOCAL_POINT, country_id="RWA"))) == [
        administrator
    ]
    assert list(those_who_decide(ask(Role.CURATOR, hub=hub))) == [administrator]


# --- tokens and letters ---------------------------------------------------------------


def test_a_token_is_revoked_by_its_owner_an_administrator_or_an_operator(
    user, person_with, make_user, operator
):
    token, _secret = tokens.issue(
        user, name="x", scope="read", expires_at=in_days(1), by=user
    )

    assert may_revoke(user, token)
    assert may_revoke(person_with(Role.ADMINISTRATOR), token)
    assert may_revoke(operator, token)
    assert not may_revoke(make_user(), token)
    assert not may_revoke(VISITOR, token)


def test_a_letter_is_sent_again_by_who_looks_after_the_platform(
    user, person_with, operator
):
    letter = write(to=user.email, subject="Hello", text="It is so.")

    assert may_send_again(person_with(Role.ADMINISTRATOR), letter)
    assert may_send_again(operator, letter)
    assert not may_send_again(user, letter)
    assert not may_send_again(VISITOR, letter)


# --- in words -------------------------------------------------------------------------


def test_who_may_decide_is_told_nothing_and_who_may_not_who_does(
    person_with, user, ask
):
    asked = ask(Role.OFFICIAL, country_id="RWA")

    assert why_not_decide(person_with(Role.FOCAL_POINT, country="RWA"), asked) == ""
    assert why_not_decide(user, asked).startswith("Those who decide are")


def test_who_lacks_a_second_factor_is_told_so_instead(person_with, ask, settings):
    administrator = person_with(Role.ADMINISTRATOR)
    asked = ask(Role.OFFICIAL, country_id="RWA")
    settings.SECOND_FACTOR_REQUIRED = True

    assert "second factor" in why_not_decide(administrator, asked)


def test_a_second_factor_is_asked_for_only_where_it_would_help(
    person_with, hub, settings
):
    """A curator without one is told of it as a curator, and not as a fund manager."""
    curator = person_with(Role.CURATOR, hub=hub)
    settings.SECOND_FACTOR_REQUIRED = True

    assert "second factor" in why_not(curator, Role.CURATOR, Role.REVIEWER, hub=hub)
    assert "Only fund manager can" in why_not(curator, Role.FUND_MANAGER)
    Membership.objects.update(status=Membership.Status.ENDED)
    person_with(Role.CURATOR, hub=hub)
    assert "Only curator of" in why_not(curator, Role.CURATOR, hub=hub)


def test_who_has_one_and_no_role_is_told_of_the_role(person_with, hub, settings):
    curator = person_with(Role.CURATOR, hub=hub)
    Authenticator.objects.create(user=curator, type="totp", data={"secret": "x"})
    settings.SECOND_FACTOR_REQUIRED = True

    assert "Only fund manager can" in why_not(curator, Role.FUND_MANAGER)


def test_a_request_counts_as_waiting_for_its_own_role_and_place_alone(
    user, ask, hub, other_hub
):
    ask(Role.CURATOR, user, hub=hub)
    ask(Role.OFFICIAL, user, country_id="RWA")
    rwanda, kenya = (Country.objects.get(pk=key) for key in ("RWA", "KEN"))

    assert "waits" in why_not(user, Role.CURATOR, hub=hub)
    assert "waits" in why_not(user, Role.CURATOR)
    assert "waits" in why_not(user, Role.OFFICIAL, country=rwanda)
    assert "waits" not in why_not(user, Role.REVIEWER, hub=hub)
    assert "waits" not in why_not(user, Role.CURATOR, hub=other_hub)
    assert "Only official of Kenya" in why_not(user, Role.OFFICIAL, country=kenya)


def test_what_was_answered_waits_no_longer(user, ask, hub):
    ask(Role.CURATOR, user, hub=hub)
    Membership.objects.update(status=Membership.Status.ENDED)

    assert why_not(user, Role.CURATOR, hub=hub).startswith("Only curator of Rwanda")


# --- links in mails -------------------------------------------------------------------


def test_a_link_stops_the_mail_of_its_own_person(make_user):
    before, person, after = make_user(), make_user(), make_user()
    token = unsubscribing.token_for(person, [Topic.CURATION])

    unsubscribing.unsubscribe(unsubscribing.read(token))

    off = [paces_of(one)[Topic.CURATION] == Pace.OFF for one in (before, person, after)]
    assert off == [False, True, False]


def test_a_link_of_a_person_who_is_no_more_says_nothing(make_user):
    person = make_user()
    token = unsubscribing.token_for(person, [Topic.CURATION])
    person.delete()

    assert unsubscribing.read(token) is None
