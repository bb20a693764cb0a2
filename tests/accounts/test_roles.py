"""A role is asked for, granted and ended: by whom, and why."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts import memberships
from accounts.memberships import AskedBefore, ReasonMissing, WrongPlace
from accounts.models import IllegalMove, Membership
from accounts.permissions import why_not, why_not_decide
from hubs.models import Country
from outbox.models import Event

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def rwanda() -> Country:
    return Country.objects.get(pk="RWA")


@pytest.fixture
def asked(user, rwanda) -> Membership:
    """A person who asks to be an official of Rwanda."""
    return memberships.request(user, Role.OFFICIAL, country=rwanda, by=user)


@pytest.fixture
def administrator(person_with):
    return person_with(Role.ADMINISTRATOR)


def test_a_focal_point_grants_her_countrys_officials(asked, person_with):
    focal_point = person_with(Role.FOCAL_POINT, country="RWA")

    granted = memberships.grant(asked, by=focal_point, reason="She works with me.")

    assert granted.person.acts_as(Role.OFFICIAL, country=granted.country)
    kinds = Event.objects.about(asked).order_by("pk").values_list("kind", "actor")
    assert list(kinds) == [
        ("membership.requested", asked.person_id),
        ("membership.granted", focal_point.pk),
    ]


def test_a_focal_point_of_another_country_decides_nothing_here(asked, person_with):
    with pytest.raises(PermissionDenied):
        memberships.grant(asked, by=person_with(Role.FOCAL_POINT, country="KEN"))


def test_a_focal_point_does_not_make_focal_points(user, rwanda, person_with):
    asked = memberships.request(user, Role.FOCAL_POINT, country=rwanda, by=user)

    with pytest.raises(PermissionDenied):
        memberships.grant(asked, by=person_with(Role.FOCAL_POINT, country="RWA"))


def test_a_manager_grants_the_roles_of_her_own_hub(user, hub, person_with):
    asked = memberships.request(user, Role.CURATOR, hub=hub, by=user)

    memberships.grant(asked, by=person_with(Role.HUB_MANAGER, hub=hub))

    assert user.acts_as(Role.CURATOR, hub=hub)


def test_nobody_grants_herself_a_role(administrator):
    asked = memberships.request(administrator, Role.AUDITOR, by=administrator)

    with pytest.raises(PermissionDenied):
        memberships.grant(asked, by=administrator)
    assert "her own role" in why_not_decide(administrator, asked)


def test_an_auditor_sees_every_role_and_decides_none(asked, person_with):
    auditor = person_with(Role.AUDITOR)

    assert asked in Membership.objects.visible_to(auditor)
    with pytest.raises(PermissionDenied):
        memberships.end(asked, by=auditor, reason="I do not like it.")


def test_whoever_turns_somebody_down_says_why(asked, administrator):
    with pytest.raises(ReasonMissing):
        memberships.end(asked, by=administrator, reason=" ")

    ended = memberships.end(asked, by=administrator, reason="We do not know you.")

    assert (ended.status, ended.reason) == ("ended", "We do not know you.")


def test_a_person_gives_up_her_own_role_without_a_reason(person_with):
    official = person_with(Role.OFFICIAL, country="RWA")

    memberships.end(official.memberships.get(), by=official)

    assert not official.acts_as(Role.OFFICIAL)


def test_what_has_ended_is_not_granted(asked, administrator):
    memberships.end(asked, by=asked.person)

    with pytest.raises(IllegalMove):
        memberships.grant(asked, by=administrator)


def test_a_role_is_asked_for_once(asked, user, rwanda):
    with pytest.raises(AskedBefore):
        memberships.request(user, Role.OFFICIAL, country=rwanda, by=user)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_without_its_place_is_refused_in_words(user, role, rwanda, hub):
    wrong = {"country": rwanda, "hub": hub}

    with pytest.raises(WrongPlace, match="The role"):
        memberships.request(user, role, by=user, **wrong)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.FACILITATOR, {}),
        (Role.OFFICIAL, {}),
        (Role.OFFICIAL, {"hub"}),
        (Role.CURATOR, {}),
        (Role.CURATOR, {"country"}),
        (Role.AUDITOR, {"country"}),
        (Role.AUDITOR, {"hub"}),
    ],
)
def test_a_role_with_a_place_of_another_kind_or_none_is_refused(
    user, role, place, rwanda, hub
):
    wrong = {name: {"country": rwanda, "hub": hub}[name] for name in place}

    with pytest.raises(WrongPlace):
        memberships.request(user, role, by=user, **wrong)


def test_the_same_role_of_another_place_is_another_role(user, rwanda, hub, person_with):
    kenya = Country.objects.get(pk="KEN")
    memberships.request(user, Role.FACILITATOR, country=rwanda, by=user)

    memberships.request(user, Role.FACILITATOR, country=kenya, by=user)
    memberships.request(user, Role.FACILITATOR, hub=hub, by=user)

    assert user.memberships.count() == 3
    with pytest.raises(AskedBefore):
        memberships.request(user, Role.FACILITATOR, hub=hub, by=user)


def test_what_has_ended_may_be_asked_for_again(asked, user, rwanda):
    memberships.end(asked, by=user)

    again = memberships.request(user, Role.OFFICIAL, country=rwanda, by=user)

    assert again.is_requested


def test_the_audit_trail_names_the_person_and_the_hub(user, hub):
    asked = memberships.request(user, Role.CURATOR, hub=hub, by=user, reason="I can.")

    assert Event.objects.about(asked).get().facts == {
        "person": user.pk,
        "role": "curator",
        "country": None,
        "hub": hub.slug,
        "reason": "I can.",
    }


def test_what_one_takes_back_oneself_is_not_declined(asked, user):
    memberships.end(asked, by=user)

    assert Event.objects.filter(kind="membership.ended").exists()
    assert not Event.objects.filter(kind="membership.declined").exists()


@pytest.mark.django_db(transaction=True)
def test_asked_for_twice_at_once_it_is_asked_for_once(user, rwanda):
    def ask(person):
        try:
            memberships.request(person, Role.OFFICIAL, country=rwanda, by=person)
        except AskedBefore:
            return "refused"
        finally:
            connection.close()
        return "asked"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, [user, user])) == ["asked", "refused"]


def test_nobody_asks_in_the_name_of_another(user, make_user, rwanda):
    with pytest.raises(PermissionDenied):
        memberships.request(make_user(), Role.OFFICIAL, country=rwanda, by=user)
    assert not Membership.objects.exists()


def test_each_state_of_a_role_is_kept(asked, administrator):
    memberships.grant(asked, by=administrator, reason="Welcome")

    states = asked.history.order_by("pgh_id").values_list("status", "reason", "by")

    assert list(states) == [
        ("requested", "", asked.person_id),
        ("granted", "Welcome", administrator.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_grant_at_once_one_is_refused(person_with, user, rwanda):
    asked = memberships.request(user, Role.OFFICIAL, country=rwanda, by=user)
    people = [person_with(Role.ADMINISTRATOR), person_with(Role.ADMINISTRATOR)]

    def grant(person):
        try:
            return memberships.grant(asked, by=person).status
        except IllegalMove:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(grant, people)) == ["granted", "refused"]


# --- why not ------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in(hub):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    assert why_not(AnonymousUser(), Role.CURATOR, hub=hub) == "Sign in first."


def test_who_lacks_a_role_is_told_which(user, hub):
    words = why_not(user, Role.CURATOR, Role.HUB_MANAGER, hub=hub)

    assert "curator or hub manager of Rwanda Cooperation" in words


def test_who_waits_for_a_role_is_told_that_she_waits(user, hub):
    memberships.request(user, Role.CURATOR, hub=hub, by=user)

    assert "waits for an answer" in why_not(user, Role.CURATOR, hub=hub)


def test_who_has_the_role_is_told_nothing(person_with, hub):
    assert why_not(person_with(Role.CURATOR, hub=hub), Role.CURATOR, hub=hub) == ""


# --- pages --------------------------------------------------------------------------


def test_a_person_asks_for_a_role_on_a_page(client, user):
    client.force_login(user)
    form = {"role": "official", "country": "RWA", "reason": "I work at the ministry."}

    page = client.post(reverse("accounts:memberships"), form, follow=True)

    assert user.memberships.get().reason == "I work at the ministry."
    assert "requested" in page.content.decode()


def test_a_refused_request_keeps_what_was_typed(client, user):
    client.force_login(user)
    form = {"role": "curator", "country": "RWA", "reason": "I write well."}

    page = client.post(reverse("accounts:memberships"), form)

    assert page.status_code == 422
    assert "I write well." in page.content.decode()
    assert "a hub, and no country" in page.content.decode()


def test_who_decides_sees_who_waits_longest_first(client, asked, administrator):
    client.force_login(administrator)

    page = client.get(reverse("accounts:decide")).content.decode()

    assert asked.person.email in page
    assert "1 person waits for your answer" in page


def test_a_page_of_decisions_costs_the_same_for_one_and_for_many(
    client, administrator, make_user, rwanda, django_assert_max_num_queries
):
    for _number in range(30):
        person = make_user()
        memberships.request(person, Role.OFFICIAL, country=rwanda, by=person)
    client.force_login(administrator)
    client.get(reverse("accounts:decide"))

    with django_assert_max_num_queries(12):
        page = client.get(reverse("accounts:decide"))

    assert "Page 1 of 2" in page.content.decode()


def test_an_operator_gives_a_role_by_the_same_verbs(admin_client, user):
    form = {"person": user.pk, "role": "official", "country": "RWA", "reason": "Known"}
    admin_client.post("/admin/accounts/membership/add/", form)

    assert user.acts_as(Role.OFFICIAL)
    kinds = Event.objects.about(user.memberships.get()).values_list("kind", flat=True)
    assert set(kinds) == {"membership.requested", "membership.granted"}


def test_an_operator_ends_a_role_with_a_reason(admin_client, person_with):
    official = person_with(Role.OFFICIAL, country="RWA")
    chosen = {"action": "end", "_selected_action": [official.memberships.get().pk]}

    admin_client.post("/admin/accounts/membership/", chosen)
    assert official.acts_as(Role.OFFICIAL)  # no reason was given
    admin_client.post("/admin/accounts/membership/", chosen | {"reason": "She left."})

    assert official.memberships.get().reason == "She left."
    assert not official.acts_as(Role.OFFICIAL)
