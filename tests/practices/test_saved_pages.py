"""The pages of saved searches: a person keeps hers, and nobody else sees them."""

import pytest
from django.urls import reverse

from outbox.models import Event
from practices import saving, searches
from practices.models import Finding, SavedSearch
from practices.saving import Condition
from tests.practices.pages import PROBLEM, ask, links_in, text_of

pytestmark = pytest.mark.django_db

LIST = "/me/searches/"
FACETS = "/me/searches/save/?theme=3&country=RWA"


@pytest.fixture
def person(client, user):
    client.force_login(user)
    return user


@pytest.fixture
def keep(user):
    def keep(name="Insurance", person=None, **asked):
        asked = asked or {"values": (("country", "RWA"),)}
        return saving.save(Condition.of(**asked), name=name, by=person or user)

    return keep


def test_a_visitor_is_led_to_sign_in_and_back(client):
    answer = client.get(FACETS)

    assert answer.status_code == 302
    assert "theme%3D3" in answer.url


def test_choices_of_the_catalogue_can_be_saved(client, person, practice):
    page = client.get("/practices/?theme=3&country=RWA&q=pool")
    link = "/me/searches/save/?q=pool&amp;theme=3&amp;country=RWA"
    assert link in links_in(page)

    shown = client.get(link.replace("&amp;", "&"))
    assert "<b>1 notice</b>" in text_of(shown)
    answer = client.post(link.replace("&amp;", "&"), {"name": "Pools"})

    search = SavedSearch.objects.get()
    assert answer.url == search.get_absolute_url()
    assert (search.person, search.name, search.words) == (person, "Pools", "pool")
    assert search.values == (("country", "RWA"), ("theme", "3"))


def test_a_question_without_a_good_answer_can_be_kept(client, person):
    address = ask(client, country="SLE")
    link = f"/me/searches/save/?question={address.strip('/').rpartition('/')[2]}"
    assert link in links_in(client.get(address))

    assert PROBLEM in text_of(client.get(link))
    client.post(link, {"name": "Illness and poverty"})

    search = SavedSearch.objects.get()
    assert (search.problem, search.home_id) == (PROBLEM, "SLE")


def test_a_question_of_somebody_else_cannot_be_kept(client, person, make_user):
    token = ask(client).strip("/").rpartition("/")[2]
    client.cookies.clear()
    client.force_login(make_user())

    assert client.get(f"/me/searches/save/?question={token}").status_code == 404


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "at least one choice"),
        ("country=RWAX", "The catalogue knows no Country “RWAX”"),
        ("region=Atlantis", "The catalogue knows no Region “Atlantis”"),
        ("theme=%27", "The catalogue knows no Theme"),
        ("q=%2B%2B%2B", "There is no word in “+++”"),
        ("hub=nowhere", "The catalogue knows no Hub"),
        ("language=..", "The catalogue knows no Language"),
    ],
)
def test_what_nothing_could_answer_is_not_kept_and_it_says_why(
    client, person, query, reason
):
    answer = client.get(f"/me/searches/save/?{query}")

    assert answer.status_code == 422
    assert reason in text_of(answer)


def test_a_name_that_was_forgotten_is_asked_for(client, person):
    answer = client.post(FACETS, {"name": "  "})

    assert answer.status_code == 422
    assert not SavedSearch.objects.exists()


def test_the_same_search_twice_is_refused_with_its_name(client, person):
    client.post(FACETS, {"name": "Health of Rwanda"})
    answer = client.post(FACETS, {"name": "Again"})

    assert answer.status_code == 422
    assert "Health of Rwanda" in text_of(answer)
    assert "Again" in text_of(answer)
    assert SavedSearch.objects.count() == 1


def test_a_person_keeps_a_hundred_searches_at_most(client, person, keep, monkeypatch):
    monkeypatch.setattr(SavedSearch, "MOST", 1)
    keep()

    answer = client.post(FACETS, {"name": "One more"})

    assert "Delete one that you no longer need" in text_of(answer)


def test_the_list_shows_hers_alone_with_what_they_would_have_told(
    client, person, keep, make_user, practice
):
    keep("Rwanda")
    keep("Of somebody else", make_user())

    page = text_of(client.get(LIST))

    assert "Rwanda" in page
    assert "<b>1 notice</b>" in page
    assert "Of somebody else" not in page


