"""A practice in other languages: written, published, stale, asked for."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from accounts import notices
from accounts.models import IllegalMove, Notice
from practices import loading, translating
from practices.models import Practice, Translation, TranslationRequest
from tests.conftest import RECORD

pytestmark = pytest.mark.django_db

TEXTS = {
    "title": "Une mutuelle dans chaque village",
    "summary": "Les villages s'inscrivent.",
    "problem": "Les familles tombaient dans la pauvreté.",
    "steps": ["Un essai", "Une loi"],
}


@pytest.fixture
def write(kept, kenyan):
    def put(by=kenyan, texts=TEXTS, language="fr", **said):
        return translating.write(kept, language, by=by, texts=texts, **said)

    return put


@pytest.fixture
def published(write, curator):
    return translating.publish(write(), by=curator)


def test_whoever_speaks_for_a_country_writes_a_draft_that_readers_do_not_see(
    write, kept, kenyan
):
    row = write()

    assert (row.status, row.author, row.of_version) == ("draft", kenyan, kept.version)
    assert kept.in_language("fr") == kept


def test_the_hub_hears_of_a_draft_once_however_often_it_is_saved(
    write, kenyan, curator, told
):
    write()
    write(texts=TEXTS | {"title": "Mieux"}, version=1)

    assert told(curator) == ["translation.written"]
    assert told(kenyan) == []


def test_a_published_one_is_read_section_by_section(client, published, kept):
    page = client.get(
        kept.get_absolute_url(), headers={"accept-language": "fr"}
    ).content.decode()

    assert TEXTS["problem"] in page
    assert "Une loi" in page
    assert '<p lang="en" dir="ltr">A law made enrolment a duty' in page


def test_its_author_does_not_publish_it_herself(write, kenyan, other_curator):
    row = write()

    for stranger in (kenyan, other_curator):
        with pytest.raises(PermissionDenied):
            translating.publish(row, by=stranger)


def test_its_owner_publishes_it_and_its_author_hears(write, kept, kenyan, user, told):
    Practice.objects.filter(pk=kept.pk).update(owner=user)
    row = translating.publish(write(), by=user)

    with pytest.raises(IllegalMove):
        translating.publish(row, by=user)
    assert Translation.objects.get().is_published
    assert told(kenyan) == ["translation.published"]


def test_publishing_leaves_other_languages_and_practices_alone(
    write, published, curator, kenyan, make_practice, hub
):
    other = make_practice()
    Practice.objects.filter(pk=other.pk).update(hub=hub)
    elsewhere = translating.write(other, "fr", by=kenyan, texts=TEXTS)

    for row in (write(language="es"), elsewhere):
        translating.publish(row, by=curator)

    assert Translation.objects.published().count() == 3


def test_a_person_without_a_role_does_not_translate(write, user):
    with pytest.raises(PermissionDenied, match="Your roles"):
        write(by=user)


def test_a_new_one_takes_the_place_of_the_old(published, write, curator, kept):
    write(texts=TEXTS | {"title": "Une meilleure mutuelle"})
    assert kept.in_language("fr").title == TEXTS["title"]

    translating.publish(Translation.objects.drafts().get(), by=curator)

    fresh = Practice.objects.get(pk=kept.pk)
    assert fresh.in_language("fr").title == "Une meilleure mutuelle"
    assert Translation.objects.get().is_published


def test_it_is_stale_where_the_original_has_moved_on(published, kept):
    assert published.stale_sections(kept) == []

    kept.context = "Untranslated, so it does not matter"
    kept.problem = "Families fell into poverty."

    assert published.stale_sections(kept) == ["problem"]


def test_a_reader_sees_that_it_is_stale(client, published, kept):
    Practice.objects.filter(pk=kept.pk).update(problem="Families fell into poverty.")

    french = {"accept-language": "fr"}
    page = client.get(f"{kept.get_absolute_url()}translations/", headers=french)

    assert page.context["rows"][0]["stale"] == ["problem"]


def test_a_loaded_record_keeps_what_people_translated(published, kept):
    translations = {"fr": {"title": "Machine", "summary": "M"}, "es": {"title": "Sí"}}
    record = RECORD | {"external_id": kept.external_id, "translations": translations}

    loading.load([record | {"problem": "Another problem"}])

    titles = dict(Translation.objects.values_list("language", "title"))
    assert titles == {"fr": TEXTS["title"], "es": "Sí"}


def test_the_second_who_saves_is_told(write, person_with):
    write()

    with pytest.raises(translating.ChangedMeanwhile):
        write(by=person_with("official", country="GHA"))
    second = person_with("official", country="PER")
    row = write(by=second, version=1, by_machine=True)
    assert (row.version, row.author, row.by_machine) == (2, second, True)


@pytest.mark.parametrize(
    ("language", "texts", "why"),
    [
        ("en", TEXTS, "in which it was written"),
        ("fr", {"summary": "Sans titre"}, "a title at least"),
        ("fr", {"title": "t" * 301}, "300"),
        ("fr", {"title": "t", "problem": "p" * 100_001}, "too long"),
    ],
)
def test_what_cannot_be_is_refused(write, language, texts, why):
    with pytest.raises(translating.Untranslatable, match=why):
        write(language=language, texts=texts)


def test_what_is_just_short_enough_is_taken(write):
    row = write(texts={"title": "t" * 300, "problem": "p" * 100_000})

    assert (len(row.title), len(row.problem)) == (300, 100_000)
    assert (row.summary, row.steps) == ("", [])


def test_taking_down_says_why_and_makes_a_draft(
    published, write, kenyan, curator, told
):
    write(language="es")  # a draft of another language is not in the way
    with pytest.raises(PermissionDenied):
        translating.take_down(published, by=kenyan, reason="Mine")
    with pytest.raises(translating.ReasonMissing):
        translating.take_down(published, by=curator, reason=" ")

    row = translating.take_down(published, by=curator, reason=" Wrong figures ")

    assert row.status == "draft"
    assert told(kenyan)[-1] == "translation.taken_down"
    assert Notice.objects.latest("pk").facts["reason"] == "Wrong figures"
    with pytest.raises(IllegalMove):
        translating.take_down(row, by=curator, reason="Once more")


def test_nothing_is_taken_down_onto_a_draft(published, write, curator):
    write(texts=TEXTS | {"title": "Une meilleure mutuelle"})

    with pytest.raises(translating.Untranslatable, match="There is a draft"):
        translating.take_down(published, by=curator, reason="Wrong figures")


def test_a_draft_is_thrown_away_by_its_author_or_the_hub(
    write, kenyan, curator, other_curator, told
):
    for person in (kenyan, curator):
        row = write()
        with pytest.raises(PermissionDenied):
            translating.discard(row, by=other_curator)
        translating.discard(row, by=person)
    assert not Translation.objects.exists()
    assert told(curator) == []  # it was gone before anybody could be told


def test_what_is_published_is_not_thrown_away(published, curator):
    with pytest.raises(translating.Untranslatable, match="take it down"):
        translating.discard(published, by=curator)


# --- asked for --------------------------------------------------------------------------


def test_one_click_counts_once_a_visitor(client, kept):
    address = f"{kept.get_absolute_url()}translations/fr/ask/"

    for _ in range(3):
        assert client.post(address).status_code == 302

    assert TranslationRequest.objects.get().language == "fr"


def test_the_hub_sees_what_is_asked_most(kept, user, kenyan, make_practice):
    other = make_practice()
    for person in (user, kenyan):
        translating.ask(kept, "fr", by=person)
    translating.ask(other, "ar", by=user)
    translating.ask(kept, "fr", by=user)

    rows = list(translating.wanted(Practice.objects.all()))

    assert [(row["practice"], row["language"], row["count"]) for row in rows] == [
        (kept.pk, "fr", 2),
        (other.pk, "ar", 1),
    ]


def test_who_asked_is_told_and_no_longer_waits(
    kept, user, make_user, write, curator, told
):
    of_another_language = make_user()
    translating.ask(kept, "fr", by=user)
    translating.ask(kept, "es", by=of_another_language)

    translating.publish(write(), by=curator)

    assert told(user) == ["translation.published"]
    assert told(of_another_language) == []
    (waiting,) = translating.wanted(Practice.objects.all())
    assert waiting["language"] == "es"


def test_asking_tells_how_many_have_asked(kept, user, kenyan, make_practice):
    translating.ask(make_practice(), "fr", by=user)
    assert translating.ask(kept, "fr", by=None, visitor="one") == 1
    assert translating.ask(kept, "fr", by=None, visitor="two") == 2

    assert translating.ask(kept, "fr", by=user, visitor="one") == 3
    assert translating.ask(kept, "fr", by=user) == 3
    assert translating.ask(kept, "es", by=user) == 1


def test_nobody_asks_for_what_is_there(kept, user, write, published, curator):
    with pytest.raises(translating.Untranslatable, match="in which it was written"):
        translating.ask(kept, "en", by=user)
    assert translating.ask(kept, "fr", by=user) == 1  # it is there in part only
    assert [row["count"] for row in translating.wanted(Practice.objects.all())] == [1]

    whole = {name: getattr(kept, name) for name in Translation.TEXTS}
    translating.publish(write(texts=whole), by=curator)

    with pytest.raises(translating.Untranslatable, match="There is a translation"):
        translating.ask(kept, "fr", by=user)
    assert not translating.wanted(Practice.objects.all())


def test_only_what_is_asked_of_some_practices_and_in_a_language_is_listed(
    kept, user, make_practice
):
    other = make_practice()
    for practice, language in ((kept, "fr"), (kept, "sw"), (other, "ar")):
        translating.ask(practice, language, by=user)
    ours = Practice.objects.filter(pk=kept.pk)

    assert {row["language"] for row in translating.wanted(ours)} == {"fr", "sw"}
    assert [row["language"] for row in translating.wanted(ours, "sw")] == ["sw"]
    assert translating.languages_wanted(ours) == [("fr", "French"), ("sw", "Swahili")]


@pytest.mark.parametrize(
    ("words", "found"),
    [("swa", ["sw"]), ("KISWAHILI", ["sw"]), ("francais", ["fr"]), ("mg", ["mg"])],
)
def test_a_language_is_found_by_its_name_here_or_at_home(words, found):
    named = translating.called(translating.languages_but("en"), words)

    assert [code for code, _name in named] == found
    assert "en" not in dict(translating.languages_but("en"))


def test_a_notice_names_the_language_in_words(kept, kenyan, curator, told):
    translating.write(kept, "fr", by=kenyan, texts={"title": "Titre"})
    told(curator)
    notice = Notice.objects.get(recipient=curator)

    assert notices.told(notice).subject.endswith(": French")
    with override("ar"):
        assert "الفرنسية" in notices.told(notice).subject
