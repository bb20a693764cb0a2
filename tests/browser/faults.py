"""What is asked of every kind of page: that axe finds nothing, and that it is light."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
HEAVY = 100_000  # bytes that go over the wire on a first visit


def faults_of(page: Page) -> list[tuple[str, str]]:
    """Return the rule and the element of each fault that axe finds."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(row["id"], node["html"]) for row in found for node in row["nodes"]]


def is_light_and_asks_nobody_else(page: Page, address: str) -> None:
    """Open an address in a browser that has kept nothing of the site, and count."""
    sizes: list[int] = []
    hosts: set[str] = set()
    said: list[str] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on(
        "Network.loadingFinished", lambda row: sizes.append(row["encodedDataLength"])
    )
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address, wait_until="networkidle")

    assert 1 < len(sizes) <= 10
    assert sum(sizes) <= HEAVY
    assert hosts == {urlsplit(address).netloc}
    assert said == []  # a browser that is refused something by the policy says so
