"""A country offers its help with what another asks for, before the desk asks it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import IllegalMove, Notice
from accounts.notices import told
from exchanges import brokering, inviting, lifecycle, routing, timeline, volunteering
from exchanges.models import HelpOffer
from exchanges.refusals import Missing
from exchanges.volunteering import CannotHelp
from outbox.models import Event
from outbox.tasks import drain
from tests.exchanges.pages import at, said

WORDS = "We gave work to 40,000 soldiers in cooperatives."


@pytest.fixture
def rwanda(person_with):
    """An official of Rwanda, which nobody asked."""
    return person_with("official", "RWA")


def offer(exchange_request, by, words=WORDS, **more):
    return volunteering.offer_help(exchange_request, by=by, words=words, **more)


def desk_of(exchange_request, officer, page_of):
    return page_of(officer, f"/desk/{exchange_request.reference}/routing/")


# --- who, with what ---------------------------------------------------------------------


def test_a_country_that_nobody_asked_offers_its_help(submitted, rwanda):
    row = offer(submitted, rwanda, f"  {WORDS} ")

    assert (row.country_id, row.by, row.words) == ("RWA", rwanda, WORDS)
    event = Event.objects.get(kind="exchange_request.help_offered")
    assert (event.actor, event.facts["provider"]) == (rwanda, "RWA")


def test_a_developed_country_may_and_the_manager_of_a_hub(
    submitted, person_with, hub, country
):
    offer(submitted, person_with("focal_point", "DEU"))
    offer(submitted, person_with("hub_manager", hub=hub))

    assert set(HelpOffer.objects.values_list("country", flat=True)) == {"DEU", "RWA"}


def test_others_do_not(submitted, person_with, rwanda, country):
    for person in (person_with("facilitator", "RWA"), person_with("auditor")):
        with pytest.raises(PermissionDenied):
            offer(submitted, person)
    with pytest.raises(PermissionDenied):
        offer(submitted, rwanda, country=country("KEN"))


def test_a_word_is_needed(submitted, rwanda):
    with pytest.raises(Missing, match="what your country can help with"):
        offer(submitted, rwanda, "  ")


def test_of_several_countries_she_names_one(submitted, rwanda, country):
    rwanda.memberships.create(role="official", country_id="KEN", status="granted")
    with pytest.raises(Missing, match="which of your countries"):
        offer(submitted, rwanda)

    assert offer(submitted, rwanda, country=country("KEN")).country_id == "KEN"


# --- with which request -----------------------------------------------------------------


def test_repeated_it_changes_nothing_and_says_so(submitted, rwanda):
    offer(submitted, rwanda)

    with pytest.raises(
        CannotHelp, match=r"offered its help already, on Nov\. 16, 2026"
    ):
        offer(submitted, rwanda, "Something else.")

    assert HelpOffer.objects.get().words == WORDS
    assert Event.objects.filter(kind="exchange_request.help_offered").count() == 1


def test_two_at_once_offer_it_once(transactional_db, submitted, rwanda, at_once):
    came = at_once([lambda: offer(submitted, rwanda)] * 2)

    assert HelpOffer.objects.count() == 1
    assert [type(each) for each in came].count(CannotHelp) == 1


def test_neither_who_asks_nor_who_was_asked(offered, focal_point, ecuador):
    with pytest.raises(CannotHelp, match="Sierra Leone asks itself"):
        offer(offered, focal_point)
    with pytest.raises(CannotHelp, match="Ecuador was asked already"):
        offer(offered, ecuador)


def test_whoever_is_only_queued_may(triaged, ecuador):
    assert offer(triaged, ecuador).country_id == "ECU"


def test_what_ended_without_a_yes_can_be_helped_for_two_years(
    submitted, officer, rwanda, ecuador, clock
):
    brokering.decline(submitted, by=officer, reason="Nobody has time.")
    offer(submitted, rwanda)

    clock.move_to(datetime(2028, 11, 20, 9, tzinfo=UTC))
    with pytest.raises(IllegalMove, match="No help is looked for"):
        offer(submitted, ecuador)


@pytest.mark.parametrize("end", ["withdrawn", "draft"])
def test_neither_what_was_taken_back_nor_a_draft(draft, official, rwanda, end):
    if end == "withdrawn":
        lifecycle.submit(draft, by=official, consents=True)
        lifecycle.withdraw(draft, by=official, reason="No budget.")

    with pytest.raises(ValidationError, match="No help is looked for"):
        offer(draft, rwanda)


# --- what the desk makes of it ----------------------------------------------------------


def test_the_officer_in_charge_reads_the_words_and_where_to_decide(
    submitted, rwanda, officer, official
):
    offer(submitted, rwanda)
    drain()

    row = told(Notice.objects.get(kind="exchange_request.help_offered"))
    assert row.notice.recipient == officer
    assert row.subject.startswith("Rwanda offers its help: KX-2026-00001")
    assert WORDS in row.text
    assert row.notice.url == "/desk/KX-2026-00001/routing/"


def test_the_country_is_suggested_first_with_its_words(submitted, rwanda):
    offer(submitted, rwanda)

    first, *others = routing.countries_for(submitted, on=date(2026, 11, 16))

    assert first.country.iso3 == "RWA"
    assert first.reasons[0] == f"offered its help: {WORDS}"
    assert [row.country.iso3 for row in others[:2]] == ["ECU", "NPL"]


def test_the_desk_reads_it_where_it_decides_and_in_what_happened(
    submitted, rwanda, officer, page_of
):
    offer(submitted, rwanda)

    assert f"ffered its help: {WORDS}" in desk_of(submitted, officer, page_of)
    step, *_before = timeline.steps_of(submitted, [], whole=True).steps
    assert (step.text, step.words) == ("Rwanda offered its help", WORDS)
    told_to_all = timeline.steps_of(submitted, [], whole=False).steps
    assert "Rwanda offered its help" not in [row.text for row in told_to_all]


# --- the page ---------------------------------------------------------------------------


def test_what_demand_leads_to_lets_her_country_help(submitted, rwanda, page_of, send):
    assert "What your country can help with" in page_of(rwanda, at(submitted))

    answer = send(rwanda, "request_offer_help", submitted.reference, words=WORDS)

    assert answer.url == at(submitted)
    page = page_of(rwanda, at(submitted))
    assert "Rwanda offered its help on Nov. 16, 2026" in page
    assert WORDS in page
    assert "What your country can help with" not in page


def test_the_page_asks_the_database_a_dozen_times_at_most(
    offered, rwanda, make_practice, client, django_assert_max_num_queries
):
    type(offered).objects.update(public_fields=["title", "practices", "providers"])
    offered.practices.add(make_practice(), make_practice(title="Another"))
    offer(offered, rwanda)
    client.force_login(rwanda)

    with django_assert_max_num_queries(12):
        assert client.get(at(offered)).status_code == 200


def test_a_visitor_is_told_to_sign_in_first(submitted, page_of):
    page = page_of(None, at(submitted))

    assert f"/accounts/login/?next={at(submitted)}%23help" in page
    assert "What your country can help with" not in page


def test_whoever_may_not_reads_why(submitted, make_user, page_of):
    assert "Officials and focal points offer" in page_of(make_user(), at(submitted))


def test_what_was_accepted_asks_nobody_for_help(
    to_ecuador, offered, ecuador, nepal, rwanda, page_of
):
    inviting.decline(offered.invitations.get(country="NPL"), by=nepal, reason="Busy.")
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.")

    assert 'id="help"' not in page_of(rwanda, at(offered))


def test_a_refusal_stands_above_her_words(submitted, rwanda, send):
    offer(submitted, rwanda)

    page = said(send(rwanda, "request_offer_help", submitted.reference, words="More."))

    assert "Rwanda offered its help already" in page
    assert "More." in page


def test_of_two_countries_she_chooses_on_the_page(submitted, rwanda, send, page_of):
    rwanda.memberships.create(role="official", country_id="KEN", status="granted")
    assert 'name="country"' in page_of(rwanda, at(submitted))

    typed = {"words": WORDS, "country": "KEN"}
    send(rwanda, "request_offer_help", submitted.reference, **typed)

    assert HelpOffer.objects.get().country_id == "KEN"
