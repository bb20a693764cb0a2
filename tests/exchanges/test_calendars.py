"""Due dates as a calendar reads them, at an address that its owner can close."""

import logging
import unicodedata
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from icalendar import Calendar
from structlog.stdlib import ProcessorFormatter

from config.middleware import PrivateRequestMiddleware
from exchanges import brokering, calendars, inviting, lifecycle
from exchanges.models import CalendarLink, ExchangeRequest


@pytest.fixture
def entries():
    """Return what a person's calendar shows, by identifiers."""

    def read(person):
        calendar = Calendar.from_ical(calendars.calendar_of(person))
        return {str(entry["UID"]): entry for entry in calendar.events}

    return read


def only(found):
    (entry,) = found.values()
    return entry


@pytest.fixture
def address(official):
    """The official's address, as her calendar asks for it."""
    link = calendars.renew(official, by=official)
    return f"/calendar/{calendars.token_of(link)}.ics"


def test_a_due_day_is_a_whole_day_that_takes_no_time(submitted, official, entries):
    entry = only(entries(official))
    assert entry["UID"] == "KX-2026-00001@localhost"
    assert entry.start == date(2026, 11, 18)
    assert entry.end == date(2026, 11, 19)
    assert entry["TRANSP"] == "TRANSPARENT"
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["URL"].endswith("/requests/KX-2026-00001/")
    assert "the coordination desk" in entry["DESCRIPTION"]


def test_whoever_has_the_ball_reads_that_it_is_her_turn(
    submitted, official, officer, entries
):
    assert "Your turn" not in only(entries(official))["SUMMARY"]
    assert only(entries(officer))["SUMMARY"].startswith("Your turn: KX-2026-00001")


def test_a_change_keeps_the_identifier_and_raises_the_number(
    submitted, official, officer, entries
):
    before = only(entries(official))
    brokering.confirm_complete(submitted, by=officer)
    after = only(entries(official))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.start == date(2026, 11, 23)


def test_what_is_over_is_cancelled_with_a_higher_number(submitted, official, entries):
    before = only(entries(official))
    lifecycle.withdraw(submitted, by=official, reason="The budget was cut.")
    after = only(entries(official))
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_what_ended_long_ago_is_gone(submitted, official, entries, clock):
    lifecycle.withdraw(submitted, by=official, reason="The budget was cut.")
    clock.shift(calendars.OVER + timedelta(days=1))
    assert entries(official) == {}


def test_a_country_that_is_asked_has_the_day_of_its_answer(
    to_ecuador, ecuador, nepal, entries
):
    entry = only(entries(ecuador))
    assert entry.start == date(2026, 12, 7)
    assert entry["SUMMARY"].startswith("Answer for Ecuador: KX-2026-00001")
    assert entry["UID"] not in entries(nepal)


def test_every_turn_of_an_invitation_raises_its_number(
    to_ecuador, ecuador, official, entries
):
    numbers = [only(entries(ecuador))["SEQUENCE"]]
    for turn in (
        lambda: inviting.ask(to_ecuador, by=ecuador, question="How many?"),
        lambda: inviting.clarify(to_ecuador, by=official, answer="Four."),
        lambda: inviting.decline(to_ecuador, by=ecuador, reason="No."),
    ):
        turn()
        numbers.append(only(entries(ecuador))["SEQUENCE"])
    assert numbers == sorted(set(numbers))
    assert only(entries(ecuador))["STATUS"] == "CANCELLED"


def test_others_drafts_and_requests_are_in_nobodys_calendar(
    draft, colleague, focal_point, officer, ecuador, entries
):
    for person in (colleague, focal_point, officer, ecuador):
        assert entries(person) == {}


def test_lines_end_and_fold_as_calendars_need_and_words_are_escaped(
    draft, official, client, address
):
    title = "Reintegrating soldiers, “demobilised”; in 3 districts: أين نبدأ؟ " * 2
    lifecycle.change(draft, by=official, version=draft.version, title=title.strip())
    body = client.get(address).content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    entry = only({"": Calendar.from_ical(body).events[0]})
    assert title.strip() in entry["SUMMARY"]


@pytest.mark.parametrize(
    "title",
    [
        "a\x0bb\x0cc\x1cd\x85e",
        "a\x07\x7fb",
        "a\rb",
        "a\r\nDTSTART:20200101",
        "a\r\n\tb",
    ],
)
def test_no_title_breaks_a_calendar(submitted, official, title):
    ExchangeRequest.objects.update(title=title)
    body = calendars.calendar_of(official).decode()
    assert len(body.splitlines()) == body.count("\r\n")
    assert not {sign for sign in body if unicodedata.category(sign) == "Cc"} - {*"\r\n"}
    assert only({"": Calendar.from_ical(body).events[0]}).start == date(2026, 11, 18)


