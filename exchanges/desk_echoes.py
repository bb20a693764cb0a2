"""What the desk does about news from elsewhere: listeners, which a worker calls."""

from accounts.models import Membership, User
from exchanges import officers, routing
from exchanges.models import ExchangeRequest
from outbox.events import on
from outbox.models import Event


@on("membership.ended")
def hand_on_what_was_hers(event: Event) -> None:
    """
    Give the requests of an officer who left the desk to those who are still there.

    Safe to run twice: what was handed on is in her care no more.
    """
    if event.facts.get("role") == Membership.Role.DESK_OFFICER:
        officers.hand_on(User.objects.get(pk=event.facts["person"]))


@on("exchange_request.submitted")
def prepare_suggestions(event: Event) -> None:
    """
    Find out beforehand whom it could be put to, so that the desk need not wait for it.

    Safe to run twice; what is lost is found again when somebody looks.
    """
    routing.prepare(ExchangeRequest.objects.with_line().get(pk=event.subject_id))
