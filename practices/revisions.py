"""
What a practice said at every moment: saved, compared, restored; nothing is overwritten.

The content of a practice is a record, in the shape that the loader and the API read too.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from hubs.models import Country, Theme
from outbox.events import record
from practices import loading
from practices.content import FIELDS, Content, add_revision, content_of
from practices.models import Practice, Revision
from practices.permissions import why_not_edit
from practices.records import Draft, Unreadable, country_finder, read


class Stale(ValidationError):
    """Somebody else saved meanwhile; nothing was overwritten."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(
            _(
                "Somebody saved a newer version while you were writing (version "
                "%(version)d). Nothing was overwritten: look at both, and save again."
            )
            % {"version": practice.version}
        )
        self.practice = practice


class Unfit(ValidationError):
    """Content that cannot be taken; the message says what is wrong and what would be right."""


class NoSuchRevision(ValidationError):
    """A revision that never was."""


# --- content ------------------------------------------------------------------------


def readable(content: Mapping[str, Any]) -> Draft:
    """
    Return content as the loader reads it.

    :raises Unfit: with a sentence for the person who wrote it.
    """
    known = {name: content[name] for name in FIELDS if name in content}
    if content.get("country"):
        known.setdefault("countries", [content["country"]])
    try:
        draft = read(
            known | {"hub": content.get("institution")},
            find_country=countries_by_name(),
        )
        loading.check_figures(draft)
    except Unreadable as refusal:
        raise Unfit(str(refusal)) from None
    refuse_too_long(known, draft)
    refuse_unknown_themes(draft.themes)
    refuse_unknown_places(draft)
    return draft


def countries_by_name() -> Callable[[str], str | None]:
    rows = Country.objects.values_list("iso3", "iso2", "names", "short_names")
    return country_finder(list(rows))


LONGEST: dict[str, int] = {"title": 300, "institution": 250}


def refuse_too_long(content: Mapping[str, Any], draft: Draft) -> None:
    """Refuse what the loader would cut: a person can say it shorter, a file cannot."""
    texts = [
        (name, str(content.get(name) or ""), most) for name, most in LONGEST.items()
    ]
    texts += [("indicator", row["indicator"], 250) for row in draft.outcomes]
    texts += [("unit", row["unit"], 60) for row in draft.outcomes]
    texts += [("source", row["title"], 400) for row in draft.sources]
    for name, text, most in texts:
        if len(text.strip()) > most:
            raise Unfit(
                _("“%(name)s” has %(count)d characters; at most %(most)d are taken.")
                % {"name": name, "count": len(text.strip()), "most": most}
            )


def keep_guesses(practice: Practice, draft: Draft, content: Mapping[str, Any]) -> None:
    """Leave marked as guessed what the writer has not looked at."""
    for name, flag in (
        ("language", "language_inferred"),
        ("approach_type", "approach_inferred"),
    ):
        if name not in content:
            draft.fields[flag] = getattr(practice, flag)


