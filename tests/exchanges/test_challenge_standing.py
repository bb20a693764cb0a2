"""A practice published later that answers a challenge: its owner is told, and led to it."""

import pytest

from accounts.models import Notice
from accounts.notices import told
from exchanges import challenges
from outbox.tasks import drain
from practices.models import Finding
from practices.tasks import answer_searches, embed
from tests.practices.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def time_passes():
    """Let the workers do what is due."""

    def pass_():
        drain()
        embed()
        answer_searches()

    return pass_


@pytest.fixture
def ready(challenge, official, clock):
    challenges.ready(challenge, by=official)
    clock.move_to("2026-11-17T09:00Z")
    return challenge


def test_a_later_practice_is_told_and_leads_to_the_challenge(
    ready, official, make_practice, time_passes, client
):
    practice = make_practice()
    time_passes()

    notice = Notice.objects.get(recipient=official)
    assert notice.url == ready.get_absolute_url()
    assert told(notice).subject == f"New: {practice.title}"
    client.force_login(official)
    assert practice.title in text_of(client.get(notice.url))


def test_several_lead_to_the_challenge_too(ready, official, make_practice, time_passes):
    make_practice()
    make_practice(country="KEN")
    time_passes()
    assert Notice.objects.get(recipient=official).url == ready.get_absolute_url()


def test_what_was_found_is_told_though_she_wrote_on_meanwhile(
    ready, official, make_practice, time_passes
):
    make_practice()
    challenges.change(ready, by=official, since="Since the war ended")
    time_passes()
    assert Finding.objects.get().search.challenge == ready
    assert Notice.objects.filter(recipient=official).count() == 1


def test_a_closed_challenge_is_left_alone(ready, official, make_practice, time_passes):
    challenges.close(ready, by=official)
    make_practice()
    time_passes()
    assert not Notice.objects.exists()
