"""The pages of curation, as the staff of a hub meets them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from accounts.models import Membership, User
from hubs.models import Hub
from practices import curation, revisions
from practices.models import Lineage, Practice
from tests.browser.faults import faults_of, fits_the_narrowest_screen
from tests.browser.test_notices import Own, enter, own_pages

pytestmark = pytest.mark.django_db

PAGES = [
    *("queue", "mine", "capture", "freshness", "wanted"),
    *("desk", "edit", "preview", "revisions", "compare", "review", "take on"),
    *("translations", "translation", "feedback", "lineage"),
    *("transferability", "arrange", "assess"),
]
WRITTEN = {
    "sources": [{"title": "Report of the district council", "year": 2024}],
    "outcomes": [
        {
            "indicator": "Households that planted",
            "unit": "%",
            "values": [
                {"value": "60", "year": 2022, "source": 0},
                {"value": "90", "year": 2024, "source": None},
            ],
        }
    ],
    "themes": ["2.1"],
}


@pytest.fixture(scope="module")
def own(site, django_db_blocker) -> Iterator[Own]:
    """A manager of a hub that has an idea in review, another as a draft, and late reviews."""
    with django_db_blocker.unblock():
        hub = Hub.objects.earliest("slug")
        person = User.objects.create_user("manager@example.org", name="Aline Uwase")
        role = Membership.Role.HUB_MANAGER
        Membership.objects.create(person=person, hub=hub, role=role, status="granted")
        author = User.objects.create_user("author@example.org", name="Odette Author")
        said = {
            "countries": ["RWA"],
            "language": "en",
            "summary": "Lent, and given back.",
        }
        draft, sent = [
            curation.capture(said | {"title": title}, by=author, hub=hub)
            for title in ("Seed banks that women run", "Wells that villages keep")
        ]
        revisions.revise(draft, WRITTEN, by=author, version=draft.version)
        revisions.revise(sent, WRITTEN, by=author, version=sent.version)
        curation.submit(sent, by=author)
        known = Lineage.objects.filter(source__isnull=False).earliest("pk").source
        Practice.objects.filter(pk=known.pk).update(hub=hub, review_by="2020-01-01")
        made = own_pages(person)
        made.pages |= pages_of(draft.slug, sent.slug, known.slug)
        yield made


def pages_of(draft: str, sent: str, known: str) -> dict[str, str]:
    desk, practice = "/curation/practices", "/practices"
    return {
        "queue": "/curation/",
        "mine": "/curation/mine/",
        "capture": "/practices/new/",
        "freshness": "/curation/freshness/",
        "wanted": "/curation/translations/",
        "desk": f"{desk}/{sent}/",
        "edit": f"{desk}/{draft}/edit/",
        "preview": f"{desk}/{draft}/preview/",
        "revisions": f"{desk}/{draft}/revisions/",
        "compare": f"{desk}/{draft}/revisions/compare/",
        "review": f"{desk}/{sent}/review/",
        "take on": f"{desk}/{draft}/take-on/",
        "translations": f"{practice}/{known}/translations/",
        "translation": f"{practice}/{known}/translations/fr/",
        "feedback": f"{practice}/{known}/feedback/",
        "lineage": f"{practice}/{known}/lineage/",
        "transferability": f"{practice}/{known}/transferability/",
        "arrange": f"{practice}/{known}/transferability/arrange/",
        "assess": f"{practice}/{known}/transferability/assess/",
    }


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 375)])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_and_it_fits_on_the_narrowest_screen(
    own, new_page, site, kind, language, width
):
    page = new_page(language, width)
    enter(page, own, site.address, kind)

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert faults_of(page) == []
    fits_the_narrowest_screen(page)


def test_a_wrong_cell_is_one_click_from_the_head_of_the_page(own, new_page, site):
    page = new_page(java_script_enabled=False)
    enter(page, own, site.address, "edit")
    page.get_by_role("button", name="Add an outcome").click()
    figure = page.locator("[name=outcome-1-value-0-value]")
    figure.fill("sixty")
    page.locator(".save-bar").get_by_role("button", name="Save", exact=True).click()

    errors = page.get_by_role("alert")
    expect(errors.get_by_role("link")).to_have_count(3)
    expect(figure).to_have_value("sixty")
    expect(figure).to_have_attribute("aria-invalid", "true")
    errors.get_by_role("link", name="is not a number").click()
    assert page.url.endswith("#id_outcome-1-value-0-value")


def test_whoever_tabs_in_the_editor_is_never_behind_its_bar(own, new_page, site):
    page = new_page()
    enter(page, own, site.address, "edit")
    page.locator("[name=title]").focus()
    bar = page.locator(".save-bar")

    for _ in range(20):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.getBoundingClientRect().top")
        if bar.locator(":focus").count() == 0:
            assert here < bar.bounding_box()["y"]


def test_what_is_typed_is_kept_while_one_types(own, new_page, site):
    page = new_page()
    enter(page, own, site.address, "edit")
    page.get_by_label("What went wrong").fill("The first store was damp.")

    expect(page.locator("#kept")).to_contain_text("Kept at", timeout=15_000)
    page.reload()
    expect(page.get_by_label("What went wrong")).to_have_value(
        "The first store was damp."
    )
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("What went wrong")).to_have_value("")
