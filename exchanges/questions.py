"""What countries asked before they say yes or no, and nobody has told them yet."""

from exchanges.models import Clarification, ExchangeRequest, Invitation


def open_of(exchange_request: ExchangeRequest) -> dict[int | None, Clarification]:
    """Return the open questions about a request, by their invitations."""
    rows = Clarification.objects.filter(
        answered_at=None, invitation__exchange_request=exchange_request
    )
    return {row.invitation_id: row for row in rows}


def open_in(invitation: Invitation | None) -> Clarification | None:
    """Return what the country of an invitation asked, where its clock stands for it."""
    if invitation is None or not invitation.is_paused:
        return None
    return invitation.clarifications.filter(answered_at=None).first()
