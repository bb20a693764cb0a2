"""
Write letters: rows that a worker carries to the mail server later.

So no page ever waits for a mail server, and one that is away loses nothing. Whatever
Django sends goes this way: ``LetterBox`` is the default of ``MAILERS``.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, Letter, User
from accounts.permissions import may_send_again
from outbox.events import record
from outbox.nudges import nudge, once_after_commit

ALWAYS = {"Auto-Submitted": "auto-generated"}


def write(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    person: User | None = None,
    kind: str = Letter.Kind.ACCOUNT,
    headers: Mapping[str, str] | None = None,
    topics: Sequence[str] = (),
) -> Letter:
    """
    Write a letter in the caller's own transaction, and wake a worker after it.

    Its Message-ID is given here: every try to send it, and every copy, bears the same.
    """
    letter = Letter.objects.create(
        kind=kind,
        person=person,
        to=to,
        subject=one_line(subject),
        text=text,
        html=html,
        headers=dict(headers or {}) | ALWAYS,
        topics=list(topics),
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.BASE_URL).hostname}>",
    )
    wake_after_commit()
    return letter


def one_line(words: str) -> str:
    """Return words that cannot begin another header, and fit in one."""
    return " ".join(words.replace("\0", "").split())[:300]


def wake_after_commit() -> None:
    once_after_commit(wake)


def wake() -> None:
    nudge("accounts.deliver")


def language_of(person: User) -> str:
    """Return the language of a person's mail: chosen, else the first of hers that we speak."""
    spoken = dict(settings.LANGUAGES)
    wanted = (person.language, *map(str, person.languages))
    found = (code.partition("-")[0] for code in wanted)
    return next((code for code in found if code in spoken), settings.LANGUAGE_CODE)


class LetterBox(BaseEmailBackend):
    """Django's door to the letters: takes messages and sends none itself."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """
        Write a letter to every recipient of each message.

        :raises ValueError: for attachments, which letters do not hold.
        """
        return sum(len(written_from(message)) for message in email_messages)


def written_from(message: EmailMessage) -> list[Letter]:
    if message.attachments:
        raise ValueError("A letter holds no attachments: link to them.")
    versions: Any = getattr(message, "alternatives", ())
    html = next((body for body, kind in versions if kind == "text/html"), "")
    return [
        write(
            to=to, subject=str(message.subject), text=str(message.body), html=str(html)
        )
        for to in message.recipients()
    ]


@transaction.atomic
def send_again(letter: Letter, *, by: User) -> Letter:
    """
    Give a letter that failed a new life, from its first try on.

    :raises PermissionDenied: unless the person looks after the platform.
    :raises IllegalMove: when it has not failed, or somebody was quicker.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if not may_send_again(by, letter):
        raise PermissionDenied
    if letter.failed_at is None:
        raise IllegalMove(
            _("This letter has not failed; there is nothing to try again.")
        )
    letter.failed_at, letter.tries, letter.due_at = None, 0, timezone.now()
    letter.save(update_fields=["failed_at", "tries", "due_at"])
    record("letter.sent_again", about=letter, by=by)
    wake_after_commit()
    return letter