def refuse_unknown_themes(codes: list[str]) -> None:
    known = set(Theme.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown := [code for code in codes if code not in known]:
        raise Unfit(_("There is no theme “%(code)s”.") % {"code": unknown[0]})


def refuse_unknown_places(draft: Draft) -> None:
    """Refuse a figure whose source is not in the list: it would lose it unseen."""
    named = [value["source"] for row in draft.outcomes for value in row["values"]]
    for place in (*named, draft.cost_source):
        if place is not None and not 0 <= place < len(draft.sources):
            raise Unfit(
                _("A figure names source %(number)d, which is not in the list.")
                % {"number": place + 1}
            )


def write(practice: Practice, draft: Draft) -> None:
    """Bring a practice to what a draft says; its slug never changes."""
    for name, value in draft.fields.items():
        if name != "slug":
            setattr(practice, name, value)
    practice.cost_source = None
    practice.save()
    practice.outcomes.all().delete()
    practice.sources.all().delete()
    practice.themes.set(Theme.objects.filter(code__in=draft.themes))
    of = [(practice, draft)]
    loading.write_outcomes(of, loading.write_sources(of))


# --- verbs --------------------------------------------------------------------------


@transaction.atomic
def revise(
    practice: Practice,
    content: Mapping[str, Any],
    *,
    by: User,
    version: int,
    note: str = "",
    restored: int | None = None,
) -> Practice:
    """
    Save what a practice says from now on, as a new revision.

    ``content`` may leave fields out: they stay as they are. ``version`` is the one that
    the writer began from. What changes nothing makes no revision.

    :raises PermissionDenied: unless it is hers to edit now.
    :raises Stale: where somebody else has saved meanwhile.
    :raises Unfit: for content that cannot be taken.
    """
    practice = locked(practice)
    if why_not := why_not_edit(by, practice):
        raise PermissionDenied(why_not)
    if practice.version != version:
        raise Stale(practice)
    before = content_of(practice)
    if all(before[name] == content[name] for name in FIELDS if name in content):
        return practice
    draft = readable(before | dict(content))
    keep_guesses(practice, draft, content)
    baseline(practice, before)
    write(practice, draft)
    practice = Practice.objects.with_everything().get(pk=practice.pk)
    after = content_of(practice)
    if after == before:
        return practice
    practice.version += 1
    practice.updated_at = timezone.now()
    practice.save(update_fields=["version", "updated_at"])
    revision = add_revision(practice, after, by=by, note=note, restored=restored)
    facts = {"number": revision.number, "note": note}
    kind = "practice.revised" if restored is None else "practice.restored"
    record(kind, about=practice, by=by, **facts)
    return practice


@transaction.atomic
def restore(
    practice: Practice, number: int, *, by: User, version: int, note: str = ""
) -> Practice:
    """
    Say again what an earlier revision said, as a new one.

    :raises NoSuchRevision: for a number that this practice never had.
    :raises PermissionDenied, Stale: as ``revise`` does.
    """
    revision = revision_of(practice, number)
    return revise(
        practice,
        revision.content,
        by=by,
        version=version,
        note=note
        or _("Says again what revision %(number)d said.") % {"number": number},
        restored=number,
    )


def revision_of(practice: Practice, number: int) -> Revision:
    """:raises NoSuchRevision: for a number that this practice never had."""
    found = practice.revisions.filter(number=number).select_related("by").first()
    if found is None:
        latest = practice.revisions.newest_first().first()
        raise NoSuchRevision(
            _(
                "This practice has no revision %(number)d. Its latest is %(latest)d; "
                "revisions are never deleted."
            )
            % {"number": number, "latest": latest.number if latest else 0}
        )
    return found


def baseline(practice: Practice, content: Content) -> None:
    """Keep what a practice said before its first revision, so that nothing is lost."""
    if not practice.revisions.exists():
        Revision.objects.create(
            practice=practice,
            number=1,
            version=practice.version,
            content=content,
            by=practice.author,
            at=practice.updated_at,
        )


def content_at(practice: Practice, version: int) -> Content | None:
    """Return what a practice said at a version; None where nobody kept it."""
    rows = practice.revisions.filter(version__lte=version)
    revision = rows.newest_first().first()
    return revision.content if revision else None


def locked(practice: Practice) -> Practice:
    """Return the row as it is now, held until the end of the transaction."""
    Practice.objects.select_for_update().get(pk=practice.pk)
    return Practice.objects.with_everything().get(pk=practice.pk)


def with_those_before(
    practice: Practice, rows: Iterable[Revision]
) -> list[tuple[Revision, Revision | None]]:
    """Return revisions each with the one before it, in one query."""
    rows = list(rows)
    wanted = {row.number - 1 for row in rows}
    before = {row.number: row for row in practice.revisions.filter(number__in=wanted)}
    return [(row, before.get(row.number - 1)) for row in rows]
