"""A request is written and handed in on its pages; without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership
from exchanges import brokering, lifecycle
from exchanges.models import (
    Challenge,
    CountryProcedure,
    ExchangeRequest,
    ProviderCapacity,
)
from tests.exchanges.pages import LETTER, at, now, said

pytestmark = pytest.mark.usefixtures("own_files")


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
    address = at(draft, "endorse")
    assert "The official letter</label>" in page_of(focal_point, address)
    answer = send(focal_point, "request_endorse", draft.reference, words="Yes!")
    assert "Yes!" in said(answer)
    why = ["Attach the official letter: your country wants one."]
    assert answer.context["form"].errors == {"file": why}
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


def test_whoever_asks_sees_before_submitting_what_the_desk_will_look_for(
    page_of, send, draft, official, officer
):
    for address in (at(draft), at(draft, "submit")):
        page = page_of(official, address)
        assert "1 of 8" in page
        assert 'in enough words</b> <span class="pill">too short</span>' in page
        assert 'Languages</b> <span class="hidden">is missing</span>' in page
        assert "They decide who can come" in page
        assert "Endorsement of its focal point" not in page

    send(official, "request_submit", draft.reference, consents="on")

    assert now(draft).status == "submitted"
    assert "1 of 8" not in page_of(official, at(draft))
    assert 'in enough words</b> <span class="pill">too short</span>' in page_of(
        officer, f"/desk/{draft.reference}/"
    )


def test_only_what_can_be_a_letter_is_taken_for_one(
    send, page_of, submitted, official, focal_point
):
    table = SimpleUploadedFile("Costs.csv", b"year,cost\n2026,4\n")
    send(official, "paper_attach", submitted.reference, file=table)
    assert "Costs.csv" not in page_of(focal_point, at(submitted, "endorse"))

    note = SimpleUploadedFile("Note.txt", b"hello")
    answer = send(focal_point, "request_endorse", submitted.reference, file=note)

    assert answer.status_code == 422
    (why,) = answer.context["form"].errors["file"]
    assert "Send it as PDF, DOCX, ODT, PNG or JPEG." in why
    assert not submitted.papers.filter(name="Note.txt").exists()


def test_a_letter_is_optional_where_the_country_wants_none(
    page_of, submitted, focal_point
):
    page = page_of(focal_point, at(submitted, "endorse"))
    assert "The official letter <small>(optional)</small></label>" in page


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
