"""Who reads the API: the languages she accepts, and which of ours comes nearest."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request

# Names of countries come in these.
NAMED = ("en", "fr", "es", "pt", "ar", "ru", "zh", "id")
DEFAULT = "en"
MOST = 12  # languages of one caller that are looked at


@dataclass(frozen=True)
class Reader:
    """The languages that a caller accepts, best first; English where she names none."""

    languages: tuple[str, ...] = (DEFAULT,)

    @property
    def language(self) -> str:
        """The best of those in which the names of countries and themes come."""
        return next((code for code in self.languages if code in NAMED), DEFAULT)

    def name(self, texts: Mapping[str, str]) -> str:
        """Return a name in her language, else in English, else in any."""
        return (
            texts.get(self.language)
            or texts.get(DEFAULT)
            or next(iter(texts.values()), "")
        )


def reader_of(request: HttpRequest | Request) -> Reader:
    """Return the reader that ``Accept-Language`` describes."""
    wanted = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    codes = [
        tag.partition("-")[0] for tag, quality in wanted if quality > 0 and tag != "*"
    ]
    return Reader(tuple(dict.fromkeys(codes))[:MOST] or (DEFAULT,))
