"""
Carry letters to the mail server.

A letter is leased, handed over, and noted. A worker that is killed between the server's
yes and the note sends it once more, with the same Message-ID; nothing else is doubled.
"""

import smtplib
from contextlib import suppress
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from types import TracebackType
from typing import Any, Self

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMultiAlternatives, MailerDoesNotExist, mailers
from structlog import get_logger

from accounts.models import Letter, NoticePreference, Pace
from accounts.models.letters import PAUSES

logger = get_logger(__name__)

SERVER = "post"  # the name in MAILERS of what really sends


class WorkersLost(Exception):
    """Every worker that took this letter has ended in the middle of it."""


class ServerAway(Exception):
    """The mail server cannot be spoken to; its reason is the cause."""


class Postman:
    """Carries letters over one connection, until none is due or the server is away."""

    def __init__(self) -> None:
        self._server: Any = None
        self.turned_back = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def carry_next(self) -> bool:
        """
        Send the next letter that is due; tell whether there was one.

        A server that is away is asked once a run: one letter bears the failure, and
        the others keep their turn.
        """
        if self.turned_back or not (letter := Letter.objects.lease_next()):
            return False
        if is_unwanted(letter):
            letter.delete()
            return True
        try:
            self._hand_over(letter)
        except Exception as failure:
            self.turned_back = isinstance(failure, (ServerAway, SoftTimeLimitExceeded))
            note_failure(letter, failure)
            self._hang_up()
        else:
            letter.note_sent()
        return True

    def _hand_over(self, letter: Letter) -> None:
        if letter.tries > len(PAUSES) + 1:
            raise WorkersLost
        if self._server is None:
            self._server = connected()
        self._server.send_messages([message_of(letter)])

    def _hang_up(self) -> None:
        if self._server is not None:
            hang_up(self._server)
            self._server = None


def connected() -> Any:
    """
    Return the open line to the mail server.

    :raises MailerDoesNotExist: where none is configured.
    :raises ServerAway: when it is there and does not take us; letters are not to blame.
    """
    server = mailers[SERVER]
    try:
        server.open()
    except OSError as failure:  # as all of smtplib's failures are
        hang_up(server)
        raise ServerAway from failure
    return server


def hang_up(server: Any) -> None:
    with suppress(OSError, smtplib.SMTPException):
        server.close()


class Unfolded(UnstructuredHeader):
    """A header in one line, however long: mail programs read no encoded address."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Unfolded)  # type: ignore[arg-type]


class Mail(EmailMultiAlternatives):
    """A message whose button to stop it stays whole."""

    def message(self, *, policy: Any = SMTP) -> EmailMessage:
        return super().message(policy=policy.clone(header_factory=HEADERS))


def message_of(letter: Letter) -> Mail:
    headers = letter.headers | {"Message-ID": letter.message_id}
    message = Mail(letter.subject, letter.text, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def is_unwanted(letter: Letter) -> bool:
    """Tell whether its reader has left, or has turned off all that it is about, meanwhile."""
    if letter.person is None:
        return False
    if not letter.person.is_active:
        return True
    off = NoticePreference.objects.filter(
        person=letter.person, topic__in=letter.topics, pace=Pace.OFF
    )
    return bool(letter.topics) and off.count() == len(letter.topics)


def note_failure(letter: Letter, failure: Exception) -> None:
    """Write down what went wrong; the log says no address, as servers' answers do."""
    final = is_final(failure)
    letter.note_failure(explained(failure), final=final)
    say = logger.warning if not final else logger.error
    say("letter_failed", letter=letter.pk, tries=letter.tries, reason=name_of(failure))


def is_final(failure: Exception) -> bool:
    """Tell whether another try would end alike: the server said 5xx, or it cannot be sent."""
    match failure:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _text in failure.recipients.values())
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return failure.smtp_code >= 500
        case _:
            return isinstance(failure, (ValueError, MailerDoesNotExist, WorkersLost))


def explained(failure: Exception) -> str:
    """Say for an operator what went wrong, in the server's own words where there are some."""
    match failure:
        case ServerAway():
            return f"The mail server is away: {explained_cause(failure)}"
        case MailerDoesNotExist():
            return "Kept here: no mail server is configured (EMAIL_HOST)."
        case smtplib.SMTPRecipientsRefused():
            return "; ".join(answer(*said) for said in failure.recipients.values())
        case smtplib.SMTPResponseException():
            return answer(failure.smtp_code, failure.smtp_error)
        case _:
            return f"{name_of(failure)}: {failure}"


def explained_cause(failure: Exception) -> str:
    cause = failure.__cause__
    return explained(cause) if isinstance(cause, Exception) else ""


def answer(code: int, text: bytes | str) -> str:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {said}"


def name_of(failure: Exception) -> str:
    return type(failure.__cause__ or failure).__name__
