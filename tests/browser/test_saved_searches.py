"""The pages on which a person keeps her searches, as she meets them."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from hubs.models import Country
from practices import saving
from practices.models import Finding, Practice
from practices.saving import Condition
from tests.browser.conftest import PROBLEM
from tests.browser.faults import faults_of
from tests.browser.test_notices import Own, enter, own_pages
from tests.browser.test_pages import ask

pytestmark = pytest.mark.django_db

PAGES = ["searches", "search", "save", "refused", "delete", "chosen"]


@pytest.fixture(scope="module")
def own(site, django_db_blocker) -> Iterator[Own]:
    """Aline, who keeps a problem and a choice; the choice rests, the problem was answered."""
    with django_db_blocker.unblock():
        person = User.objects.create_user("aline@example.org", name="Aline Uwase")
        home = Country.objects.get(pk="SLE")
        problem = Condition.of(problem=PROBLEM, home=home)
        search = saving.save(problem, name="Young men without work", by=person)
        found = Practice.objects.filter(country="RWA").earliest("pk")
        Finding.objects.create(person=person, search=search, practice=found)
        chosen = Condition.of(words="water", values=(("theme", "6"),))
        saving.pause(saving.save(chosen, name="Water", by=person), by=person)
        made = own_pages(person)
        made.pages |= {
            "searches": reverse("practices:searches"),
            "search": search.get_absolute_url(),
            "save": f"{reverse('practices:save_search')}?theme=3&region=Africa",
            "refused": f"{reverse('practices:save_search')}?region=Atlantis",
            "delete": reverse("practices:delete_search", args=[search.pk]),
            "chosen": "/practices/?theme=3&region=Africa",
        }
        yield made


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


def test_without_javascript_a_question_is_kept_and_forgotten(own, new_page, site):
    page = new_page(java_script_enabled=False)
    enter(page, own, site.address, "searches")
    ask(page, "Our only bridge to the islands is a boat that sinks each winter.")
    page.get_by_role("link", name="Tell me when something arrives").click()
    page.get_by_label("Name").fill("The boat")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("The boat")

    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()

    expect(page.locator(".messages")).to_contain_text("“The boat” is deleted")
