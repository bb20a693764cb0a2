"""How the tests of pages read what comes back."""

import re
from html import unescape


def text_of(response) -> str:
    """Return what a reader sees of a page, in one line."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())