@pytest.mark.parametrize("sign", ["ع\N{ARABIC KASRA}", "\N{GRINNING FACE}", "ы", "語"])
def test_no_sign_is_cut_where_a_line_is_folded(submitted, official, entries, sign):
    title = (sign * 200)[:200]
    ExchangeRequest.objects.update(title=title)
    body = calendars.calendar_of(official)
    for line in body.split(b"\r\n"):
        assert len(line.decode().encode()) <= 75
    assert only(entries(official))["SUMMARY"].endswith(title)


def test_what_is_published_says_by_whom(submitted, official, entries, settings):
    settings.DEFAULT_FROM_EMAIL = '"The desk, for all" <desk@example.org>'
    organizer = only(entries(official))["ORGANIZER"]
    assert organizer == "mailto:desk@example.org"
    settings.DEFAULT_FROM_EMAIL = "desk@example.org"
    assert only(entries(official))["ORGANIZER"] == organizer


def test_a_calendar_is_in_the_language_of_its_owner(to_ecuador, ecuador, entries):
    ecuador.language = "fr"
    assert "Équateur" in only(entries(ecuador))["SUMMARY"]


def test_an_address_gives_a_calendar_and_says_when_nothing_is_new(
    submitted, client, address
):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer["Cache-Control"] == "private, no-cache"
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_nothing_is_new_until_something_changes(submitted, client, address, clock):
    answer = client.get(address)
    clock.shift(timedelta(hours=6))
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_calendar_says_what_it_is_and_how_often_to_look(submitted, client, address):
    calendar = Calendar.from_ical(client.get(address).content)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT6H"
    [entry] = calendar.events
    assert {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"} <= set(entry)
    assert entry["DTSTAMP"].to_ical() == b"20261116T090000Z"
    assert not calendar.errors + entry.errors


def test_a_calendar_in_which_nothing_is_due_is_still_a_calendar(nepal, entries):
    calendar = Calendar.from_ical(calendars.calendar_of(nepal))
    assert calendar.events == []
    assert calendar.subcomponents


def test_a_new_address_closes_the_old_one(submitted, official, client, address):
    calendars.renew(official, by=official)
    assert client.get(address).status_code == 404


def test_a_closed_address_and_that_of_whoever_left_show_nothing(
    submitted, official, client, address
):
    official.is_active = False
    official.save()
    assert client.get(address).status_code == 404
    calendars.stop(official, by=official)
    assert not CalendarLink.objects.exists()


def test_who_reads_the_database_does_not_know_the_address(official, client, address):
    link = CalendarLink.objects.get()
    assert client.get(f"/calendar/{link.key}.ics").status_code == 404
    assert client.get(f"/calendar/{link.key}:x.ics").status_code == 404


def test_nobody_takes_an_address_for_another(official, colleague):
    with pytest.raises(PermissionDenied):
        calendars.renew(official, by=colleague)


def test_an_address_is_not_in_the_logs(rf, address):
    logged = PrivateRequestMiddleware.format_request(rf.get(address))
    assert logged == "GET /calendar/….ics"


@pytest.mark.parametrize("method", ["post", "options", "put", "get"])
def test_no_line_of_the_logs_tells_an_address(client, address, caplog, method):
    """Calendars ask by other methods too, and what is refused or not found is logged."""
    getattr(client, method)(address if method != "get" else f"{address}x.ics")
    [console] = [each for each in logging.root.handlers if is_ours(each)]
    lines = [console.format(record) for record in caplog.records]
    assert any("/calendar/\\u2026.ics" in line for line in lines)
    assert not any(address.removesuffix(".ics") in line for line in lines)


def is_ours(handler):
    return isinstance(handler.formatter, ProcessorFormatter)


def test_a_person_takes_and_closes_her_address_on_its_page(client, official):
    client.force_login(official)
    assert "no address yet" in client.get("/calendar/").content.decode()
    page = client.post("/calendar/renew/", follow=True).content.decode()
    token = calendars.token_of(CalendarLink.objects.get(person=official))
    assert f"/calendar/{token}.ics" in page
    client.post("/calendar/stop/")
    assert "no address yet" in client.get("/calendar/").content.decode()


def test_a_calendar_takes_a_handful_of_queries(
    offered, ecuador, django_assert_num_queries
):
    with django_assert_num_queries(3):
        calendars.calendar_of(ecuador)
