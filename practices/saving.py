"""
A person keeps a search, and is told when something arrives that answers it.

What she asks for is hers alone: events say that she saved a search, never what it says.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from hubs.models import Country, Hub, Theme
from hubs.profiles import profiles
from outbox.events import record
from practices import embedding, matching, reading
from practices.browsing import FACETS, REGIONS, STATUSES, iso3_of, legible
from practices.embedding import EncoderFailed
from practices.models import Practice, SavedEntry, SavedSearch, SavedSearchQuerySet
from practices.permissions import may_keep
from practices.search_sql import ANY_LANGUAGE, CONFIGURATIONS
from practices.standing import Wanted, as_sparse, word_anchor

NAME = 120  # characters
LONGEST_NAME = (
    8  # lexemes of a problem that may be a practice's own name; a story has more
)
# A practice must have one of a search's anchors; the first of these is the rarest:
RAREST_FIRST = (
    "country",
    "hub",
    "theme",
    "approach_type",
    "status_of_country",
    "region",
    "evidence",
    "language",
)


class NothingWanted(ValidationError):
    """A search that everything would answer; the message says what would be right."""


class UnknownChoice(ValidationError):
    """A choice that the catalogue does not know, so that nothing could ever answer."""


class SavedAlready(ValidationError):
    """The same search again; the message says under which name it is kept."""


class TooManySearches(ValidationError):
    """More than one person can mean."""


class ChangedMeanwhile(ValidationError):
    """Somebody, or the same person elsewhere, was faster; the message says what stands there."""


@dataclass(frozen=True)
class Condition:
    """What a search asks for, read and in order; all of it must hold."""

    problem: str = ""
    words: str = ""
    values: tuple[tuple[str, str], ...] = ()
    home: Country | None = None

    @classmethod
    def of(
        cls,
        *,
        problem: str = "",
        words: str = "",
        values: tuple[tuple[str, str], ...] = (),
        home: Country | None = None,
    ) -> "Condition":
        """
        Take what a person wants to be told of.

        :raises NothingWanted: where nothing is said at all.
        :raises UnknownChoice: for a value that no practice can have.
        :raises UnreadableProblem: as matching does.
        """
        if not (problem.strip() or legible(words) or values):
            raise NothingWanted(
                _("Say what you look for: a problem, words, or at least one choice.")
            )
        text = reading.clean(problem) if problem.strip() else ""
        known = tuple(sorted({in_order(facet, value) for facet, value in values}))
        return cls(text, searchable(words), known, home if text else None)

    @property
    def choices(self) -> list[str]:
        return [f"{facet}:{value}" for facet, value in self.values]


def searchable(words: str) -> str:
    """:raises NothingWanted: for words without a letter or figure to be found by."""
    text = legible(words)[:200]
    if text and not any(sign.isalnum() for sign in text):
        raise NothingWanted(_("There is no word in “%(text)s”.") % {"text": text})
    return text


def in_order(facet: str, value: str) -> tuple[str, str]:
    """
    Return a choice as practices carry it.

    :raises UnknownChoice: where the catalogue has no such facet, or no such value.
    """
    text = legible(value)
    text = iso3_of(text) if facet == "country" else text
    if facet not in FACETS or not is_known(facet, text):
        raise UnknownChoice(
            _("The catalogue knows no %(facet)s “%(value)s”.")
            % {"facet": str(FACETS.get(facet, facet)), "value": legible(value)[:80]}
        )
    return facet, text


def is_known(facet: str, value: str) -> bool:
    known: dict[str, Any] = {
        "approach_type": Practice.Approach.values,
        "evidence": Practice.Evidence.values,
        "region": REGIONS,
        "status_of_country": STATUSES,
    }
    if facet == "country":
        return value in profiles(timezone.now().date())
    if facet == "theme":
        return Theme.objects.filter(code=value).exists()
    if facet == "hub":
        return Hub.objects.filter(slug=value).exists()
    if facet == "language":
        return value.isascii() and value.isalpha() and 2 <= len(value) <= 3
    return value in known[facet]


# --- what matching knows of it ------------------------------------------------------


def recipe() -> str:
    """Return what a search's vector is made with; another recipe means: make it again."""
    told = f"{embedding.recipe()}/pivot-{matching.PIVOT}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def understood(condition: Condition) -> tuple[SavedSearch, SavedEntry]:
    """Return a search and what matching will know; without an encoder its vector waits."""
    search = SavedSearch(
        problem=condition.problem,
        words=condition.words,
        choices=condition.choices,
        home=condition.home,
    )
    entry = SavedEntry(
        choices=condition.choices,
        has_problem=bool(condition.problem),
        asked=as_query(condition.words),
    )
    if condition.problem:
        understand(search, entry)
    else:
        entry.anchors = anchors_of(condition)
    search.entry = entry
    return search, entry


