"""The pages on which others speak of a practice: what they take, keep, refuse and cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import Country
from practices import feedback, lineage, transferability, translating
from practices.models import Assessment, Feedback, Lineage, Practice, Translation

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(kept):
    """The address of a page below the practice's."""
    return lambda below="": f"{kept.get_absolute_url()}{below}"


@pytest.fixture
def page_of(client):
    """Open a page as somebody, and return what it says."""

    def read(address, person=None):
        client.logout()
        if person:
            client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def full(kept, kenyan, curator, say, make_practice, person_with):
    """A practice with voices, lessons, an assessment and a translation."""
    for code in ("KEN", "GHA", "PER"):
        person = person_with("official", country=code)
        row = say(person, question="Who pays?", place=None)
        feedback.reply(row, by=curator, text="The villages.")
        country = Country.objects.get(pk=code)
        lineage.state(
            source=kept, learner=country, kind="inspired_by", aspect="a law", by=person
        )
        judgements = {kept.elements.in_order()[0].pk: ("missing", "")}
        sheet = transferability.assess(
            kept, by=person, country=country, judgements=judgements
        )
        transferability.share(sheet, by=person)
    texts = {"title": "Titre", "summary": "Résumé"}
    row = translating.write(kept, "fr", by=kenyan, texts=texts)
    translating.publish(row, by=curator)
    return kept


# --- feedback ---------------------------------------------------------------------------


def test_feedback_is_given_on_a_form(client, at, kenyan):
    client.force_login(kenyan)

    answer = client.post(at("feedback/"), {"useful": "yes", "tried": "planned"})

    assert answer.status_code == 302
    assert Feedback.objects.get().tried == "planned"
    assert "1 found it useful, 0 tried it" in client.get(at()).content.decode()


def test_what_was_typed_stays_beside_what_is_wrong_with_it(client, at, kenyan):
    client.force_login(kenyan)

    answer = client.post(at("feedback/"), {"tried": "no", "change": "Pay by phone"})

    assert answer.status_code == 422
    assert "Pay by phone" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_refused_reply_stays_too(client, at, kenyan, say, curator):
    row = say(kenyan)
    client.force_login(curator)
    words = "https://a.example " * 4

    answer = client.post(at(f"feedback/{row.pk}/reply/"), {"text": words})

    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()


def test_a_visitor_reads_and_is_led_to_sign_in(client, at, page_of, say, kenyan):
    say(kenyan, question="Who pays?")
    page = page_of(at("feedback/"))

    assert "Who pays?" in page
    assert "Sign in to give feedback." in page
    assert kenyan.name not in page
    assert "/login/" in client.post(at("feedback/"), {"useful": "yes"})["Location"]


def test_long_lists_have_pages(at, page_of, say, make_user, kenyan):
    rows = [
        Feedback(
            practice=Practice.objects.get(),
            author=make_user(),
            country_id="KEN",
            useful="yes",
        )
        for _ in range(25)
    ]
    Feedback.objects.bulk_create(rows)

    assert "Page 1 of 2" in page_of(at("feedback/"))


def test_nobody_else_hides_or_replies(client, at, say, kenyan, person_with):
    row = say(kenyan)
    client.force_login(person_with("official", country="GHA"))

    for verb in ("hide", "show", "reply"):
        sent = {"reason": "Spam", "text": "No"}
        assert client.post(at(f"feedback/{row.pk}/{verb}/"), sent).status_code == 403


def test_what_is_hidden_is_not_there_for_others(client, at, say, kenyan, manager):
    row = feedback.hide(say(kenyan, question="A name"), by=manager, reason="A name")

    assert "A name" not in client.get(at("feedback/")).content.decode()
    client.force_login(kenyan)
    assert "Hidden from others" in client.get(at("feedback/")).content.decode()
    assert client.post(at(f"feedback/{row.pk}/hide/")).status_code == 403


# --- lineage ----------------------------------------------------------------------------


def test_a_lesson_is_stated_and_confirmed_on_pages(client, at, kenyan, curator):
    client.force_login(kenyan)
    said = {"direction": "given", "country": "KEN", "kind": "scaled", "aspect": "a law"}
    assert client.post(at("lineage/"), said).status_code == 302
    link = Lineage.objects.get()

    client.force_login(curator)
    client.post(f"/lineage/{link.pk}/confirm/")

    assert Lineage.objects.get().confirmed
    assert "confirmed by the other side" in client.get(at()).content.decode()


def test_what_was_typed_of_a_lesson_stays(client, at, kenyan):
    client.force_login(kenyan)
    said = {"direction": "given", "country": "KEN", "kind": "scaled", "year": "2090"}

    answer = client.post(at("lineage/"), said)

    assert answer.status_code == 422
    assert 'value="2090"' in answer.content.decode()


def test_a_link_between_practices_that_may_not_be_read_is_not_found(
    client, kept, kenyan, full
):
    link = Lineage.objects.filter(source=kept).first()
    Practice.objects.update(status=Practice.Status.WITHDRAWN)
    client.force_login(kenyan)

    assert client.post(f"/lineage/{link.pk}/confirm/").status_code == 404


# --- transferability --------------------------------------------------------------------


def test_an_official_assesses_and_shares(client, at, kept, kenyan):
    client.force_login(kenyan)
    first, *others = kept.elements.in_order()
    said = {f"verdict_{row.pk}": "met" for row in others}
    said |= {f"verdict_{first.pk}": "missing", "conclusion": "First a register"}

    answer = client.post(at("transferability/assess/"), said, follow=True)
    sheet = Assessment.objects.get()
    client.post(at(f"transferability/{sheet.pk}/share/"))
    client.logout()
    page = client.get(at(f"transferability/{sheet.pk}/")).content.decode()

    assert "Only your country reads it" in answer.content.decode()
    assert "What is missing" in page
    assert kenyan.name not in page


