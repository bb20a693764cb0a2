"""From notices to letters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import digests
from accounts.digests import write_next
from accounts.models import Letter, Notice
from accounts.notices import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def next_morning(clock):
    def move() -> None:
        clock.move_to(timezone.now() + timedelta(hours=19))

    return move


def written() -> list[Letter]:
    while write_next():
        pass
    return list(Letter.objects.order_by("pk"))


def test_what_is_urgent_is_written_at_once(user, open_door):
    open_door(user)

    (letter,) = written()

    assert (letter.kind, letter.to, letter.subject) == (
        "notice",
        user.email,
        "The gate is open",
    )
    assert Notice.objects.get().letter == letter


def test_the_substance_is_in_the_letter_in_both_versions(user, open_door, settings):
    settings.BASE_URL = "https://counterpart.example"
    open_door(user, name="<The> & gate")

    (letter,) = written()

    assert "Somebody opened <The> & gate; go in." in letter.text
    assert "Somebody opened &lt;The&gt; &amp; gate; go in." in letter.html
    for version in (letter.text, letter.html):
        assert "https://counterpart.example/countries/rwa/" in version
        assert "https://counterpart.example/unsubscribe/" in version


def test_what_is_gathered_waits_for_the_morning(user, paint_door, next_morning):
    paint_door(user, name="The gate")
    paint_door(user, name="The back door")
    assert written() == []

    next_morning()

    (letter,) = written()
    assert letter.kind == "digest"
    assert letter.subject == "The gate has a new colour, and 1 more"
    assert "The back door has a new colour" in letter.text


def test_nothing_to_say_is_no_mail(user, paint_door, next_morning):
    paint_door(user)
    read(Notice.objects.visible_to(user))

    next_morning()

    assert written() == []


def test_a_morning_has_one_letter_and_a_notice_is_in_one(
    user, paint_door, next_morning
):
    paint_door(user)
    next_morning()
    written()
    paint_door(user, name="Another gate")

    next_morning()
    next_morning()

    assert [letter.subject for letter in written()] == [
        "The gate has a new colour",
        "Another gate has a new colour",
    ]


def test_everybody_has_a_letter_of_her_own(make_user, open_door):
    people = [make_user() for _ in range(3)]
    for person in people:
        open_door(person)

    assert {letter.person for letter in written()} == set(people)


def test_a_letter_speaks_the_language_of_its_reader_and_her_time(make_user, open_door):
    open_door(make_user(language="ar", time_zone="Africa/Kigali"))

    (letter,) = written()

    assert 'lang="ar" dir="rtl"' in letter.html
    assert "CAT" in letter.text


def test_without_a_choice_it_is_the_first_of_her_languages(make_user, open_door):
    open_door(make_user(languages=["rw", "fr-RW"]))

    (letter,) = written()

    assert 'lang="fr"' in letter.html


def test_whoever_has_left_gets_no_letter(user, open_door):
    open_door(user)
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert written() == []
    assert not Notice.objects.due(timezone.now()).exists()


def test_a_long_list_is_cut_and_says_so(user, open_door, monkeypatch):
    monkeypatch.setattr(digests, "MOST", 2)
    for number in range(5):
        open_door(user, name=f"Door {number}")

    (letter,) = written()

    assert "and 3 more notices" in letter.text
    assert "Door 2" not in letter.text
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_words_cannot_begin_another_header(user, open_door):
    open_door(user, name="Gate\r\nBcc: everybody@example.org\r\n\r\nbody")

    (letter,) = written()

    assert letter.subject == "Gate Bcc: everybody@example.org body is open"


def test_words_that_cannot_be_written_keep_nobody_else_waiting(
    make_user, open_door, monkeypatch
):
    sad, glad = make_user(), make_user()
    open_door(sad)
    open_door(glad)
    usual = digests.letter_about

    def fail_for_one(person, notices):
        if person == sad:
            raise RuntimeError
        return usual(person, notices)

    monkeypatch.setattr(digests, "letter_about", fail_for_one)

    assert [letter.person for letter in written()] == [glad]
    waiting = Notice.objects.get(recipient=sad)
    assert waiting.mail_due_at == timezone.now() + digests.LATER
