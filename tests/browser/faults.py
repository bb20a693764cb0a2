"""What is asked of every kind of page: that axe finds nothing, and that it is light."""

import gzip
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
HEAVY = 65_000  # bytes that go over the wire on a first visit, compressed
TWICE = """() => [...document.querySelectorAll("input[id], select[id], textarea[id]")]
    .map(it => it.id).filter((id, place, ids) => ids.indexOf(id) !== place)"""


def faults_of(page: Page) -> list[tuple[str, str]]:
    """
    Return the rule and the element of each fault that axe finds, and of fields ids given twice.

    Of two fields with one id, labels and links to what is wrong lead to the first alone.
    """
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    twice = [("id given twice", key) for key in page.evaluate(TWICE)]
    return twice + [(row["id"], node["html"]) for row in found for node in row["nodes"]]


def fits_the_narrowest_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def is_light_and_asks_nobody_else(page: Page, address: str) -> None:
    """Open an address in a browser that has kept nothing of the site, and count."""
    answers: list[Response] = []
    said: list[str] = []
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address, wait_until="networkidle")

    assert 1 < len(answers) <= 10
    assert sum(map(weight_of, answers)) <= HEAVY
    assert {urlsplit(row.url).netloc for row in answers} == {urlsplit(address).netloc}
    assert said == []  # a browser that is refused something by the policy says so


def weight_of(answer: Response) -> int:
    """Return how many bytes it takes: the site sends its pages and files compressed."""
    return 0 if 300 <= answer.status < 400 else len(gzip.compress(answer.body()))
