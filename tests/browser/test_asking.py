"""The pages of asking, as those meet them who ask, who are asked, and who broker."""

from collections.abc import Callable, Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Locator, Page, expect

from tests.browser.asking_world import pages_of_all
from tests.browser.faults import (
    faults_of,
    fits_the_narrowest_screen,
    is_light_and_asks_nobody_else,
)
from tests.browser.test_notices import Own, enter, sign_in

pytestmark = pytest.mark.django_db

PAGES = [
    *("challenges", "first step", "step", "last step", "measures", "new measure"),
    *("measure", "five", "challenge", "discard"),
    *("new request", "cannot ask", "edit", "submit", "my requests", "register"),
    *("public", "draft", "workspace", "asked", "said yes", "overseen"),
    *("say yes", "choose", "desk", "queue", "triage", "routing"),
    *("settings", "clock", "procedure", "capacity"),
    *("conversations", "conversation", "greeting"),
    *("counterparts", "introductions", "introduction", "calendar"),
    *("talent", "nominate"),
]
DIFFERENT = [  # as unlike each other as pages can be: these are looked at in Arabic, too
    *("step", "measure", "five", "edit", "workspace", "asked", "queue", "routing"),
    *("conversation", "counterparts"),
]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def asking(site, django_db_blocker, tmp_path_factory) -> Iterator[dict[str, Own]]:
    """Whose each kind of page is, and where; files lie in a folder of their own."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files):
        yield pages_of_all()


@pytest.fixture
def opened(asking, new_page, site) -> Open:
    """Open a kind of page as whoever it is for."""

    def as_theirs(kind: str, *browser: object, **options: object) -> Page:
        page: Page = new_page(*browser, **options)
        enter(page, asking[kind], site.address, kind)
        return page

    return as_theirs


# --- everybody can read it ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language", "width"),
    [
        *[(kind, "en", 1280) for kind in PAGES if kind not in DIFFERENT],
        *[(kind, "ar", 375) for kind in DIFFERENT],
    ],
)
def test_axe_finds_nothing_and_it_fits_on_the_narrowest_screen(
    opened, kind, language, width
):
    page = opened(kind, language, width)

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert faults_of(page) == []
    fits_the_narrowest_screen(page)


# --- without a mouse, and without JavaScript ----------------------------------------


def tabs_to(page: Page, target: Locator, most: int = 90) -> Locator:
    """Press the tab key until the target has the focus."""
    expect(target).to_have_count(1)
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            return target
    raise AssertionError(f"The tab key does not lead to {target}.")


WRONG = {
    "step": ("What happens?", "  ", "Keep it, and go on"),
    "last step": ("Until when do you need", "2020-01-01", "Keep it, and go on"),
    "new measure": ("Year", "last year", "Keep the measure"),
    "measure": ("Value", "much", "Keep the measure"),
    "edit": ("Country 1", "Atlantis", "Save"),
    "conversation": ("Your message", "", "Send"),
}


@pytest.mark.parametrize(("kind", "wrong"), WRONG.items())
def test_what_is_wrong_is_the_first_link_and_leads_to_its_field(opened, kind, wrong):
    label, typed, button = wrong
    page = opened(kind)
    box = page.locator("input, textarea").and_(page.get_by_label(label)).first
    box.fill(typed)
    page.get_by_role("button", name=button, exact=True).first.press("Enter")

    if "#" not in page.url:  # which leads to the form itself
        expect(page.get_by_role("alert").first).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value(typed)
    assert faults_of(page) == []
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    expect(box).to_be_focused()


def test_whoever_is_asked_back_says_beside_the_right_figure_that_it_is_so(opened):
    page = opened("measure")
    page.locator("[name=target]").fill("130")
    page.get_by_role("button", name="Keep the measure").press("Enter")

    assert faults_of(page) == []
    page.get_by_text("It is so: keep it.").click()
    page.get_by_role("button", name="Keep the measure").press("Enter")
    expect(page.locator(".messages")).to_contain_text("The measure is kept")


def test_a_country_asks_first_with_the_keyboard_alone(opened):
    page = opened("typed", java_script_enabled=False)
    tabs_to(page, page.locator("summary", has_text="Ask a question first"))
    page.keyboard.press("Enter")
    tabs_to(page, page.get_by_label("Your question"), most=1)
    page.keyboard.type("How many rivers are there?")
    tabs_to(page, page.get_by_role("button", name="Ask the question"), most=1)
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("Your clock stands")
    expect(page.locator("main")).to_contain_text("How many rivers are there?")


def test_a_conversation_is_found_and_held_with_the_keyboard_alone(opened):
    page = opened("typed", java_script_enabled=False)
    for link in ("Conversations", "Rwanda"):
        tabs_to(page, page.get_by_role("main").get_by_role("link", name=link))
        page.keyboard.press("Enter")
    tabs_to(page, page.get_by_label("Your message"))
    page.keyboard.type("We could come in March.")
    tabs_to(page, page.get_by_role("button", name="Send"), most=3)
    page.keyboard.press("Enter")

    expect(page.locator(".talk")).to_contain_text("We could come in March.")


# --- over a thin wire ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["step", "workspace"])
def test_a_first_visit_is_light_and_asks_nobody_else(asking, new_page, site, kind):
    page, theirs = new_page(), asking[kind]
    sign_in(page, theirs, site.address)
    is_light_and_asks_nobody_else(page, f"{site.address}{theirs.pages[kind]}")
