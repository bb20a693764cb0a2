"""
People who ask, decide, answer, or stay silent, by chance; and who must have heard of it.

``benchmarks/year.py`` lets them act for a year; a test does the same with fewer requests.
The same seed makes the same people; what comes of it depends on when workers are killed.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Membership, User
from exchanges import brokering, inviting, lifecycle
from exchanges.models import (
    CountryProcedure,
    ExchangeRequest,
    Holder,
    Invitation,
    ServiceClock,
)
from hubs.models import Country, Hub

Role = Membership.Role
Status = ExchangeRequest.Status
ASKING = 40  # countries that take part
OFFICIALS = 3  # of each
OFFICERS = 4
NEVER, SELDOM, OFTEN = 0.0, 0.05, 0.3  # chance of acting on a day
REFUSALS = (ValidationError, PermissionDenied)
THINGS = ("water", "schools", "roads", "soldiers", "floods", "taxes", "seeds", "nurses")


@dataclass
class Cast:
    """Everybody who takes part, by what they act for."""

    countries: list[Country]
    officials: dict[str, list[User]]
    focal_points: dict[str, User]
    officers: list[User]
    administrators: list[User]
    hubs: list[Hub]
    managers: list[User]
    eager: dict[str, float]  # how likely a country is to answer on a day


def make_cast(chance: random.Random) -> Cast:
    countries = list(Country.objects.developing().order_by("pk")[:ASKING])
    speaking = countries[: ASKING - 3]  # for three countries nobody answers
    hubs = [make_hub(number) for number in range(2)]
    cast = Cast(
        countries=countries,
        officials={
            country.pk: [
                person(f"official{number}.{country.pk}", Role.OFFICIAL, country)
                for number in range(OFFICIALS)
            ]
            for country in countries
        },
        focal_points={
            country.pk: person(f"focal.{country.pk}", Role.FOCAL_POINT, country)
            for country in speaking
        },
        officers=[
            person(f"officer{number}", Role.DESK_OFFICER) for number in range(OFFICERS)
        ],
        administrators=[
            person(f"admin{number}", Role.ADMINISTRATOR) for number in range(2)
        ],
        hubs=hubs,
        managers=[
            person(f"manager{number}", Role.HUB_MANAGER, hub=hub)
            for number, hub in enumerate(hubs)
        ],
        eager={
            country.pk: chance.choice((NEVER, SELDOM, SELDOM, OFTEN, OFTEN))
            for country in countries
        },
    )
    for country in countries[::2]:
        CountryProcedure.objects.create(country=country, endorsement_wanted=True)
    ServiceClock.objects.create(hub=hubs[0], poke=5, last_chance=12, lapse=25)
    return cast


def make_hub(number: int) -> Hub:
    kind = Hub.Arrangement.REGIONAL_CENTRE
    return Hub.objects.create(
        slug=f"hub{number}", name=f"Hub {number}", arrangement_type=kind
    )


def person(
    name: str, role: str, country: Country | None = None, hub: Hub | None = None
) -> User:
    made = User.objects.create_user(f"{name.lower()}@made.example", name=name)
    Membership.objects.create(
        person=made,
        role=role,
        country=country,
        hub=hub,
        status=Membership.Status.GRANTED,
    )
    return made


@dataclass
class Year:
    """What people do, day after day."""

    cast: Cast
    chance: random.Random
    eager: dict[int, float] = field(default_factory=dict)  # of the author of each
    done: Counter[str] = field(default_factory=Counter)

    def begin(self, count: int) -> None:
        """Have so many requests begun."""
        for _number in range(count):
            self.attempt("start", self.start)

    def day(self) -> None:
        """Have those who have a request before them act, or not."""
        rows = ExchangeRequest.objects.open().values_list("pk", "holder")
        for pk, holder in list(rows):
            if self.chance.random() < self.eagerness(pk, holder):
                self.act(pk)
            elif self.chance.random() < 0.002:
                self.attempt("withdraw", partial(self.withdraw, self.found(pk)))
        asked = Invitation.objects.in_the_air().values_list("pk", "country")
        for pk, country in list(asked):
            if self.chance.random() < self.cast.eager[country]:
                self.attempt("answer", partial(self.answer, pk))

    def eagerness(self, pk: int, holder: str) -> float:
        forgotten = pk % 50 == 0  # by the desk: others have to hear of it
        match holder:
            case Holder.AUTHOR:
                return self.eager.get(pk, SELDOM)
            case Holder.FOCAL_POINT:
                return NEVER if pk % 7 == 0 else 0.2
            case Holder.DESK:
                return NEVER if forgotten else OFTEN
        return NEVER

    def attempt(self, verb: str, what: Callable[[], Any]) -> None:
        """Do something that may be refused; any other fault ends the year."""
        try:
            what()
            self.done[verb] += 1
        except REFUSALS as refusal:
            self.done[f"{verb} refused: {type(refusal).__name__}"] += 1

    def found(self, pk: int) -> ExchangeRequest:
        return ExchangeRequest.objects.with_line().get(pk=pk)

    # --- who asks ---------------------------------------------------------------------

    def start(self) -> None:
        country = self.chance.choice(self.cast.countries)
        asked = self.chance.sample(self.cast.countries, self.chance.choice((1, 2, 3)))
        thing, number = self.chance.choice(THINGS), self.chance.randrange(10**9)
        made = lifecycle.start(
            by=self.chance.choice(self.cast.officials[country.pk]),
            country=country,
            title=f"{number} {thing} {country}",
            problem=f"There are not enough {thing}.",
            all_at_once=self.chance.random() < 0.7,
            ask=[row for row in asked if row != country],
        )
        self.eager[made.pk] = self.chance.choice((NEVER, SELDOM, *[OFTEN] * 8))

    def act(self, pk: int) -> None:
        row = self.found(pk)
        match row.holder:
            case Holder.AUTHOR:
                self.attempt("author", lambda: self.go_on(row))
            case Holder.FOCAL_POINT:
                self.attempt("focal point", lambda: self.endorse(row))
            case Holder.DESK:
                self.attempt("desk", lambda: self.decide(row))

    def go_on(self, row: ExchangeRequest) -> None:
        if self.chance.random() < 0.05:
            self.withdraw(row)
        elif row.status in ExchangeRequest.OPEN_TO_AUTHOR:
            text = f"{row.problem} Again."[-500:]
            lifecycle.change(row, by=row.author, version=row.version, problem=text)
            lifecycle.submit(row, by=row.author, consents=True, knowingly=True)
        else:
            self.choose_or_clarify(row)

    def choose_or_clarify(self, row: ExchangeRequest) -> None:
        yeses = list(row.invitations.accepted())
        if yeses:
            chosen = self.chance.choice(yeses)
            lifecycle.choose(chosen, by=row.author, reason="Closest to our law.")
            return
        for invitation in row.invitations.pending().exclude(paused_on=None):
            inviting.clarify(invitation, by=row.author, answer="Four.")

    def withdraw(self, row: ExchangeRequest) -> None:
        lifecycle.withdraw(row, by=row.author, reason="The budget was cut.")

    def endorse(self, row: ExchangeRequest) -> None:
        focal = self.cast.focal_points.get(row.country_id)
        if focal is None:
            return  # the desk hears of it, and the clock lets it lapse
        if self.chance.random() < 0.85:
            lifecycle.endorse(row, by=focal, words="A priority.")
        else:
            lifecycle.send_back(row, by=focal, reason="Name the districts.")

    # --- the desk ---------------------------------------------------------------------

    def decide(self, row: ExchangeRequest) -> None:
        officer, dice = self.chance.choice(self.cast.officers), self.chance.random()
        if dice < 0.03:
            brokering.decline(row, by=officer, reason="A loan, not an exchange.")
        elif dice < 0.08:
            brokering.reassign(
                row, officer=self.chance.choice(self.cast.officers), by=officer
            )
        elif dice < 0.15:
            lifecycle.send_back(row, by=officer, reason="How many people?")
        elif row.status == Status.TRIAGED:
            self.offer(row, officer)
        elif row.complete_at is None and dice < 0.5:
            brokering.confirm_complete(row, by=officer)
        else:
            hub = self.chance.choice((None, *self.cast.hubs))
            brokering.triage(row, by=officer, hub=hub)

    def offer(self, row: ExchangeRequest, officer: User) -> None:
        """Put it to whoever is named; where all of them said no, to others, or to nobody."""
        if not row.invitations.queued().exists():
            if row.invitations.count() > 5:
                brokering.decline(row, by=officer, reason="Nobody can help now.")
                return
            others = [one for one in self.cast.countries if one != row.country]
            brokering.triage(row, by=officer, ask=self.chance.sample(others, 2))
        brokering.offer(row, by=officer)

    # --- the countries that were asked ------------------------------------------------

    def answer(self, pk: int) -> None:
        row = Invitation.objects.select_related("country", "exchange_request").get(
            pk=pk
        )
        focal = self.cast.focal_points.get(row.country_id)
        if focal is None:
            return
        dice = self.chance.random()
        if row.status == Invitation.Status.ACCEPTED:
            if dice < 0.05:
                inviting.decline(row, by=focal, reason="We cannot after all.")
        elif dice < 0.4:
            inviting.accept(row, by=focal, offer="Two experts.")
        elif dice < 0.8:
            inviting.decline(row, by=focal, reason="Elections this year.")
        elif not row.is_paused:
            inviting.ask(row, by=focal, question="How many regions?")
