"""
Load practices in bulk: from JSON lines, from the sample world.

Repeatable by ``external_id``: a record that says nothing new changes nothing. A line
that cannot be read is left out with its reason; the others are taken.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from hubs.models import Country, Hub, Theme
from outbox.events import record
from outbox.nudges import nudge
from practices import transferability, translating
from practices.content import add_revision, content_of
from practices.models import (
    Outcome,
    OutcomeValue,
    Practice,
    Source,
    Translation,
)
from practices.records import (
    Draft,
    Record,
    Unreadable,
    country_finder,
    number,
    read,
    year,
)

BATCH = 500
REVIEWED_EVERY = timedelta(days=730)


@dataclass
class Report:
    """What a load took, and what it left out and why: ``(line, reason)``."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: list[tuple[int, str]] = field(default_factory=list)
    inferred: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        return self.created + self.updated + self.unchanged


def load(records: Iterable[Record | Unreadable], *, by: User | None = None) -> Report:
    """
    Take practices, publish them, and have them embedded in the background.

    A record that could not even be parsed may come as ``Unreadable``; it is reported
    with the line it stood on.
    """
    report = Report()
    books = Books()
    for rows in batched(enumerate(records, 1), BATCH):
        drafts = dict(readable(rows, books, report))
        with transaction.atomic():
            fresh = save(drafts, books, report, by)
            if drafts:
                about = Practice.objects.get(external_id=next(iter(drafts)))
                facts = {"count": len(drafts), "published": [row.pk for row in fresh]}
                record("practices.loaded", about=about, by=by, **facts)
                transaction.on_commit(lambda: nudge("practices.embed"), robust=True)
    return report


class Books:
    """What a load looks up again and again."""

    def __init__(self) -> None:
        rows = Country.objects.values_list("iso3", "iso2", "names", "short_names")
        self.find_country = country_finder(list(rows))
        self.themes = set(Theme.objects.values_list("code", flat=True))
        self.hubs = dict(Hub.objects.values_list("name", "pk"))
        self.hubs |= dict(Hub.objects.values_list("slug", "pk"))


def readable(
    rows: Iterable[tuple[int, Record | Unreadable]], books: Books, report: Report
) -> Iterator[tuple[str, Draft]]:
    """Yield drafts by their key; note those that cannot be read."""
    for line, row in rows:
        try:
            if isinstance(row, Unreadable):
                raise row
            draft = read(row, find_country=books.find_country)
            check_figures(draft)
        except Unreadable as reason:
            report.left_out.append((line, str(reason)))
            continue
        for name in ("language", "approach"):
            report.inferred[name] += bool(draft.fields[f"{name}_inferred"])
        yield draft.external_id, draft


def check_figures(draft: Draft) -> None:
    """:raises Unreadable: for a figure without its year, or with a source that is not there."""
    for outcome in draft.outcomes:
        years = [year(value.get("year")) for value in outcome.get("values", ())]
        if None in years:
            raise Unreadable(_("A figure has no year: every figure carries its year."))
        if len(set(years)) < len(years):
            raise Unreadable(
                _("“%(name)s” has two figures for one year.")
                % {"name": outcome["indicator"]}
            )
        for value in outcome.get("values", ()):
            number(value.get("value"))


def save(
    drafts: dict[str, Draft], books: Books, report: Report, by: User | None
) -> list[Practice]:
    """Write a batch: new rows, changed rows, and what hangs on them; return the new ones."""
    known = {
        row.external_id: row for row in Practice.objects.filter(external_id__in=drafts)
    }
    fresh = [new_practice(drafts[key], books) for key in drafts if key not in known]
    changed = [
        known[key]
        for key in known
        if key is not None and differs(known[key], drafts[key])
    ]
    for practice in changed:
        update(practice, drafts[str(practice.external_id)], books)
    Practice.objects.bulk_create(fresh)
    if changed:
        Practice.objects.bulk_update(changed, CHANGEABLE, batch_size=100)
    hang(fresh + changed, drafts, books, anew=changed)
    keep_history(changed, by)
    known_keys = [row.pk for row in known.values()]
    unlisted = Practice.objects.filter(transferability=None, pk__in=known_keys)
    transferability.derive([*fresh, *changed, *unlisted])
    report.created += len(fresh)
    report.updated += len(changed)
    report.unchanged += len(known) - len(changed)
    return fresh


def keep_history(changed: list[Practice], by: User | None) -> None:
    """Where people have written revisions, write one more; what they wrote stays to be read."""
    keys = [practice.pk for practice in changed]
    written = Practice.objects.filter(pk__in=keys, revisions__isnull=False).distinct()
    for practice in written.with_everything():
        note = _("Loaded anew from its source.")
        add_revision(practice, content_of(practice), by=by, note=note)


