"""
Read a problem: clean it, and find its topic inside the story.

A wordy story matches badly. What is encoded is its gist: the words that carry meaning,
in order, without numbers, under a hard cap of tokens; what is searched for are its rare
lexemes. A question of ten thousand characters costs no more than one of a hundred.
"""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from structlog import get_logger

from practices import embedding, guesses
from practices.embedding import EncoderFailed, Vectors
from practices.models import SearchEntry

logger = get_logger(__name__)

LONGEST = 10_000  # characters of a problem
READ = 1_500  # characters of it that are looked at for its gist
GIST_WORDS = 36  # about 45 tokens, 50 ms; more words were measured to add nothing
GIST_SIGNS = 60  # of a script without spaces
LONGEST_WORD, LONGEST_GIST = 40, 500  # characters, whatever somebody pastes
RAREST = 8  # lexemes that are searched for
MOST_RANKED = 6_000  # practices that they may find together
WITHOUT_SPACES = re.compile(r"[぀-ヿ㐀-鿿฀-\u0effက-႟ក-\u17ff]")


class UnreadableProblem(ValidationError):
    """A problem that cannot be matched; the message says what would be right."""


@dataclass
class Reading:
    """A problem as matching sees it."""

    text: str
    language: str
    gist: str
    lexemes: dict[str, float] = field(
        default_factory=dict
    )  # those known, with their idf
    rarest: list[str] = field(default_factory=list)  # those that are searched for
    all_idf: float = 0.0
    total: int = 0  # practices that can be found
    vector: Vectors | None = None  # centred; None when the encoder failed
    story: Vectors | None = None  # without anything that told problems share


def clean(problem: str) -> str:
    """
    Return a problem without control characters and surplus space.

    :raises UnreadableProblem: when nothing is left, when it holds no word, or when it
        is longer than 10,000 characters.
    """
    kept = (
        sign if sign.isspace() or unicodedata.category(sign)[0] != "C" else " "
        for sign in problem
    )
    text = " ".join("".join(kept).split())
    if len(problem) > LONGEST:
        raise UnreadableProblem(
            _("The problem has %(count)d characters; at most %(most)d can be read.")
            % {"count": len(problem), "most": LONGEST}
        )
    if not text:
        raise UnreadableProblem(_("Describe the problem in a sentence or two."))
    if not any(sign.isalpha() for sign in text):
        raise UnreadableProblem(
            _("There are no words in it. Describe in words what happens, and to whom.")
        )
    return text


def read(problem: str) -> Reading:
    """
    Return what a problem is about.

    Without an encoder the reading has no vector, and matching goes on by words.

    :raises UnreadableProblem: as ``clean`` does.
    """
    text = clean(problem)
    language = guesses.language(text)
    words = informative_words(text[:READ], language)
    reading = Reading(text, language, gist_of(text, words))
    weigh(reading, words)
    try:
        reading.vector, reading.story = vectors_of(reading.gist)
    except EncoderFailed as failure:
        logger.warning("encoder_failed", reason=str(failure))
    return reading


@dataclass(frozen=True)
class Word:
    """A word of the problem that is no stop word, its lexeme, and where it is found."""

    text: str
    lexeme: str
    practices: int | None


def informative_words(text: str, language: str) -> list[Word]:
    """Return the words that carry meaning, in order, with how many practices hold each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT token, lexeme, practices
            FROM ts_parse('default', searchable(%s)) WITH ORDINALITY AS parsed(kind, token, place)
            CROSS JOIN LATERAL unnest(
                to_tsvector(search_config(%s), token)
            ) AS found(lexeme, positions, weights)
            LEFT JOIN practices_lexemecount USING (lexeme)
            WHERE token ~ '[[:alpha:]]' AND kind NOT IN (9, 10, 11)  -- parts of hyphenated words
            ORDER BY place
            """,
            [text, language],
        )
        return [Word(*row) for row in cursor.fetchall()]


def gist_of(text: str, words: list[Word]) -> str:
    """Return the telling words of a text; short texts and those without spaces as they are."""
    opening = text[:200]
    if len(WITHOUT_SPACES.findall(opening)) > len(opening) / 3:
        return text[:GIST_SIGNS]
    telling = " ".join(word.text[:LONGEST_WORD] for word in words[:GIST_WORDS])
    return telling[:LONGEST_GIST] or opening


def weigh(reading: Reading, words: list[Word]) -> None:
    """
    Note how rare each lexeme is, and choose the rarest to search for.

    Ranking is what costs: lexemes are searched for, rarest first, while all that they
    find together stays a few thousand.
    """
    counts = {word.lexeme: word.practices or 0 for word in words}
    reading.total = number_of_practices()
    total = max(reading.total, max(counts.values(), default=0), 1)
    idf = {
        lexeme: math.log(1 + (total - found + 0.5) / (found + 0.5))
        for lexeme, found in counts.items()
    }
    reading.all_idf = sum(idf.values())
    reading.lexemes = {lexeme: idf[lexeme] for lexeme in counts if counts[lexeme]}
    by_rarity = sorted(reading.lexemes, key=counts.__getitem__)[:RAREST]
    up_to_here = accumulate(counts[lexeme] for lexeme in by_rarity)
    reading.rarest = [
        lexeme
        for lexeme, to_rank in zip(by_rarity, up_to_here, strict=True)
        if to_rank <= MOST_RANKED
    ]


def number_of_practices() -> int:
    """Return about how many practices can be found; the planner's own count is enough."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = 'practices_searchentry'::regclass"
        )
        counted = int(cursor.fetchone()[0])
    return counted if counted > 10_000 else SearchEntry.objects.count()


@lru_cache(maxsize=512)
def vectors_of(gist: str) -> tuple[Vectors, Vectors]:
    """Return a gist centred, and as a story; kept, because a page asks again when it is read."""
    raw = embedding.encode([gist], kind="query")
    languages = [embedding.language_of(raw[0])]
    bare = (
        embedding.aligned(raw, languages, kind="query")
        - embedding.offsets().common["query"]
    )
    whole = embedding.centred(raw, languages, kind="query")
    return whole[0], embedding.normalised(bare)[0]
