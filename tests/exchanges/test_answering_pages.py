"""What countries answer on the pages of a request; without JavaScript."""

import pytest
from django.urls import reverse

from exchanges import inviting, lifecycle
from tests.exchanges.pages import at, now, said

pytestmark = pytest.mark.usefixtures("own_files")


def test_a_country_says_yes_on_the_page(page_of, send, to_ecuador, ecuador, official):
    page = page_of(ecuador, at(to_ecuador.exchange_request))
    assert "Sierra Leone asks Ecuador" in page

    send(
        ecuador,
        "invitation_accept",
        to_ecuador.pk,
        offer="Two experts for a week.",
        instruments=["study_visit"],
        languages=["es"],
    )

    assert now(to_ecuador).status == "accepted"
    page = page_of(official, at(to_ecuador.exchange_request))
    assert "Two experts for a week." in page
    assert "Choose Ecuador" in page


def test_a_yes_says_what_is_shared(send, to_ecuador, ecuador):
    page = said(send(ecuador, "invitation_accept", to_ecuador.pk, needs="Flights."))
    assert "Say what you can share" in page
    assert "Flights." in page
    assert now(to_ecuador).status == "pending"


def test_a_no_says_why_and_those_who_asked_read_it(
    page_of, send, to_ecuador, ecuador, official
):
    page = said(send(ecuador, "invitation_decline", to_ecuador.pk, reason=" "))
    assert "Say why" in page

    send(ecuador, "invitation_decline", to_ecuador.pk, reason="Elections this year.")

    page = page_of(official, at(to_ecuador.exchange_request))
    assert "Elections this year." in page


def test_a_question_is_asked_and_answered(
    page_of, send, to_ecuador, to_nepal, ecuador, nepal, official
):
    send(ecuador, "invitation_ask", to_ecuador.pk, question="How many regions?")
    assert "Your days to answer stand still" in page_of(
        ecuador, at(to_ecuador.exchange_request)
    )
    send(official, "invitation_clarify", to_ecuador.pk, answer="Four.")

    assert "Four." in page_of(ecuador, at(to_ecuador.exchange_request))
    assert "Four." not in page_of(nepal, at(to_ecuador.exchange_request))


def test_among_yeses_one_is_chosen(
    page_of, send, to_ecuador, to_nepal, ecuador, nepal, official
):
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.")
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")

    sent = {"reason": "Closest to our law."}
    answer = send(official, "invitation_choose", to_nepal.pk, **sent)

    assert answer.status_code == 302
    assert now(to_nepal).status == "chosen"
    assert "Closest to our law." in page_of(ecuador, at(to_ecuador.exchange_request))


def test_countries_do_not_see_each_others_answers(
    page_of, to_ecuador, to_nepal, ecuador, nepal, offered
):
    inviting.accept(to_ecuador, by=ecuador, offer="A visit to Guayaquil.")
    page = page_of(nepal, at(offered))
    assert "Guayaquil" not in page
    assert "Ecuador" not in page
    address = reverse("exchanges:invitation_accept", args=[to_ecuador.pk])
    page_of(nepal, address, status=404)


def test_who_comes_too_late_keeps_her_words(
    send, to_ecuador, ecuador, official, offered
):
    lifecycle.withdraw(offered, by=official, reason="The budget was cut.")
    page = said(send(ecuador, "invitation_accept", to_ecuador.pk, offer="Two experts."))
    assert "Not possible now" in page
    assert "Two experts." in page


def test_an_official_of_the_country_asked_reads_and_does_not_answer(
    page_of, send, person_with, to_ecuador, offered
):
    hers = person_with("official", "ECU")
    page = page_of(hers, at(offered))
    assert "The focal point of Ecuador answers" in page
    answer = send(hers, "invitation_decline", to_ecuador.pk, reason="No.")
    assert answer.status_code == 403
