"""
Papers beside a request: attached, read by whom they concern, taken off.

A paper is of the request itself, and then read by whoever sees it whole; or of one
conversation, with a country that was asked or with the desk, and read by its parties.
"""

from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import refuse
from exchanges.lifecycle import locked
from exchanges.models import (
    Endorsement,
    ExchangeRequest,
    Invitation,
    Paper,
    PaperQuerySet,
)
from exchanges.permissions import (
    Person,
    is_party,
    overlooks,
    why_not_attach,
    why_not_remove,
)
from outbox.events import record
from practices import uploads

MOST = 50  # papers beside one request


class InUse(ValidationError):
    """A paper on which something rests; the message says what."""


@transaction.atomic
def attach(
    exchange_request: ExchangeRequest,
    *,
    invitation: Invitation | None,
    name: str,
    file: IO[bytes],
    size: int,
    by: User,
    of_request: bool = False,
) -> Paper:
    """
    Keep a paper, looked at by its content; sent twice, it is kept once.

    :param invitation: whose conversation it is of; none for that with the desk.
    :param of_request: it is of the request itself, for all who see it.
    :raises PermissionDenied: unless she takes part in the conversation, or the request is hers.
    :raises Refused: for a file that is not what it says, or of a kind that is not taken.
    :raises NoRoom: beyond fifty papers, or half a gigabyte a person.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_attach(by, exchange_request, invitation))
    found = uploads.inspect(name, file, size)
    place = {"invitation": invitation, "of_request": of_request}
    kept = exchange_request.papers.kept()
    if same := kept.filter(sha256=found.sha256, **place).first():
        return same
    row = Paper(exchange_request=exchange_request, by=by, **place)
    uploads.keep(row, found, beside=kept.count(), most=MOST)
    if of_request:
        about = {"paper": row.pk, "name": row.name}
        record(
            "exchange_request.paper_attached", about=exchange_request, by=by, **about
        )
    return row


@transaction.atomic
def remove(paper: Paper, *, by: User) -> None:
    """
    Take a paper off; it is kept out of sight, since messages may speak of it.

    :raises PermissionDenied: unless she attached it.
    :raises InUse: for the letter with which a country endorsed the request.
    """
    exchange_request = locked(paper.exchange_request)
    refuse(why_not_remove(by, paper))
    if Endorsement.objects.filter(letter=paper).exists():
        raise InUse(_("The endorsement rests on this letter, so it stays."))
    gone = exchange_request.papers.kept().filter(pk=paper.pk)
    if gone.update(removed_at=timezone.now()) and paper.of_request:
        about = {"paper": paper.pk, "name": paper.name}
        record("exchange_request.paper_removed", about=exchange_request, by=by, **about)


def readable_by(person: Person, exchange_request: ExchangeRequest) -> PaperQuerySet:
    """Return the papers that somebody may read who sees the request whole."""
    kept = exchange_request.papers.kept().select_related("by").order_by("at", "pk")
    if overlooks(person, exchange_request):
        return kept
    asked = exchange_request.invitations.asked().spoken_of_with(person)
    invitations = asked.select_related("country", "hub")
    hers = [row.pk for row in invitations if is_party(person, row)]
    return kept.filter(Q(of_request=True) | Q(invitation__in=hers))
