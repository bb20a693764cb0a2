"""The pages of conversations, counterparts and introductions: what they show, take and cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import talent
from accounts.models import Expert
from exchanges import introducing, inviting, replies, threads
from exchanges.models import Introduction, Message, ReadMark
from hubs.models import Theme

LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def with_ecuador(offered, to_ecuador):
    return threads.with_key(offered, "ECU")


@pytest.fixture
def maria(make_user, country, clock):
    """An expert of Ecuador, who agreed to be found."""
    person = make_user(country=country("ECU"), name="Maria Quispe")
    return talent.offer(
        person, by=person, country=country("ECU"), experience="Ran a fund for veterans"
    )


@pytest.fixture
def opened(client):
    """Open a page as somebody; return what it says, and check what it costs."""

    def read(path, person, status=200):
        client.force_login(person)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(path)
        assert answer.status_code == status
        assert len(queries) <= 12, [row["sql"][:150] for row in queries]
        return answer.content.decode()

    return read


# --- conversations --------------------------------------------------------------------------


def test_a_message_stands_with_both_clocks(
    opened, with_ecuador, official, ecuador, client
):
    for person, zone in ((official, "Africa/Freetown"), (ecuador, "America/Guayaquil")):
        person.time_zone = zone
        person.save()
    threads.write(with_ecuador, by=ecuador, text="How many regions?")

    page = opened(with_ecuador.get_absolute_url(), official)

    assert "How many regions?" in page
    assert "(Freetown, UTC+00:00)" in page
    assert "there: 4 a.m. (Guayaquil, UTC−05:00)" in page


def test_whoever_set_no_zone_reads_no_place_of_hers(opened, with_ecuador, official):
    page = opened(with_ecuador.get_absolute_url(), official)

    assert "Now, in UTC: Nov. 16, 2026, 9 a.m." in page
    assert "where you are:" not in page


def test_an_open_question_stands_where_it_was_asked(
    opened, with_ecuador, to_ecuador, ecuador, official, offered
):
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    where = f"{offered.get_absolute_url()}#answer-{to_ecuador.pk}"
    talk = f"{offered.get_absolute_url()}talk/"

    for address in (talk, with_ecuador.get_absolute_url()):
        page = opened(address, official)
        assert "Ecuador has a question that is open:" in page
        assert "How many regions?" in page
        assert f'href="{where}"' in page
    page = opened(with_ecuador.get_absolute_url(), ecuador)
    assert "Sierra Leone answers it." in page
    assert where not in page
    inviting.clarify(to_ecuador, by=official, answer="Four.")
    assert "has a question that is open" not in opened(talk, official)


def test_what_is_sent_is_read_by_the_other_and_marked_as_read(
    client, opened, with_ecuador, official, ecuador, clock
):
    client.force_login(official)
    letter = SimpleUploadedFile("Terms.pdf", LETTER)
    answer = client.post(
        f"{with_ecuador.get_absolute_url()}write/",
        {"text": "Four <b>regions</b>.", "papers": [letter]},
    )
    assert answer.status_code == 302
    lines = opened(with_ecuador.get_absolute_url().replace("ecu/", ""), ecuador)
    assert "1 new" in lines

    page = opened(with_ecuador.get_absolute_url(), ecuador)

    assert "Four &lt;b&gt;regions&lt;/b&gt;." in page
    assert "Terms.pdf" in page
    assert "1 new" not in opened(
        with_ecuador.get_absolute_url().replace("ecu/", ""), ecuador
    )
    seen = opened(with_ecuador.get_absolute_url(), official)
    assert f"Read until here: {ecuador.name}" in seen


def test_fetching_ahead_is_not_reading(client, with_ecuador, official, ecuador):
    threads.write(with_ecuador, by=ecuador, text="Hello")
    client.force_login(official)
    client.get(with_ecuador.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    assert not ReadMark.objects.exists()


def test_what_was_typed_stays_beside_what_is_wrong(client, with_ecuador, official):
    client.force_login(official)
    sent = {"text": "My words", "papers": [SimpleUploadedFile("a.exe", b"MZ")]}
    answer = client.post(f"{with_ecuador.get_absolute_url()}write/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "My words" in page
    assert "a.exe" in page
    assert not Message.objects.exists()


def test_a_long_conversation_is_paged_and_opens_at_its_end(
    opened, with_ecuador, official, ecuador, clock
):
    for number in range(45):
        by = official if number % 2 else ecuador
        clock.shift(timedelta(minutes=1))
        threads.write(with_ecuador, by=by, text=f"Word {number:03}")

    last = opened(with_ecuador.get_absolute_url(), official)
    first = opened(f"{with_ecuador.get_absolute_url()}?page=1", official)

    assert "Word 044" in last
    assert "Word 039" not in last
    assert "Word 000" in first
    assert 'rel="next"' in first


def test_the_address_for_mail_is_hers(opened, with_ecuador, official, settings):
    settings.REPLY_ADDRESS = "reply@counterpart.example"
    page = opened(with_ecuador.get_absolute_url(), official)
    assert replies.address_for(official, with_ecuador) in page


def test_a_stranger_finds_nothing(client, with_ecuador, nepal, colleague):
    for person in (nepal, colleague):
        client.force_login(person)
        assert client.get(with_ecuador.get_absolute_url()).status_code == 404


def test_a_file_of_another_conversation_is_not_served(
    client, with_ecuador, official, nepal, ecuador
):
    file = SimpleUploadedFile("Terms.pdf", LETTER)
    sent = threads.Sent("Terms.pdf", file, file.size)
    message = threads.write(with_ecuador, by=official, text="", files=[sent])
    paper = message.papers.get()
    path = f"/requests/{with_ecuador.exchange_request.reference}/papers/{paper.pk}/"
    client.force_login(nepal)
    assert client.get(path).status_code == 404
    client.force_login(ecuador)
    assert b"".join(client.get(path).streaming_content) == LETTER


# --- counterparts and introductions ---------------------------------------------------------


def test_counterparts_are_shown_without_names_and_asked_with_one_click(
    client, opened, offered, official, maria
):
    path = f"/counterparts/{offered.reference}/"
    page = opened(path, official)
    assert "Ran a fund for veterans" in page
    assert "Maria" not in page

    client.post(f"{path}{maria.pk}/ask/")

    row = Introduction.objects.get()
    assert (row.asked_by, row.counterpart) == (official, maria)
    introducing.accept(row, by=maria.person)
    assert "Maria Quispe" in opened(path, official)


def test_many_counterparts_cost_no_more(
    opened, offered, official, make_user, country, clock
):
    for number in range(15):
        person = make_user(country=country("ECU"), languages=["fr"])
        talent.offer(
            person,
            by=person,
            country=country("ECU"),
            experience=f"Ran fund {number}",
            themes=Theme.objects.filter(pk="3.8"),
        )
    page = opened(f"/counterparts/{offered.reference}/", official)
    assert page.count("Ran fund") >= 12


def test_before_a_country_is_asked_the_page_says_so(opened, triaged, official, maria):
    page = opened(f"/counterparts/{triaged.reference}/", official)
    assert "once the desk has asked the country" in page
    assert "/ask/" not in page


def test_she_reads_who_asks_and_says_yes(client, opened, offered, official, maria):
    row = introducing.ask(offered, maria, by=official, words="How did you begin?")
    page = opened(row.get_absolute_url(), maria.person)
    assert "How did you begin?" in page
    assert official.name in page

    answer = client.post(f"{row.get_absolute_url()}accept/")

    assert answer["Location"].endswith(f"{offered.reference}/talk/ecu/")
    assert client.get(answer["Location"]).status_code == 200


def test_a_no_without_a_reason_comes_back(client, opened, offered, official, maria):
    row = introducing.ask(offered, maria, by=official)
    client.force_login(maria.person)
    assert client.post(f"{row.get_absolute_url()}decline/").status_code == 422
    client.post(f"{row.get_absolute_url()}decline/", {"words": "On leave."})

    page = opened(row.get_absolute_url(), official)

    assert "On leave." in page
    assert "Maria" not in page
    assert "Maria" not in opened("/counterparts/introductions/", official)


# --- the talent bank ------------------------------------------------------------------------


def test_one_writes_ones_own_entry_on_a_page(client, opened, ecuador):
    sent = {
        "country": "ECU",
        "experience": "Ran a fund",
        "themes": ["3"],
        "consents": "on",
        "version": 0,
    }
    client.force_login(ecuador)
    assert client.post("/me/expert/", sent | {"consents": ""}).status_code == 422
    assert client.post("/me/expert/", sent).status_code == 302
    entry = Expert.objects.get()
    assert [row.code for row in entry.themes.all()] == ["3"]
    assert "You can be found." in opened("/me/expert/", ecuador)
    client.post("/me/expert/withdraw/")
    assert "You can be found." not in opened("/me/expert/", ecuador)


def test_a_focal_point_nominates_on_a_page(client, ecuador, make_user):
    person = make_user()
    client.force_login(ecuador)
    sent = {"email": person.email, "country": "ECU", "experience": "Ran a fund"}
    assert client.post("/me/expert/nominate/", sent).status_code == 302
    assert Expert.objects.get().nominated_by == ecuador
    sent["email"] = "nobody@example.org"
    assert client.post("/me/expert/nominate/", sent).status_code == 422
