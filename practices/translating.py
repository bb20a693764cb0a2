"""A practice in other languages: asked for, written, published; stale when it moves on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.events import record
from practices.models import (
    Practice,
    Translation,
    TranslationRequest,
    fingerprint,
)
from practices.reasons import language_name, own_name
from practices.records import folded
from practices.speaking import (
    may_discard,
    may_publish_translation,
    may_translate,
    why_not_publish_translation,
    why_not_translate,
)

LISTS = Practice.LISTS
LONGEST = 100_000  # characters of one section, as where practices are written
Texts = Mapping[str, Any]  # by section; lists for those that are lists


class ChangedMeanwhile(ValidationError):
    """Somebody else saved in between; the second one sees both texts."""


class Untranslatable(ValidationError):
    """A translation that cannot be: into its own language, or without a title."""


class ReasonMissing(ValidationError):
    """A decision without a word on why."""


@transaction.atomic
def write(
    practice: Practice,
    language: str,
    *,
    by: User,
    texts: Texts,
    by_machine: bool = False,
    version: int = 0,
) -> Translation:
    """
    Keep a draft of a practice in another language, of what the practice says now.

    ``version`` is that of the draft from which one began; 0 where there was none.

    :raises PermissionDenied: unless she speaks for a country or a hub.
    :raises Untranslatable: into its own language, without a title, or far too long.
    :raises ChangedMeanwhile: where somebody else saved since.
    """
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    if not may_translate(by):
        raise PermissionDenied(why_not_translate(by))
    check(practice, language, texts)
    draft = draft_of(practice, language)
    if (draft.version if draft else 0) != version:
        raise ChangedMeanwhile(
            _("Somebody else saved this translation meanwhile. Both texts are below.")
        )
    row = draft or Translation(
        practice=practice,
        language=language,
        status=Translation.Status.DRAFT,
        version=0,
    )
    fill(row, practice, texts)
    row.by_machine, row.author = by_machine, by
    row.version += 1
    row.save()
    facts = {**facts_of(row), "version": row.version}
    record("translation.written", about=row, by=by, **facts)
    return row


def draft_of(practice: Practice, language: str) -> Translation | None:
    drafts = Translation.objects.drafts().filter(practice=practice, language=language)
    return drafts.first()


def fill(row: Translation, practice: Practice, texts: Texts) -> None:
    """Take over what was typed, and note of which words it is a translation."""
    for name in Translation.TEXTS:
        empty: Any = [] if name in LISTS else ""
        setattr(row, name, texts.get(name) or empty)
    row.of_version = practice.version
    row.of_digests = digests_of(practice, row)
    row.updated_at = timezone.now()


def digests_of(practice: Practice, row: Translation) -> dict[str, str]:
    """Return what each translated section says in the original, in short."""
    return {
        name: fingerprint(getattr(practice, name))
        for name in Translation.TEXTS
        if getattr(row, name)
    }


def check(practice: Practice, language: str, texts: Texts) -> None:
    """:raises Untranslatable: for what cannot be kept."""
    if language == practice.language:
        raise Untranslatable(_("This is the language in which it was written."))
    if not str(texts.get("title") or "").strip():
        raise Untranslatable(_("A translation has a title at least."))
    if len(str(texts["title"])) > 300:
        raise Untranslatable(_("A title has 300 characters at most."))
    if any(len(str(text)) > LONGEST for text in texts.values()):
        raise Untranslatable(_("One of the sections is far too long."))


@transaction.atomic
def publish(translation: Translation, *, by: User) -> Translation:
    """
    Show a draft to readers, in place of what was published in this language before.

    :raises PermissionDenied: unless she keeps the practice.
    :raises IllegalMove: where it is published.
    """
    row = locked(translation)
    if not may_publish_translation(by, row.practice):
        raise PermissionDenied(why_not_publish_translation(by, row.practice))
    if not row.is_published:
        Translation.objects.published().filter(
            practice=row.practice_id, language=row.language
        ).delete()
    row.move_to(Translation.Status.PUBLISHED)
    record("translation.published", about=row, by=by, **facts_of(row))
    return row


@transaction.atomic
def take_down(translation: Translation, *, by: User, reason: str) -> Translation:
    """
    Make a draft again of what was published, and say why; its author reads the reason.

    :raises PermissionDenied: unless she keeps the practice.
    :raises ReasonMissing: without a reason.
    :raises Untranslatable: while there is another draft in this language.
    :raises IllegalMove: where it is not published.
    """
    row = locked(translation)
    if not may_publish_translation(by, row.practice):
        raise PermissionDenied(why_not_publish_translation(by, row.practice))
    if not reason.strip():
        raise ReasonMissing(_("Say why: whoever translated it reads the reason."))
    if row.is_published and draft_of(row.practice, row.language):
        raise Untranslatable(
            _("There is a draft in this language: publish it, or throw it away first.")
        )
    row.move_to(Translation.Status.DRAFT)
    facts = {**facts_of(row), "reason": reason.strip()}
    record("translation.taken_down", about=row, by=by, **facts)
    return row


@transaction.atomic
def discard(translation: Translation, *, by: User) -> None:
    """
    Throw a draft away.

    :raises PermissionDenied: unless it is hers, or she keeps the practice.
    :raises Untranslatable: for what is published.
    """
    row = locked(translation)
    if not may_discard(by, row):
        raise PermissionDenied(_("Its author, or who keeps the practice, discards it."))
    if row.is_published:
        raise Untranslatable(_("It is published: take it down first, and say why."))
    record("translation.discarded", about=row, by=by, **facts_of(row))
    row.delete()


def locked(translation: Translation) -> Translation:
    rows = Translation.objects.select_for_update(of=("self",))
    return rows.select_related("practice__hub", "practice__country").get(
        pk=translation.pk
    )


def facts_of(row: Translation) -> dict[str, Any]:
    return {
        "practice": row.practice.slug,
        "language": row.language,
        "by_machine": row.by_machine,
    }


# --- who asks for one -------------------------------------------------------------------


@transaction.atomic
def ask(
    practice: Practice, language: str, *, by: User | None, visitor: str = ""
) -> int:
    """
    Say that one would read a practice in a language; asked twice, it counts once.

    Return how many have asked.

    :raises Untranslatable: for its own language, and where there is a translation.
    """
    if language == practice.language:
        raise Untranslatable(_("This is the language in which it was written."))
    published = Translation.objects.published().filter(
        practice=practice, language=language
    )
    if any(row.is_whole(practice) for row in published):
        raise Untranslatable(_("There is a translation into this language already."))
    row = TranslationRequest(
        practice=practice, language=language, person=by, visitor="" if by else visitor
    )
    made = TranslationRequest.objects.bulk_create([row], ignore_conflicts=True)
    return requests_for(practice).get(language, len(made))


def requests_for(practice: Practice) -> dict[str, int]:
    """Return how many have asked for a practice, by language."""
    rows = TranslationRequest.objects.filter(practice=practice).order_by()
    return dict(rows.values_list("language").annotate(count=Count("pk")))


def wanted(practices: QuerySet[Practice], language: str = "") -> QuerySet[Any]:
    """
    Return what readers ask for of some practices and nobody has answered, most asked first.

    Of one language alone where one is named.
    """
    rows = unanswered(practices)
    if language:
        rows = rows.filter(language=language) if language in INTO else rows.none()
    asked = rows.order_by().values("practice", "language")
    return asked.annotate(count=Count("pk"), latest=Max("asked_at")).order_by(
        "-count", "-latest", "practice", "language"
    )


def languages_wanted(practices: QuerySet[Practice]) -> list[tuple[str, str]]:
    """Return the languages that readers wait for of some practices, by name."""
    codes = unanswered(practices).order_by().values_list("language", flat=True)
    return by_name(codes.distinct())


def unanswered(practices: QuerySet[Practice]) -> QuerySet[TranslationRequest]:
    """Return each wish of a reader for which nothing was published since."""
    answered = Translation.objects.published().filter(
        practice=OuterRef("practice"),
        language=OuterRef("language"),
        updated_at__gte=OuterRef("asked_at"),
    )
    return TranslationRequest.objects.filter(
        ~Exists(answered), practice__in=practices.values("pk")
    )


# --- side by side -----------------------------------------------------------------------


@dataclass(frozen=True)
class Beside:
    """A section: the original, its translation, and whether the original has moved on."""

    name: str
    original: Any
    translated: Any
    stale: bool

    @property
    def is_list(self) -> bool:
        return self.name in LISTS


def beside(practice: Practice, row: Translation | None) -> list[Beside]:
    """Return the sections that the original has, each with its translation."""
    stale = set(row.stale_sections(practice)) if row else set()
    return [
        Beside(
            name,
            getattr(practice, name),
            getattr(row, name) if row else "",
            name in stale,
        )
        for name in Translation.TEXTS
        if getattr(practice, name) or (row and getattr(row, name))
    ]


# --- into which ------------------------------------------------------------------------

# Those that officials work in.
INTO = (
    *("en", "fr", "es", "pt", "ar", "ru", "zh", "id", "sw", "am", "ha", "so", "rw"),
    *("mg", "hi", "bn", "ur", "ta", "ne", "si", "fa", "tr", "uz", "kk", "vi", "th"),
    *("lo", "km", "my", "tl", "ht", "mn", "qu"),
)


def languages_but(original: str) -> list[tuple[str, str]]:
    """Return the languages into which a practice may be translated, by name."""
    return by_name(code for code in INTO if code != original)


def by_name(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return languages with what the reader calls them, in the order of these names."""
    return sorted(((code, language_name(code)) for code in codes), key=itemgetter(1))


def called(languages: Iterable[tuple[str, str]], words: str) -> list[tuple[str, str]]:
    """Return the languages whose name, here or among their own speakers, has these words."""
    sought = folded(words)
    return [
        (code, name)
        for code, name in languages
        if code == sought or sought in folded(f"{name} {own_name(code)}")
    ]
