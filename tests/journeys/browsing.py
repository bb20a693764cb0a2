"""How the people of a journey sign in and find their way: on pages, without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

PATIENCE = 30_000  # milliseconds for a page that follows a button


def signs_in(
    page: Page, email: str, pass_phrase: str, code: Callable[[], str] | None
) -> None:
    """Sign in as a person does; staff type the code that is shown when it is asked for."""
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(pass_phrase)
    page.get_by_role("button", name="Sign In", exact=True).click()
    if code:
        page.get_by_label("code").fill(code())
        page.get_by_role("button", name="Sign In", exact=True).click()
    signed_in = page.get_by_role("link", name="Sign out")
    expect(signed_in).to_be_visible(timeout=PATIENCE)


def opens_the_notice(page: Page, words: str) -> None:
    """Find among what she has not read what she was told, and go where it leads."""
    page.get_by_role("link", name=re.compile("Your page")).click()
    page.get_by_role("link", name=words).click()


def is_told(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words, timeout=PATIENCE)