def understand(search: SavedSearch, entry: SavedEntry) -> None:
    """Note where a problem lies among the topics, and what its words weigh if it is a name."""
    found = reading.read(search.problem)
    named = found.lexemes if len(found.lexemes) <= LONGEST_NAME else {}
    whole = max(found.all_idf, 1.0)
    search.weighed = {lexeme: idf / whole for lexeme, idf in named.items()}
    entry.weighed = as_sparse(search.weighed) if named else None
    vector = matching.towards_topics(found)
    entry.vector = None if vector is None else vector.tolist()
    entry.recipe = "" if vector is None else recipe()
    entry.trust = matching.trust(found)


def as_query(words: str) -> Any:
    """Return words as the catalogue looks for them, for the database to keep."""
    if not words:
        return None
    made = [words] * ANY_LANGUAGE.count("%s")
    return RawSQL(f"({ANY_LANGUAGE})", made)  # noqa: S611  (constants; the words are a parameter)


def anchors_of(condition: Condition) -> list[str]:
    """Return what a practice must have one of: forms of the longest word, or a rare choice."""
    if condition.words:
        return [word_anchor(lexeme) for lexeme in longest_lexemes(condition.words)]
    by_rarity = sorted(condition.values, key=lambda row: RAREST_FIRST.index(row[0]))
    return [":".join(by_rarity[0])]


