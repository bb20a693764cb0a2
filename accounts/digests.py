"""
Turn the notices of a person that are due into one letter.

The letter and the mark that they are in it commit together, under a lock of hers: a
worker killed in the middle leaves neither, and no notice is in two letters.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from structlog import get_logger

from accounts import letters, unsubscribing
from accounts.models import Letter, Notice, NoticeQuerySet, User
from accounts.notices import Told, told
from accounts.preferences import zone_of

logger = get_logger(__name__)

MOST = 50  # notices that one mail tells in full
LATER = timedelta(hours=1)  # after words that could not be written


def write_next() -> bool:
    """Write to the person who has waited longest; tell whether there was one."""
    now = timezone.now()
    with transaction.atomic():
        person = Notice.objects.next_recipient(now)
        if person is None:
            return False
        due = Notice.objects.due(now).filter(recipient=person)
        try:
            with transaction.atomic():
                write_to(person, due, now)
        except Exception:
            logger.exception("digest_not_written", person=person.pk)
            due.update(mail_due_at=now + LATER)
    return True


def write_to(person: User, due: NoticeQuerySet, now: datetime) -> Letter | None:
    """Write one letter about all of these notices; none to whom has left."""
    notices = list(due.order_by("pk"))
    if not notices or not person.is_active:
        due.update(mail_due_at=None)
        return None
    with (
        translation.override(letters.language_of(person)),
        timezone.override(zone_of(person)),
    ):
        letter = letter_about(person, notices)
    claimed = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    claimed.update(mail_due_at=None, mailed_at=now, letter=letter)
    return letter


def letter_about(person: User, notices: list[Notice]) -> Letter:
    lines = [told(notice) for notice in notices[:MOST]]
    topics = sorted({notice.topic for notice in notices})
    link = unsubscribing.link_for(person, topics)
    reply_to = reply_address_of(notices)
    context = context_for(person, lines, len(notices))
    context |= {"unsubscribe_url": link, "reply_to": reply_to}
    return letters.write(
        kind=Letter.Kind.NOTICE if len(notices) == 1 else Letter.Kind.DIGEST,
        person=person,
        to=person.email,
        subject=subject_of(lines, len(notices)),
        text=render_to_string("emails/notices.txt", context),
        html=render_to_string("emails/notices.html", context),
        headers=unsubscribing.headers_for(link) | answered_at(reply_to),
        topics=topics,
    )


def reply_address_of(notices: list[Notice]) -> str:
    """Return where the mail is answered: known where it tells of one conversation alone."""
    known = {address for row in notices if (address := row.facts.get("reply_to"))}
    return str(known.pop()) if len(known) == 1 else ""


def answered_at(address: str) -> dict[str, str]:
    return {"Reply-To": address} if address else {}


def subject_of(lines: list[Told], count: int) -> str:
    """Say the first thing, and how many more there are."""
    first = lines[0].subject
    if count == 1:
        return first
    more = ngettext(
        "%(first)s, and %(more)d more", "%(first)s, and %(more)d more", count - 1
    )
    return more % {"first": letters.one_line(first)[:200], "more": count - 1}


def context_for(person: User, lines: list[Told], count: int) -> dict[str, Any]:
    site = settings.BASE_URL.rstrip("/")
    return {
        "person": person,
        "lines": lines,
        "more": count - len(lines),
        "site": site,
        "notices_url": site + reverse("accounts:notices"),
        "preferences_url": site + reverse("accounts:preferences"),
    }
