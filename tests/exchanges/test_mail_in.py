"""Answers by mail: whose they are, what is taken, and what comes back."""

import base64
import io
import os
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts import digests
from accounts.models import Letter
from accounts.post import message_of
from config.places import ROOT
from exchanges import postbox, replies, threads
from exchanges.models import Message
from exchanges.postbox import Outcome
from outbox.tasks import drain

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def taken_in(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REPLY_ADDRESS = "reply@counterpart.example"
    settings.DEFAULT_FROM_EMAIL = "Counterpart <no-reply@counterpart.example>"


@pytest.fixture
def with_ecuador(offered, to_ecuador):
    return threads.with_key(offered, "ECU")


@pytest.fixture
def address(with_ecuador, ecuador):
    """Where Ecuador's focal point answers."""
    return replies.address_for(ecuador, with_ecuador)


@pytest.fixture
def answer(ecuador, address):
    """Write a mail of hers, as her program would."""

    def write(text="Four regions.", files=(), **headers):
        mail = EmailMessage()
        given = {
            "From": f"Aline <{ecuador.email}>",
            "To": address,
            "Subject": "Re: How many?",
            "Message-ID": "<one@ministry.example>",
        }
        for name, value in (given | headers).items():
            if value:
                mail[name] = value
        mail.set_content(text)
        for name, body in files:
            mail.add_attachment(
                body, maintype="application", subtype="octet-stream", filename=name
            )
        return mail.as_bytes()

    return write


def letters():
    return list(Letter.objects.filter(kind="account"))


# --- what is taken ------------------------------------------------------------------------


def test_an_answer_stands_in_the_conversation(answer, with_ecuador, ecuador):
    text = "Four regions.\n\nOn Mon, 16 Nov 2026, Counterpart <reply+a@x> wrote:\n> How many?\n"

    assert postbox.receive(answer(text)) == Outcome.TAKEN

    message = with_ecuador.messages().get()
    assert (message.text, message.author) == ("Four regions.", ecuador)
    assert message.by_mail
    assert letters() == []


def test_the_mail_that_goes_out_can_be_answered_as_it_is(
    with_ecuador, official, ecuador, address
):
    threads.write(with_ecuador, by=official, text="How many regions?")
    drain()
    while digests.write_next():
        pass
    letter = Letter.objects.get(person=ecuador)
    mail = message_from_bytes(
        message_of(letter).message().as_bytes(), policy=policy.default
    )
    assert mail["Reply-To"] == address
    out = mail.get_body(("plain",)).get_content()
    assert "How many regions?" in out
    quoted = "".join(f"> {line}\n" for line in out.splitlines())
    back = EmailMessage()
    back["From"], back["To"] = ecuador.email, str(mail["Reply-To"])
    back.set_content(f"Four.\n\nOn Monday 16, Counterpart wrote:\n{quoted}")

    assert postbox.receive(back.as_bytes()) == Outcome.TAKEN

    assert with_ecuador.messages().get(author=ecuador).text == "Four."


def test_a_mail_that_comes_again_is_taken_once(answer, with_ecuador):
    assert postbox.receive(answer()) == postbox.receive(answer()) == Outcome.TAKEN
    assert with_ecuador.messages().count() == 1


def test_a_mail_without_a_number_is_told_by_its_bytes(answer, with_ecuador):
    for text in ("One", "One", "Two"):
        postbox.receive(answer(text, **{"Message-ID": ""}))
    assert [row.text for row in with_ecuador.messages().oldest_first()] == [
        "One",
        "Two",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_comes_twice_at_once_is_taken_once(answer, at_once, with_ecuador):
    raw = answer()
    done = at_once([lambda: postbox.receive(raw)] * 3)
    assert done == [Outcome.TAKEN] * 3
    assert with_ecuador.messages().count() == 1


def test_files_come_with_it_and_logos_do_not(answer, with_ecuador):
    mail = message_from_bytes(
        answer(files=[("Terms.pdf", LETTER)]), policy=policy.default
    )
    logo = EmailMessage()
    logo["Content-ID"], logo["Content-Type"] = "<logo>", "image/png"
    logo["Content-Disposition"] = 'inline; filename="logo.png"'
    mail.attach(logo)

    postbox.receive(mail.as_bytes())

    assert [row.name for row in with_ecuador.papers()] == ["Terms.pdf"]
    assert with_ecuador.messages().get().papers.count() == 1


def test_the_address_survives_capitals_and_a_second_address_of_hers(
    answer, ecuador, address, with_ecuador
):
    EmailAddress.objects.create(user=ecuador, email="at@home.example", verified=True)
    raw = answer(From="at@home.example", To="undisclosed:;")
    assert postbox.receive(raw, address.upper()) == Outcome.TAKEN
    assert with_ecuador.messages().count() == 1


# --- what is not --------------------------------------------------------------------------


def test_a_file_that_is_refused_is_named_and_the_words_are_taken(
    answer, with_ecuador, ecuador
):
    raw = answer(files=[("virus.exe", b"MZ"), ("Terms.pdf", LETTER)])
    assert postbox.receive(raw) == Outcome.TAKEN
    assert with_ecuador.messages().get().papers.count() == 1
    letter = letters()[0]
    assert letter.to == ecuador.email
    assert "virus.exe" in letter.text


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        ({"From": "mallory@example.net"}, "mallory@example.net"),
        ({"From": ""}, "no address"),
        ({"text": "> only a quotation"}, "no text"),
        ({"text": "a" * 20_001}, "at most 20000"),
    ],
    ids=["another_sender", "no_sender", "no_words", "too_long"],
)
def test_what_cannot_be_taken_comes_back_to_her_own_address(
    answer, ecuador, with_ecuador, mail, why
):
    assert postbox.receive(answer(**mail)) == Outcome.RETURNED
    assert not Message.objects.exists()
    letter = letters()[0]
    assert (letter.to, letter.headers["Auto-Submitted"]) == (
        ecuador.email,
        "auto-generated",
    )
    assert why in letter.text


