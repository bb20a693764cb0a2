"""Everything that waits in curation: for whom, and since when."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from hubs.models import Hub
from practices.browsing import CountedPaginator
from practices.models import Practice, Review
from practices.models.practice import READ_ALL

Status = Practice.Status
A_PAGE = 25
SOON = timedelta(days=60)

KINDS = {
    "idea": _("Idea to shape"),
    "draft": _("Draft to finish"),
    "unassigned": _("To be assigned"),
    "review": _("In review"),
    "late_review": _("Review is late"),
    "changes": _("Changes requested"),
    "due": _("To be confirmed soon"),
    "overdue": _("Overdue for confirmation"),
}


@dataclass(frozen=True)
class Tab:
    """One kind of waiting, with how many wait, and whether it is chosen."""

    code: str
    name: str
    count: int
    chosen: bool


@dataclass
class Queue:
    """A page of what waits, oldest first, and how to narrow it."""

    page: "Page[Practice]"
    tabs: list[Tab]
    total: int
    hubs: list[Hub]
    hub: str
    kind: str
    mine: bool
    load: dict[str, int]
    first: Practice | None  # the oldest that waits for her; else the oldest of all


def queue_for(person: User, query: QueryDict) -> Queue:
    """Return what waits for a person and for her hubs."""
    hub, kind = query.get("hub", "")[:80], query.get("kind", "")
    mine = bool(query.get("mine"))
    rows: Any = waiting_for(person)
    if hub:
        rows = rows.filter(hub__slug=hub)
    if mine:
        rows = rows.filter(held_by(person))
    counts = dict(
        rows.order_by().values_list("kind").annotate(count=Count("pk", distinct=True))
    )
    chosen = rows.filter(kind=kind) if kind in KINDS else rows
    paginator = CountedPaginator(with_holders(chosen).order_by("since", "pk"), A_PAGE)
    paginator.known = counts.get(kind, 0) if kind in KINDS else sum(counts.values())
    page = paginator.get_page(query.get("page"))
    hers_first = with_holders(chosen.filter(held_by(person))).order_by("since", "pk")
    return Queue(
        page=page,
        tabs=[
            Tab(code, str(name), counts.get(code, 0), code == kind)
            for code, name in KINDS.items()
        ],
        total=sum(counts.values()),
        hubs=hubs_of(person),
        hub=hub,
        kind=kind if kind in KINDS else "",
        mine=mine,
        load=load_of(person),
        first=hers_first.first() or next(iter(page), None),
    )


def waiting_for(person: User) -> QuerySet[Practice, Any]:
    """Return what waits among what a person makes or her hubs keep, with why and since when."""
    now = timezone.now()
    asked = Review.objects.waiting().filter(practice=OuterRef("pk"))
    soon = Q(status=Status.PUBLISHED, review_by__lt=(now + SOON).date())
    rows = hers(person).filter(Q(status__in=Practice.IN_THE_MAKING) | soon)
    return rows.annotate(
        asked=Exists(asked), late=Exists(asked.filter(due__lt=now.date()))
    ).annotate(
        kind=Case(
            When(status=Status.CAPTURED, version=1, then=Value("idea")),
            When(status=Status.CAPTURED, then=Value("draft")),
            When(status=Status.CHANGES_REQUESTED, then=Value("changes")),
            When(status=Status.IN_REVIEW, late=True, then=Value("late_review")),
            When(status=Status.IN_REVIEW, asked=True, then=Value("review")),
            When(status=Status.IN_REVIEW, then=Value("unassigned")),
            When(review_by__lt=now.date(), then=Value("overdue")),
            default=Value("due"),
            output_field=CharField(),
        ),
        since=Case(
            When(status=Status.PUBLISHED, then=Cast("review_by", DateTimeField())),
            default=F("status_since"),
            output_field=DateTimeField(),
        ),
    )


def hers(person: User) -> QuerySet[Practice]:
    """Return what she makes, what her hubs keep; of whoever reads all, all."""
    if person.acts_as(*READ_ALL):
        return Practice.objects.all()
    made, kept = Practice.objects.made_by(person), Practice.objects.kept_by(person)
    return Practice.objects.filter(
        Q(pk__in=made.values("pk")) | Q(pk__in=kept.values("pk"))
    )


def held_by(person: User) -> Q:
    """Return what waits for nobody but her: to write, to review, to confirm."""
    to_review = Review.objects.waiting().filter(reviewer=person).values("practice")
    hers = Q(author=person) | Q(pk__in=person.co_authorships.values("practice"))
    return (
        Q(status=Status.IN_REVIEW, pk__in=to_review)
        | hers & Q(status__in=(Status.CAPTURED, Status.CHANGES_REQUESTED))
        | Q(owner=person, status=Status.PUBLISHED)
    )


def with_holders(rows: Any) -> Any:
    """Fetch for whom each waits."""
    waiting = Review.objects.waiting().select_related("reviewer").order_by("due")
    return rows.select_related("country", "hub", "author", "owner").prefetch_related(
        Prefetch("reviews", waiting, to_attr="asked_reviews"), "translations"
    )


def hubs_of(person: User) -> list[Hub]:
    """Return the hubs that she works for, for the filter."""
    mine = person.memberships.granted().filter(role__in=Membership.OF_A_HUB)
    return list(Hub.objects.filter(pk__in=mine.values("hub")).by_name())


def load_of(person: User) -> dict[str, int]:
    """Return how many reviews wait for her, and how many of them are late."""
    today = timezone.now().date()
    return (
        Review.objects.waiting()
        .filter(reviewer=person)
        .aggregate(waiting=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    )


def reviewers_for(practice: Practice) -> list[Any]:
    """Return who of the hub that keeps it may review it, the least busy first, with their load."""
    roles = (Membership.Role.REVIEWER, Membership.Role.HUB_MANAGER)
    granted = Membership.objects.granted().filter(role__in=roles)
    if practice.hub_id:
        theirs = granted.filter(hub=practice.hub_id)
    else:
        theirs = granted.filter(hub__country=practice.country_id)
    people = User.objects.filter(pk__in=theirs.values("person"), is_active=True)
    wrote = practice.revisions.filter(by__isnull=False)
    asked = practice.reviews.waiting()
    free = people.exclude(
        Q(pk__in=(practice.author_id or 0, practice.owner_id or 0))
        | Q(pk__in=practice.co_authors.values("person"))
        | Q(pk__in=wrote.values("by"))
        | Q(pk__in=asked.values("reviewer"))
    )
    busy = Count("reviews", filter=Q(reviews__verdict=""))
    return list(free.annotate(load=busy).order_by("load", "name", "pk")[:50])