def longest_lexemes(words: str) -> list[str]:
    """Return, for each language's stemmer, the longest lexeme that it sees in some words."""
    longest = " UNION ".join(
        "(SELECT lexeme FROM unnest("  # noqa: S608  (constants; the words are a parameter)
        f"to_tsvector('counterpart_{code}', searchable(%s)))"
        " ORDER BY length(lexeme) DESC, lexeme LIMIT 1)"
        for code in CONFIGURATIONS
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{longest} ORDER BY lexeme", [words] * len(CONFIGURATIONS))
        return [lexeme for (lexeme,) in cursor.fetchall()]


def wanted(condition: Condition) -> Wanted:
    """Return what a search would ask for if it were saved, for a look at the last month."""
    search, _entry = understood(condition)
    return Wanted.by(search)


def understand_waiting(limit: int = 16) -> int:
    """
    Give vectors to up to ``limit`` searches that wait for one; return how many.

    Rows are locked while they are read, so two workers take different ones.

    :raises EncoderFailed: when the encoder does not answer; the rows wait on.
    """
    with transaction.atomic():
        waiting = SavedEntry.objects.waiting(recipe()).select_related("search")
        locked = waiting.select_for_update(skip_locked=True, of=("self",))
        entries = list(locked.order_by("search_id")[:limit])
        for entry in entries:
            understand(entry.search, entry)
            if entry.vector is None:
                raise EncoderFailed("A saved search waits on for its vector.")
        SavedEntry.objects.bulk_update(
            entries, ["vector", "recipe", "trust", "weighed"]
        )
        SavedSearch.objects.bulk_update([row.search for row in entries], ["weighed"])
    return len(entries)


# --- the verbs ----------------------------------------------------------------------


@transaction.atomic
def save(
    condition: Condition, *, name: str, by: User, leads_to: str = ""
) -> SavedSearch:
    """
    Keep a search for a person, who is told from now on when something answers it.

    :param leads_to: the page of that for which it is kept, where notices lead her.
    :raises SavedAlready: where she keeps the same already.
    :raises TooManySearches: beyond a hundred.
    """
    User.objects.select_for_update().get(pk=by.pk)  # she saves one search at a time
    refuse_what_she_has(condition, by)
    search, entry = understood(condition)
    search.person, search.leads_to = by, leads_to
    search.name = legible(name)[:NAME] or _("Without a name")
    search.save(force_insert=True)
    entry.search = search
    entry.save(force_insert=True)
    record("saved_search.saved", about=search, by=by)
    return search


def refuse_what_she_has(condition: Condition, person: User) -> None:
    hers = SavedSearch.objects.visible_to(person)
    if hers.count() >= SavedSearch.MOST:
        raise TooManySearches(
            _("You keep %(most)d searches already. Delete one that you no longer need.")
            % {"most": SavedSearch.MOST}
        )
    if same := same_of(hers, condition):
        refuse_twice(same)


def refuse_twice(same: SavedSearch) -> None:
    raise SavedAlready(
        _("You keep this search already: it is called “%(name)s”.")
        % {"name": same.name}
    )


def same_of(searches: SavedSearchQuerySet, condition: Condition) -> SavedSearch | None:
    return searches.filter(
        problem=condition.problem,
        words=condition.words,
        choices=condition.choices,
        home=condition.home,
    ).first()


@transaction.atomic
def restate(
    search: SavedSearch, condition: Condition, *, name: str, by: User
) -> SavedSearch:
    """
    Ask for what it is kept for as that stands now; what it found so far stays.

    :raises SavedAlready: where she keeps the same under another name.
    """
    search = hers(search, by)
    others = SavedSearch.objects.visible_to(by).exclude(pk=search.pk)
    if same := same_of(others, condition):
        refuse_twice(same)
    now, entry = understood(condition)
    search.name = legible(name)[:NAME] or search.name
    for part in ("problem", "words", "choices", "home", "weighed"):
        setattr(search, part, getattr(now, part))
    search.version += 1
    search.save()
    entry.search = search
    entry.save(force_update=True)
    record("saved_search.restated", about=search, by=by)
    return search


@transaction.atomic
def keep_for(search: SavedSearch, page: str, *, by: User) -> SavedSearch:
    """Have its notices lead to the page of that for which it is kept from now on."""
    search = hers(search, by)
    search.leads_to = page
    return kept(search, "leads_to", "saved_search.kept_for", by)


@transaction.atomic
def rename(
    search: SavedSearch, *, name: str, by: User, version: int | None = None
) -> SavedSearch:
    """
    Call a search something else.

    :raises ChangedMeanwhile: where it is no longer of the version that she saw.
    """
    search = hers(search, by)
    text = legible(name)[:NAME]
    if not text:
        raise NothingWanted(_("A search needs a name, so that you know what told you."))
    if version is not None and version != search.version:
        raise ChangedMeanwhile(
            _("It was changed meanwhile: it is called “%(name)s” now.")
            % {"name": search.name}
        )
    search.name = text
    return kept(search, "name", "saved_search.renamed", by)


@transaction.atomic
def pause(search: SavedSearch, *, by: User) -> SavedSearch:
    """Tell nothing of it until it is resumed; what arrives meanwhile is not told later."""
    search = hers(search, by)
    if search.paused_at:
        return search
    search.paused_at = timezone.now()
    return kept(search, "paused_at", "saved_search.paused", by)


@transaction.atomic
def resume(search: SavedSearch, *, by: User) -> SavedSearch:
    """Tell again, of what arrives from now on."""
    search = hers(search, by)
    if not search.paused_at:
        return search
    search.paused_at = None
    return kept(search, "paused_at", "saved_search.resumed", by)


@transaction.atomic
def delete(search: SavedSearch, *, by: User) -> None:
    """Forget a search, and what it found."""
    search = hers(search, by)
    record("saved_search.deleted", about=search, by=by)
    search.delete()


def hers(search: SavedSearch, person: User) -> SavedSearch:
    """:raises PermissionDenied: unless she keeps it."""
    locked = SavedSearch.objects.select_for_update(of=("self",)).with_entry()
    found = locked.get(pk=search.pk)
    if not may_keep(person, found):
        raise PermissionDenied
    return found


def kept(search: SavedSearch, changed: str, kind: str, by: User) -> SavedSearch:
    search.version += 1
    search.save(update_fields=[changed, "version"])
    record(kind, about=search, by=by)
    return search
