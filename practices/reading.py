"""
Read a problem: clean it, and find its topic inside the story.

A wordy story matches badly. What is encoded is its gist: a short question as it is, of a
longer one the words that tell most, in order, under a hard cap of tokens; what is searched
for are its rare lexemes. A question of ten thousand characters costs no more than one of
two hundred.
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

from practices import embedding, guesses, topics
from practices.embedding import EncoderFailed, Vectors

logger = get_logger(__name__)

LONGEST = 10_000  # characters of a problem
READ = 1_500  # characters of it that are looked at for its gist
OPENING = 200  # characters that tell its language and script
# Some 45 tokens, 50 ms; more were measured to add nothing:
GIST = 200  # characters
GIST_SIGNS = 60  # of a script without spaces
RAREST = 8  # lexemes that are searched for
MOST_RANKED = 2_000  # practices that they may find together
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
    nearest: topics.Nearest = field(default_factory=list)


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
    language = guesses.language(text[:OPENING])
    words = informative_words(text[:READ], language)
    reading = Reading(text, language, gist_of(text, words))
    weigh(reading, words)
    try:
        reading.vector, reading.nearest = meaning_of(reading.gist, language)
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
    """Return what is encoded: a short text whole, of a longer one its most telling words."""
    opening = text[:OPENING]
    if len(WITHOUT_SPACES.findall(opening)) > len(opening) / 3:
        return text[:GIST_SIGNS]
    return text if len(text) <= GIST else most_telling(words) or opening


def most_telling(words: list[Word]) -> str:
    """Return the words that fewest practices hold, though some do, in order."""
    by_rarity = sorted(words, key=lambda word: word.practices or math.inf)
    lengths = accumulate(len(word.text) + 1 for word in by_rarity)
    kept = {
        id(word)
        for word, so_far in zip(by_rarity, lengths, strict=True)
        if so_far <= GIST
    }
    return " ".join(word.text for word in words if id(word) in kept)


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
    """Return how many practices can be found; of many, the planner's own count is enough."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT CASE WHEN reltuples > 10000 THEN reltuples::bigint
                ELSE (SELECT count(*) FROM practices_searchentry) END
            FROM pg_class WHERE oid = 'practices_searchentry'::regclass
            """
        )
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=512)
def meaning_of(gist: str, language: str) -> tuple[Vectors, topics.Nearest]:
    """
    Return a gist's vector, and the topics of which it tells.

    Both are kept, because a page asks again when it is read. Topics are compared
    without anything that told problems share.
    """
    raw = embedding.encode([gist], kind="query")
    story = (
        embedding.aligned(raw, [language], kind="query")
        - embedding.offsets().common["query"]
    )
    whole = embedding.centred(raw, [language], kind="query")
    return whole[0], topics.nearest(embedding.normalised(story)[0])
