"""What is sent when a session has ended is kept until the person is back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import tasks
from exchanges.models import Challenge
from tests.insights.pages import text_of
from tests.practices.pages import text_of as body_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = "Wells run dry two months earlier than ten years ago."
KEPT = "/me/unsent/"
NEW = "/challenges/new/"


@pytest.fixture
def since(time_machine):
    """Let it be noon; return a function that lets hours pass."""
    time_machine.move_to(NOON, tick=False)
    return lambda hours: time_machine.move_to(NOON + timedelta(hours=hours), tick=False)


@pytest.fixture
def too_late(client, user, since):
    """Return a function that sends a form of hers when her session is over."""
    client.force_login(user)
    since(13)
    return lambda **typed: client.post(
        NEW, {"happens": WORDS, "country": "SLE"} | typed
    )


def test_she_signs_in_again_and_sends_what_she_had_typed(client, user, too_late):
    answer = too_late()
    assert answer.url == f"{reverse('account_login')}?next={KEPT}"
    assert not Challenge.objects.exists()

    client.force_login(user)
    page = client.get(KEPT)
    assert WORDS in text_of(page)
    sent = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body_of(page))
    client.post(NEW, dict(sent))

    assert Challenge.objects.get().happens == WORDS
    assert client.get(KEPT).status_code == 302, "it is sent, and shown no more"


def test_nobody_else_reads_it(client, user, make_user, since):
    client.force_login(user)
    client.get(NEW)
    since(13)
    client.post(NEW, {"happens": WORDS, "country": "SLE"})
    assert client.get(KEPT).url.startswith(reverse("account_login"))

    client.force_login(make_user())

    assert client.get(KEPT).url == "/me/"


def test_a_visitor_signs_in_for_the_first_time_and_finds_it(client, user):
    client.post(NEW, {"happens": WORDS, "country": "SLE"})
    assert "What you sent is kept" in text_of(client.get(reverse("account_login")))

    client.force_login(user)

    assert WORDS in text_of(client.get(KEPT))


def test_what_no_page_took_is_kept_on(client, user):
    nobodys = reverse("exchanges:challenge_close", args=[7])
    client.post(nobodys, {"reason": WORDS})
    client.force_login(user)

    assert client.post(nobodys, {"reason": WORDS}).status_code == 404

    assert WORDS in text_of(client.get(KEPT))


def test_it_is_kept_for_an_hour(client, user, too_late, since):
    too_late()
    since(14)
    client.force_login(user)

    assert client.get(KEPT).status_code == 302


def test_she_may_forget_it(client, user, too_late):
    too_late()
    client.force_login(user)

    client.post(KEPT)

    assert client.get(KEPT).status_code == 302


def test_a_file_is_named_because_it_has_to_be_chosen_again(client, user, too_late):
    too_late(letter=SimpleUploadedFile("letter.pdf", b"%PDF-1.7"))
    client.force_login(user)

    assert "“letter.pdf” could not be kept" in text_of(client.get(KEPT))


def test_a_book_is_not_kept_and_its_page_is_opened_again(too_late):
    answer = too_late(happens="word " * 30_000)

    assert answer.url.endswith(f"?next={NEW}")


def test_too_long_for_a_verb_leads_back_to_the_page_of_its_form(client):
    page = {"referer": "http://testserver/challenges/7/?step=2"}
    verb = reverse("exchanges:challenge_ready", args=[7])

    answer = client.post(verb, {"text": "word " * 30_000}, headers=page)

    assert answer.url.endswith("?next=/challenges/7/%3Fstep%3D2")


def test_what_was_kept_goes_with_its_session(client, too_late, since):
    too_late()
    since(15)

    tasks.forget_sessions()

    assert not Session.objects.exists()


def test_a_password_is_never_kept(client, user, since):
    client.force_login(user)
    since(13)
    typed = {"oldpassword": "hush", "password1": "hush hush", "password2": "hush hush"}

    answer = client.post(reverse("account_change_password"), typed)

    assert KEPT not in answer.url
    assert "hush" not in str(dict(client.session))


def test_an_address_that_only_takes_a_form_says_so(client):
    answer = client.get(reverse("exchanges:challenge_ready", args=[7]))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address is no page" in text_of(answer)
