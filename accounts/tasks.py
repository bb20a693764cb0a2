"""Background work: tell people of roles; write mail that is due, send it, forget what is old."""

import time

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.digests import write_next
from accounts.letters import wake
from accounts.models import Letter, Membership
from accounts.notices import Fact, tell, untranslated
from accounts.permissions import those_who_decide
from accounts.post import Postman
from outbox.events import on
from outbox.models import Event

LONGEST = 20  # seconds of one run; its last letter has the rest of a task's time


@shared_task(name="accounts.deliver")
def deliver() -> None:
    """
    Write the letters that are due and send them, until none is left.

    Safe to run anywhere, any number of times at once: a person is locked while her letter
    is written, and a letter is leased before it is sent. A long queue is handed on.
    """
    until = time.monotonic() + LONGEST
    with Postman() as postman:
        while time.monotonic() < until:
            wrote, carried = write_next(), postman.carry_next()
            if not (wrote or carried):
                return
    wake()


@shared_task(name="accounts.forget_letters")
def forget_letters() -> int:
    """Delete letters thirty days after they were sent or given up; return how many."""
    deleted, _rows = Letter.objects.forgettable(timezone.now()).delete()
    return deleted


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Delete the sessions that are over, and what was typed in them."""
    SessionStore.clear_expired()


@on("membership.requested")
def tell_who_decides(event: Event) -> None:
    """Tell those who decide that somebody waits, unless it was decided since; safe to run twice."""
    membership = membership_of(event)
    if membership.is_requested:
        people, page = those_who_decide(membership), reverse("accounts:decide")
        email = membership.person.email
        tell(event, people, url=page, email=email, **facts_of(event, membership))


@on("membership.granted", "membership.declined", "membership.ended")
def tell_whose_role_it_is(event: Event) -> None:
    """Tell the person what was decided, by whom and why; safe to run twice."""
    membership = membership_of(event)
    page = reverse("accounts:memberships")
    tell(event, [membership.person], url=page, **facts_of(event, membership))


def membership_of(event: Event) -> Membership:
    return Membership.objects.with_people().get(pk=event.subject_id)


def facts_of(event: Event, membership: Membership) -> dict[str, Fact]:
    place = membership.hub or membership.country
    return {
        "person": str(membership.person),
        "role": untranslated(Membership.Role(membership.role).label),
        "place": place.every_name if place else untranslated(_("the platform")),
        "by": str(event.actor or "–"),
        "reason": event.facts["reason"] or "–",
    }
