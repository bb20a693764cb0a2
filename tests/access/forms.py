"""The forms of a page, as a browser would read them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

WRITTEN = ("text", "search", "email", "url", "number", "date", "tel", "password")


@dataclass
class Form:
    """A form: whither it is sent, what is in it, and where a person may write."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)

    def filled(self, texts: list[str], begin: int) -> dict[str, Any]:
        """Return what is sent when each field, one after another, has one of these texts."""
        typed = {
            name: texts[(begin + place) % len(texts)]
            for place, name in enumerate(dict.fromkeys(self.fields))
        }
        return {**self.values, **typed}


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.open = address, list[Form](), list[Form]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = has.get("method", "get").lower()
            self.open.append(Form(has.get("action") or self.address, method))
            self.forms.append(self.open[-1])
        elif self.open and (name := has.get("name")):
            self.read(self.open[-1], tag, name, has)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open:
            self.open.pop()

    def read(self, form: Form, tag: str, name: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if tag in ("textarea", "select") or (tag == "input" and kind in WRITTEN):
            form.fields.append(name)
        elif tag == "input" and kind in ("checkbox", "radio", "hidden"):
            form.values.setdefault(name, []).append(has.get("value", "on"))


def forms_of(address: str, page: str) -> list[Form]:
    """Return the forms of a page, in their order."""
    reader = Reader(address)
    reader.feed(page)
    return reader.forms