CHANGEABLE = (
    "country",
    "country_codes",
    "hub",
    "institution",
    "language",
    "language_inferred",
    "title",
    *Practice.SECTIONS,
    "approach_type",
    "approach_inferred",
    "scale",
    "evidence",
    "start_year",
    "end_year",
    "cost_amount",
    "cost_currency",
    "cost_year",
    "cost_basis",
    "content_hash",
    "updated_at",
    "version",
)


def new_practice(draft: Draft, books: Books) -> Practice:
    practice = Practice(
        external_id=draft.external_id,
        hub_id=books.hubs.get(draft.fields["institution"]),
        review_by=(timezone.now() + REVIEWED_EVERY).date(),
        content_hash=draft.content_hash,
        **draft.fields,
    )
    for status in (Practice.Status.IN_REVIEW, Practice.Status.PUBLISHED):
        practice.move_to(status)
    return practice


def differs(practice: Practice, draft: Draft) -> bool:
    return practice.content_hash != draft.content_hash


def update(practice: Practice, draft: Draft, books: Books) -> None:
    """Bring a practice to what its record says now; its slug never changes."""
    for name, value in draft.fields.items():
        if name != "slug":
            setattr(practice, name, value)
    practice.hub_id = books.hubs.get(draft.fields["institution"])
    practice.content_hash = draft.content_hash
    practice.updated_at = timezone.now()
    practice.version += 1


def hang(
    practices: list[Practice],
    drafts: dict[str, Draft],
    books: Books,
    *,
    anew: list[Practice],
) -> None:
    """
    Write what hangs on a batch; replace what hung on ``anew``.

    Translations that somebody wrote here stay.
    """
    for model in (Outcome, Source, Practice.themes.through):
        model.objects.filter(practice__in=anew).delete()
    Translation.objects.filter(practice__in=anew, author=None).delete()
    of = [(practice, drafts[str(practice.external_id)]) for practice in practices]
    link = Practice.themes.through
    link.objects.bulk_create(
        link(practice_id=practice.pk, theme_id=code)
        for practice, draft in of
        for code in dict.fromkeys(draft.themes)
        if code in books.themes
    )
    write_translations(of)
    sources = write_sources(of)
    write_outcomes(of, sources)


def write_translations(of: list[tuple[Practice, Draft]]) -> None:
    rows = [
        Translation(
            practice=practice,
            language=code,
            title=row["title"],
            summary=row["summary"],
            by_machine=row["by_machine"],
            of_version=practice.version,
        )
        for practice, draft in of
        for code, row in draft.translations.items()
        if code != practice.language
    ]
    for row in rows:
        row.of_digests = translating.digests_of(row.practice, row)
    Translation.objects.bulk_create(rows, ignore_conflicts=True)


def write_sources(of: list[tuple[Practice, Draft]]) -> dict[tuple[int, int], Source]:
    rows = [
        Source(
            practice=practice,
            place=place,
            title=row["title"][:400],
            institution=(row.get("institution") or "")[:250],
            year=year(row.get("year")),
            url=row.get("url") or "",
        )
        for practice, draft in of
        for place, row in enumerate(draft.sources)
    ]
    Source.objects.bulk_create(rows)
    by_place = {(row.practice_id, row.place): row for row in rows}
    costed = [
        (practice, by_place.get((practice.pk, draft.cost_source)))
        for practice, draft in of
        if draft.cost_source is not None
    ]
    for practice, source in costed:
        practice.cost_source = source
    Practice.objects.bulk_update([practice for practice, _ in costed], ["cost_source"])
    return by_place


def write_outcomes(
    of: list[tuple[Practice, Draft]], sources: dict[tuple[int, int], Source]
) -> None:
    outcomes = [
        (
            Outcome(
                practice=practice,
                place=place,
                indicator=row["indicator"][:250],
                unit=(row.get("unit") or "")[:60],
                better=row.get("better") or "",
            ),
            row,
        )
        for practice, draft in of
        for place, row in enumerate(draft.outcomes)
    ]
    Outcome.objects.bulk_create(outcome for outcome, _ in outcomes)
    OutcomeValue.objects.bulk_create(
        OutcomeValue(
            outcome=outcome,
            value=number(value["value"]),
            year=int(value["year"]),
            source=sources.get((outcome.practice_id, value["source"])),
        )
        for outcome, row in outcomes
        for value in row.get("values", ())
    )


def loaded_rows(lines: Iterable[str]) -> Iterator[Any]:
    """Yield the object of each JSON line, or ``Unreadable`` for a line that is none."""
    for line in lines:
        if not line.strip():
            yield Unreadable(_("The line is empty."))
            continue
        try:
            yield json.loads(line)
        except ValueError as fault:
            yield Unreadable(_("The line is not JSON: %(fault)s.") % {"fault": fault})
