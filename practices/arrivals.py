"""
What arrived, whom it answers, and that she is told once.

Rows are the truth: a practice that became public is an ``Arrival``; asked about all saved
searches it leaves ``Finding`` rows, one a person and practice; those that are not told
yet are. What arrives together is told together: one notice, with the number.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notices import tell
from outbox.events import record
from outbox.nudges import nudge
from practices import embedding, saving
from practices.models import Arrival, Finding, Practice, SavedEntry, SavedSearch
from practices.standing import answered_by

AT_ONCE = 200  # people who are told in one transaction
NAMED = 3  # titles that a notice of many names
LONGEST_TITLE = 140


def wake() -> None:
    """Have the practices that wait read, and then asked about the searches."""
    nudge("practices.embed")


def expect(keys: Iterable[int], *, since: datetime) -> None:
    """Note that practices became public; each arrives once, whatever happens to it later."""
    public = Practice.objects.published().filter(pk__in=list(keys))
    Arrival.objects.bulk_create(
        [
            Arrival(practice_id=key, arrived_at=since)
            for key in public.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )


# --- whom it answers ----------------------------------------------------------------


def match_next() -> bool:
    """
    Ask one practice that has its vector about all saved searches; tell whether there was one.

    It waits while a search has no vector of the day's recipe: else she would be passed over.
    """
    with transaction.atomic():
        arrival = next_ready()
        if arrival is None:
            return False
        note(arrival, answered_by(arrival.practice))
        arrival.matched_at = timezone.now()
        arrival.save(update_fields=["matched_at"])
    return True


def next_ready() -> Arrival | None:
    if SavedEntry.objects.waiting(saving.recipe()).exists():
        return None
    ready = Arrival.objects.ready(embedding.recipe()).select_related("practice__hub")
    locked = ready.select_for_update(skip_locked=True, of=("self",))
    return locked.order_by("arrived_at", "pk").first()


FOUND = """
INSERT INTO practices_finding (person_id, search_id, practice_id, found_at)
SELECT DISTINCT ON (search.person_id) search.person_id, search.id, %(practice)s, %(now)s
FROM practices_savedsearch AS search
WHERE search.id = ANY(%(searches)s) AND search.paused_at IS NULL
    AND search.created_at < %(arrived)s
    AND (search.home_id IS NULL OR NOT %(countries)s::varchar[] <@ ARRAY[search.home_id])
ORDER BY search.person_id, search.id
ON CONFLICT (person_id, practice_id) DO NOTHING
"""


def note(arrival: Arrival, searches: list[int]) -> None:
    """Keep whom a practice answers, each person once, if she asked before it arrived."""
    values: dict[str, Any] = {
        "practice": arrival.practice_id,
        "searches": searches,
        "countries": arrival.practice.country_codes,
        "arrived": arrival.arrived_at,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, values)


# --- that she is told ---------------------------------------------------------------


@dataclass
class Told:
    """What one person is told in one notice."""

    practices: list[Practice] = field(default_factory=list)
    searches: dict[int, SavedSearch] = field(default_factory=dict)

    @property
    def names(self) -> str:
        return "”, “".join(search.name for search in self.searches.values())

    @property
    def titles(self) -> str:
        told = [practice.title[:LONGEST_TITLE] for practice in self.practices[:NAMED]]
        return "; ".join(told)

    @property
    def url(self) -> str:
        """Her search, where all that it found stands; her searches, if there are several."""
        if len(self.searches) > 1:
            return reverse("practices:searches")
        return self.kept_for or next(iter(self.searches.values())).get_absolute_url()

    @property
    def kept_for(self) -> str:
        """The page of that for which the one search is kept, if it is kept for something."""
        pages = {search.leads_to for search in self.searches.values()}
        return pages.pop() if len(pages) == 1 else ""


def tell_next() -> bool:
    """
    Tell up to 200 people what was found for them; tell whether there was anybody.

    People are locked while they are told, so two workers take different ones; what was
    told is marked in the same transaction as the notice.
    """
    with transaction.atomic():
        people = next_people()
        if not people:
            return False
        told = by_person(people)
        tell_of_one({key: row for key, row in told.items() if len(row.practices) == 1})
        tell_of_many({key: row for key, row in told.items() if len(row.practices) > 1})
        mark(people)
    return True


def next_people() -> list[User]:
    """Return people with something untold: when no more is coming, or it has waited enough."""
    untold = Finding.objects.untold().filter(person=OuterRef("pk"))
    if Arrival.objects.waiting().exists():
        untold = untold.filter(found_at__lt=timezone.now() - Finding.PATIENCE)
    waiting = User.objects.filter(Exists(untold)).order_by("pk")
    return list(waiting.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])


def by_person(people: list[User]) -> dict[User, Told]:
    """Sort what is untold by person; what was withdrawn meanwhile is not told."""
    named = {person.pk: person for person in people}
    found = Finding.objects.untold().published().filter(person__in=named)
    told: dict[User, Told] = defaultdict(Told)
    for row in found.select_related("practice__country", "search").order_by("pk"):
        telling = told[named[row.person_id]]
        telling.practices.append(row.practice)
        telling.searches[row.search_id] = row.search
    return told


def tell_of_one(told: dict[User, Told]) -> None:
    """One practice: the notice leads to it, or to that for which she keeps the search."""
    by_words: dict[tuple[Practice, str, str], list[User]] = defaultdict(list)
    for person, row in told.items():
        by_words[row.practices[0], row.names, row.kept_for].append(person)
    events = {}
    for (practice, names, kept_for), people in by_words.items():
        if practice not in events:
            events[practice] = record("saved_search.answered", about=practice, by=None)
        tell(
            events[practice],
            people,
            url=kept_for or practice.get_absolute_url(),
            title=practice.title,
            summary=practice.summary,
            search=names,
        )


def tell_of_many(told: dict[User, Told]) -> None:
    """Several at once: one notice, with their number, that leads to the search."""
    if not told:
        return
    first = next(iter(told.values())).practices[0]
    event = record("saved_search.answered_by_many", about=first, by=None)
    for person, row in told.items():
        tell(
            event,
            [person],
            url=row.url,
            count=str(len(row.practices)),
            titles=row.titles,
            search=row.names,
        )


def mark(people: list[User]) -> None:
    now = timezone.now()
    untold = Finding.objects.untold().filter(person__in=people)
    of = untold.published().values("search_id")
    SavedSearch.objects.filter(pk__in=of).update(latest_told_at=now)
    untold.update(told_at=now)
