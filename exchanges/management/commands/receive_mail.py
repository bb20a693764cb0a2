"""
Take in one mail (RFC 5322) from standard input: an answer to a conversation.

For the mail server to call, with the address that the mail was delivered to. Its exit
status is what mail servers know: 0 taken or sent back, 67 no such address, 75 try later.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from exchanges import postbox

NO_SUCH_USER, TRY_LATER = 67, 75  # sysexits.h


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="the address it was delivered to")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: with the status that tells the mail server what to do."""
        raw = sys.stdin.buffer.read(postbox.LARGEST + 1)
        try:
            outcome = postbox.receive(raw, options["to"])
        except (OperationalError, InterfaceError, OSError) as fault:
            text = "It cannot be taken now. Try again later."
            raise CommandError(text, returncode=TRY_LATER) from fault
        if outcome == postbox.Outcome.UNKNOWN:
            text = (
                "No conversation is answered at this address. Answer the latest mail "
                "that you had from us, or write on the page."
            )
            raise CommandError(text, returncode=NO_SUCH_USER)
        self.stdout.write(outcome.value)
