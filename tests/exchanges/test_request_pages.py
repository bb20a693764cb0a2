"""The pages of a request, as all its parties read them; without JavaScript."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchanges import inviting, lifecycle, permissions
from exchanges.models import ExchangeRequest, Invitation
from tests.exchanges.pages import LETTER, at

pytestmark = pytest.mark.usefixtures("own_files")

# --- who has the ball -------------------------------------------------------------------


def test_the_workspace_says_first_who_has_the_ball(
    page_of, submitted, official, officer
):
    page = page_of(official, at(submitted))
    assert page.index("The ball is with") < page.index("What is asked")
    assert "the coordination desk" in page
    assert "Nov. 18, 2026" in page
    assert "2 days left" in page
    assert "You need" not in page
    assert "you</p>" in page_of(officer, at(submitted))


def test_each_waits_for_the_other_in_turn(
    page_of, offered, to_ecuador, to_nepal, ecuador, nepal, official
):
    assert "Ecuador and Nepal" in page_of(official, at(offered))
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    inviting.ask(to_nepal, by=nepal, question="Which ministry?")
    page = page_of(official, at(offered))
    assert "Answer the question: the country waits for it." in page
    assert "How many regions?" in page


def test_a_country_that_was_asked_has_a_ball_of_its_own(
    page_of, to_ecuador, to_nepal, ecuador, nepal, offered
):
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")
    page = page_of(ecuador, at(offered))
    assert 'class="ball is-hers"' in page
    assert "until Dec. 7, 2026" in page
    assert "The country that asked weighs what was said" in page_of(nepal, at(offered))


def test_the_country_that_asks_something_reads_that_its_days_stand_still(
    page_of, to_ecuador, to_nepal, ecuador, nepal, offered
):
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    assert "The country that asks answers your question." in page_of(
        ecuador, at(offered)
    )
    inviting.ask(to_nepal, by=nepal, question="Which ministry?")
    page = page_of(ecuador, at(offered))
    assert "The country that asks answers your question." in page
    assert "weighs what was said" not in page


def test_her_page_names_a_question_once(
    page_of, to_ecuador, to_nepal, ecuador, nepal, official, offered
):
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    inviting.ask(to_nepal, by=nepal, question="Which ministry?")
    page = page_of(official, "/me/")
    assert "Ecuador asks you" in page
    assert "see what the countries say" not in page

    inviting.clarify(to_ecuador, by=official, answer="Four.")
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.")
    page = page_of(official, "/me/")
    assert "Nepal asks you" in page
    assert "see what the countries say" in page


def test_a_focal_point_finds_what_her_country_says_of_itself(
    page_of, focal_point, official
):
    assert 'href="/desk/settings/sle/"' in page_of(focal_point, "/me/")
    assert "/desk/settings/" not in page_of(official, "/me/")


def test_the_zone_of_what_happened_is_said_once(page_of, submitted, official):
    assert page_of(official, at(submitted)).count("Times of day: UTC.") == 1
    official.time_zone = "Africa/Freetown"
    official.save()
    page = page_of(official, at(submitted))
    assert "Times of day: Freetown, UTC+00:00." in page


def test_who_sends_it_back_is_named_in_full(submitted, official):
    text = "when the desk or the country's focal point sends it back"
    assert text in permissions.why_not_change(official, submitted)


def test_an_answer_was_given_on_a_day(
    page_of, to_ecuador, ecuador, to_nepal, nepal, offered
):
    inviting.decline(to_ecuador, by=ecuador, reason="Busy.")
    page = page_of(ecuador, at(offered))
    assert re.search(r"said no</span>\s+on Nov. 16, 2026", page)


def test_of_a_long_story_the_latest_is_told_first(
    page_of, draft, official, monkeypatch
):
    monkeypatch.setattr("exchanges.pages.workspace.MOST", 1)
    lifecycle.submit(draft, by=official, consents=True)
    page = page_of(official, at(draft))
    assert "The request was begun" not in page
    assert "Show what happened before, too" in page
    assert "The request was begun" in page_of(official, f"{at(draft)}?all=1")


def test_what_happened_stands_in_two_lanes(page_of, offered, official):
    page = page_of(official, at(offered))
    assert "Submitted" in page
    assert "Ecuador was asked" in page
    assert 'data-side="ours"' in page
    assert 'data-side="theirs"' in page


# --- papers -----------------------------------------------------------------------------


def test_a_paper_is_attached_and_taken_off_on_the_page(
    page_of, send, offered, official, ecuador
):
    sent = SimpleUploadedFile("Terms.pdf", LETTER)
    send(official, "paper_attach", offered.reference, file=sent)
    assert "Terms.pdf" in page_of(ecuador, at(offered))
    paper = offered.papers.get()

    assert send(ecuador, "paper_remove", offered.reference, paper.pk).status_code == 403
    send(official, "paper_remove", offered.reference, paper.pk)

    assert "Terms.pdf" not in page_of(ecuador, at(offered))


def test_a_paper_is_not_for_strangers(page_of, send, offered, official, person_with):
    sent = io.BytesIO(LETTER)
    sent.name = "Terms.pdf"
    send(official, "paper_attach", offered.reference, file=sent)
    address = reverse(
        "exchanges:paper", args=[offered.reference, offered.papers.get().pk]
    )
    kept = page_of(person_with("focal_point", "KEN"), address, status=404)
    assert "Terms.pdf" not in kept


# --- the register ------------------------------------------------------------------------


def test_the_register_shows_only_what_was_opened(
    page_of, submitted, official, person_with
):
    for reader in (None, person_with("official", "KEN")):
        listed = page_of(reader, reverse("exchanges:requests"))
        assert submitted.reference in listed
        assert "A request of Sierra Leone" in listed
        assert submitted.title not in listed
        page = page_of(reader, at(submitted))
        assert submitted.title not in page
        assert submitted.problem not in page
        assert "Ecuador" not in page
    ExchangeRequest.objects.update(public_fields=["title", "problem"])
    page = page_of(None, at(submitted))
    assert submitted.title in page
    assert submitted.problem in page
    assert submitted.institution not in page


def test_a_long_title_is_cut_in_lists_alone(page_of, submitted, official, officer):
    title = "Reintegrating those who gave up arms and their families " * 3
    ExchangeRequest.objects.update(
        title=title.strip(), public_fields=["title"], officer=officer
    )
    for person, address in (
        (None, reverse("exchanges:requests")),
        (official, reverse("exchanges:my_requests")),
        (officer, reverse("exchanges:desk")),
        (officer, "/me/"),
    ):
        page = page_of(person, address)
        assert title[:80] in page, address
        assert title[:100] not in page, address
    assert title.strip() in page_of(official, at(submitted))


def test_the_register_is_searched_in_what_is_open(page_of, submitted):
    address = reverse("exchanges:requests")
    assert submitted.reference not in page_of(None, f"{address}?q=demobilised")
    ExchangeRequest.objects.update(public_fields=["title"])
    assert submitted.reference in page_of(None, f"{address}?q=demobilised")
    assert submitted.reference not in page_of(None, f"{address}?country=ECU")
    assert submitted.reference not in page_of(None, f"{address}?stage=ended")
    assert submitted.reference in page_of(None, f"{address}?stage=open&country=SLE")


def test_drafts_and_what_was_withdrawn_are_nobodys_to_know(
    page_of, draft, official, person_with
):
    stranger = person_with("official", "KEN")
    page_of(stranger, at(draft), status=404)
    lifecycle.submit(draft, by=official, consents=True)
    lifecycle.withdraw(draft, by=official, reason="A mistake.")
    page_of(stranger, at(draft), status=404)
    assert draft.reference not in page_of(None, reverse("exchanges:requests"))


# --- one's own ----------------------------------------------------------------------------


def test_ones_page_says_what_waits(
    page_of, to_ecuador, ecuador, official, nepal, to_nepal
):
    assert "Sierra Leone asks Ecuador" in page_of(ecuador, "/me/")
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    page = page_of(official, "/me/")
    assert "How many regions?" in page
    assert "Your latest requests" in page
    assert "Sierra Leone asks Ecuador" not in page_of(ecuador, "/me/")


def test_the_list_of_ones_own_says_who_has_each(
    page_of, offered, official, colleague, ecuador
):
    address = reverse("exchanges:my_requests")
    page = page_of(official, address)
    assert "The countries that were asked" in page
    assert offered.reference not in page_of(colleague, address)
    assert offered.reference in page_of(colleague, f"{address}?of=country")
    assert offered.reference in page_of(ecuador, f"{address}?of=asked")


def test_no_page_asks_the_database_more_than_a_dozen_times(
    client,
    offered,
    to_ecuador,
    to_nepal,
    ecuador,
    nepal,
    official,
    officer,
    practice,
    django_assert_max_num_queries,
):
    offered.practices.add(practice)
    inviting.ask(to_nepal, by=nepal, question="Which ministry?")
    inviting.accept(to_ecuador, by=ecuador, offer="A visit.")
    for person in (official, officer, ecuador, nepal):
        client.force_login(person)
        client.get("/about/")
        for address in (
            at(offered),
            "/me/",
            reverse("exchanges:my_requests"),
            reverse("exchanges:requests"),
            reverse("exchanges:request_new"),
        ):
            with django_assert_max_num_queries(12):
                assert client.get(address).status_code == 200


def test_a_draft_is_edited_within_a_dozen_queries(
    client, draft, official, practice, django_assert_max_num_queries
):
    draft.practices.add(practice)
    client.force_login(official)
    for verb in ("edit", "submit"):
        with django_assert_max_num_queries(12):
            assert client.get(at(draft, verb)).status_code == 200


def test_reading_changes_nothing(page_of, to_ecuador, ecuador):
    page_of(ecuador, reverse("exchanges:invitation_decline", args=[to_ecuador.pk]))
    assert Invitation.objects.get(pk=to_ecuador.pk).status == "pending"
