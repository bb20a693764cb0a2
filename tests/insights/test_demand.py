"""What countries ask for, and what nobody took up: counted whole, told only as opened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges import needs
from exchanges.models import ExchangeRequest, Invitation
from hubs.models import Country
from tests.insights.pages import text_of

PAGE = "/insights/demand/"
API = "/api/v1/demand"
TITLE = "Paying teachers on time"
PROBLEM = "Salaries reach the villages months late."


@pytest.fixture
def ask(db, make_user):
    """Make a request of the register, as it stands some days after it was handed in."""

    def make(country="SLE", status="submitted", days=10, **fields):
        number = ExchangeRequest.objects.count() + 1
        then = timezone.now() - timedelta(days=days)
        over = status in ExchangeRequest.FINAL
        due = None if over else timezone.now().date()
        held = {"holder": "nobody" if over else "desk", "due_on": due}
        stands = {"status": status, "reason": "No.", **held}
        stands |= {"submitted_at": then, "consented_at": then}
        words = {"title": TITLE, "problem": PROBLEM, "language": "en"}
        return ExchangeRequest.objects.create(
            reference=f"KX-2026-{number:05d}",
            author=make_user(),
            country_id=country,
            **stands | words | fields,
        )

    return make


def was_asked(exchange_request, country="ECU", status="declined"):
    today = timezone.now()
    Invitation.objects.create(
        exchange_request=exchange_request,
        asking=exchange_request.country,
        country_id=country,
        status=status,
        reason="No.",
        asked_at=today,
        due_on=today,
    )


def tallies(code):
    """Return under way, accepted and without a yes, by what a group counts."""
    found = needs.demand(timezone.now().date())[code]
    return {key: (row.under_way, row.accepted, row.unmet) for key, row in found.items()}


def references(client, address=PAGE):
    page = client.get(address).context["page"]
    return [row.reference for row in page]


# --- what has become of them --------------------------------------------------------------


def test_a_request_is_under_way_accepted_or_without_a_yes(ask):
    for status in ("submitted", "returned", "offered", "triaged"):
        ask(status=status)
    ask(status="accepted")
    for status in ("declined", "lapsed"):
        ask(status=status)

    assert tallies("all") == {"": (4, 1, 2)}


def test_what_lies_at_the_desk_again_is_without_a_yes(ask):
    was_asked(ask(status="triaged"))

    assert tallies("all") == {"": (0, 0, 1)}


def test_a_no_while_others_may_still_say_yes_is_none(ask):
    was_asked(ask(status="offered"))

    assert tallies("all") == {"": (1, 0, 0)}


def test_drafts_and_what_was_taken_back_do_not_count(ask):
    ask(status="withdrawn")
    ask(status="draft", submitted_at=None)
    ask(status="lapsed", submitted_at=None)

    assert tallies("all") == {"": (0, 0, 0)}


def test_two_years_count(ask, client):
    ask(status="lapsed", days=729)
    ask(status="lapsed", days=740)

    assert tallies("all") == {"": (0, 0, 1)}
    assert references(client) == ["KX-2026-00001"]


# --- by what ------------------------------------------------------------------------------


def test_countries_are_counted_the_most_asking_first(ask):
    ask("NPL")
    ask("SLE", status="lapsed")
    ask("SLE", status="accepted")

    assert tallies("country") == {"SLE": (0, 1, 1), "NPL": (1, 0, 0)}
    assert list(tallies("country")) == ["SLE", "NPL"]


def test_hubs_are_counted_and_what_no_hub_has(ask, hub):
    ask(hub=hub)
    ask()

    assert tallies("hub") == {"rwanda-cooperation": (1, 0, 0), "": (1, 0, 0)}


def test_a_request_counts_under_each_of_its_instruments(ask):
    ask(instruments=["workshop", "study_visit"])
    ask(instruments=["workshop"])
    ask(instruments=[])

    assert tallies("instrument") == {
        "workshop": (2, 0, 0),
        "study_visit": (1, 0, 0),
        "": (1, 0, 0),
    }


def test_a_theme_counts_a_request_once_however_many_practices_it_has(
    ask, make_practice
):
    asked = ask()
    asked.practices.set(
        [make_practice(themes=["3.8", "3.1"]), make_practice(themes=["3.8"])]
    )
    ask()

    assert tallies("theme") == {"3": (1, 0, 0), "": (1, 0, 0)}


def test_it_is_counted_once_in_a_quarter_of_an_hour(ask, django_assert_num_queries):
    ask()
    tallies("all")

    with django_assert_num_queries(0):
        assert tallies("country") == {"SLE": (1, 0, 0)}


# --- the page -----------------------------------------------------------------------------


def test_the_page_leads_with_what_is_unmet(ask, client):
    ask(status="lapsed")
    ask(status="accepted")

    shown = text_of(client.get(PAGE))

    assert "1 of 2 requests of the last two years is without a yes" in shown
    assert "Sierra Leone Under way 0 A country said yes 1 Without a yes 1" in shown


def test_the_longest_waiting_stands_first(ask, client):
    ask(status="lapsed", days=3)
    ask(status="declined", days=30)
    ask(status="accepted", days=60)

    assert references(client) == ["KX-2026-00002", "KX-2026-00001"]


def test_nothing_that_was_not_opened_is_told(ask, client):
    asked = ask(status="lapsed", institution="Ministry", instruments=["workshop"])

    shown = text_of(client.get(PAGE))

    assert "A request of Sierra Leone" in shown
    for secret in (TITLE, PROBLEM, "Ministry"):
        assert secret not in shown
    opened = ["title", "problem", "institution"]
    ExchangeRequest.objects.filter(pk=asked.pk).update(public_fields=opened)
    shown = text_of(client.get(PAGE))
    for told in (TITLE, PROBLEM, "Ministry"):
        assert told in shown


def test_whoever_can_help_is_led_to_the_request(ask, client):
    asked = ask(status="lapsed")

    page = client.get(PAGE).content.decode()

    assert f'<a href="{asked.get_absolute_url()}">Can you help?' in page
    assert client.get(asked.get_absolute_url()).status_code == 200


def test_all_others_are_added_up(ask, client):
    for country in Country.objects.order_by("pk")[:15]:
        ask(country.pk)

    shown = text_of(client.get(PAGE))

    assert "All others Under way 3 A country said yes 0 Without a yes 0" in shown


def test_where_nobody_asked_the_page_says_how_to_begin(db, client):
    assert "Be the first to ask" in text_of(client.get(PAGE))


def test_the_register_and_the_countries_lead_to_it(db, client):
    for address in ("/requests/", "/countries/", "/sitemap-lists.xml"):
        assert PAGE in client.get(address).content.decode()


def test_it_asks_no_more_than_a_dozen_times_however_much_was_asked(
    ask, hub, practice, client, django_assert_max_num_queries
):
    for country in ("NPL", "SLE", "RWA", "GHA", "KEN", "PER", "FJI", "TGO", "LAO"):
        asked = ask(country, status="triaged", hub=hub, instruments=["workshop"])
        asked.practices.add(practice)
        was_asked(asked)

    with django_assert_max_num_queries(12):
        assert "Nobody has said yes" in text_of(client.get(PAGE))


# --- for programs -------------------------------------------------------------------------


def test_programs_read_the_same_numbers(ask, hub, client):
    ask(status="lapsed", instruments=["workshop"])
    ask("NPL", hub=hub)

    read = client.get(API, headers={"Accept-Language": "fr"}).json()

    none = {"under_way": 0, "accepted": 0, "unmet": 0}
    assert read["all"] == none | {"under_way": 1, "unmet": 1}
    assert read["countries"][0]["country"] == {"iso3": "NPL", "name": "Népal"}
    assert read["hubs"] == [
        none | {"hub": None, "unmet": 1},
        none | {"hub": {"slug": hub.slug, "name": str(hub)}, "under_way": 1},
    ]
    assert none | {"instrument": "workshop", "unmet": 1} in read["instruments"]
    assert read["themes"] == [none | {"theme": None, "under_way": 1, "unmet": 1}]


def test_programs_list_what_is_unmet(ask, client):
    ask(status="lapsed")
    was_asked(ask(status="triaged"))
    ask(status="accepted")

    found = client.get("/api/v1/exchange-requests?outcome=unmet").json()["results"]

    assert {row["reference"] for row in found} == {"KX-2026-00001", "KX-2026-00002"}
    assert all(row["title"] is None for row in found)
