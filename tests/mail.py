"""A real mail server for tests, which can be made to refuse, to hang or to hang up."""

import asyncio
import email
import email.policy
import socket
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 Taken"


class MailServer:
    """Takes letters on a port of its own; ``answers`` says what it does instead."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.taken: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answers: dict[str, str] = {}  # verb: answer, "hang" or "drop"
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=20
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def settings(self) -> dict[str, dict[str, Any]]:
        """``MAILERS`` of a site whose letters go here."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 0.5}
        return {
            "default": {"BACKEND": "accounts.letters.LetterBox"},
            "post": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": options,
            },
        }

    def subjects(self) -> list[str]:
        return sorted(str(message["Subject"]) for message in self.taken)

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]

    # What aiosmtpd asks of a handler.

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        answer = await self._answer("RCPT", server)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = await self._answer("DATA", server)
        if answer == ACCEPTED:
            self._take(envelope)
            return await self._answer("TAKEN", server)
        return answer

    async def _answer(self, verb: str, server: SMTP) -> str:
        answer = self.answers.get(verb, ACCEPTED)
        if answer == "hang":
            await asyncio.sleep(3)
        if answer == "drop" and server.transport is not None:
            server.transport.abort()
        return ACCEPTED if answer in {"hang", "drop"} else answer

    def _take(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        self.raw.append(content)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
