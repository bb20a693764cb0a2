"""Requests as lists show them: the public register, one's own, what waits for a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from exchanges.directions import Direction, put_to
from exchanges.models import (
    Clarification,
    Consultation,
    ConsultationQuerySet,
    ExchangeRequest,
    ExchangeRequestQuerySet,
    Holder,
    Invitation,
    Sought,
)
from exchanges.models.invitations import InvitationQuerySet
from hubs.models import Country
from practices.browsing import legible

Status = ExchangeRequest.Status
Role = Membership.Role
LONGEST_WORDS = 100
ENDED = (Status.DECLINED, Status.LAPSED)
STAGES = {
    "open": _("under way"),
    "accepted": _("a country said yes"),
    "ended": _("ended without an exchange"),
}
VIEWS = {
    "mine": _("Those I wrote"),
    "country": _("Those of my country"),
    "asked": _("Those put to us"),
}


# --- everybody's ------------------------------------------------------------------------


@dataclass(frozen=True)
class Selection:
    """What a reader looks for in the register."""

    words: str = ""
    country: str = ""
    stage: str = ""
    sought: str = ""
    direction: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Selection":
        """Take what can be meant out of an address; nothing in it is an error."""
        words = legible(query.get("q", ""))
        return cls(
            words[:LONGEST_WORDS],
            iso3_of(query.get("country", "")),
            one_of(STAGES, query.get("stage", "")),
            one_of(Sought.values, query.get("sought", "")),
            one_of(Direction.values, query.get("direction", "")),
        )

    def __bool__(self) -> bool:
        chosen = (self.words, self.country, self.stage, self.sought, self.direction)
        return any(chosen)

    def requests(self) -> ExchangeRequestQuerySet:
        """Return the requests of the register to which all of it applies."""
        found = ExchangeRequest.objects.in_register()
        if self.words:
            found = found.filter(in_words(self.words))
        if self.country:
            found = found.filter(country=self.country)
        if self.sought:
            found = found.filter(seeking([self.sought]))
        if self.direction:
            found = found.filter(put_to([self.direction]))
        if self.stage == "open":
            found = found.open()
        elif self.stage:
            ends = ENDED if self.stage == "ended" else (Status.ACCEPTED,)
            found = found.filter(status__in=ends)
        return found.latest_first()


def one_of(known: Collection[str], said: str) -> str:
    """Return what was said where it is known, else nothing."""
    return said if said in known else ""


def seeking(kinds: Sequence[str]) -> Q:
    """Match requests that say to everybody that one of these should come."""
    opened = Q(public_fields__contains=[ExchangeRequest.Field.SOUGHT.value])
    return opened & Q(sought__overlap=list(kinds))


def iso3_of(said: str) -> str:
    """Return a country's code, or nothing where it can be none."""
    code = said.strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""


def in_words(words: str) -> Q:
    """Find a reference, or words of a title or a problem that is open to everybody."""
    opened = Q(reference__iexact=words)
    for name in (ExchangeRequest.Field.TITLE, ExchangeRequest.Field.PROBLEM):
        opened |= Q(
            **{
                "public_fields__contains": [name.value],
                f"{name.value}__icontains": words,
            }
        )
    return opened


# --- one's own --------------------------------------------------------------------------


def requests_of(person: User, view: str) -> ExchangeRequestQuerySet:
    """Return what she wrote, what her country asks, or what was put to her country."""
    if view == "country":
        own = countries_of(person, Role.OFFICIAL, Role.FOCAL_POINT)
        found = ExchangeRequest.objects.filter(country__in=own)
        found = found.exclude(submitted_at=None)
    elif view == "asked":
        asked = Invitation.objects.asked().addressed_to(person)
        found = ExchangeRequest.objects.filter(pk__in=asked.values("exchange_request"))
    else:
        found = ExchangeRequest.objects.filter(author=person)
    return found.with_line().latest_first()


def countries_of(person: User, *roles: str) -> list[Country]:
    rows = person.roles_in_force()
    return [row.country for row in rows if row.country and row.role in roles]


# --- what waits for her -----------------------------------------------------------------

ASKS = Clarification.objects.filter(
    answered_at=None,
    invitation__status=Invitation.Status.PENDING,
    invitation__exchange_request=OuterRef("pk"),
)
SAID_YES = Invitation.objects.accepted().filter(exchange_request=OuterRef("pk"))


def held_by(person: User) -> ExchangeRequestQuerySet:
    """
    Return the requests that wait for her and nobody else, the most urgent first.

    Where she has but questions to answer, those stand in ``to_clarify``.
    """
    focal = countries_of(person, Role.FOCAL_POINT)
    consulted = Consultation.objects.open().values("exchange_request")
    held = ExchangeRequest.objects.filter(
        Q(holder=Holder.AUTHOR, author=person) & ~(Exists(ASKS) & ~Exists(SAID_YES))
        | Q(holder=Holder.FOCAL_POINT, country__in=focal) & ~Q(pk__in=consulted)
        | Q(holder=Holder.DESK, officer=person)
    )
    return held.with_line().order_by("due_on", "pk")


def to_answer(person: User) -> InvitationQuerySet:
    """Return the invitations on which her country or hub still has to say something."""
    rows = person.roles_in_force()
    hubs = [row.hub_id for row in rows if row.role == Role.HUB_MANAGER]
    focal = countries_of(person, Role.FOCAL_POINT)
    hers = Invitation.objects.pending().filter(Q(country__in=focal) | Q(hub__in=hubs))
    hers = hers.filter(paused_on=None).order_by("due_on", "pk")
    return hers.select_related("exchange_request__country", "country")


def to_clarify(person: User) -> Any:
    """Return the questions that countries put to her, and that are open."""
    rows = Clarification.objects.filter(
        answered_at=None,
        invitation__status=Invitation.Status.PENDING,
        invitation__exchange_request__author=person,
    )
    return rows.select_related("invitation__exchange_request", "invitation__country")


def to_opine(person: User) -> ConsultationQuerySet:
    """Return the consultations in which her word is asked for, the most urgent first."""
    hers = Consultation.objects.waiting_for(person).order_by("closes_on", "pk")
    return hers.select_related("exchange_request__country")
