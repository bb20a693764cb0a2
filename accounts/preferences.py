"""How soon each person is mailed about each topic, and when that is on her own clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, NoticePreference, Pace, Topic, User
from outbox.events import record

MORNING = time(7)
MONDAY = 0
# Mail comes at once only where somebody waits for an answer; the rest is gathered.
USUAL: dict[str, Pace] = {
    Topic.MEMBERSHIPS: Pace.IMMEDIATE,
    Topic.CURATION: Pace.DAILY,
    Topic.FEEDBACK: Pace.DAILY,
    Topic.LINEAGE: Pace.DAILY,
    Topic.FRESHNESS: Pace.WEEKLY,
    Topic.TRANSLATIONS: Pace.DAILY,
    Topic.SAVED_SEARCHES: Pace.DAILY,
    Topic.REQUESTS: Pace.IMMEDIATE,
    Topic.EXCHANGES: Pace.IMMEDIATE,
    Topic.FUNDS: Pace.DAILY,
}


def paces_of(person: User) -> dict[str, Pace]:
    """Return a person's pace for every topic."""
    rows = NoticePreference.objects.filter(person=person)
    chosen = {row.topic: Pace(row.pace) for row in rows}
    return {topic: chosen.get(topic, USUAL[topic]) for topic in Topic.values}


def paces_about(topic: str, people: Iterable[User]) -> dict[int, Pace]:
    """Return the pace of each of these people for one topic, by their keys."""
    keys = [person.pk for person in people]
    rows = NoticePreference.objects.filter(topic=topic, person__in=keys)
    return dict.fromkeys(keys, USUAL[topic]) | {
        row.person_id: Pace(row.pace) for row in rows
    }


def zone_of(person: User) -> ZoneInfo:
    """Return the person's time zone; UTC where hers is not one that we know."""
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def next_mail(pace: str, person: User, now: datetime) -> datetime | None:
    """Return when what happens now is mailed: now, on her next morning or Monday, or never."""
    if pace == Pace.OFF:
        return None
    return now if pace == Pace.IMMEDIATE else morning_after(pace, person, now)


def morning_after(pace: str, person: User, now: datetime) -> datetime:
    here = now.astimezone(zone_of(person))
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    if pace == Pace.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, MORNING, tzinfo=here.tzinfo)


@transaction.atomic
def choose(
    person: User, paces: Mapping[str, str], *, by: User | None, via: str = "page"
) -> None:
    """
    Set the pace of some topics. It holds at once, also for what is not mailed yet.

    ``by`` is nobody where a link of a mail was followed without signing in.
    """
    before = paces_of(person)
    changed = {topic: pace for topic, pace in paces.items() if before[topic] != pace}
    for topic, pace in changed.items():
        NoticePreference.objects.update_or_create(
            person=person, topic=topic, defaults={"pace": pace}
        )
        reschedule(person, topic, pace)
    if changed:
        record("notice_preferences.changed", about=person, by=by, via=via, **changed)


def reschedule(person: User, topic: str, pace: str) -> None:
    """Move what waits for a mail; what was not to be mailed stays without one."""
    waiting = Notice.objects.filter(recipient=person, topic=topic)
    waiting.exclude(mail_due_at=None).update(
        mail_due_at=next_mail(pace, person, timezone.now())
    )
