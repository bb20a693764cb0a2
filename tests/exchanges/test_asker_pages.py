"""What leads the pages of who asks: the next thing to do, and what can be compared."""

import re

import pytest
from django.urls import reverse

from exchanges import inviting, lifecycle
from exchanges.comparing import compare
from exchanges.request_forms import RequestForm
from tests.practices.pages import links_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen_by(client):
    """Open the page of a request as somebody."""

    def read(person, exchange_request):
        client.force_login(person)
        return client.get(exchange_request.get_absolute_url())

    return read


def deeds_on(page):
    """Return what the ball of a page offers to do, in its order."""
    ball = page.content.decode().split('<ol class="path"')[0]
    links = re.findall(r'<a class="button ?(\w*)" href="([^"]+)"', ball)
    return [(style or "first", address) for style, address in links]


def test_an_open_question_comes_before_the_choice(
    seen_by, to_ecuador, to_nepal, ecuador, nepal, official, offered
):
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    page = seen_by(official, offered)
    assert "Answer the question" in text_of(page)
    assert deeds_on(page)[:2] == [
        ("first", f"#answer-{to_ecuador.pk}"),
        ("quiet", "#answers"),
    ]


def test_what_came_back_is_mended_first(seen_by, submitted, officer, official):
    lifecycle.send_back(submitted, by=officer, reason="How many?")
    verbs = [
        address.split("/")[-2] for _, address in deeds_on(seen_by(official, submitted))
    ]
    assert verbs[:2] == ["edit", "submit"]


def test_after_a_yes_one_writes_to_the_country(
    seen_by, to_ecuador, to_nepal, ecuador, nepal, official, offered
):
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.")
    inviting.decline(to_nepal, by=nepal, reason="No time.")
    offered.refresh_from_db()
    if not offered.is_final:
        lifecycle.choose(to_ecuador, by=official, reason="")
    talk = reverse("exchanges:conversation", args=[offered.reference, "ecu"])
    page = seen_by(official, offered)
    assert deeds_on(page) == [("first", f"{talk}#latest")]


def test_offers_share_their_lines_and_show_none_that_nobody_filled(
    to_ecuador, to_nepal, ecuador, nepal
):
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.", languages=["es"])
    inviting.accept(to_nepal, by=nepal, offer="Two experts.", needs="Flights.")
    to_ecuador.refresh_from_db()
    to_nepal.refresh_from_db()
    compared = compare([to_ecuador, to_nepal])
    shown = [[label for label, _ in offer.lines] for offer in compared.offers]
    assert shown == [["What it can share", "Languages", "It needs"]] * 2
    assert compared.unsaid == ["How", "Possible from", "It bears itself"]


def test_who_has_not_answered_stands_below_those_who_offer(
    seen_by, to_ecuador, to_nepal, nepal, official, offered
):
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")
    page = seen_by(official, offered).content.decode()
    offers, waited = page.split('<ul class="waited">')
    assert "Two experts." in offers
    assert ">Ecuador</a></h3>" in waited


def test_the_list_says_you_where_the_ball_is_hers(client, draft, official):
    client.force_login(official)
    assert '<b class="yours">You</b>' in (
        client.get(reverse("exchanges:my_requests")).content.decode()
    )


def test_a_challenge_tells_its_whole_story_in_a_request(challenge):
    challenge.title = ""
    challenge.tried = "A fund that ran dry"
    challenge.limits = "No money"
    told = lifecycle.told_by(challenge)
    assert told["title"] == challenge.happens.removesuffix(".")
    assert "Tried already: A fund that ran dry" in told["problem"]
    assert "Limits: No money" in told["problem"]


def test_asking_one_of_the_five_keeps_the_challenge(
    client, official, challenge, practice, embedded
):
    embedded()
    client.force_login(official)
    page = client.get(f"/challenges/{challenge.pk}/five/")
    link = f"{reverse('exchanges:request_new')}?practice={practice.slug}"
    assert f"{link}&challenge={challenge.pk}" in {
        address.replace("&amp;", "&") for address in links_in(page)
    }


def test_a_text_that_is_too_long_is_refused_in_words_and_never_cut():
    form = RequestForm({"problem": "x" * 10_001})
    assert "maxlength" not in str(form["problem"])
    assert "10000" in str(form.errors["problem"])


def test_the_public_page_shows_how_far_it_has_come(client, submitted):
    page = client.get(submitted.get_absolute_url()).content.decode()
    assert '<ol class="path"' in page
