"""
What a person wrote in a mail, without what her mail program quotes.

Nothing is cut that might be hers: lines with ``>``, what stands below our own mark, and
what follows a header of a mail of ours. The rest stays, however it looks.
"""

import re
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from html.parser import HTMLParser
from itertools import takewhile

MARK = "##-"  # begins the line above which one answers; in every language
MARKED = re.compile(r"^[>\s]*##- .*-##\s*$")
QUOTED = re.compile(r"^\s*>")
INTRODUCES = re.compile(r"(:|：|\u200f:)\s*$")  # “On Monday … wrote:”
HEADER = re.compile(r"^[>*\s]*\w[^:：@<>]{0,30}\s?[:：]\s?\S")
SIGNATURE = re.compile(r"^-- ?$")
RULE = re.compile(r"^\s*[-_*]{5,}.*$")
BLOCKS = frozenset(
    ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul")
)
SILENT = frozenset(("script", "style", "head", "title"))
EMPTY_TAGS = frozenset(("br", "img", "hr", "meta", "input", "link"))
QUOTES = re.compile(r"gmail_quote|moz-cite-prefix|yahoo_quoted")


@dataclass(frozen=True)
class Ours:
    """By what a quoted mail is known to be ours: its addresses, or its sender's name."""

    addresses: re.Pattern[str]
    name: str

    @classmethod
    def of(cls, sender: str, *prefixes: str) -> "Ours":
        """Read it off a sender such as ``Counterpart <no-reply@…>``."""
        name, address = parseaddr(sender)
        known = "|".join(re.escape(text) for text in (address, *prefixes) if text)
        return cls(re.compile(known, re.IGNORECASE), name)

    def is_named_in(self, text: str) -> bool:
        if self.addresses.search(text):
            return True
        return bool(self.name) and self.name.lower() in text.lower()


def words_of(message: EmailMessage, ours: Ours) -> str:
    """Return what its writer says, as plain text."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = text_of(part)
    if part.get_content_type() == "text/html":
        text = plain(text)
    elif part.get_param("format", header="content-type") == "flowed":
        text = unfolded(text)
    return own_words(text.replace("\0", ""), ours)


def text_of(part: MIMEPart) -> str:
    """Return the text of a part, whatever its charset calls itself."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        body = part.get_payload(decode=True)
        return body.decode(errors="replace") if isinstance(body, bytes) else ""


def unfolded(text: str) -> str:
    """Join the lines that a program broke only to send them (RFC 3676)."""
    lines: list[str] = []
    flowing = False
    for line in text.splitlines():
        line = line.removeprefix(" ") if not QUOTED.match(line) else line  # stuffed
        if flowing and not QUOTED.match(line):
            lines[-1] += line
        else:
            lines.append(line)
        flowing = line.endswith(" ") and line != "-- " and not QUOTED.match(line)
    return "\n".join(lines)


# --- without the quoted part --------------------------------------------------------------


def own_words(text: str, ours: Ours) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = before_our_mark(lines, ours)
    lines = before_our_header(lines, ours)
    lines = without_quotes(lines, ours)
    said = "\n".join(before_signature(lines))
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def before_our_mark(lines: list[str], ours: Ours) -> list[str]:
    """Cut at the line above which one was asked to answer, and what leads to it."""
    for at, line in enumerate(lines):
        if MARKED.match(line):
            return without_lead(lines[:at], ours)
    return lines


def before_our_header(lines: list[str], ours: Ours) -> list[str]:
    """Cut where the header of a mail of ours begins, as Outlook quotes it."""
    for at in range(len(lines)):
        block = header_at(lines, at)
        if len(block) >= 3 and ours.addresses.search("\n".join(block)):
            return without_lead(lines[:at], ours)
    return lines


def header_at(lines: list[str], at: int) -> list[str]:
    return list(takewhile(HEADER.match, lines[at : at + 8]))


def without_quotes(lines: list[str], ours: Ours) -> list[str]:
    """Leave out what is quoted, and what introduces it; keep what stands between."""
    kept: list[str] = []
    quoted = False
    for line in lines:
        if not QUOTED.match(line):
            kept.append(line)
        elif not quoted:
            kept, quoted = without_lead(kept, ours), True
    return kept


def without_lead(lines: list[str], ours: Ours) -> list[str]:
    """Take off the end what introduces a mail of ours: its header, or “On …, we wrote:”."""
    lines = without_rules(lines, ours)
    header = list(takewhile(HEADER.match, reversed(lines)))
    if len(header) >= 3 and ours.is_named_in("\n".join(header)):
        return without_rules(lines[: -len(header)], ours)
    for count in (1, 2, 3):  # programs break it after 72 signs
        said = " ".join(lines[-count:])
        dated = re.search(r"\d", said)
        if dated and INTRODUCES.search(said) and ours.is_named_in(said):
            return lines[:-count]
    return lines


def without_rules(lines: list[str], ours: Ours) -> list[str]:
    """Take empty lines, rules and our bare name off the end."""
    while lines and (
        not lines[-1].strip(" >\t")
        or RULE.match(lines[-1])
        or lines[-1].strip(" >\t") == ours.name
    ):
        lines = lines[:-1]
    return lines


def before_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if SIGNATURE.match(line):
            return lines[:at]
    return lines


# --- out of HTML ----------------------------------------------------------------------------


class Reader(HTMLParser):
    """Reads the words of a page, and leaves out what it quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._left_out: list[str] = []  # open tags inside what is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out:
            self._left_out += [] if tag in EMPTY_TAGS else [tag]
        elif self._is_left_out(tag, attrs):
            self._left_out.append(tag)
        elif tag in BLOCKS:
            self.said.append("\n")

    def _is_left_out(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        if tag in EMPTY_TAGS:
            return False
        said = {name: value or "" for name, value in attrs}
        cited = tag == "blockquote" and said.get("type") == "cite"
        return tag in SILENT or cited or bool(QUOTES.search(said.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._left_out:
            while self._left_out.pop() != tag:
                pass
        elif not self._left_out and tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self.said.append(re.sub(r"\s+", " ", data))


def plain(text: str) -> str:
    """Return the words of HTML, one paragraph after another."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    said = "".join(reader.said).replace("\xa0", " ")
    lines = (line.strip() for line in said.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
