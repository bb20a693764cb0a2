"""From letters to a real mail server, which takes them or does not."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import letters, preferences
from accounts.models import IllegalMove, Letter
from accounts.models.letters import KEPT, LEASE, PAUSES
from accounts.tasks import deliver, forget_letters
from outbox.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(user) -> Letter:
    return written("Good news", to=user.email, person=user)


def written(subject, to="aline@example.org", **facts) -> Letter:
    return letters.write(to=to, subject=subject, text="It is so.", **facts)


def hours(number):
    return time_machine.travel(timezone.now() + timedelta(hours=number), tick=False)


def after(letter) -> Letter:
    deliver()
    letter.refresh_from_db()
    return letter


def test_a_letter_arrives_as_it_was_written(mail_server, user):
    letter = written("Ça va ?", to=user.email, html="<p>It is <b>so</b>.</p>")

    assert after(letter).sent_at

    (message,) = mail_server.taken
    assert message["To"] == user.email
    assert message["Subject"] == "Ça va ?"
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().strip() == "It is so."
    assert "<b>so</b>" in message.get_body(("html",)).get_content()


def test_a_subject_cannot_begin_another_header(mail_server):
    written("Good\r\nBcc: everybody@example.org\r\n\r\nnews")

    deliver()

    (message,) = mail_server.taken
    assert message["Subject"] == "Good Bcc: everybody@example.org news"
    assert message["Bcc"] is None


def test_many_letters_go_over_one_connection_each_once(mail_server):
    for number in range(5):
        written(f"Letter {number}")

    deliver()
    deliver()

    assert mail_server.subjects() == [f"Letter {number}" for number in range(5)]


def test_a_notice_goes_all_the_way_with_its_button_to_stop(
    mail_server, user, open_door, settings
):
    settings.BASE_URL = "https://counterpart.example"
    open_door(user)

    deliver()

    (message,) = mail_server.taken
    link = message["List-Unsubscribe"]
    assert link.startswith("<https://counterpart.example/unsubscribe/")
    assert link.endswith("/>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.strip("<>") in message.get_body(("plain",)).get_content()
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in mail_server.raw[0]


# --- the server does not take it ----------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "answer", "said"),
    [
        ("RCPT", "451 Try later", "451 Try later"),
        ("DATA", "452 Mailbox full", "452 Mailbox full"),
        ("RCPT", "421 Going down", "421 Going down"),
        ("DATA", "drop", "SMTPServerDisconnected"),
        ("DATA", "hang", "timed out"),
        ("RCPT", "hang", "timed out"),
    ],
)
def test_what_may_pass_is_tried_again(mail_server, letter, verb, answer, said):
    mail_server.answers = {verb: answer}

    assert said in after(letter).error
    assert letter.due_at > timezone.now()
    assert (letter.failed_at, letter.leased_until) == (None, None)

    mail_server.answers.clear()
    with hours(1):
        assert after(letter).sent_at
    assert mail_server.ids()[-1:] == [letter.message_id]


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_what_the_server_refuses_stops_at_once_and_is_shown(mail_server, letter, verb):
    mail_server.answers = {verb: "550 No such person"}

    assert after(letter).failed_at
    assert (letter.tries, letter.error) == (1, "550 No such person")
    assert list(Letter.objects.failed()) == [letter]
    with hours(200):
        assert after(letter).tries == 1


def test_one_that_is_refused_keeps_no_other(mail_server):
    written("Bad", to="nobody at all")
    written("Good")

    deliver()

    assert mail_server.subjects() == ["Good"]
    assert Letter.objects.failed().get().subject == "Bad"


def test_a_server_that_is_away_is_tried_later_and_later(mail_server, letter):
    mail_server.stop()
    waits = []

    for _ in PAUSES:
        with time_machine.travel(letter.due_at, tick=False):
            after(letter)
            waits.append((letter.due_at - timezone.now()).total_seconds())

    minutes = [round(wait / 60) for wait in waits]
    assert minutes == [1, 5, 30, 120, 300, 600, 840, 1200, 1440]
    assert letter.failed_at is None
    with time_machine.travel(letter.due_at, tick=False):
        assert after(letter).failed_at
    assert letter.error.startswith("The mail server is away: ConnectionRefusedError")


def test_a_server_that_is_away_costs_one_letter_its_try_and_not_all(mail_server):
    mail_server.stop()
    for number in range(5):
        written(f"Letter {number}")

    deliver()

    assert Letter.objects.filter(tries=0).count() == 4


def test_a_server_away_for_an_hour_loses_nothing_and_doubles_nothing(
    mail_server, user, open_door, make_user
):
    people = [user, make_user(), make_user()]
    began = timezone.now()
    mail_server.stop()
    for minute in range(60):  # what beat has a worker do every minute
        with time_machine.travel(began + timedelta(minutes=minute), tick=False):
            if minute % 20 == 0:
                open_door(people[minute // 20], name=f"Door {minute}")
            deliver()
    mail_server.start()

    for minute in range(60, 240, 10):
        with time_machine.travel(began + timedelta(minutes=minute), tick=False):
            deliver()

    assert mail_server.subjects() == [
        f"Door {minute} is open" for minute in (0, 20, 40)
    ]
    assert len(set(mail_server.ids())) == 3
    assert not Letter.objects.waiting().exists()


def test_a_wrong_password_for_the_server_is_not_the_letters_fault(
    mail_server, letter, settings
):
    settings.MAILERS["post"]["OPTIONS"] |= {"username": "me", "password": "wrong"}

    assert "away" in after(letter).error
    assert letter.failed_at is None


# --- where no server is configured ---------------------------------------------------


def test_without_a_mail_server_letters_are_kept_for_operators(letter, settings):
    settings.MAILERS = {"default": {"BACKEND": "accounts.letters.LetterBox"}}

    assert after(letter).failed_at
    assert letter.error == "Kept here: no mail server is configured (EMAIL_HOST)."
    assert letter.text == "It is so."


# --- what happens meanwhile ------------------------------------------------------------


def test_whoever_turns_mail_off_gets_none_that_waits(mail_server, user, open_door):
    mail_server.stop()
    open_door(user)
    deliver()
    preferences.choose(user, {"requests": "off"}, by=user)
    mail_server.start()

    with hours(1):
        deliver()

    assert mail_server.taken == []
    assert not Letter.objects.exists()


def test_whoever_has_left_gets_none_that_waits(mail_server, letter, user):
    user.is_active = False
    user.save(update_fields=["is_active"])

    deliver()

    assert mail_server.taken == []


def test_mail_about_an_account_comes_whatever_was_chosen(mail_server, letter, user):
    preferences.choose(user, dict.fromkeys(preferences.USUAL, "off"), by=user)

    assert after(letter).sent_at


def test_links_that_open_an_account_are_not_kept(mail_server, letter):
    assert after(letter).text == ""


def test_a_leased_letter_is_nobody_elses_until_the_lease_ends(mail_server, letter):
    Letter.objects.lease_next()

    assert after(letter).sent_at is None
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        assert after(letter).sent_at


def test_a_letter_that_ends_every_worker_stops_at_last(mail_server, letter):
    Letter.objects.update(tries=len(PAUSES) + 1)

    assert after(letter).failed_at
    assert "WorkersLost" in letter.error


def test_old_letters_are_forgotten(mail_server, letter):
    after(letter)
    assert forget_letters() == 0

    with time_machine.travel(timezone.now() + KEPT + timedelta(days=1)):
        assert forget_letters() == 1


# --- operators --------------------------------------------------------------------------


@pytest.fixture
def failed(mail_server, letter) -> Letter:
    mail_server.answers = {"RCPT": "550 No such person"}
    after(letter)
    mail_server.answers.clear()
    return letter


def test_an_administrator_has_it_tried_again(failed, person_with, mail_server):
    administrator = person_with("administrator")

    letters.send_again(failed, by=administrator)

    assert after(failed).sent_at
    assert mail_server.ids() == [failed.message_id]
    event = Event.objects.about(failed).get()
    assert (event.kind, event.actor) == ("letter.sent_again", administrator)


@pytest.mark.parametrize("role", ["auditor", "desk_officer"])
def test_nobody_else_does(failed, person_with, role):
    with pytest.raises(PermissionDenied):
        letters.send_again(failed, by=person_with(role))


def test_what_has_not_failed_is_not_tried_again(letter, person_with):
    with pytest.raises(IllegalMove):
        letters.send_again(letter, by=person_with("administrator"))


def test_operators_see_the_error_and_press_the_button(failed, admin_client):
    path = "/admin/accounts/letter/"
    page = admin_client.get(path, {"state": "failed"}).content.decode()
    assert "550 No such person" in page

    form = {"action": "send_again", "_selected_action": [failed.pk]}
    admin_client.post(path, form)

    assert after(failed).sent_at


def test_operators_read_a_link_that_opens_an_account_only_where_nothing_sends_it(
    letter, admin_client, settings, mail_server
):
    path = f"/admin/accounts/letter/{letter.pk}/change/"
    assert "It is so." not in admin_client.get(path).content.decode()

    settings.MAILERS = {"default": settings.MAILERS["default"]}

    assert "It is so." in admin_client.get(path).content.decode()
