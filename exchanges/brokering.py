"""What the coordination desk does with a request: one function per verb, one transaction each."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, User
from accounts.permissions import refuse
from exchanges import consulting, inviting, naming
from exchanges.lifecycle import locked, saved, to_the_desk
from exchanges.models import ExchangeRequest, Holder
from exchanges.permissions import why_not_attend
from exchanges.refusals import CannotAsk, Missing, said
from hubs.models import Country, Hub
from outbox.events import record

Status = ExchangeRequest.Status


@transaction.atomic
def confirm_complete(exchange_request: ExchangeRequest, *, by: User) -> ExchangeRequest:
    """
    Find nothing missing; the days of triage begin.

    :raises IllegalMove: unless it lies at the desk and was not looked through.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_attend(by, exchange_request))
    must_be_at_the_desk(exchange_request)
    if exchange_request.complete_at:
        raise IllegalMove(_("It was found complete already."))
    exchange_request.complete_at = timezone.now()
    exchange_request.officer = exchange_request.officer or by
    to_the_desk(exchange_request, timezone.now().date())
    saved(exchange_request)
    due = str(exchange_request.due_on)
    record("exchange_request.found_complete", about=exchange_request, by=by, due=due)
    return exchange_request


@transaction.atomic
def triage(
    exchange_request: ExchangeRequest,
    *,
    by: User,
    hub: Hub | None = None,
    ask: Sequence[Country] | None = None,
) -> ExchangeRequest:
    """
    Decide which hub takes care of it, and which countries will be asked, in order.

    :raises IllegalMove: unless it lies at the desk.
    :raises CannotAsk: for its own country, or one that asked not to be asked now.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_attend(by, exchange_request))
    must_be_at_the_desk(exchange_request)
    if exchange_request.status != Status.TRIAGED:
        exchange_request.move_to(Status.TRIAGED)
    exchange_request.complete_at = exchange_request.complete_at or timezone.now()
    exchange_request.officer = exchange_request.officer or by
    exchange_request.hub = hub or exchange_request.hub
    if ask is not None:
        naming.queue(exchange_request, ask)
    to_the_desk(exchange_request, timezone.now().date())
    saved(exchange_request)
    record("exchange_request.triaged", about=exchange_request, by=by)
    return exchange_request


@transaction.atomic
def reassign(
    exchange_request: ExchangeRequest, *, officer: User, by: User
) -> ExchangeRequest:
    """
    Put another officer in charge; of whoever is in charge already nothing is told.

    :raises IllegalMove: where it has come to its end.
    :raises CannotAsk: for somebody who is not of the desk.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_attend(by, exchange_request))
    if exchange_request.is_final:
        raise IllegalMove(_("It has come to its end."))
    if why_not_attend(officer, exchange_request):
        raise CannotAsk(_("%(name)s is not of the desk.") % {"name": officer})
    if officer.pk == exchange_request.officer_id:
        return exchange_request
    before, exchange_request.officer = exchange_request.officer, officer
    saved(exchange_request)
    record(
        "exchange_request.reassigned",
        about=exchange_request,
        by=by,
        officer=officer.pk,
        before=before.pk if before else None,
    )
    return exchange_request


def hand_over(
    requests: Iterable[ExchangeRequest], *, officer: User, by: User
) -> dict[str, str]:
    """
    Put an officer in charge of each request of which this is possible.

    Return why not of the others, by their references: one that somebody else ended
    meanwhile holds up none of its neighbours.
    """
    refused = {}
    for exchange_request in requests:
        try:
            reassign(exchange_request, officer=officer, by=by)
        except ValidationError as refusal:
            refused[exchange_request.reference] = " ".join(refusal.messages)
    return refused


@transaction.atomic
def offer(exchange_request: ExchangeRequest, *, by: User) -> ExchangeRequest:
    """
    Put it to the countries that were named: to all, or to the first of them.

    :raises IllegalMove: unless it was triaged.
    :raises Missing: where no country is left to ask.
    :raises CannotAsk: for one that paused since it was named.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_attend(by, exchange_request))
    queued = exchange_request.invitations.queued().select_related("country")
    if not (countries := [invitation.country for invitation in queued]):
        raise Missing(_("Name at least one country that has not been asked yet."))
    naming.refuse_paused(countries)
    exchange_request.move_to(Status.OFFERED)
    inviting.ask_next(exchange_request, by=by)
    inviting.settle(exchange_request)
    saved(exchange_request)
    due = str(exchange_request.due_on)
    record("exchange_request.offered", about=exchange_request, by=by, due=due)
    return exchange_request


@transaction.atomic
def decline(
    exchange_request: ExchangeRequest, *, by: User, reason: str
) -> ExchangeRequest:
    """
    End it without an exchange, with a reason that its author reads.

    :raises Missing: without a reason.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_attend(by, exchange_request))
    exchange_request.move_to(Status.DECLINED, reason=said(reason))
    consulting.call_off(exchange_request)
    inviting.thank_the_rest(exchange_request, reason=exchange_request.reason)
    saved(exchange_request)
    about = {"reason": exchange_request.reason}
    record("exchange_request.declined", about=exchange_request, by=by, **about)
    return exchange_request


def must_be_at_the_desk(exchange_request: ExchangeRequest) -> None:
    if (
        exchange_request.status not in ExchangeRequest.AT_THE_DESK
        or exchange_request.holder != Holder.DESK
    ):
        raise IllegalMove(_("Not possible now: it does not lie at the desk."))
