"""The pages of notices, of preferences, and of the link that stops mail."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts import preferences, unsubscribing
from accounts.models import Notice, Pace, Topic
from outbox.models import Event

pytestmark = pytest.mark.django_db

NOTICES = reverse("accounts:notices")
PREFERENCES = reverse("accounts:preferences")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def notice(user, open_door) -> Notice:
    open_door(user)
    return Notice.objects.get()


@pytest.fixture
def others(make_user, open_door) -> Notice:
    """A notice of somebody else."""
    stranger = make_user()
    open_door(stranger, name="A secret door")
    return Notice.objects.get(recipient=stranger)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


# --- notices ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/me/", NOTICES, PREFERENCES])
def test_a_visitor_is_asked_to_sign_in(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_person_reads_hers_and_nobody_elses(signed_in, notice, others):
    page = text_of(signed_in.get(NOTICES))

    assert "The gate is open" in page
    assert "Somebody opened The gate; go in." in page
    assert "A secret door" not in page


@pytest.mark.parametrize("verb", ["notice", "read"])
def test_of_what_was_told_to_others_nothing_is_known(signed_in, others, verb):
    path = reverse(f"accounts:{verb}", args=[others.pk])
    answer = signed_in.post(path) if verb == "read" else signed_in.get(path)

    assert answer.status_code == 404
    assert not Notice.objects.exclude(read_at=None).exists()


def test_unread_ones_come_first(signed_in, user, open_door):
    for name in ("First", "Second", "Third"):
        open_door(user, name=name)
    signed_in.post(reverse("accounts:read", args=[Notice.objects.earliest("-pk").pk]))

    lines = signed_in.get(NOTICES).context["lines"]

    assert [line.subject.split()[0] for line in lines] == ["Second", "First", "Third"]


def test_there_are_pages(signed_in, user, open_door):
    for number in range(21):
        open_door(user, name=f"Door {number}")

    assert len(signed_in.get(NOTICES).context["lines"]) == 20
    assert len(signed_in.get(NOTICES, {"page": 2}).context["lines"]) == 1
    assert signed_in.get(NOTICES, {"page": "nonsense"}).status_code == 200


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("path", ["/me/", NOTICES])
def test_a_page_costs_few_queries_however_long(
    signed_in, user, open_door, path, count, django_assert_max_num_queries
):
    for number in range(count):
        open_door(user, name=f"Door {number}")

    with django_assert_max_num_queries(10):
        signed_in.get(path)


def test_going_to_what_it_is_about_is_reading_it(signed_in, notice):
    answer = signed_in.get(reverse("accounts:notice", args=[notice.pk]))

    assert answer["Location"] == "/countries/rwa/"
    assert Notice.objects.get().read_at


def test_a_browser_that_looks_ahead_reads_nothing(signed_in, notice):
    path = reverse("accounts:notice", args=[notice.pk])
    signed_in.get(path, headers={"Sec-Purpose": "prefetch"})

    assert Notice.objects.get().read_at is None


def test_all_that_the_page_showed_is_marked_and_what_came_since_is_not(
    signed_in, user, open_door
):
    open_door(user)
    latest = signed_in.get(NOTICES).context["latest"]
    open_door(user, name="A later door")

    signed_in.post(reverse("accounts:read_all"), {"latest": latest})

    assert Notice.objects.get(read_at=None).facts == {"name": "A later door"}


@pytest.mark.parametrize("latest", ["", "nonsense", "9" * 40, "-1"])
def test_a_form_that_was_tampered_with_is_no_fault(signed_in, notice, latest):
    answer = signed_in.post(reverse("accounts:read_all"), {"latest": latest})

    assert answer.status_code == 302


def test_an_empty_page_says_what_will_be_there(signed_in):
    assert "Nothing has happened yet" in text_of(signed_in.get(NOTICES))


# --- the count in the menu -------------------------------------------------------------


def test_the_menu_counts_what_is_unread(signed_in, notice):
    assert 'class="count">1<' in text_of(signed_in.get("/about/"))


def test_the_count_costs_no_query_of_its_own(
    client, user, notice, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get("/about/")
    client.force_login(user)
    client.get("/about/")

    with django_assert_num_queries(2):  # the session, the person with the count
        client.get("/about/")


# --- preferences ----------------------------------------------------------------------


def test_a_person_chooses_for_each_topic(signed_in, user):
    page = text_of(signed_in.get(PREFERENCES))
    assert all(str(topic.label) in page for topic in Topic)

    signed_in.post(PREFERENCES, preferences.USUAL | {"curation": "weekly"})

    assert preferences.paces_of(user)["curation"] == Pace.WEEKLY


def test_one_button_turns_all_mail_off(signed_in, user):
    signed_in.post(PREFERENCES, {"off": "1"})

    assert set(preferences.paces_of(user).values()) == {Pace.OFF}


def test_a_choice_that_is_none_is_said_and_what_was_chosen_stays(signed_in, user):
    form = preferences.USUAL | {"curation": "hourly", "funds": "off"}

    answer = signed_in.post(PREFERENCES, form)

    assert "curation" in answer.context["form"].errors
    assert answer.context["form"]["funds"].value() == "off"
    assert not user.notice_preferences.exists()


# --- the link of a mail -----------------------------------------------------------------


@pytest.fixture
def link(user, settings) -> str:
    settings.BASE_URL = ""
    return unsubscribing.link_for(user, [Topic.CURATION, Topic.FEEDBACK])


def test_following_the_link_changes_nothing_and_offers_a_button(client, link, user):
    page = text_of(client.get(link))

    assert "Feedback on practices" in page
    assert user.email not in page
    assert not user.notice_preferences.exists()


def test_a_mail_programs_own_button_stops_it_without_signing_in(settings, link, user):
    form = {"List-Unsubscribe": "One-Click"}
    answer = Client(enforce_csrf_checks=True).post(link, form)

    paces = preferences.paces_of(user)
    assert answer.status_code == 200
    assert (paces["curation"], paces["feedback"]) == (Pace.OFF, Pace.OFF)
    assert paces["memberships"] == Pace.IMMEDIATE
    event = Event.objects.about(user).get()
    assert (event.actor, event.facts["via"]) == (None, "mail")


def test_the_same_link_works_again_and_years_later(client, link, user, clock):
    client.post(link)
    preferences.choose(user, {"curation": "daily"}, by=user)
    clock.move_to("2031-01-01T00:00:00Z")

    client.post(link)

    assert preferences.paces_of(user)["curation"] == Pace.OFF


def test_the_link_outlives_a_new_secret_key(client, link, user, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"

    assert client.post(link).status_code == 200


def test_another_button_stops_all_mail(client, link, user):
    page = text_of(client.post(link, {"everything": "1"}))

    assert set(preferences.paces_of(user).values()) == {Pace.OFF}
    assert "No notices come by mail any more" in page


@pytest.mark.parametrize(
    "token", ["x", "W10:abc", signing.Signer(salt="other").sign_object([1, ["funds"]])]
)
def test_a_link_that_we_never_gave_says_so(client, user, token):
    answer = client.post(reverse("accounts:unsubscribe", args=[token]))

    assert answer.status_code == 404
    assert "This link is not whole" in answer.content.decode()
