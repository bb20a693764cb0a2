"""
Requests of the demonstration, one in each place where the ball can lie.

They ask about real subjects and say nothing about any country: no figure, no institution.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import Membership, User
from exchanges import brokering, inviting, lifecycle
from exchanges.models import ExchangeRequest, Instrument, Sought
from hubs.models import Country

Role = Membership.Role
Field = ExchangeRequest.Field
OPEN = [Field.TITLE, Field.SOUGHT, Field.INSTRUMENTS, Field.PROVIDERS]


@dataclass(frozen=True)
class Ask:
    """What a country of the demonstration asks others."""

    by: str
    title: str
    problem: str
    countries: tuple[str, ...]
    instruments: tuple[str, ...] = (Instrument.VIDEOCONFERENCE,)
    sought: tuple[str, ...] = (Sought.KNOWLEDGE,)


COMBATANTS = Ask(
    "SLE",
    "Bringing former combatants back to civilian life",
    "We want to learn how others registered, trained and accompanied former combatants,"
    " how the communities took part, and what they would do differently.",
    ("RWA", "COL"),
    (Instrument.STUDY_VISIT, Instrument.EXPERT_MISSION),
    (Sought.KNOWLEDGE, Sought.SKILLS),
)
BIRTHS = Ask(
    "SLE",
    "Registering every birth where it happens",
    "We look for ways to register births in villages without a civil registrar.",
    ("RWA",),
)
INSURANCE = Ask(
    "SLE",
    "Health insurance for those who cannot pay",
    "Who pays for the poorest, how are they found, and how is it controlled?",
    ("RWA",),
)
LAND = Ask(
    "SLE",
    "Land rights of people who had to leave their homes",
    "We prepare a law, and would like to talk with those who carried one out.",
    ("COL",),
)
TEACHERS = Ask(
    "SLE",
    "Paying teachers in remote schools on time",
    "Salaries arrive late. How did others pay without a bank nearby?",
    ("RWA",),
)
FLOODS = Ask(
    "RWA",
    "Warning people of floods early enough",
    "Forecasts exist, but warnings reach the slopes too late. Who solved the last mile?",
    ("COL", "SLE"),
)

HERDERS = Ask(
    "RWA",
    "Vaccinating herds that cross borders",
    "Vaccines reach the farms and not those who move with their animals.",
    ("COL",),
    (Instrument.EXPERT_MISSION,),
    (Sought.RESOURCES, Sought.TECHNICAL_KNOW_HOW),
)


@transaction.atomic
def make_requests() -> None:
    """Make the requests, once: what people did with them since is left alone."""
    if ExchangeRequest.objects.exists():
        return
    started(BIRTHS)
    submitted(INSURANCE)
    desk = holding(Role.DESK_OFFICER)
    lifecycle.send_back(
        submitted(TEACHERS), by=desk, reason="How many schools, and in which regions?"
    )
    offered(FLOODS)
    lend_an_ear(offered(COMBATANTS))
    say_yes(offered(LAND), "COL", "Two people of our land agency, for a week.")
    say_no(offered(HERDERS), "COL", "Our own campaign takes all our people this year.")
    # Handed in the other day: whoever tries it today has her day's requests before her.
    handed_in = ExchangeRequest.objects.exclude(submitted_at=None)
    handed_in.update(submitted_at=F("submitted_at") - timedelta(days=2))


def started(ask: Ask) -> ExchangeRequest:
    countries = Country.objects.in_bulk(ask.countries)
    return lifecycle.start(
        by=holding(Role.OFFICIAL, ask.by),
        country=Country.objects.get(pk=ask.by),
        title=ask.title,
        problem=ask.problem,
        language="en",
        instruments=list(ask.instruments),
        sought=list(ask.sought),
        public_fields=OPEN,
        ask=[countries[iso3] for iso3 in ask.countries],
    )


def submitted(ask: Ask) -> ExchangeRequest:
    person = holding(Role.OFFICIAL, ask.by)
    return lifecycle.submit(started(ask), by=person, consents=True)


def offered(ask: Ask) -> ExchangeRequest:
    desk = holding(Role.DESK_OFFICER)
    return brokering.offer(brokering.triage(submitted(ask), by=desk), by=desk)


def lend_an_ear(exchange_request: ExchangeRequest) -> None:
    """One country says yes, the other asks something first: the ball is with who asked."""
    say_yes(
        exchange_request, "RWA", "A visit of a week to the commission and two towns."
    )
    inviting.ask(
        exchange_request.invitations.get(country="COL"),
        by=holding(Role.FOCAL_POINT, "COL"),
        question="Would women and men who left early on be part of it, too?",
    )


def say_yes(exchange_request: ExchangeRequest, iso3: str, offer: str) -> None:
    inviting.accept(
        exchange_request.invitations.get(country=iso3),
        by=holding(Role.FOCAL_POINT, iso3),
        offer=offer,
    )


def say_no(exchange_request: ExchangeRequest, iso3: str, reason: str) -> None:
    """The only country that was asked declines: the desk has it again, without a yes."""
    inviting.decline(
        exchange_request.invitations.get(country=iso3),
        by=holding(Role.FOCAL_POINT, iso3),
        reason=reason,
    )


def holding(role: str, iso3: str | None = None) -> User:
    """Return a person of the demonstration with this role."""
    granted = Membership.objects.granted().filter(role=role, country=iso3)
    return granted.select_related("person").order_by("pk")[0].person
