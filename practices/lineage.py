"""Whence a practice came, and who learned from it, as a river."""

from collections.abc import Callable, Iterable

from django.db.models import prefetch_related_objects

from hubs import maps
from hubs.models import Country
from practices.models import Lineage, Practice

Side = Callable[[Lineage], tuple[Practice | None, Country]]
Row = tuple[str, str, int]


def links_of(practice: Practice) -> list[Lineage]:
    """
    Return all links that end in a practice or start from it, oldest first.

    Another practice that is not published is left out: its country stands for it.
    """
    links = with_titles(
        Lineage.objects.around(practice).with_ends().order_by("year", "pk")
    )
    for link in links:
        link.source = named(link.source, practice)
        link.learner = named(link.learner, practice)
    return links


def named(end: Practice | None, here: Practice) -> Practice | None:
    """Return an end that may be named: the practice itself, or one that is published."""
    published = end is not None and end.status == Practice.Status.PUBLISHED
    return end if published or end == here else None


def with_titles(rows: Iterable[Lineage]) -> list[Lineage]:
    """Fetch what the practices at both ends are called in other languages, in one query."""
    links = list(rows)
    ends = [end for link in links for end in (link.source, link.learner) if end]
    prefetch_related_objects(ends, "translations")
    return links


def river_of(practice: Practice, links: Iterable[Lineage]) -> maps.River | None:
    """Return the river of a practice; nothing where it neither took nor gave."""
    rows = list(links)
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