def test_who_takes_part_no_more_reads_why_and_keeps_her_words(answer, ecuador):
    ecuador.memberships.update(status="ended")
    assert postbox.receive(answer("Our four regions")) == Outcome.RETURNED
    assert "of whoever asks and Ecuador" in letters()[0].text
    assert "Our four regions" in letters()[0].text


def test_a_mail_beyond_all_measure_comes_back(answer, monkeypatch, with_ecuador):
    monkeypatch.setattr(postbox, "LARGEST", 2_000)
    assert postbox.receive(answer("a\n" * 2_000)) == Outcome.RETURNED
    assert "too large" in letters()[0].text


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Precedence": "bulk"},
    ],
)
def test_machines_are_passed_over_without_a_word(answer, headers):
    assert postbox.receive(answer(**headers)) == Outcome.PASSED_OVER
    assert not Message.objects.exists()
    assert letters() == []


def test_an_address_is_signed(answer, address, with_ecuador, official, ecuador):
    local, _at, domain = address.partition("@")
    person, request, invitation, signed = local.partition("+")[2].split("-")
    forged = "-".join([f"{official.pk:x}", request, invitation, signed])
    cut = "-".join([person, request, invitation, signed[:-1]])
    other = "-".join([person, request, "0", signed])
    for token in (forged, cut, other, "a-b-c-d", "-" * 30):
        raw = answer(To=f"reply+{token}@{domain}")
        assert postbox.receive(raw) == Outcome.UNKNOWN
    assert not Message.objects.exists()
    assert letters() == []


def test_addresses_fit_where_mail_carries_them(ecuador, with_ecuador):
    ecuador.pk = 2**40
    local = replies.address_for(ecuador, with_ecuador).partition("@")[0]
    assert len(local) <= 64
    assert local == local.lower()


def test_old_addresses_outlive_a_new_secret(answer, settings, with_ecuador):
    raw = answer()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert postbox.receive(raw) == Outcome.TAKEN
    settings.SECRET_KEY_FALLBACKS = []
    assert postbox.receive(raw) == Outcome.UNKNOWN


def test_where_no_mail_is_taken_in_no_address_is_given(settings, ecuador, with_ecuador):
    settings.REPLY_ADDRESS = ""
    assert replies.address_for(ecuador, with_ecuador) == ""
    assert postbox.receive(b"To: reply+a@b\n\nHello") == Outcome.UNKNOWN


def test_endless_nesting_is_no_fault(address, ecuador):
    head = f"From: {ecuador.email}\nTo: {address}\n"
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n'
        for n in range(900)
    )
    assert postbox.receive((head + parts).encode()) == Outcome.RETURNED


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(header="", body=b"\0", encoding="8bit", kind="text/plain")
@given(
    header=st.text(max_size=80),
    body=st.binary(max_size=300),
    encoding=st.sampled_from(["base64", "quoted-printable", "8bit", "uuencode", "x"]),
    kind=st.sampled_from(
        [
            "text/plain",
            "text/html",
            "multipart/mixed; boundary=b",
            "message/rfc822",
            "x",
        ]
    ),
)
def test_no_mail_is_a_fault(address, ecuador, header, body, encoding, kind):
    head = (
        f"From: {ecuador.email}\nTo: {address}\nSubject: {header}\n"
        f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    raw = head.encode(errors="replace") + body
    assert postbox.receive(raw) in Outcome


# --- the command --------------------------------------------------------------------------


class Standard:
    """Standard input that has a mail to give."""

    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def run(monkeypatch, raw, **options):
    monkeypatch.setattr(sys, "stdin", Standard(raw))
    out = io.StringIO()
    call_command("receive_mail", stdout=out, **options)
    return out.getvalue().strip()


def test_the_command_reads_one_mail(monkeypatch, answer, address, with_ecuador):
    assert run(monkeypatch, answer(), to=address) == "taken"
    assert with_ecuador.messages().count() == 1


def test_the_command_tells_the_mail_server_that_nobody_is_there(monkeypatch, answer):
    with pytest.raises(CommandError) as refused:
        run(monkeypatch, answer(), to="reply+nobody@counterpart.example")
    assert refused.value.returncode == 67


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_can_hand_it_over(answer, with_ecuador, environment_elsewhere):
    """As a process of its own, with the bytes on standard input."""
    environment = environment_elsewhere | {
        "REPLY_ADDRESS": "reply@counterpart.example",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "receive_mail"],
        input=answer(base64.b64encode(os.urandom(30)).decode()),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, b"taken\n"), done.stderr
    assert with_ecuador.messages().count() == 1
