"""What lies at the desk and what is with others: the longest waiting first."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, Q, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from exchanges.models import ExchangeRequest, ExchangeRequestQuerySet, Holder
from hubs.models import Hub

Role = Membership.Role
A_PAGE = 25
ESCALATED = 2  # reminders after which the desk's superiors have heard of it
SEEING_ALL = (Role.DESK_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)

STAGES = {
    "completeness": _("To be looked through"),
    "triage": _("Whom to ask"),
    "endorsement": _("With the focal point"),
    "answers": _("With the countries that were asked"),
    "author": _("With whoever asks"),
}
AT_THE_DESK = ("completeness", "triage")
STAGE = Case(
    When(holder=Holder.DESK, complete_at=None, then=Value("completeness")),
    When(holder=Holder.DESK, then=Value("triage")),
    When(holder=Holder.FOCAL_POINT, then=Value("endorsement")),
    When(holder=Holder.PROVIDERS, then=Value("answers")),
    default=Value("author"),
    output_field=CharField(),
)
HELD = tuple(holder.value for holder in Holder if holder != Holder.NOBODY)


@dataclass(frozen=True)
class Tab:
    """A stage, with how many wait in it, and whether it is chosen."""

    code: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """How a person narrows the queue, out of the page's address."""

    stage: str = ""
    hub: str = ""
    mine: bool = False
    overdue: bool = False
    escalated: bool = False

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        stage = query.get("stage", "")
        return cls(
            stage=stage if stage in STAGES else "",
            hub=query.get("hub", "")[:80],
            mine="mine" in query,
            overdue="overdue" in query,
            escalated="escalated" in query,
        )

    @property
    def narrows(self) -> bool:
        return bool(self.stage or self.hub) or self.mine or self.is_late

    @property
    def is_late(self) -> bool:
        return self.overdue or self.escalated


@dataclass(frozen=True)
class Queue:
    """A page of what waits, and how to narrow it."""

    page: "Page[ExchangeRequest]"
    asked: Asked
    tabs: list[Tab]
    at_the_desk: int
    overdue: int
    escalated: int
    mine: int
    hubs: list[Hub]


class KnownPaginator(Paginator[ExchangeRequest]):
    """Knows its length already, so that nothing is counted twice."""

    known = 0

    @property
    def count(self) -> int:
        return self.known


def in_care_of(person: User) -> ExchangeRequestQuerySet:
    """Return what was submitted and concerns her at the desk: all of it, or her hubs'."""
    rows = ExchangeRequest.objects.exclude(submitted_at=None)
    if not person.is_active:
        return rows.none()
    if person.acts_as(*SEEING_ALL):
        return rows
    return rows.filter(hub__in=managed_by(person))


def managed_by(person: User) -> list[int]:
    """Return the keys of the hubs that she manages."""
    mine = person.roles_in_force()
    return [row.hub_id for row in mine if row.role == Role.HUB_MANAGER and row.hub_id]


def queue_for(person: User, query: QueryDict, *, on: date) -> Queue:
    """Return what waits, for whoever looks after it; three queries, however much there is."""
    asked = Asked.by(query)
    rows = in_care_of(person).filter(holder__in=HELD)
    if asked.hub:
        rows = rows.filter(hub__slug=asked.hub)
    counts = {row.pop("stage"): row for row in counted(rows, person, on)}
    chosen = [asked.stage] if asked.stage else AT_THE_DESK

    def number(of: Asked) -> int:
        return sum(counts.get(code, {}).get(column(of), 0) for code in chosen)

    paginator = KnownPaginator(narrowed(rows, asked, person, on), A_PAGE)
    paginator.known = number(asked)
    return Queue(
        page=paginator.get_page(query.get("page")),
        asked=asked,
        tabs=tabs(counts, asked),
        at_the_desk=total(counts, "count"),
        overdue=number(replace(asked, overdue=True, escalated=False)),
        escalated=number(replace(asked, escalated=True)),
        mine=total(counts, "mine"),
        hubs=hubs_with_requests(person),
    )


@dataclass(frozen=True)
class Load:
    """How much waits at the desk, how much of it is late, and how much is hers."""

    at_the_desk: int
    overdue: int
    mine: int
    mine_overdue: int


def load_of(person: User, *, on: date) -> Load:
    """Return how much waits, for whoever looks after it; one query."""
    rows = in_care_of(person).filter(holder=Holder.DESK)
    counts = {row.pop("stage"): row for row in counted(rows, person, on)}
    names = ("count", "overdue", "mine", "mine_overdue")
    return Load(*(total(counts, name) for name in names))


def counted(rows: Any, person: User, on: date) -> Any:
    """Return for each stage how many there are, how many of them are late, and hers."""
    mine, late = Q(officer=person), Q(due_on__lt=on)
    far = Q(holder=Holder.DESK, rung__gte=ESCALATED)
    grouped = rows.annotate(stage=STAGE).order_by().values("stage")
    return grouped.annotate(
        count=Count("pk"),
        mine=Count("pk", filter=mine),
        overdue=Count("pk", filter=late),
        escalated=Count("pk", filter=far),
        mine_overdue=Count("pk", filter=mine & late),
        mine_escalated=Count("pk", filter=mine & far),
    )


def column(asked: Asked) -> str:
    """Return which of the counts is that of the chosen rows."""
    late = "escalated" if asked.escalated else "overdue" if asked.overdue else ""
    return "_".join(["mine"] * asked.mine + [late] * bool(late)) or "count"


def narrowed(rows: Any, asked: Asked, person: User, on: date) -> Any:
    """Return the chosen rows, the longest waiting first."""
    if asked.stage:
        rows = rows.annotate(stage=STAGE).filter(stage=asked.stage)
    else:
        rows = rows.filter(holder=Holder.DESK)
    if asked.mine:
        rows = rows.filter(officer=person)
    if asked.escalated:
        rows = rows.filter(holder=Holder.DESK, rung__gte=ESCALATED)
    elif asked.overdue:
        rows = rows.filter(due_on__lt=on)
    return rows.longest_waiting_first().annotate(stage=STAGE).with_line()


def tabs(counts: dict[str, Any], asked: Asked) -> list[Tab]:
    return [
        Tab(code, str(name), counts.get(code, {}).get("count", 0), code == asked.stage)
        for code, name in STAGES.items()
    ]


def total(counts: dict[str, Any], name: str) -> int:
    """Add up what is counted of the stages of the desk."""
    return sum(counts.get(code, {}).get(name, 0) for code in AT_THE_DESK)


def hubs_with_requests(person: User) -> list[Hub]:
    """Return the hubs to which requests were routed, for the filter."""
    if person.acts_as(*SEEING_ALL):
        routed = ExchangeRequest.objects.filter(holder__in=HELD, hub__isnull=False)
        return list(Hub.objects.filter(pk__in=routed.values("hub")).by_name()[:60])
    return list(Hub.objects.filter(pk__in=managed_by(person)).by_name())
