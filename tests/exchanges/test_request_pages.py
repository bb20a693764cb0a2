"""The pages of a request, as those who ask, decide and answer use them; without JavaScript."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership
from exchanges import brokering, inviting, lifecycle
from exchanges.models import (
    Challenge,
    CountryProcedure,
    ExchangeRequest,
    Invitation,
    ProviderCapacity,
)

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def page_of(client):
    """Open a page as somebody, and return what it says."""

    def read(person, address, status=200):
        client.logout()
        if person:
            client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == status
        return answer.getvalue().decode()

    return read


@pytest.fixture
def send(client):
    """Send a form as somebody, and return the answer."""

    def post(person, name, *args, query="", **typed):
        client.force_login(person)
        return client.post(reverse(f"exchanges:{name}", args=args) + query, typed)

    return post


def said(answer, status=422):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def at(exchange_request, verb=""):
    name = f"exchanges:request_{verb}" if verb else "exchanges:request"
    return reverse(name, args=[exchange_request.reference])


def now(row):
    return type(row).objects.get(pk=row.pk)


# --- writing it -------------------------------------------------------------------------


def test_a_request_is_begun_from_a_practice(
    page_of, send, official, practice, country, clock
):
    begun = f"?practice={practice.slug}"
    form = page_of(official, reverse("exchanges:request_new") + begun)
    assert 'value="Rwanda"' in form
    assert practice.title in form

    answer = send(
        official,
        "request_new",
        query=begun,
        title="Insuring the villages",
        practices=[practice.slug],
        ask_0="rwanda",
        ask_1="ECU",
    )

    made = ExchangeRequest.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert list(made.practices.all()) == [practice]
    asked = made.invitations.in_order().values_list("country", flat=True)
    assert list(asked) == ["RWA", "ECU"]
    assert (made.status, made.author, made.all_at_once) == ("draft", official, True)


def test_a_request_begins_with_what_a_challenge_says(page_of, send, official, country):
    challenge = Challenge.objects.create(
        owner=official,
        country=country("SLE"),
        title="Young men without work",
        happens="Four in ten have no work.",
    )
    address = reverse("exchanges:request_new")
    assert "Young men without work" in page_of(official, address)
    begun = f"?challenge={challenge.pk}"
    assert "Four in ten have no work." in page_of(official, address + begun)

    send(official, "request_new", query=begun, title="Work", problem="As told.")

    assert ExchangeRequest.objects.get().challenge == challenge


def test_anothers_challenge_begins_nothing(page_of, colleague, official, country):
    hers = Challenge.objects.create(owner=official, country=country("SLE"))
    begun = f"?challenge={hers.pk}"
    page_of(colleague, reverse("exchanges:request_new") + begun, status=404)
    assert not ExchangeRequest.objects.exists()


def test_who_speaks_for_no_country_is_led_to_the_role(page_of, send, user):
    address = reverse("exchanges:request_new")
    assert "Ask for the role of your country" in page_of(user, address)
    assert send(user, "request_new", title="x").status_code == 403
    Membership.objects.create(person=user, role="official", country_id="SLE")
    assert "waits for an answer" in page_of(user, address)


def test_nothing_that_was_typed_is_lost_beside_what_is_wrong(send, official, country):
    page = said(
        send(
            official,
            "request_new",
            title="Insuring the villages",
            problem="One in five.",
            ask_0="Atlantis",
            ask_1="Nepal",
            another_practice="/practices/none/",
            window_closes_on="2020-01-01",
            public_fields=["title"],
        )
    )

    assert "“Atlantis” is not a country that we know" in page
    assert "no published practice at" in page
    assert "This day is past" in page
    for typed in ("Insuring the villages", "One in five.", "Atlantis", "Nepal"):
        assert typed in page
    assert not ExchangeRequest.objects.exists()


def test_a_country_cannot_ask_itself_or_one_that_paused(
    send, official, ecuador, country
):
    page = said(send(official, "request_new", title="Work", ask_0="Sierra Leone"))
    assert "Sierra Leone asks, so it cannot be asked itself." in page
    ProviderCapacity.objects.create(
        country_id="ECU",
        paused_until="2199-01-01",
        reason="Elections.",
        declared_by=ecuador,
        confirmed_on="2026-11-01",
    )
    page = said(send(official, "request_new", title="Work", ask_0="Ecuador"))
    assert "Elections." in page


def test_a_practice_is_added_by_its_address(send, draft, official, practice):
    address = f"https://counterpart.example{practice.get_absolute_url()}"
    sent = {"version": draft.version, "another_practice": address}
    assert send(official, "request_edit", draft.reference, **sent).status_code == 302
    assert list(draft.practices.all()) == [practice]


def test_the_second_writer_sees_both_texts_and_loses_nothing(
    send, draft, official, focal_point
):
    began = draft.version
    lifecycle.change(draft, by=official, version=began, title="Soldiers in work")

    page = said(
        send(
            official,
            "request_edit",
            draft.reference,
            version=began,
            title="Soldiers at school",
        ),
        status=409,
    )

    assert "Somebody else saved while you were writing" in page
    assert "<del>in work</del>" in page
    assert 'value="Soldiers at school"' in page
    assert now(draft).title == "Soldiers in work"
    assert f'name="version" value="{now(draft).version}"' in page


def test_what_only_the_other_changed_is_taken_over(
    client, send, draft, official, focal_point
):
    client.force_login(official)
    form = client.get(at(draft, "edit")).context["form"]
    shown = {
        name: form.initial[name] for name in ("title", "problem", "version", "marks")
    }
    lifecycle.change(draft, by=official, version=draft.version, problem="Five in ten.")

    sent = shown | {"title": "Soldiers at school", "institution": draft.institution}
    page = said(send(official, "request_edit", draft.reference, **sent), status=409)

    assert "Only the other person changed these" in page
    assert "You changed different parts" in page
    assert "Five in ten.</textarea>" in page
    assert 'value="Soldiers at school"' in page


def test_an_address_that_a_machine_made_up_is_no_fault(client, official, offered):
    client.force_login(official)
    broken = (
        "?practice=%00&ask=%00&again=%00&question=%00&challenge=9999999999999999999"
    )
    assert client.get(reverse("exchanges:request_new") + broken).status_code == 404
    broken = broken.rpartition("&")[0]
    assert client.get(reverse("exchanges:request_new") + broken).status_code == 200
    assert (
        client.get(reverse("exchanges:requests") + "?q=%00&country=%00").status_code
        == 200
    )
    sent = {"title": "x", "practices": ["\0"], "problem": "\0"}
    assert client.post(reverse("exchanges:request_new"), sent).status_code == 422


def test_what_is_sent_can_be_opened_field_by_field(send, draft, official):
    opened = {"title": "Work", "public_fields": ["title", "providers"]}
    send(official, "request_edit", draft.reference, version=draft.version, **opened)
    assert now(draft).public_fields == ["title", "providers"]


# --- handing it in ----------------------------------------------------------------------


def test_without_consent_it_is_not_submitted(send, draft, official):
    page = said(send(official, "request_submit", draft.reference))
    assert "Agree that the desk and the countries you ask may read" in page

    answer = send(official, "request_submit", draft.reference, consents="on")

    assert answer.status_code == 302
    assert now(draft).status == "submitted"


def test_a_duplicate_is_shown_before_it_is_submitted(
    page_of, send, submitted, colleague, country
):
    again = lifecycle.start(
        by=colleague,
        country=country("SLE"),
        title="Reintegrating the demobilised soldiers",
        problem="They have no work.",
    )
    page = page_of(colleague, at(again, "submit"))
    assert "Sierra Leone asks much the same already" in page
    assert submitted.reference in page
    page = said(send(colleague, "request_submit", again.reference, consents="on"))
    assert "asks much the same already in" in page

    sure = {"consents": "on", "knowingly": "on"}
    send(colleague, "request_submit", again.reference, **sure)

    assert now(again).status == "submitted"


def test_the_focal_point_endorses_with_the_official_letter(
    page_of, send, draft, official, focal_point, colleague
):
    CountryProcedure.objects.create(
        country_id="SLE", endorsement_wanted=True, letter_wanted=True
    )
    lifecycle.submit(draft, by=official, consents=True)
    assert "the focal point of Sierra Leone" in page_of(official, at(draft))
    page = said(send(focal_point, "request_endorse", draft.reference, words="Yes!"))
    assert "Attach the official letter" in page
    assert "Yes!" in page
    letter = SimpleUploadedFile("Letter.pdf", LETTER)

    sent = {"words": "A priority.", "file": letter}
    send(focal_point, "request_endorse", draft.reference, **sent)

    assert now(draft).endorsement.letter.name == "Letter.pdf"
    assert "A priority." in page_of(colleague, at(draft))
    paper = reverse(
        "exchanges:paper", args=[draft.reference, now(draft).papers.get().pk]
    )
    assert page_of(colleague, paper) == LETTER.decode()


def test_a_letter_of_a_refused_endorsement_is_not_kept(
    send, submitted, focal_point, officer
):
    brokering.decline(submitted, by=officer, reason="A loan.")
    letter = SimpleUploadedFile("Letter.pdf", LETTER)
    page = said(send(focal_point, "request_endorse", submitted.reference, file=letter))
    assert "Not possible now" in page
    assert not submitted.papers.exists()


def test_a_letter_that_is_no_letter_is_refused_in_words(send, submitted, focal_point):
    virus = SimpleUploadedFile("Letter.pdf", b"MZ program")
    page = said(send(focal_point, "request_endorse", submitted.reference, file=virus))
    assert "is not what its name says" in page
    assert now(submitted).status == "submitted"


def test_what_is_sent_back_shows_why_where_it_is_mended(
    page_of, send, submitted, officer, official
):
    assert "Say why" in said(send(officer, "request_send_back", submitted.reference))

    send(officer, "request_send_back", submitted.reference, reason="How many people?")

    assert "How many people?" in page_of(official, at(submitted))
    assert "How many people?" in page_of(official, at(submitted, "edit"))


def test_it_is_withdrawn_with_a_reason(page_of, send, offered, official, ecuador):
    send(official, "request_withdraw", offered.reference, reason="The budget was cut.")
    assert now(offered).status == "withdrawn"
    assert "The budget was cut." in page_of(ecuador, at(offered))


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


# --- what countries answer --------------------------------------------------------------


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
