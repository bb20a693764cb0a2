"""
Whence a practice came, and who learned from it: as a river, and as its people say.

One side states a link, the other confirms or disputes it. Links that came from public
sources were stated by nobody; there the source of the lesson has the word.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from hubs import maps
from hubs.models import Country
from outbox.events import record
from practices.models import Lineage, Practice
from practices.speaking import (
    may_confirm_link,
    may_dispute,
    may_state,
    may_take_back,
    sides_of,
    why_not_answer,
    why_not_state,
    why_not_take_back,
)

Side = Callable[[Lineage], tuple[Practice | None, Country]]
Row = tuple[str, str, int]
FIRST_YEAR = 1900


class UntrueLink(ValidationError):
    """A link that cannot be: it has one end, a year to come, or stands here already."""


class ReasonMissing(ValidationError):
    """A decision without a word on why; the other side reads it."""


def links_of(practice: Practice) -> list[Lineage]:
    """
    Return all links that end in a practice or start from it and stand, oldest first.

    Another practice that is not published is left out: its country stands for it.
    """
    rows = Lineage.objects.around(practice).standing().with_ends()
    links = list(rows.order_by("year", "pk"))
    for link in links:
        link.source = practice if link.source == practice else link.source
        link.learner = practice if link.learner == practice else link.learner
    with_titles(links, practice)
    for link in links:
        link.source = named(link.source, practice)
        link.learner = named(link.learner, practice)
    return links


def named(end: Practice | None, here: Practice) -> Practice | None:
    """Return an end that may be named: the practice itself, or one that is published."""
    published = end is not None and end.status == Practice.Status.PUBLISHED
    return end if published or end == here else None


def with_titles(rows: Iterable[Lineage], *others: Practice) -> list[Lineage]:
    """Fetch what practices at both ends, and others, are called elsewhere, in one query."""
    links = list(rows)
    ends = [end for link in links for end in (link.source, link.learner) if end]
    prefetch_related_objects([*others, *ends], "translations")
    return links


def river_of(practice: Practice, links: Iterable[Lineage]) -> maps.River | None:
    """Return the river of a practice; nothing where it neither took nor gave."""
    rows = [link for link in links if not link.is_disputed]
    taken = [link for link in rows if link.learner_id == practice.pk]
    given = [link for link in rows if link.source_id == practice.pk]
    if not rows:
        return None
    return maps.river(summed(taken, source_end), summed(given, learner_end))


def source_end(link: Lineage) -> tuple[Practice | None, Country]:
    return link.source, link.source_country


def learner_end(link: Lineage) -> tuple[Practice | None, Country]:
    return link.learner, link.learner_country


def summed(links: Iterable[Lineage], side: Side) -> list[Row]:
    """Return each other end once, with the number of aspects that passed."""
    rows: dict[str, Row] = {}
    for practice, country in map(side, links):
        url = (practice or country).get_absolute_url()
        name, _, count = rows.get(url, (country.name, url, 0))
        rows[url] = (name, url, count + 1)
    return sorted(rows.values(), key=lambda row: -row[2])


# --- what its people say --------------------------------------------------------------


@transaction.atomic
def state(
    *,
    source: Practice | Country,
    learner: Practice | Country,
    kind: str,
    aspect: str,
    by: User,
    changed: str = "",
    evidence: str = "",
    year: int | None = None,
) -> Lineage:
    """
    Say for one side that it learned from the other, or that the other learned from it.

    :raises UntrueLink: where it cannot be, or stands here already.
    :raises PermissionDenied: unless she speaks for one of the sides.
    """
    link = Lineage(
        **end_of("source", source),
        **end_of("learner", learner),
        kind=kind,
        aspect=aspect.strip()[:300],
        changed=changed.strip(),
        evidence=evidence.strip()[:400],
        year=year,
    )
    check(link)
    if not may_state(by, link):
        raise PermissionDenied(why_not_state(by, link))
    sides, learner_side = sides_of(by, link), Lineage.Side.LEARNER
    link.stated_by = by
    link.stated_side = learner_side if learner_side in sides else Lineage.Side.SOURCE
    link.move_to(Lineage.Status.STATED)
    note("lineage.stated", link, by)
    return link


def end_of(name: str, end: Practice | Country) -> dict[str, Practice | Country | None]:
    if isinstance(end, Practice):
        return {name: end, f"{name}_country": end.country}
    return {name: None, f"{name}_country": end}


def check(link: Lineage) -> None:
    """:raises UntrueLink: for what cannot be."""
    same = link.source is not None and link.source == link.learner
    alone = link.source is None and link.learner is None
    if same or (link.source_country == link.learner_country and alone):
        raise UntrueLink(_("A lesson has two ends: choose another one."))
    if not link.aspect:
        raise UntrueLink(_("Say what was taken over, in a few words."))
    latest = timezone.now().year
    if link.year is not None and not FIRST_YEAR <= link.year <= latest:
        raise UntrueLink(
            _("The year is from %(first)d to %(latest)d.")
            % {"first": FIRST_YEAR, "latest": latest}
        )
    ends = ("source", "source_country", "learner", "learner_country", "aspect")
    known = Lineage.objects.standing().filter(
        **{name: getattr(link, name) for name in ends}
    )
    if known.exists():
        raise UntrueLink(
            _("This is stated here already: confirm it, or say more of it.")
        )


@transaction.atomic
def confirm(link: Lineage, *, by: User) -> Lineage:
    """
    Say for the other side that it is so.

    :raises PermissionDenied: unless she speaks for the other side alone.
    :raises IllegalMove: where it is confirmed, or was taken back.
    """
    link = locked(link)
    if not may_confirm_link(by, link):
        raise PermissionDenied(why_not_answer(by, link))
    link.answered_by = by
    link.move_to(Lineage.Status.CONFIRMED)
    note("lineage.confirmed", link, by)
    return link


@transaction.atomic
def dispute(link: Lineage, *, by: User, reason: str) -> Lineage:
    """
    Say for the other side that it is not so, and why.

    :raises PermissionDenied: unless she speaks for the other side alone.
    :raises ReasonMissing: without a reason.
    :raises IllegalMove: where it is disputed, or was taken back.
    """
    link = locked(link)
    if not may_dispute(by, link):
        raise PermissionDenied(why_not_answer(by, link))
    link.answered_by = by
    link.move_to(Lineage.Status.DISPUTED, reason=given(reason))
    note("lineage.disputed", link, by, reason=link.status_reason)
    return link


@transaction.atomic
def withdraw(link: Lineage, *, by: User, reason: str) -> Lineage:
    """
    Take back what one's own side stated, and say why.

    :raises PermissionDenied: unless she speaks for the side that stated it.
    :raises ReasonMissing: without a reason.
    :raises IllegalMove: where it was taken back.
    """
    link = locked(link)
    if not may_take_back(by, link):
        raise PermissionDenied(why_not_take_back(by, link))
    link.move_to(Lineage.Status.WITHDRAWN, reason=given(reason))
    note("lineage.withdrawn", link, by, reason=link.status_reason)
    return link


def given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(_("Say why: the other side reads the reason."))
    return reason.strip()


def locked(link: Lineage) -> Lineage:
    rows = Lineage.objects.select_for_update(of=("self",)).with_ends()
    return rows.select_related("source__hub", "learner__hub").get(pk=link.pk)


def note(kind: str, link: Lineage, by: User, **facts: str) -> None:
    """Record what happened, with both ends as partner systems know them."""
    record(
        kind,
        about=link,
        by=by,
        source=link.source.slug if link.source else link.source_country_id,
        learner=link.learner.slug if link.learner else link.learner_country_id,
        **facts,
    )
