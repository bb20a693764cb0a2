"""From a question to its answer: how it is asked, and who may read it."""

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Question
from tests.practices.pages import MATCH, PROBLEM, ask, text_of


@pytest.fixture
def question(client):
    """A question that this client asked."""
    return Question.objects.get(token=ask(client).split("/")[2])


@pytest.mark.django_db
def test_a_question_is_kept_for_a_visitor_whom_nobody_can_guess(client):
    address = ask(client, country="SLE")

    question = Question.objects.get()
    cookie = client.cookies["asker"]
    assert address == f"/match/{question.token}/"
    assert (question.problem, question.country_id) == (PROBLEM, "SLE")
    assert question.asker == cookie.value
    assert len(cookie.value) >= 40
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 30 * 24 * 60 * 60)


@pytest.mark.django_db
def test_a_visitor_who_asks_again_is_the_same_asker(client):
    ask(client)
    ask(client)

    assert Question.objects.values("asker").distinct().count() == 1


@pytest.mark.django_db
def test_another_page_may_send_a_question_without_a_token():
    client = Client(enforce_csrf_checks=True)

    assert client.post(MATCH, {"problem": PROBLEM}).status_code == 302


@pytest.mark.django_db
def test_a_short_text_can_be_asked_by_a_link(client):
    response = client.get(MATCH, {"problem": PROBLEM})

    assert response.status_code == 302
    assert Question.objects.get().problem == PROBLEM


@pytest.mark.django_db
def test_without_a_text_the_box_is_shown(client):
    response = client.get(MATCH)

    assert response.status_code == 200
    assert 'name="problem"' in text_of(response)
    assert not Question.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("problem", ["", "   \n", "\x00\x01", "?!…", "x" * 10_001])
def test_what_cannot_be_read_is_refused_in_a_sentence(client, problem):
    response = client.post(MATCH, {"problem": problem})

    assert response.status_code == 400
    assert 'class="error"' in text_of(response)
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_is_kept_when_the_country_is_unknown(client):
    response = client.post(MATCH, {"problem": PROBLEM, "country": "ATL"})

    assert response.status_code == 400
    assert PROBLEM in text_of(response)
    assert "not a country that we know" in text_of(response)


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["\x00", "S\x00E", "x" * 5_000, "-1", "سيراليون"])
def test_a_country_that_is_none_is_never_a_fault(client, country):
    assert (
        client.post(MATCH, {"problem": PROBLEM, "country": country}).status_code == 400
    )


@pytest.mark.django_db
def test_control_characters_are_taken_out_of_a_question(client):
    ask(client, problem="Families\x00 fall\x07 into\r\npoverty")

    assert Question.objects.get().problem == "Families fall into poverty"


@pytest.mark.django_db
@pytest.mark.parametrize("asker", ["", "x", "x" * 5_000, "'; drop", "%00"])
def test_a_made_up_asker_is_given_a_name_of_ours(client, asker):
    client.cookies["asker"] = asker

    ask(client)

    assert Question.objects.get().asker != asker


# --- who may read it ------------------------------------------------------------------


@pytest.mark.django_db
def test_a_question_is_hidden_from_everybody_else(client, question):
    assert Client().get(question.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_an_asker_shares_her_question_and_takes_it_back(client, question):
    client.post(reverse("practices:share", args=[question.token]))
    assert Client().get(question.get_absolute_url()).status_code == 200

    client.post(reverse("practices:unshare", args=[question.token]))
    assert Client().get(question.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_only_the_asker_decides_who_reads_it(client, question):
    stranger, share = Client(), reverse("practices:share", args=[question.token])
    assert stranger.post(share).status_code == 404

    client.post(share)

    assert (
        stranger.post(reverse("practices:unshare", args=[question.token])).status_code
        == 403
    )
    question.refresh_from_db()
    assert question.shared


@pytest.mark.django_db
def test_sharing_needs_a_token_against_forgery(question):
    client = Client(enforce_csrf_checks=True)
    client.cookies["asker"] = question.asker

    share = reverse("practices:share", args=[question.token])

    assert client.post(share).status_code == 403


@pytest.mark.django_db
def test_an_answer_is_kept_by_no_cache_and_no_search_engine(client, question):
    response = client.get(question.get_absolute_url())

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text_of(response)
