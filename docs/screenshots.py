#!/usr/bin/env python3
"""
Take the pictures in ``docs/img`` from a running demonstration: ``python docs/screenshots.py``.

Its accounts stand in ``.local/demo.json``; another file can be named.

Where Pillow is installed, the pictures are saved with 256 colours: a third of the size.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "img"
PROBLEM = (
    "Thousands of young men who laid down their weapons have no work, "
    "and their old neighbours do not want them back."
)
COUNTRY = "SLE"
SEARCH = "q=ASAN&country=AZE"  # has figures, and passed its lessons on
OFFICIAL = "official.sle@counterpart.example"
REQUEST = "Bringing former combatants back to civilian life"  # a yes, and a question
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
]


def main() -> None:
    demo = json.loads(Path(*sys.argv[1:] or [".local/demo.json"]).read_text())
    base_url = demo["base_url"]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=SWITCHES
        )
        wide = page_of(browser, base_url, "en", width=1280, height=800)
        wide.goto("/")
        keep(wide, "home")
        ask(wide)
        wide.set_viewport_size({"width": 1280, "height": 1100})
        keep(wide, "answer")
        wide.goto(f"/practices/?{SEARCH}")
        wide.locator(".results h2 a").first.click()
        keep(wide, "practice")
        sign_in(wide, OFFICIAL, demo["password"])
        wide.goto("/requests/mine/")
        wide.get_by_role("link", name=REQUEST).first.click()
        keep(wide, "request")
        narrow = page_of(browser, base_url, "ar", width=375, height=812)
        ask(narrow)
        keep(narrow, "answer-ar-375")
        browser.close()


def page_of(
    browser: Browser, base_url: str, language: str, *, width: int, height: int
) -> Page:
    return browser.new_context(
        base_url=base_url,
        locale=language,
        viewport={"width": width, "height": height},
        color_scheme="light",
    ).new_page()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.get_by_role("link", name="Sign out").wait_for()


def ask(page: Page) -> None:
    """Ask as a visitor does, and wait for the five countries."""
    page.goto("/")
    page.locator("textarea").fill(PROBLEM)
    page.locator("select").select_option(COUNTRY)
    page.locator(".ask button").click()
    page.locator(".five").wait_for()


def keep(page: Page, name: str) -> None:
    """Save what a reader sees first, with as few colours as do."""
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    if find_spec("PIL"):
        from PIL import Image  # noqa: PLC0415  (a nicety that nothing else needs)

        Image.open(file).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
            file, optimize=True
        )


if __name__ == "__main__":
    main()
