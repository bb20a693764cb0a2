"""
A browser, and the sample world behind pytest-django's live server.

Both are made once for the file of tests: the world is loaded before the browser starts
and emptied after it ends. No test touches the database itself.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from hubs.models import Hub
from practices import sample
from practices.models import Lineage, Practice

PROBLEM = (
    "Thousands of young men who laid down their weapons have no work, "
    "and their old neighbours do not want them back."
)
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
]


@dataclass
class Site:
    """The address of the live server, and where its kinds of pages are."""

    address: str
    pages: dict[str, str]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[Site]:
    with django_db_blocker.unblock():
        sample.load()
        server = LiveServer("localhost")
        yield Site(server.url, pages_of_the_world())
        server.stop()
        call_command("flush", verbosity=0, interactive=False)


def pages_of_the_world() -> dict[str, str]:
    """Return the address of a page of each kind; each shows what it can show."""
    practice = Lineage.objects.filter(source__isnull=False).earliest("pk").source
    overdue = Practice.objects.filter(outcomes__isnull=False).latest("pk")
    Practice.objects.filter(pk=overdue.pk).update(review_by=date(2020, 1, 1))
    asked = urlencode({"problem": PROBLEM, "country": "SLE"})
    return {
        "home": reverse("insights:home"),
        "match form": reverse("practices:match"),
        "answer": f"{reverse('practices:match')}?{asked}",
        "practices": f"{reverse('practices:practices')}?evidence=evaluated",
        "practice": practice.get_absolute_url(),
        "overdue practice": overdue.get_absolute_url(),
        "countries": reverse("insights:countries"),
        "country": practice.country.get_absolute_url(),
        "hubs": reverse("insights:hubs"),
        "hub": Hub.objects.earliest("slug").get_absolute_url(),
        "flows": reverse("insights:flows"),
        "requests": reverse("exchanges:requests"),
        "about": reverse("about"),
        "nothing there": "/nothing-there/",
        "sign in": reverse("account_login"),
    }


@pytest.fixture(scope="module")
def chromium(site) -> Iterator[Browser]:
    """
    Debian's Chromium, which ends with the file of tests.

    While Playwright's loop runs in this thread, Django refuses to talk to the database
    unless it is told to, and keeps a connection of its own for that time. So the loop
    must not outlive this file, as it would with pytest-playwright's browser.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def new_page(chromium, site) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody does who has never been here, in a language and a width."""
    contexts = []

    def new(language: str = "en", width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.address,
            locale=language,
            viewport={"width": width, "height": 800},
            **options,
        )
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
