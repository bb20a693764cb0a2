"""
Take in what people answer by mail.

Whoever holds an address of a conversation writes there as its owner, from an address of
her account. Whatever cannot be taken comes back to her own address with the reason and
her words; nothing is ever sent to an address that only the mail names.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import letters
from accounts.models import User
from exchanges import quoting, replies, threads
from exchanges.models import Message, Paper
from exchanges.threads import Conversation, Sent
from practices.browsing import legible

LARGEST = (
    40 * 1024 * 1024
)  # bytes of a mail: a file of 25 MB, as mail writes it, and words
LONGEST_ID = 250
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


class Outcome(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    RETURNED = "returned"  # to its writer, with the reason
    PASSED_OVER = "passed over"  # a machine answered
    UNKNOWN = "unknown"  # no address of ours; the mail server is told


class Refused(ValidationError):
    """A mail that is not taken; the message says why, and what would be right."""


@dataclass(frozen=True)
class Mail:
    """A mail that has come for somebody's conversation."""

    message: EmailMessage
    raw: bytes
    person: User
    conversation: Conversation

    @property
    def words(self) -> str:
        prefix = f"{settings.REPLY_ADDRESS.partition('@')[0]}+"
        ours = quoting.Ours.of(settings.DEFAULT_FROM_EMAIL, prefix)
        return quoting.words_of(self.message, ours)

    @property
    def key(self) -> str:
        """What tells it from all others: its Message-ID, or else its bytes."""
        given = legible(str(self.message.get("Message-ID", "")))
        if 0 < len(given) <= LONGEST_ID:
            return given
        return hashlib.sha256(given.encode() or self.raw).hexdigest()


def receive(raw: bytes, to: str = "") -> Outcome:
    """
    Take in a mail as it came, for the address it was delivered to.

    The same mail is taken once, however often it is delivered.
    """
    message = parsed(raw[:LARGEST])
    found = opened(message, to)
    if found is None:
        return Outcome.UNKNOWN
    if is_automatic(message):
        return Outcome.PASSED_OVER
    mail = Mail(message, raw, *found)
    with translation.override(letters.language_of(mail.person)):
        return taken(mail)


def parsed(raw: bytes) -> EmailMessage:
    """Return a mail with its parts; of one that is nested without end, its header alone."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        message.get_body()
    except RecursionError:
        message = BytesHeaderParser(policy=policy.default).parsebytes(raw)
    return message


def opened(message: EmailMessage, to: str) -> tuple[User, Conversation] | None:
    """Return whose mail it is: by the address it came to, else by one that it names."""
    if not settings.REPLY_ADDRESS:
        return None
    named = replies.addresses_in(iter([to]) if to else recipients_of(message))
    return next(filter(None, map(replies.read, named)), None)


def recipients_of(message: EmailMessage) -> Iterator[str]:
    for name in RECIPIENTS:
        yield from map(str, message.get_all(name, ()))


def is_automatic(message: EmailMessage) -> bool:
    """Tell whether a machine answers: that somebody is away, or that a mail went astray."""
    said = str(message.get("Auto-Submitted", "no")).lower().strip()
    if not said.startswith("no") or "X-Autoreply" in message:
        return True
    if message.get_content_type() == "multipart/report":
        return True
    precedence = str(message.get("Precedence", "")).lower().strip()
    return precedence in ("bulk", "junk", "auto_reply", "list")


def taken(mail: Mail) -> Outcome:
    try:
        _message, left_out = keep(mail)
    except (ValidationError, PermissionDenied) as refusal:
        send_back(mail, reasons_of(refusal), whole=True)
        return Outcome.RETURNED
    if left_out:
        send_back(mail, left_out, whole=False)
    return Outcome.TAKEN


@transaction.atomic
def keep(mail: Mail) -> tuple[Message, list[str]]:
    """
    Write what a mail says into its conversation; return why files were left out.

    :raises Refused: for one from another address, too large, or without a word.
    """
    refuse_stranger(mail)
    if len(mail.raw) > LARGEST:
        raise Refused(_("Your mail is too large: at most 25 MB of files are taken."))
    conversation = threads.locked(mail.conversation)
    if said := threads.said_by_mail(conversation, mail.key):
        return said, []
    kept, left_out = papers_of(mail, conversation)
    words = mail.words
    if not words and not kept:
        raise Refused(
            left_out or [_("There was no text in your mail above what it quotes.")]
        )
    message = threads.write(
        conversation, by=mail.person, text=words, kept=kept, message_id=mail.key
    )
    return message, left_out


def refuse_stranger(mail: Mail) -> None:
    """:raises Refused: unless it comes from an address of its writer's account."""
    found = getaddresses([str(value) for value in mail.message.get_all("From", ())])
    given = {address.lower() for _name, address in found}
    confirmed = EmailAddress.objects.filter(user=mail.person, verified=True)
    known = {mail.person.email, *confirmed.values_list("email", flat=True)}
    if len(given) != 1 or not given & {address.lower() for address in known}:
        raise Refused(
            _(
                "It came from %(address)s, which is not an address of your account. "
                "Send it from one that is, or answer on the page."
            )
            % {"address": legible(", ".join(sorted(given)))[:200] or _("no address")}
        )


def papers_of(mail: Mail, conversation: Conversation) -> tuple[list[Paper], list[str]]:
    """Keep the files of a mail, each looked at; return them, and why others were not."""
    kept: list[Paper] = []
    left_out: list[str] = []
    for part in files_in(mail.message):
        if len(kept) == threads.MOST_FILES:
            left_out.append(
                _("At most %(most)d files go with one message.")
                % {"most": threads.MOST_FILES}
            )
            break
        try:
            with transaction.atomic():
                kept.append(threads.attach(conversation, sent_in(part), by=mail.person))
        except ValidationError as refusal:
            left_out += refusal.messages
    return kept, left_out


def files_in(message: EmailMessage) -> Iterator[MIMEPart]:
    """Yield what was attached; pictures inside the text, such as logos, are none."""
    for part in message.walk():
        if part.is_multipart() or not part.get_filename():
            continue
        inside = part.get_content_disposition() == "inline" and "Content-ID" in part
        if not inside and isinstance(part, MIMEPart):
            yield part


def sent_in(part: MIMEPart) -> Sent:
    body = part.get_payload(decode=True)
    content = body if isinstance(body, bytes) else b""
    return Sent(part.get_filename() or "", io.BytesIO(content), len(content))


# --- what comes back --------------------------------------------------------------------


def reasons_of(refusal: ValidationError | PermissionDenied) -> list[str]:
    if isinstance(refusal, ValidationError):
        return list(refusal.messages)
    return [str(refusal) or _("You do not take part in this conversation any more.")]


def send_back(mail: Mail, reasons: list[str], *, whole: bool) -> None:
    """Tell its writer what was not taken, and why; with her words where none was."""
    if not mail.person.is_active:
        return
    subject = (
        _("Your mail was not taken: %(subject)s")
        if whole
        else _("A file of your mail was not taken: %(subject)s")
    )
    context = {
        "person": mail.person,
        "reasons": reasons,
        "words": mail.words if whole else "",
        "conversation": mail.conversation,
        "site": settings.BASE_URL.rstrip("/"),
        "whole": whole,
    }
    letters.write(
        to=mail.person.email,
        person=mail.person,
        subject=subject
        % {"subject": legible(str(mail.message.get("Subject", "")))[:200]},
        text=render_to_string("emails/returned.txt", context),
    )
