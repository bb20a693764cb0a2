"""The official letter of an endorsement: whether a country wants one, and what is one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchanges.deadlines import procedure_of
from exchanges.models import ExchangeRequest, Paper
from exchanges.refusals import Missing
from practices import uploads

Kind = Paper.Kind
KINDS = (Kind.PDF, Kind.WORD, Kind.TEXT_DOCUMENT, Kind.PNG, Kind.JPEG)


class NoLetter(ValidationError):
    """A paper that cannot be an official letter; the message says what can."""


def is_wanted(exchange_request: ExchangeRequest) -> bool:
    return procedure_of(exchange_request.country).letter_wanted


def missing() -> Missing:
    return Missing(_("Attach the official letter: your country wants one."))


def refuse_unfit(exchange_request: ExchangeRequest, letter: Paper | None) -> None:
    """
    Let nothing pass for a country's letter that is none.

    :raises Missing: where the country wants one, and there is none.
    :raises NoLetter: for a paper of another kind than ``KINDS``.
    """
    if letter is not None:
        refuse_kind(letter.name, letter.kind)
    elif is_wanted(exchange_request):
        raise missing()


def refuse_named(name: str) -> None:
    """:raises Refused, NoLetter: for a file that its name tells to be no letter."""
    harmless = uploads.harmless_name(name)
    refuse_kind(harmless, uploads.named_kind(harmless))


def refuse_kind(name: str, kind: str) -> None:
    if kind not in KINDS:
        raise NoLetter(
            _(
                "“%(name)s” cannot be the official letter. Send it as PDF, DOCX, ODT, PNG "
                "or JPEG."
            )
            % {"name": name}
        )
