"""What the parties say to each other about a request, who reads it, and who hears of it."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Notice
from exchanges import lifecycle, papers, threads
from exchanges.checks import TooMany
from exchanges.models import ExchangeRequest, Message
from exchanges.refusals import Missing
from outbox.models import Event
from outbox.tasks import drain
from practices.uploads import Refused

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def with_ecuador(offered, to_ecuador):
    return threads.with_key(offered, "ECU")


@pytest.fixture
def with_desk(offered):
    return threads.with_key(offered, threads.DESK)


def sent(name="Letter.pdf", body=LETTER):
    return threads.Sent(name, io.BytesIO(body), len(body))


def names(exchange_request, person):
    row = ExchangeRequest.objects.get(pk=exchange_request.pk)
    return [found.key for found in threads.conversations_of(row, person)]


# --- whose it is --------------------------------------------------------------------------


def test_each_country_has_a_conversation_of_its_own(
    offered, official, officer, ecuador, nepal
):
    assert names(offered, official) == names(offered, officer) == ["desk", "ecu", "npl"]
    assert names(offered, ecuador) == ["ecu"]
    assert names(offered, nepal) == ["npl"]


def test_an_auditor_reads_and_does_not_write(offered, with_ecuador, person_with):
    auditor = person_with("auditor")
    assert names(offered, auditor) == ["desk", "ecu", "npl"]
    with pytest.raises(PermissionDenied, match="of whoever asks and Ecuador"):
        threads.write(with_ecuador, by=auditor, text="Hello")


@pytest.mark.parametrize("who", ["nepal", "colleague"])
def test_a_stranger_neither_reads_nor_writes(request, who, offered, with_ecuador):
    stranger = request.getfixturevalue(who)
    assert threads.find(offered, "ecu", stranger) is None
    with pytest.raises(PermissionDenied):
        threads.write(with_ecuador, by=stranger, text="Hello")
    assert not Message.objects.exists()


def test_a_country_that_is_only_named_knows_of_nothing(triaged, ecuador, official):
    assert threads.with_key(triaged, "ECU") is None
    assert names(triaged, official) == ["desk"]
    assert names(triaged, ecuador) == []


def test_about_a_draft_nothing_is_said(draft, official, officer):
    assert names(draft, official) == names(draft, officer) == []
    with pytest.raises(PermissionDenied, match="It is a draft"):
        threads.write(threads.with_key(draft, "desk"), by=official, text="Hello")


# --- writing --------------------------------------------------------------------------------


def test_a_message_is_kept_with_its_files(with_ecuador, official, ecuador):
    message = threads.write(with_ecuador, by=official, text=" Hello\0 ", files=[sent()])

    assert message.text == "Hello"
    assert [paper.name for paper in message.papers.all()] == ["Letter.pdf"]
    exchange_request = with_ecuador.exchange_request
    assert papers.readable_by(ecuador, exchange_request).get() == message.papers.get()
    event = Event.objects.about(message).get()
    assert (event.kind, event.actor) == ("message.written", official)


def test_a_file_that_is_refused_leaves_no_half_message(with_ecuador, official):
    files = [sent(), sent("Letter.docx")]
    with pytest.raises(Refused):
        threads.write(with_ecuador, by=official, text="Hello", files=files)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("text", "refusal"), [("  \n", Missing), ("a" * 20_001, threads.TooLong)]
)
def test_nothing_and_too_much_are_refused(with_ecuador, official, text, refusal):
    with pytest.raises(refusal):
        threads.write(with_ecuador, by=official, text=text)


def test_nobody_floods_a_conversation(
    with_ecuador, with_desk, official, clock, monkeypatch
):
    monkeypatch.setattr(threads, "MOST_AN_HOUR", 2)
    threads.write(with_ecuador, by=official, text="One")
    threads.write(with_desk, by=official, text="Two")
    with pytest.raises(TooMany):
        threads.write(with_ecuador, by=official, text="Three")
    clock.shift(timedelta(hours=2))
    threads.write(with_ecuador, by=official, text="Three")


def test_after_the_end_one_may_still_write(with_ecuador, offered, official, ecuador):
    lifecycle.withdraw(offered, by=official, reason="The window has closed.")
    threads.write(with_ecuador, by=ecuador, text="A pity. Until another time.")
    assert Message.objects.count() == 1


# --- reading --------------------------------------------------------------------------------


def unread(exchange_request, person):
    row = ExchangeRequest.objects.get(pk=exchange_request.pk)
    return {
        line.conversation.key: line.unread for line in threads.lines_of(row, person)
    }


def test_what_is_read_is_read_until_then_and_no_further(
    offered, with_ecuador, official, ecuador, clock
):
    first = threads.write(with_ecuador, by=ecuador, text="One")
    clock.shift(timedelta(minutes=1))
    second = threads.write(with_ecuador, by=ecuador, text="Two")
    assert unread(offered, official) == {"desk": 0, "ecu": 2, "npl": 0}
    assert unread(offered, ecuador) == {"ecu": 0}

    threads.read(with_ecuador, by=official, until=first.at)
    assert unread(offered, official)["ecu"] == 1
    threads.read(with_ecuador, by=official, until=second.at)
    threads.read(with_ecuador, by=official, until=first.at)

    assert unread(offered, official)["ecu"] == 0


def test_one_sees_how_far_the_other_has_read(with_ecuador, official, ecuador, clock):
    first = threads.write(with_ecuador, by=official, text="One")
    clock.shift(timedelta(minutes=1))
    threads.read(with_ecuador, by=ecuador, until=first.at)
    second = threads.write(with_ecuador, by=official, text="Two")

    seen = threads.seen_by(with_ecuador, [first, second], official)

    assert (seen.by(first), seen.by(second)) == ([ecuador.name], [])


# --- who hears of it ------------------------------------------------------------------------


def told(message):
    drain()
    rows = Notice.objects.filter(event__in=Event.objects.about(message))
    return {row.recipient for row in rows}


def test_whoever_takes_part_is_told_and_nobody_else(
    with_ecuador, official, focal_point, officer, ecuador, nepal, person_with
):
    message = threads.write(with_ecuador, by=ecuador, text="How many regions?")
    assert told(message) == {official}
    answer = threads.write(with_ecuador, by=officer, text="Four, I think.")
    assert told(answer) == {official, ecuador}
    last = threads.write(with_ecuador, by=official, text="Four.")
    assert told(last) == {ecuador, officer}


def test_the_desk_hears_of_what_is_said_to_it(
    with_desk, official, officer, person_with
):
    second = person_with("desk_officer")
    with_desk.exchange_request.refresh_from_db()
    message = threads.write(with_desk, by=official, text="When?")
    assert told(message) == {officer}  # in charge since the triage
    assert second not in told(message)


def test_who_has_left_is_not_told(with_ecuador, official, ecuador):
    threads.write(with_ecuador, by=ecuador, text="Hello")
    ecuador.memberships.update(status="ended")
    assert told(threads.write(with_ecuador, by=official, text="Hello")) == set()


def test_a_notice_holds_the_words_and_its_reading_is_theirs(
    with_ecuador, official, ecuador
):
    message = threads.write(with_ecuador, by=ecuador, text="How many?", files=[sent()])
    told(message)
    notice = Notice.objects.get(recipient=official, kind="message.written")
    assert notice.facts["text"] == "How many?"
    assert notice.facts["files"] == "* Letter.pdf"
    assert notice.mail_due_at

    threads.read(with_ecuador, by=official, until=message.at)

    notice.refresh_from_db()
    assert notice.read_at
    assert notice.mail_due_at is None


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_are_both_heard_in_an_order(
    with_ecuador, official, ecuador, at_once
):
    said = at_once(
        [
            lambda: threads.write(with_ecuador, by=official, text="One"),
            lambda: threads.write(with_ecuador, by=ecuador, text="Two"),
        ]
    )
    assert {row.text for row in said} == {"One", "Two"}
    assert with_ecuador.messages().count() == 2
