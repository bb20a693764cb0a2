"""A country's procedure and its consultations, in pages without JavaScript and over the API."""

import pytest

from exchanges import consulting, lifecycle, procedures
from exchanges.models import (
    BodyMember,
    Consultation,
    CountryProcedure,
    InstitutionRole,
    Opinion,
)

SETTINGS = "/desk/settings/sle/"


@pytest.fixture
def finance(person_with):
    """Of the ministry of finance of Sierra Leone, which is consulted."""
    return person_with("official", "SLE")


@pytest.fixture
def consulted(draft, official, focal_point, finance, country):
    sierra_leone = country("SLE")
    procedures.set_procedure(sierra_leone, by=focal_point, consultation_wanted=True)
    procedures.appoint(
        sierra_leone, person=finance, institution="Ministry of Finance", by=focal_point
    )
    return lifecycle.submit(draft, by=official, consents=True)


@pytest.fixture
def send(client):
    def post(person, address, **typed):
        client.force_login(person)
        return client.post(address, typed)

    return post


def at(exchange_request, verb=""):
    return f"/requests/{exchange_request.reference}/consultation/{verb}"


# --- what a country sets ---------------------------------------------------------------------


def test_a_focal_point_sets_the_steps_their_days_and_who_takes_part(
    page_of, send, focal_point, finance
):
    send(focal_point, SETTINGS, consultation_wanted="on", consultation_days="7")
    send(
        focal_point,
        SETTINGS + "members/appoint/",
        email=finance.email,
        institution="Ministry of Finance",
    )
    send(
        focal_point,
        SETTINGS + "institutions/name/",
        role="financing_ministry",
        name="Ministry of Finance",
    )

    assert CountryProcedure.objects.get().consultation_days == 7
    assert BodyMember.objects.get().person == finance
    assert "Financing ministry" in page_of(None, "/countries/sle/")
    said = page_of(focal_point, SETTINGS)
    assert 'value="7"' in said
    assert "Ask no more" in said


def test_what_was_set_is_taken_back(send, focal_point, finance, country):
    appointed = procedures.appoint(
        country("SLE"), person=finance, institution="Finance", by=focal_point
    )
    named = procedures.name_institution(
        country("SLE"), role="coordinating_body", name="Council", by=focal_point
    )

    send(focal_point, f"{SETTINGS}members/{appointed.pk}/end/")
    send(focal_point, f"{SETTINGS}institutions/{named.pk}/remove/")

    assert not BodyMember.objects.in_force().exists()
    assert not InstitutionRole.objects.exists()


def test_an_unknown_address_is_shown_again_with_what_to_do(send, focal_point, ecuador):
    answer = send(
        focal_point,
        SETTINGS + "members/appoint/",
        email=ecuador.email,
        institution="Finance",
    )

    assert answer.status_code == 422
    assert "asks for the role of an official first" in answer.content.decode()
    assert ecuador.email in answer.content.decode()


def test_days_beyond_sixty_are_shown_again(send, focal_point):
    answer = send(focal_point, SETTINGS, consultation_days="61")

    assert answer.status_code == 422
    assert not CountryProcedure.objects.exists()


# --- what its people say -----------------------------------------------------------------------


def test_a_member_finds_it_on_her_page_and_does_not_object(
    page_of, send, consulted, finance
):
    assert "Do you object?" in page_of(finance, "/me/")
    assert "Four in ten" in page_of(finance, at(consulted))

    send(finance, at(consulted, "agree/"))

    assert Opinion.objects.get().says == Opinion.Says.NO_OBJECTION
    assert "Do you object?" not in page_of(finance, "/me/")


def test_an_objection_without_a_reason_is_asked_for_again(send, consulted, finance):
    answer = send(finance, at(consulted, "object-to/"), reason="")

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_the_focal_point_reads_who_objected_and_why(
    page_of, send, consulted, finance, focal_point
):
    send(finance, at(consulted, "object-to/"), reason="There is no budget line.")

    said = page_of(focal_point, at(consulted))
    assert "There is no budget line." in said
    assert "Ministry of Finance" in said
    assert "No objection</button>" not in said
    assert "Objected" in page_of(focal_point, consulted.get_absolute_url())


def test_the_focal_point_sees_why_she_cannot_endorse_yet(
    page_of, consulted, focal_point
):
    said = page_of(focal_point, consulted.get_absolute_url())

    assert "once they all have answered" in said
    assert "those whom Sierra Leone consults" in said


def test_no_stranger_and_no_provider_reads_it(client, consulted, ecuador, user):
    for person in (ecuador, user):
        client.force_login(person)
        assert client.get(at(consulted)).status_code == 404


@pytest.mark.parametrize("address", ["/me/", SETTINGS, "consultation", "request"])
def test_no_page_asks_more_than_a_dozen_times(
    client, consulted, finance, focal_point, address, django_assert_max_num_queries
):
    pages = {"consultation": at(consulted), "request": consulted.get_absolute_url()}
    client.force_login(focal_point if address == SETTINGS else finance)
    client.get(pages.get(address, address))

    with django_assert_max_num_queries(12):
        client.get(pages.get(address, address))


# --- and over the API ----------------------------------------------------------------------------


def test_the_same_over_the_api(client, consulted, finance, focal_point):
    address = f"/api/v1/exchange-requests/{consulted.reference}/consultation"
    client.force_login(finance)
    assert client.get(address).json()["outcome"] == "open"

    answer = client.post(
        f"{address}/object_to", {"reason": "No budget."}, "application/json"
    )

    assert answer.json()["outcome"] == "objected"
    assert answer.json()["opinions"][0]["reason"] == "No budget."
    again = client.post(f"{address}/agree")
    assert again.status_code == 409


def test_institutions_are_public_and_members_are_not(
    client, consulted, focal_point, country, ecuador
):
    client.force_login(focal_point)
    told = {"role": "coordinating_body", "name": "Council"}
    made = client.post("/api/v1/countries/SLE/institutions", told, "application/json")
    assert made.status_code == 201
    assert len(client.get("/api/v1/countries/SLE/members").json()["results"]) == 1

    client.force_login(ecuador)
    assert client.get("/api/v1/countries/SLE/members").json() == {"results": []}
    client.logout()
    public = client.get("/api/v1/countries/SLE/institutions").json()["results"]
    assert public[0]["name"] == "Council"


def test_it_can_be_endorsed_after_its_day(consulted, finance, focal_point):
    consulting.agree(Consultation.objects.get(), by=finance)

    lifecycle.endorse(consulted, by=focal_point)

    assert Consultation.objects.get().outcome == Consultation.Outcome.NO_OBJECTION