def test_an_assessment_that_is_not_shared_is_not_found(client, at, kept, kenyan, user):
    sheet = transferability.assess(
        kept, by=kenyan, country=Country.objects.get(pk="KEN"), judgements={}
    )
    for stranger in (None, user):
        if stranger:
            client.force_login(stranger)
        assert client.get(at(f"transferability/{sheet.pk}/")).status_code == 404


def rows_sent(kept, **more):
    rows = list(kept.elements.standing().in_order())
    sent = {"form-TOTAL_FORMS": len(rows) + 1, "form-INITIAL_FORMS": 0, "version": 1}
    for place, row in enumerate(rows):
        sent |= {
            f"form-{place}-key": row.pk,
            f"form-{place}-kind": row.kind,
            f"form-{place}-text": row.text,
        }
    new = {f"form-{len(rows)}-kind": "core", f"form-{len(rows)}-text": "Trust"}
    return sent | new | more


def test_a_curator_adds_a_row(client, at, kept, curator):
    client.force_login(curator)
    assert "A law" in client.get(at("transferability/arrange/")).content.decode()

    client.post(at("transferability/arrange/"), rows_sent(kept))

    assert kept.elements.filter(kind="core", text="Trust").exists()


def test_the_second_curator_sees_both_lists(client, at, kept, curator, manager):
    sent = rows_sent(kept)
    transferability.arrange(kept, by=manager, rows=[], version=1)
    client.force_login(curator)

    answer = client.post(at("transferability/arrange/"), sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What stands there now" in page
    assert "Trust" in page
    assert 'name="version" value="2"' in page


# --- translations -----------------------------------------------------------------------


def test_a_translation_is_written_and_published_on_pages(client, at, kenyan, curator):
    client.force_login(kenyan)
    said = {"version": 0, "title": "Titre", "steps": "Un essai\nUne loi"}
    assert client.post(at("translations/fr/"), said).status_code == 302

    client.force_login(curator)
    client.post(at("translations/fr/publish/"))

    assert Translation.objects.get(status="published").steps == ["Un essai", "Une loi"]


def test_the_second_translator_sees_both_texts(client, at, kept, kenyan, person_with):
    translating.write(kept, "fr", by=kenyan, texts={"title": "La première"})
    client.force_login(person_with("official", country="GHA"))

    answer = client.post(at("translations/fr/"), {"version": 0, "title": "La seconde"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "La première" in page
    assert "La seconde" in page
    assert 'name="version" value="1"' in page


def test_a_language_that_is_none_is_not_found(client, at):
    for code in ("en", "xx"):
        assert client.get(at(f"translations/{code}/")).status_code == 404


def test_a_language_is_looked_for_by_name(page_of, at, kenyan):
    page = page_of(at("translations/?q=Kiswahili"), kenyan)
    assert at("translations/sw/") in page
    assert at("translations/ar/") not in page

    assert "No language of that name" in page_of(at("translations/?q=Elvish"))


def test_what_is_asked_for_is_narrowed_to_a_language(page_of, at, kept, user, curator):
    for language in ("fr", "sw"):
        translating.ask(kept, language, by=user)
    address = "/curation/translations/"

    assert at("translations/fr/") in page_of(address, curator)
    narrowed = page_of(f"{address}?language=sw", curator)
    assert at("translations/sw/") in narrowed
    assert at("translations/fr/") not in narrowed
    assert "Nobody waits for this language" in page_of(
        f"{address}?language=%00", curator
    )


def test_staff_pages_are_for_staff(client, user, curator, full):
    for address in ("/curation/freshness/", "/curation/translations/"):
        client.logout()
        assert "/login/" in client.get(address)["Location"]
        client.force_login(user)
        assert client.get(address).status_code == 403
        client.force_login(curator)
        assert client.get(address).status_code == 200


# --- all of them ------------------------------------------------------------------------

PAGES = (
    *("", "feedback/", "lineage/", "transferability/", "transferability/assess/"),
    *("translations/", "translations/fr/"),
)
ARRANGE = "transferability/arrange/"  # the custodian's alone
READ = [(who, below) for who in ("curator", "kenyan", "") for below in PAGES]


@pytest.fixture
def asked(client):
    """Count what a page asks the database, once its reader has been here."""

    def count(address):
        client.get("/about/")  # the first visit writes down when she was here
        with CaptureQueriesContext(connection) as page:
            assert client.get(address).status_code == 200
        return len(page)

    return count


@pytest.mark.parametrize(("who", "below"), [*READ, ("curator", ARRANGE)])
def test_no_page_asks_the_database_more_than_a_dozen_times(
    client, at, full, below, who, request, asked
):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert asked(at(below)) <= 12


@pytest.mark.parametrize("address", ["/curation/freshness/", "/curation/translations/"])
def test_staff_pages_ask_little(client, curator, full, address, asked):
    client.force_login(curator)

    assert asked(address) <= 12


def test_an_assessment_asks_little(client, at, full, kenyan, asked):
    client.force_login(kenyan)

    assert asked(at(f"transferability/{Assessment.objects.first().pk}/")) <= 12


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("below", PAGES)
def test_pages_have_one_headline_and_no_style_of_their_own(
    client, at, full, below, language, kenyan
):
    client.force_login(kenyan)
    page = client.get(at(below), headers={"accept-language": language})
    text = page.content.decode()

    assert page.status_code == 200
    assert text.count("<h1") == 1
    assert " style=" not in text
