"""What only a browser can tell. One file, so that one worker loads the world once."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PROBLEM
from tests.browser.faults import (
    faults_of,
    fits_the_narrowest_screen,
    is_light_and_asks_nobody_else,
)

pytestmark = pytest.mark.django_db  # pytest-django makes a database only for such tests

PAGES = [
    *("home", "match form", "answer", "practices", "practice"),
    *("overdue practice", "countries", "country"),
    *("hubs", "hub", "flows", "about", "nothing there", "sign in"),
]
NARROW = ["home", "answer", "practice"]


def ask(page: Page, problem: str = PROBLEM, country: str = "Sierra Leone") -> None:
    page.goto("/")
    page.get_by_label("Describe the problem you face").fill(problem)
    page.get_by_label("Your country").select_option(label=country)
    page.get_by_role("button", name="Show me five countries").click()


def countries_in(page: Page) -> list[str]:
    return page.locator(".five h2").all_inner_texts()


# --- everybody can read it ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language", "width"),
    [
        *[(kind, language, 1280) for kind in PAGES for language in ("en", "ar")],
        *[(kind, "fr", 360) for kind in NARROW],
    ],
)
def test_axe_finds_nothing_and_it_fits_on_the_narrowest_screen(
    new_page, site, kind, language, width
):
    page = new_page(language, width)
    page.goto(site.pages[kind])
    page_itself = page.locator("html")

    expect(page_itself).to_have_attribute("lang", language)
    expect(page_itself).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    assert faults_of(page) == []
    fits_the_narrowest_screen(page)


@pytest.mark.parametrize("kind", NARROW)
def test_arabic_begins_at_the_right(new_page, site, kind):
    page = new_page("ar")
    page.goto(site.pages[kind])

    assert page.locator(".brand").bounding_box()["x"] > 1280 / 2


# --- without a mouse ----------------------------------------------------------------

OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
}"""


def test_the_first_tab_offers_to_skip_the_menu(new_page):
    page = new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")

    expect(link).to_be_focused()
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("kind", NARROW)
def test_whoever_tabs_sees_where_she_is(new_page, site, kind):
    page = new_page()
    page.goto(site.pages[kind])

    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) >= 2, page.evaluate(
            "document.activeElement.outerHTML"
        )


def test_a_question_needs_no_mouse(new_page):
    page = new_page()
    page.goto("/")
    page.get_by_label("Describe the problem you face").focus()
    page.keyboard.type(PROBLEM)
    page.keyboard.press("Tab")
    page.keyboard.type("Sierra L")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".five > li")).to_have_count(5)
    expect(page.locator(".eyebrow")).to_contain_text("Sierra Leone")


# --- without JavaScript -------------------------------------------------------------


def test_an_official_finds_five_others_and_returns_from_one(new_page):
    page = new_page(java_script_enabled=False)
    ask(page)
    five = countries_in(page)

    assert len(set(five)) == 5
    assert "Sierra Leone" not in five
    title = page.locator(".five .titled").first.inner_text()
    page.locator(".five").get_by_role("link", name="Read").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    assert countries_in(page) == five


def test_an_answer_prints_as_a_paper_with_its_cards_and_without_its_buttons(new_page):
    page = new_page(java_script_enabled=False)
    ask(page)
    page.emulate_media(media="print")

    expect(page.locator(".five > li").last).to_be_visible()
    expect(page.locator(".compare")).to_be_visible()
    for screen_only in (".bar", ".tools", ".five .button"):
        expect(page.locator(screen_only).first).to_be_hidden()
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert b"/MediaBox [0 0 841" in paper  # A4 on its side


# --- what cannot be asked -----------------------------------------------------------


def test_an_empty_question_goes_nowhere(new_page):
    page = new_page()
    ask(page, problem="")
    box = page.get_by_label("Describe the problem you face")

    expect(box).to_be_focused()
    assert box.evaluate("box => box.validationMessage")
    assert urlsplit(page.url).path == "/"


@pytest.mark.parametrize("problem", ["   ", "a problem " * 1000 + "!"])
def test_what_cannot_be_asked_stays_in_the_box_with_a_sentence(new_page, problem):
    page = new_page(java_script_enabled=False)
    ask(page, problem=problem)

    expect(page.locator(".error")).to_contain_text(".")
    expect(page.get_by_role("alert")).to_be_visible()
    box = page.get_by_label("Describe the problem you face")
    expect(box).to_have_value(problem)
    expect(box).to_have_attribute("aria-invalid", "true")
    assert page.locator("option:checked").inner_text() == "Sierra Leone"


# --- over a thin wire ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["home", "answer"])
def test_a_first_visit_is_light_and_asks_nobody_else(new_page, site, kind):
    is_light_and_asks_nobody_else(new_page(), f"{site.address}{site.pages[kind]}")
