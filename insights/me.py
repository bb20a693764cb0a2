"""
What waits for the person who has signed in.

Each part of the page is a function of a person that returns a ``Section``; the apps' parts
stand in ``SECTIONS`` in the order of the page, those with nothing to show are left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Membership, Notice, User
from accounts.notices import told
from accounts.pages import PersonRequest
from exchanges import register
from exchanges import waiting as at_the_desk
from exchanges.models import Challenge
from exchanges.permissions import sees_desk

FEW = 5


@dataclass(frozen=True)
class Section:
    """One part of the page: a template, and what it shows."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def notices(person: User) -> Section:
    """Return the latest notices that she has not read."""
    unread = Notice.objects.visible_to(person).unread().unread_first()
    lines = [told(notice) for notice in unread[:FEW]]
    return Section("insights/_my_notices.html", {"lines": lines})


def turns(person: User) -> Section | None:
    """Return what waits for her in requests, the most urgent first."""
    waiting: dict[str, list[Any]] = {
        "invitations": list(register.to_answer(person)[: FEW + 1]),
        "consultations": list(register.to_opine(person)[: FEW + 1]),
        "questions": list(register.to_clarify(person)[: FEW + 1]),
        "held": list(register.held_by(person)[: FEW + 1]),
    }
    if not any(waiting.values()):
        return None
    few = {name: rows[:FEW] for name, rows in waiting.items()}
    more = any(len(rows) > FEW for rows in waiting.values())
    return Section("insights/_my_turn.html", {**few, "more": more})


def requests(person: User) -> Section | None:
    """Return her latest requests: where each stands, who has the ball, and since when."""
    rows = list(register.requests_of(person, "mine")[:FEW])
    return Section("insights/_my_requests.html", {"rows": rows}) if rows else None


def described(person: User) -> Section:
    """Return the challenges that she can go on with, the latest first."""
    hers = Challenge.objects.visible_to(person).open().latest_first()
    return Section("insights/_my_challenges.html", {"challenges": list(hers[:FEW])})


def calendar(person: User) -> Section:
    """Lead to the address of her due dates."""
    return Section("exchanges/_my_calendar.html")


def countries(person: User) -> Section | None:
    """Lead a focal point to what her countries say of themselves."""
    hers = register.countries_of(person, Membership.Role.FOCAL_POINT)
    if not hers:
        return None
    return Section("insights/_my_countries.html", {"countries": hers})


def desk(person: User) -> Section | None:
    """Return how much waits at the coordination desk, for whoever does its work."""
    if not sees_desk(person):
        return None
    load = at_the_desk.load_of(person, on=timezone.now().date())
    return Section("insights/_my_desk.html", {"load": load})


SECTIONS: tuple[Callable[[User], Section | None], ...] = (
    turns,
    requests,
    countries,
    desk,
    notices,
    described,
    calendar,
)


@require_safe
@login_required
def me(request: PersonRequest) -> HttpResponse:
    """Show what waits for this person."""
    request.user.remember_roles()
    found = (section(request.user) for section in SECTIONS)
    sections = [section for section in found if section]
    return render(request, "insights/me.html", {"sections": sections})
