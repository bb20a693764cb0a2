"""What lies at the desk and what is with others: the longest waiting first."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, CharField, Count, Q, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.pages import KnownPaginator
from exchanges.models import ExchangeRequest, ExchangeRequestQuerySet, Holder
from hubs.models import Hub

Role = Membership.Role
A_PAGE = 25
ESCALATED = 2  # reminders after which the desk's superiors have heard of it
UNATTENDED = Q(officer=None) | Q(officer__is_active=False)  # its officer is not there
SEEING_ALL = (Role.DESK_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)

STAGES = {
    "completeness": _("To be looked through"),
    "triage": _("Whom to ask"),
    "endorsement": _("With the focal point"),
    "answers": _("With the countries that were asked"),
    "author": _("With whoever asks"),
}
AT_THE_DESK = ("completeness", "triage")
NARROWINGS = {  # each with the one that it takes the place of
    "mine": (_("In my care"), "unattended"),
    "unattended": (_("In nobody’s care"), "mine"),
    "overdue": (_("Overdue"), "escalated"),
    "escalated": (_("Escalated"), "overdue"),
}
IN_STAGE = {
    "completeness": Q(holder=Holder.DESK, complete_at=None),
    "triage": Q(holder=Holder.DESK, complete_at__isnull=False),
    "endorsement": Q(holder=Holder.FOCAL_POINT),
    "answers": Q(holder=Holder.PROVIDERS),
    "author": Q(holder=Holder.AUTHOR),
}
STAGE = Case(
    *(When(rows, then=Value(stage)) for stage, rows in IN_STAGE.items()),
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
    unattended: bool = False
    overdue: bool = False
    escalated: bool = False

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        stage = query.get("stage", "")
        return cls(
            stage=stage if stage in STAGES else "",
            hub=query.get("hub", "")[:80],
            mine="mine" in query,
            unattended="unattended" in query and "mine" not in query,
            overdue="overdue" in query,
            escalated="escalated" in query,
        )

    @property
    def narrows(self) -> bool:
        return bool(self.stage or self.hub or self.whose or self.lateness)

    @property
    def whose(self) -> str:
        """Return in whose care the chosen rows are; nothing where that is open."""
        return "mine" if self.mine else "unattended" if self.unattended else ""

    @property
    def lateness(self) -> str:
        """Return how late the chosen rows are; nothing where that is open."""
        return "escalated" if self.escalated else "overdue" if self.overdue else ""


@dataclass(frozen=True)
class Narrowing:
    """What narrows the queue, how much it leaves, and what it changes in the address."""

    name: str
    chosen: bool
    changes: dict[str, str | None]
    count: int | None = None


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
    unattended: int
    hubs: list[Hub]

    @property
    def narrowings(self) -> list[Narrowing]:
        """Return what narrows it; of whose they are, and of how late, one at a time."""
        switches = [
            self.switch(name, code, other) for code, (name, other) in NARROWINGS.items()
        ]
        hubs = [
            Narrowing(str(hub), chosen, {"hub": None if chosen else hub.slug})
            for hub in self.hubs
            for chosen in [hub.slug == self.asked.hub]
        ]
        return switches + hubs

    def switch(self, name: str | Promise, code: str, other: str) -> Narrowing:
        chosen: bool = getattr(self.asked, code)
        changes: dict[str, str | None] = {code: None}
        if not chosen:
            changes = {code: "1", other: None}
        return Narrowing(str(name), chosen, changes, getattr(self, code))


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
        name = column(of.whose, of.lateness)
        return sum(counts.get(code, {}).get(name, 0) for code in chosen)

    chosen_rows = narrowed(rows, asked, person, on)
    paginator = KnownPaginator(chosen_rows, A_PAGE, known=number(asked))
    return Queue(
        page=paginator.get_page(query.get("page")),
        asked=asked,
        tabs=tabs(counts, asked),
        at_the_desk=total(counts, "count"),
        overdue=number(replace(asked, overdue=True, escalated=False)),
        escalated=number(replace(asked, escalated=True)),
        mine=number(replace(asked, mine=True)),
        unattended=number(replace(asked, unattended=True, mine=False)),
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
    """Return for each stage how many there are: by whose they are, and how late."""
    counts = {
        column(whose, late): Count("pk", filter=(chosen & far) or None)
        for whose, chosen in cared_for_by(person).items()
        for late, far in late_on(on).items()
    }
    return rows.annotate(stage=STAGE).order_by().values("stage").annotate(**counts)


def cared_for_by(person: User) -> dict[str, Q]:
    return {"": Q(), "mine": Q(officer=person), "unattended": UNATTENDED}


def late_on(day: date) -> dict[str, Q]:
    escalated = Q(holder=Holder.DESK, rung__gte=ESCALATED)
    return {"": Q(), "overdue": Q(due_on__lt=day), "escalated": escalated}


def column(whose: str, late: str) -> str:
    """Return under which name the rows of somebody, so late, are counted."""
    return "_".join(filter(None, (whose, late))) or "count"


def narrowed(rows: Any, asked: Asked, person: User, on: date) -> Any:
    """Return the chosen rows, the longest waiting first."""
    stage = IN_STAGE.get(asked.stage, Q(holder=Holder.DESK))
    rows = rows.filter(
        stage, cared_for_by(person)[asked.whose], late_on(on)[asked.lateness]
    )
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
