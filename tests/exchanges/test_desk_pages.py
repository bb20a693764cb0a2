"""The pages of the desk: what they take, keep, refuse and cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from exchanges import brokering, lifecycle
from exchanges.models import (
    CountryProcedure,
    ExchangeRequest,
    ProviderCapacity,
    ServiceClock,
)
from outbox.models import Event
from outbox.tasks import drain
from tests.insights.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(submitted):
    return lambda below="": f"/desk/{submitted.reference}/{below}"


def standing():
    row = ExchangeRequest.objects.get()
    return row.status, row.holder


# --- the queue --------------------------------------------------------------------------


def test_the_oldest_leads_to_its_page(desk, submitted):
    page = desk.get("/desk/")

    assert "1 request waits for the desk" in text_of(page)
    assert f"/desk/{submitted.reference}/" in page.content.decode()


def test_it_says_whose_officer_is_no_longer_there(desk, submitted, officer, at):
    gone = User.objects.create(email="gone@example.org", name="Ada", is_active=False)
    ExchangeRequest.objects.update(officer=gone)

    page = text_of(desk.get("/desk/"))
    assert "1 is in nobody’s care: take it over." in page
    assert "Ada is no longer here" in page
    assert "Take it into my care" in text_of(desk.get(at()))

    desk.post(at("reassign/"), {"officer": officer.pk})

    assert "nobody’s care: take" not in text_of(desk.get("/desk/"))
    assert "Take it into my care" not in text_of(desk.get(at()))


def test_each_filter_takes_the_place_of_its_opposite(desk, submitted):
    page = desk.get("/desk/?overdue=1&stage=triage&page=3").content.decode()

    assert 'href="?stage=triage"' in page
    assert 'href="?stage=triage&amp;escalated=1"' in page


def test_an_empty_desk_says_what_will_come(desk):
    assert "Nothing waits for the desk" in text_of(desk.get("/desk/"))


def test_a_filter_without_a_row_leads_back(desk, submitted):
    assert "There is nothing of this kind." in text_of(desk.get("/desk/?overdue=1"))


@pytest.mark.parametrize(("who", "finds_it"), [("officer", True), ("official", False)])
def test_whoever_works_at_the_desk_finds_it_from_every_page(
    client, request, who, finds_it
):
    client.force_login(request.getfixturevalue(who))
    assert ('href="/desk/"' in client.get("/requests/").content.decode()) == finds_it


def test_others_are_told_whose_page_it_is(client, official, submitted):
    client.force_login(official)

    answer = client.get("/desk/")

    assert answer.status_code == 403
    assert "coordination desk" in answer.content.decode()
    assert client.get(f"/desk/{submitted.reference}/").status_code == 404


def test_her_own_page_says_how_much_waits(desk, official, country, client):
    made = lifecycle.start(
        by=official, country=country("SLE"), title="Water", problem="It is short."
    )
    lifecycle.submit(made, by=official, consents=True)

    page = text_of(desk.get("/me/"))
    assert "1 request waits. 1 is in your care." in page
    assert "The desk’s queue" in page
    client.force_login(official)
    assert "The desk’s queue" not in text_of(client.get("/me/"))


# --- one request ------------------------------------------------------------------------


def test_it_says_who_has_the_ball_and_what_is_missing(desk, at):
    page = text_of(desk.get(at()))

    assert "The ball is with you" in page
    assert "See whether anything is missing, and say so." in page
    assert "The problem, in enough words too short" in page


def test_the_desk_finds_it_complete(desk, at):
    desk.post(at("confirm_complete/"))

    assert ExchangeRequest.objects.get().complete_at
    assert "It was found complete already." in text_of(desk.get(at()))


def test_what_is_missing_stands_ready_to_be_sent_back(desk, at):
    assert "Countries answer to" not in desk.get(at()).content.decode()
    assert "– Languages:" in desk.get(at()).content.decode()

    desk.post(at("send_back/"), {"reason": "How many people?"})

    assert standing() == ("returned", "author")


def test_a_no_without_a_reason_is_refused_in_words(desk, at):
    answer = desk.post(at("decline/"), {"reason": " "})

    assert answer.status_code == 409
    assert "Say why" in answer.content.decode()
    assert standing() == ("submitted", "desk")


def test_words_that_came_too_late_are_not_lost(desk, at, submitted, officer):
    brokering.decline(submitted, by=officer, reason="No country has done it.")

    answer = desk.post(at("send_back/"), {"reason": "How many people?"})

    assert answer.status_code == 409
    assert "Not possible now" in text_of(answer)
    assert "What you wrote: How many people?" in text_of(answer)


def test_words_that_are_too_long_stand_where_they_were_typed(desk, at):
    answer = desk.post(at("decline/"), {"reason": "No. " * 3000})

    assert answer.status_code == 409
    assert answer.content.decode().count("No. " * 3000) == 1


def test_another_officer_takes_over(desk, at, person_with):
    other = person_with("desk_officer")

    desk.post(at("reassign/"), {"officer": other.pk})

    assert ExchangeRequest.objects.get().officer == other


def test_whoever_has_it_already_is_not_offered_and_nobody_is_told_again(
    desk, at, submitted, officer
):
    assert "Hand it over" not in text_of(desk.get(at()))

    answer = desk.post(at("reassign/"), {"officer": officer.pk}, follow=True)

    assert f"{officer} takes care of it already." in text_of(answer)
    assert not Event.objects.filter(kind="exchange_request.reassigned").exists()
    assert ExchangeRequest.objects.get().version == submitted.version


def test_a_stranger_is_not_put_in_charge(desk, at, official):
    answer = desk.post(at("reassign/"), {"officer": official.pk})

    assert answer.status_code == 409
    assert ExchangeRequest.objects.get().officer != official


def test_an_auditor_looks_and_does_nothing(client, person_with, at):
    client.force_login(person_with("auditor"))

    page = client.get(at())

    assert "The coordination desk does this" in text_of(page)
    assert "<option" not in page.content.decode().partition("<main")[2]
    assert client.post(at("confirm_complete/")).status_code == 403


# --- whom to ask ------------------------------------------------------------------------


def test_countries_are_kept_without_being_asked(desk, at):
    desk.post(at("routing/"), {"ask": ["ECU"], "other": "RWA"})

    row = ExchangeRequest.objects.get()
    assert standing() == ("triaged", "desk")
    assert [one.country_id for one in row.invitations.in_order()] == ["ECU", "RWA"]
    assert not row.invitations.asked().exists()


def test_the_country_that_asks_is_no_other_country(desk, at):
    page = desk.get(at("routing/")).content.decode()
    assert '<option value="RWA"' in page
    assert '<option value="SLE"' not in page

    answer = desk.post(at("routing/"), {"other": "SLE"})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("at_once", "told"),
    [(True, "It is asked together with"), (False, "It is asked after")],
)
def test_the_other_country_is_asked_with_or_after_those_above(desk, at, at_once, told):
    ExchangeRequest.objects.update(all_at_once=at_once)

    assert f"{told} those above." in text_of(desk.get(at("routing/")))


def test_countries_are_asked_in_the_order_of_their_numbers(desk, at):
    ExchangeRequest.objects.update(all_at_once=False)
    form = {"ask": ["ECU", "NPL"], "place-ECU": "2", "place-NPL": "1", "offer": "1"}

    desk.post(at("routing/"), form)

    row = ExchangeRequest.objects.get()
    assert standing() == ("offered", "providers")
    assert [one.country_id for one in row.invitations.pending()] == ["NPL"]


def test_a_refusal_stands_beside_what_was_ticked(desk, at, ecuador):
    ProviderCapacity.objects.create(
        country_id="RWA",
        paused_until=timezone.now().date() + timedelta(days=9),
        reason="Elections.",
        declared_by=ecuador,
        confirmed_on=timezone.now().date(),
    )

    answer = desk.post(at("routing/"), {"ask": ["NPL"], "other": "RWA", "offer": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Elections." in page
    assert 'value="NPL" id="ask-NPL" checked' in page
    assert 'id="ask-ECU" checked' not in page
    assert '<option value="RWA" selected>' in page
    assert standing() == ("submitted", "desk")


def test_numbers_that_were_typed_outlive_a_refusal(desk, at):
    ExchangeRequest.objects.update(all_at_once=False)
    form = {"ask": ["ECU"], "place-ECU": "7", "other": "SLE"}

    page = desk.post(at("routing/"), form).content.decode()

    assert 'id="place-ECU" value="7"' in page


def test_its_own_country_is_refused(desk, at):
    answer = desk.post(at("routing/"), {"ask": ["SLE"]})

    assert "cannot be asked itself" in answer.content.decode()


def test_a_hub_takes_care_of_it(desk, at, hub):
    desk.post(at("routing/"), {"ask": ["ECU"], "hub": hub.slug})

    assert ExchangeRequest.objects.get().hub == hub


def test_what_does_not_lie_at_the_desk_is_not_routed(desk, offered):
    page = text_of(desk.get(f"/desk/{offered.reference}/routing/"))

    assert "Not now: it does not lie at the desk." in page
    assert "Ask them now" not in page


# --- what hubs and countries set --------------------------------------------------------


def test_a_focal_point_says_what_her_country_can_take(client, ecuador):
    client.force_login(ecuador)
    until = timezone.now().date() + timedelta(days=30)
    form = {"at_once": "3", "paused_until": until.isoformat(), "reason": "Elections."}

    page = client.post("/desk/capacity/ecu/", form, follow=True)

    assert ProviderCapacity.objects.get().at_once == 3
    assert "Elections." in text_of(page)


def test_a_pause_in_the_past_stays_beside_its_error(client, ecuador):
    client.force_login(ecuador)

    answer = client.post(
        "/desk/capacity/ecu/", {"paused_until": "2020-01-01", "reason": "Elections."}
    )

    assert answer.status_code == 422
    assert "give a day to come" in answer.content.decode()
    assert "Elections." in answer.content.decode()


def test_a_manager_sets_the_days_of_her_hub(client, person_with, hub):
    client.force_login(person_with("hub_manager", hub=hub))
    page = f"/desk/settings/clock/{hub.slug}/"
    shown = client.get(page).context["form"].initial

    client.post(page, shown | {"triage": 3})

    assert ServiceClock.objects.get(hub=hub).triage == 3
    assert hub.name in text_of(client.get("/desk/settings/"))


def test_a_clock_that_runs_backwards_is_shown_again(client, person_with):
    client.force_login(person_with("administrator"))
    shown = client.get("/desk/settings/clock/").context["form"].initial

    answer = client.post("/desk/settings/clock/", shown | {"lapse": 10})

    assert answer.status_code == 422
    assert "give it more days" in answer.content.decode()


def test_a_focal_point_wants_endorsements(client, focal_point):
    client.force_login(focal_point)

    client.post("/desk/settings/sle/", {"letter_wanted": "on"})

    assert CountryProcedure.objects.get().endorsement_wanted


def test_who_may_not_set_the_days_reads_them(desk):
    page = text_of(desk.get("/desk/settings/clock/"))

    assert "Administrators set the days of the platform." in page
    assert "Working days of the focal point 10" in page


def test_who_may_set_nothing_is_told_why(client, user):
    client.force_login(user)

    assert "You have neither role yet." in text_of(client.get("/desk/settings/"))
    assert "The focal point of Ecuador" in text_of(client.get("/desk/capacity/ecu/"))
    assert client.post("/desk/capacity/ecu/", {}).status_code == 403


# --- what they cost ---------------------------------------------------------------------


@pytest.fixture
def crowded(draft, official, officer, country, hub, make_practice):
    """A desk with as much on it as a page shows, and a request with all there can be."""
    lifecycle.submit(draft, by=official, consents=True)
    draft.practices.set([make_practice(country=code) for code in ("KEN", "GHA", "PER")])
    others = [
        ExchangeRequest(
            reference=f"KX-2025-{number:05d}",
            author=official,
            country=country("SLE"),
            hub=hub,
            officer=officer,
            title=f"Request {number}",
            problem="Water is short.",
            status="submitted",
            holder="desk",
            due_on=timezone.now().date(),
            submitted_at=timezone.now(),
            consented_at=timezone.now(),
        )
        for number in range(60)
    ]
    ExchangeRequest.objects.bulk_create(others)
    drain()
    return draft


@pytest.mark.parametrize(
    "address",
    [
        "/me/",
        "/desk/",
        "/desk/?stage=completeness&mine=1&page=2",
        "/desk/queue/",
        "/desk/settings/",
        "/desk/settings/clock/",
        "/desk/capacity/ecu/",
        "/desk/{}/",
        "/desk/{}/routing/",
    ],
)
def test_no_page_asks_the_database_more_than_a_dozen_times(
    desk, crowded, officer, address, django_assert_max_num_queries
):
    Membership.objects.create(
        person=officer, role="focal_point", country_id="ECU", status="granted"
    )
    with django_assert_max_num_queries(12):
        answer = desk.get(address.format(crowded.reference))

    assert answer.status_code == 200
