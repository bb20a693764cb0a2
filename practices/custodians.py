"""Who answers for a practice, and so is told what is said of it."""

from django.db.models import Q

from accounts.models import Membership, User
from hubs.models import Country
from practices.models import Practice

ANSWERING = (Membership.Role.CURATOR, Membership.Role.HUB_MANAGER)
SPEAKING = (Membership.Role.OFFICIAL, Membership.Role.FOCAL_POINT)


def custodians_of(practice: Practice) -> list[User]:
    """
    Return a practice's owner and author, and the curators and managers of its hub.

    What no hub keeps is looked after by the hubs of its country; where there is nobody
    at all, by the coordination desk.
    """
    hubs = (
        Q(hub=practice.hub_id)
        if practice.hub_id
        else Q(hub__country=practice.country_id)
    )
    staff = Membership.objects.in_force().filter(hubs, role__in=ANSWERING)
    found = User.objects.filter(
        Q(pk__in=staff.values("person"))
        | Q(pk__in=[practice.owner_id, practice.author_id]),
        is_active=True,
    )
    return list(found.order_by("pk")) or desk()


def desk() -> list[User]:
    officers = Membership.objects.in_force().filter(role=Membership.Role.DESK_OFFICER)
    return list(User.objects.filter(pk__in=officers.values("person")).order_by("pk"))


def speakers_of(country: Country) -> list[User]:
    """Return the officials and focal points of a country."""
    rows = Membership.objects.in_force().filter(country=country, role__in=SPEAKING)
    return list(User.objects.filter(pk__in=rows.values("person")).order_by("pk"))
