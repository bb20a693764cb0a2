"""Pages that only a person who has signed in sees, as she meets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts import notices, unsubscribing
from accounts.models import Topic, User
from accounts.notices import tell, wording
from outbox.events import record
from tests.browser.faults import faults_of

pytestmark = pytest.mark.django_db

PAGES = ["me", "notices", "preferences", "unsubscribe"]


@dataclass
class Own:
    """A person's pages, and the cookie with which she sees them."""

    pages: dict[str, str]
    session: str


@pytest.fixture(scope="module")
def own(site, django_db_blocker) -> Iterator[Own]:
    """Aline, who was told of six things and has read one."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(notices, "_wordings", {})
        yield own_pages(told_person())


def told_person() -> User:
    person = User.objects.create_user("aline@example.org", name="Aline Uwase")
    wording(
        "request.answered",
        topic=Topic.REQUESTS,
        subject="%(country)s answers your request about health insurance",
        text="“We will be glad to receive two of you.”\nChoose the dates by 4 December.",
    )
    for country in ("Rwanda", "Ghana", "Kenya", "Nepal", "Peru", "Fiji"):
        event = record("request.answered", about=person, by=None)
        tell(event, [person], url="/countries/rwa/", country=country)
    notices.read(person.notices.filter(facts={"country": "Rwanda"}))
    return person


def own_pages(person: User) -> Own:
    token = unsubscribing.link_for(person, [Topic.REQUESTS]).partition("/unsubscribe/")
    pages = {
        "me": reverse("insights:me"),
        "notices": reverse("accounts:notices"),
        "preferences": reverse("accounts:preferences"),
        "unsubscribe": f"/unsubscribe/{token[2]}",
    }
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return Own(pages, session.session_key)


def enter(page: Page, own: Own, address: str, kind: str) -> None:
    sign_in(page, own, address)
    page.goto(own.pages[kind])


def sign_in(page: Page, own: Own, address: str) -> None:
    """Give the browser the cookie of somebody who signed in; it has seen no page yet."""
    cookie = {"name": "session", "value": own.session, "url": address}
    page.context.add_cookies([cookie])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(own, new_page, site, kind, language):
    page = new_page(language)
    enter(page, own, site.address, kind)

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert faults_of(page) == []


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wider_than_the_narrowest_screen(own, new_page, site, kind):
    page = new_page("en", 320)
    enter(page, own, site.address, kind)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_a_person_reads_and_chooses(own, new_page, site):
    page = new_page(java_script_enabled=False)
    enter(page, own, site.address, "notices")
    page.get_by_role("button", name="Mark “Fiji answers").click()
    expect(page.locator(".told.unread")).to_have_count(4)

    page.get_by_role("link", name="How soon you are mailed").first.click()
    page.get_by_label("Requests for an exchange").select_option("weekly")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".messages")).to_contain_text("Your choice holds")
    expect(page.get_by_label("Requests for an exchange")).to_have_value("weekly")
