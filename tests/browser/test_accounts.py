"""Account pages in a real browser: in our look, accessible, and a passkey that works."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import Membership, User

PASS_PHRASE = "a long pass phrase"
PAGES = (
    "accounts:profile",
    "accounts:memberships",
    "accounts:decide",
    "accounts:tokens",
    "account_email",
    "account_change_password",
    "mfa_index",
    "usersessions_list",
    "socialaccount_connections",
)


@pytest.fixture(scope="module")
def administrator(site, django_db_blocker) -> str:
    """Make an administrator who has confirmed her address; return it."""
    with django_db_blocker.unblock():
        person = User.objects.create_user("admin@example.org", PASS_PHRASE)
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        for role in (Membership.Role.ADMINISTRATOR,):
            Membership.objects.create(person=person, role=role, status="granted")
        waiting = User.objects.create_user("waits@example.org", PASS_PHRASE)
        Membership.objects.create(person=waiting, role="official", country_id="RWA")
    return person.email


@pytest.fixture
def signed_in(new_page, administrator) -> Callable[..., Page]:
    def open_page(**options) -> Page:
        page = new_page(**options)
        page.goto(reverse("account_login"))
        page.fill("[name=login]", administrator)
        page.fill("[name=password]", PASS_PHRASE)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/")
        return page

    return open_page


@pytest.mark.parametrize("width", [375, 1280])
def test_account_pages_are_accessible_and_fit(signed_in, width):
    page = signed_in(width=width)
    faults = {}
    for name in PAGES:
        page.goto(reverse(name))
        found = [fault["id"] for fault in Axe().run(page).response["violations"]]
        wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if found or wide:
            faults[name] = (found, wide)

    assert faults == {}


def test_a_person_adds_a_passkey_and_signs_in_with_it(signed_in):
    page = signed_in()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto(reverse("mfa_add_webauthn"))
    page.fill("[name=password]", PASS_PHRASE)
    page.press("[name=password]", "Enter")
    page.fill("[name=name]", "My phone")
    page.check("[name=passwordless]")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(reverse("mfa_list_webauthn"))
    assert page.get_by_text("My phone").first.is_visible()

    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign Out").click()
    page.wait_for_url("**/")
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="passkey").click()
    page.wait_for_url(lambda address: "login" not in address)
    page.goto(reverse("accounts:profile"))
    assert page.url.endswith(reverse("accounts:profile"))


def test_without_a_script_no_passkey_is_offered(new_page, site):
    page = new_page(java_script_enabled=False)

    page.goto(reverse("account_login"))

    assert page.get_by_role("button", name="Sign In").is_visible()
    assert page.get_by_role("button", name="passkey").count() == 0
    assert "need JavaScript" in page.locator("noscript").inner_text()