def test_an_empty_list_says_how_to_begin(client, person):
    assert "Save this search" in text_of(client.get(LIST))


def test_a_long_list_has_pages(client, person, keep):
    countries = ("RWA", "GHA", "KEN", "PER", "FJI", "NPL", "BOL", "TGO", "LAO", "TCD")
    for code in (*countries, "MLI", "NER"):
        keep(code, values=(("country", code),))

    names = [
        line.search.name
        for number in (1, 2)
        for line in client.get(LIST, {"page": number}).context["lines"]
    ]

    assert len(names) == len(set(names)) == searches.A_PAGE + 2


@pytest.mark.parametrize("address", [LIST, FACETS, "/me/searches/{pk}/"])
def test_no_page_asks_more_than_a_dozen_times(
    client, person, keep, make_practice, address, django_assert_max_num_queries
):
    search = keep("Rwanda")
    for code in ("GHA", "KEN", "PER"):
        keep(code, values=(("country", code), ("theme", "3")))
        made = make_practice(country=code)
        Finding.objects.create(person=person, search=search, practice=made)
    client.get("/practices/")  # countries are read once a day

    with django_assert_max_num_queries(12):
        assert client.get(address.format(pk=search.pk)).status_code == 200


def test_a_search_shows_what_it_told_of(client, person, keep, practice):
    search = keep()
    Finding.objects.create(person=person, search=search, practice=practice)

    assert practice.title in text_of(client.get(search.get_absolute_url()))


def test_it_can_be_renamed(client, person, keep):
    search = keep()
    url = reverse("practices:rename_search", args=[search.pk])

    client.post(url, {"name": "Pools", "version": search.version})

    search.refresh_from_db()
    assert (search.name, search.version) == ("Pools", 2)


def test_who_renames_too_late_sees_both_names(client, person, keep):
    search = keep()
    saving.rename(search, name="First", by=person)
    url = reverse("practices:rename_search", args=[search.pk])

    answer = client.post(url, {"name": "Second", "version": 1})

    assert answer.status_code == 409
    assert "it is called “First” now" in text_of(answer)
    assert 'value="Second"' in text_of(answer)
    search.refresh_from_db()
    assert search.name == "First"


def test_it_rests_and_wakes(client, person, keep):
    search = keep()

    client.post(reverse("practices:pause_search", args=[search.pk]))
    assert "rests since" in text_of(client.get(LIST))
    client.post(reverse("practices:resume_search", args=[search.pk]))

    assert "rests since" not in text_of(client.get(LIST))
    kinds = Event.objects.about(search).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        f"saved_search.{verb}" for verb in ("saved", "paused", "resumed")
    ]


def test_deleting_asks_once_more(client, person, keep):
    search = keep()
    url = reverse("practices:delete_search", args=[search.pk])

    assert "Pause it instead" in text_of(client.get(url))
    assert SavedSearch.objects.exists()
    client.post(url)

    assert not SavedSearch.objects.exists()
    assert Event.objects.about(search).filter(kind="saved_search.deleted").exists()


@pytest.mark.parametrize("verb", ["", "rename", "pause", "resume", "delete"])
def test_a_search_of_somebody_else_is_not_there(client, person, keep, make_user, verb):
    theirs = keep("Theirs", make_user())
    address = (
        f"{theirs.get_absolute_url()}{verb}/" if verb else theirs.get_absolute_url()
    )
    send = client.post if verb else client.get

    assert send(address, {"name": "Mine"}).status_code == 404


def test_the_verbs_refuse_somebody_else(keep, make_user):
    from django.core.exceptions import PermissionDenied  # noqa: PLC0415

    search, stranger = keep(), make_user()

    for verb in (saving.pause, saving.resume, saving.delete):
        with pytest.raises(PermissionDenied):
            verb(search, by=stranger)
    with pytest.raises(PermissionDenied):
        saving.rename(search, name="Mine", by=stranger)


def test_what_she_asks_is_in_no_log(client, person, caplog):
    address = ask(client)
    token = address.strip("/").rpartition("/")[2]
    client.post(f"/me/searches/save/?question={token}", {"name": "A name of hers"})

    assert SavedSearch.objects.exists()
    assert PROBLEM not in caplog.text
    assert "A name of hers" not in caplog.text
