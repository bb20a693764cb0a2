"""
Which way experience flows: computed from the two countries, and never typed in.

The South is what UNCTAD classifies as developing economies. The words order nothing: all
four ways are put, answered and counted alike.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from exchanges.models import ExchangeRequest, Invitation
from hubs.models import Country

Field = ExchangeRequest.Field


class Direction(TextChoices):
    """From whom experience comes, and to whom it goes."""

    SOUTH_SOUTH = "south_south", _("South-South")
    NORTH_SOUTH = "north_south", _("North-South")
    SOUTH_NORTH = "south_north", _("South-North")
    NORTH_NORTH = "north_north", _("North-North")


ENDS = {
    (True, True): Direction.SOUTH_SOUTH,
    (False, True): Direction.NORTH_SOUTH,
    (True, False): Direction.SOUTH_NORTH,
    (False, False): Direction.NORTH_NORTH,
}


def between(provider: Country, asking: Country) -> Direction:
    """Return which way experience flows from one country to the other."""
    return ENDS[provider.developing, asking.developing]


def of_all(invitations: Iterable[Invitation]) -> list[Direction]:
    """Return each way once, of invitations that come ``with_ends``, South-South first."""
    found = {between(row.country, row.asking) for row in invitations}
    return [direction for direction in Direction if direction in found]


def going(directions: Iterable[str]) -> Q:
    """Match invitations that go one of these ways."""
    wanted = Q(pk__in=())
    for ends, direction in ENDS.items():
        if direction in directions:
            wanted |= Q(country__developing=ends[0], asking__developing=ends[1])
    return wanted


def put_to(directions: Iterable[str], reader: Any = None) -> Q:
    """
    Match requests put to a country from which experience flows these ways.

    Of whom a request was put to, everybody knows where its parties opened it; else only
    those who may see the invitation.
    """
    sent = Invitation.objects.asked().filter(going(directions))
    opened = Q(public_fields__contains=[Field.PROVIDERS.value])
    found = opened & Q(pk__in=sent.values("exchange_request"))
    if reader is None:
        return found
    hers = sent.filter(pk__in=Invitation.objects.visible_to(reader).values("pk"))
    return found | Q(pk__in=hers.values("exchange_request"))
