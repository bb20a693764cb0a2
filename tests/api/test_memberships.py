"""Roles over the API: asked for, decided, seen by whom they concern."""

import pytest
from django.test import Client

from accounts.models import Membership

pytestmark = pytest.mark.django_db

LIST = "/api/v1/memberships"


def caller(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ask(person, **said):
    return caller(person).post(LIST, said, "application/json")


@pytest.fixture
def asked(user) -> Membership:
    ask(user, role="official", country="RWA", reason="I work at the ministry.")
    return user.memberships.get()


def test_a_visitor_is_asked_who_she_is(client):
    answer = client.get(LIST)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_person_asks_and_sees_where_it_stands(user, asked):
    row = caller(user).get(LIST).json()["results"][0]

    assert (row["role"], row["status"]) == ("official", "requested")
    assert row["country"] == {"iso3": "RWA", "name": "Rwanda"}


def test_a_role_of_a_hub_with_a_country_is_not_possible(user):
    answer = ask(user, role="curator", country="RWA", reason="I write.")

    assert answer.status_code == 409
    assert "a hub, and no country" in answer.json()["detail"]


def test_a_role_that_does_not_exist_is_a_mistake(user):
    answer = ask(user, role="queen", reason="Why not?")

    assert answer.status_code == 400
    assert "role" in answer.json()["errors"]


def test_whoever_decides_finds_what_waits_and_grants_it(asked, person_with):
    focal_point = caller(person_with("focal_point", country="RWA"))

    waiting = focal_point.get(f"{LIST}?to_decide=true").json()["results"]
    answer = focal_point.post(
        f"{LIST}/{asked.pk}/grant", {"reason": "Known"}, "application/json"
    )

    assert [row["id"] for row in waiting] == [asked.pk]
    assert (answer.status_code, answer.json()["status"]) == (200, "granted")
    assert focal_point.get(f"{LIST}?to_decide=true").json()["results"] == []


def test_what_was_granted_is_not_granted_again(asked, person_with):
    focal_point = caller(person_with("focal_point", country="RWA"))
    focal_point.post(f"{LIST}/{asked.pk}/grant", {}, "application/json")

    again = focal_point.post(f"{LIST}/{asked.pk}/grant", {}, "application/json")

    assert again.status_code == 409


def test_turning_somebody_down_needs_a_reason(asked, person_with):
    focal_point = caller(person_with("focal_point", country="RWA"))

    answer = focal_point.post(f"{LIST}/{asked.pk}/end", {}, "application/json")

    assert answer.status_code == 409
    assert "Say why" in answer.json()["detail"]


def test_others_do_not_know_of_it(asked, make_user):
    other = caller(make_user())

    assert other.get(f"{LIST}/{asked.pk}").status_code == 404
    assert other.get(LIST).json()["results"] == []


def test_a_list_of_roles_costs_the_same_for_one_and_for_many(
    user, person_with, make_user, django_assert_max_num_queries
):
    administrator = caller(person_with("administrator"))
    for _number in range(50):
        Membership.objects.create(
            person=make_user(), role="official", country_id="RWA", by=user
        )

    with django_assert_max_num_queries(8):
        rows = administrator.get(LIST).json()["results"]

    assert len(rows) == 50


def test_the_whole_list_comes_as_csv(asked, user):
    answer = caller(user).get(f"{LIST}?format=csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("id,person.id,person.name,person.email")
    assert len(lines) == 2
