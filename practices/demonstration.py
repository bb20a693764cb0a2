"""
Ideas of the demonstration, so that a curator finds her queue at work.

They say of themselves that they describe no real programme.
"""

from django.db import transaction

from accounts.models import Membership, User
from hubs.models import Hub
from practices import curation
from practices.models import Practice

Role = Membership.Role
NOT_REAL = (
    "This idea belongs to the demonstration and describes no real programme: shape it, "
    "submit it, review it, publish it."
)


@transaction.atomic
def make_ideas() -> None:
    """Offer three ideas to the first curator's hub, once: one waits at each step."""
    if Practice.objects.in_the_making().exists():
        return
    curators = Membership.objects.granted().filter(role=Role.CURATOR)
    curator = curators.select_related("hub", "person").order_by("pk").first()
    if curator is None or curator.hub is None:
        return
    hub, person = curator.hub, curator.person
    offered("Demonstration: how village clerks register births", hub)
    waiting = offered("Demonstration: how schools buy from their neighbours", hub)
    curation.submit(waiting, by=person)
    back = offered("Demonstration: how a town reads its water meters", hub)
    curation.submit(back, by=person)
    reviewer = holding(Role.REVIEWER, hub)
    curation.assign(waiting, reviewer=reviewer, by=person)
    curation.request_changes(
        back,
        by=reviewer,
        reason="Say how many households, in which year, and who paid.",
    )


def offered(title: str, hub: Hub) -> Practice:
    official = Membership.objects.granted().filter(role=Role.OFFICIAL)
    by = official.select_related("person").order_by("pk")[0]
    idea = {
        "countries": [by.country_id],
        "language": "en",
        "title": title,
        "summary": NOT_REAL,
        "problem": NOT_REAL,
        "approach": NOT_REAL,
    }
    return curation.capture(idea, by=by.person, hub=hub)


def holding(role: str, hub: Hub) -> User:
    granted = Membership.objects.granted().filter(role=role, hub=hub)
    return granted.select_related("person").order_by("pk")[0].person
