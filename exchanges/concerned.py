"""Who is concerned by a request, and by the invitation of a country; as keys of people."""

from typing import Any

from accounts.models import Membership
from exchanges.models import ExchangeRequest, Holder, Invitation

Role = Membership.Role


def having(role: str, **place: Any) -> set[int]:
    """Return the people to whom a role has been granted, of a country or a hub."""
    rows = Membership.objects.granted().filter(role=role, **place)
    return set(rows.filter(person__is_active=True).values_list("person", flat=True))


def asking_for(exchange_request: ExchangeRequest) -> set[int]:
    """Return who asks: its author, and once it was submitted the country's focal points."""
    keys = {exchange_request.author_id}
    if exchange_request.submitted_at:
        keys |= having(Role.FOCAL_POINT, country=exchange_request.country_id)
    return keys


def caring_for(exchange_request: ExchangeRequest) -> set[int]:
    """Return the officer in charge and the hub's managers, or else the whole desk."""
    if exchange_request.submitted_at is None:
        return set()
    keys = set()
    if exchange_request.hub_id:
        keys = having(Role.HUB_MANAGER, hub=exchange_request.hub_id)
    if exchange_request.officer and exchange_request.officer.is_active:
        keys.add(exchange_request.officer.pk)
    return keys or having(Role.DESK_OFFICER)


def answering_for(invitation: Invitation) -> set[int]:
    """Return who says yes or no for a country; perhaps nobody."""
    keys = having(Role.FOCAL_POINT, country=invitation.country_id)
    if invitation.hub_id:
        keys |= having(Role.HUB_MANAGER, hub=invitation.hub_id)
    return keys


def holding(exchange_request: ExchangeRequest, holder: str) -> set[int]:
    """Return who has the ball; what a country without a focal point holds, the desk sees to."""
    match holder:
        case Holder.AUTHOR:
            return asking_for(exchange_request)
        case Holder.FOCAL_POINT:
            country = exchange_request.country_id
            keys = having(Role.FOCAL_POINT, country=country)
            return keys or caring_for(exchange_request)
        case Holder.DESK:
            return caring_for(exchange_request)
    return set()


def administrators() -> set[int]:
    return having(Role.ADMINISTRATOR)
