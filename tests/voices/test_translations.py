"""A practice in other languages: written, published, stale, asked for."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from accounts import notices
from accounts.models import Notice
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
    write, kept, kenyan, curator, told
):
    row = write()

    assert (row.status, row.author, row.of_version) == ("draft", kenyan, kept.version)
    assert kept.in_language("fr") == kept
    assert told(curator) == ["translation.written"]


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
    assert write(by=person_with("official", country="PER"), version=1).version == 2


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


def test_taking_down_says_why_and_makes_a_draft(published, kenyan, curator, told):
    with pytest.raises(translating.ReasonMissing):
        translating.take_down(published, by=curator, reason="")

    row = translating.take_down(published, by=curator, reason="Wrong figures")

    assert row.status == "draft"
    assert told(kenyan)[-1] == "translation.taken_down"


def test_a_draft_is_thrown_away_by_its_author_alone(write, kenyan, other_curator):
    row = write()

    with pytest.raises(PermissionDenied):
        translating.discard(row, by=other_curator)
    translating.discard(row, by=kenyan)
    assert not Translation.objects.exists()


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


def test_who_asked_is_told_and_no_longer_waits(kept, user, write, curator, told):
    translating.ask(kept, "fr", by=user)

    translating.publish(write(), by=curator)

    assert told(user) == ["translation.published"]
    assert not translating.wanted(Practice.objects.all())


def test_a_notice_names_the_language_in_words(kept, kenyan, curator, told):
    translating.write(kept, "fr", by=kenyan, texts={"title": "Titre"})
    told(curator)
    notice = Notice.objects.get(recipient=curator)

    assert notices.told(notice).subject.endswith(": French")
    with override("ar"):
        assert "الفرنسية" in notices.told(notice).subject
