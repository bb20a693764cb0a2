"""How long a person stays signed in: twelve hours, and staff half an hour without a click."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from accounts.models import User

BEGAN, SEEN = "signed_in_at", "seen_at"
NOTED_EVERY = 60  # seconds; more often would write with every page


class SessionAgeMiddleware(MiddlewareMixin):
    """
    Ends sessions that are too old, and those of staff that lay idle.

    Whose role asks for the shorter time is looked up only for a session that lay idle for
    that long.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not isinstance(request.user, User):
            return
        now = int(time.time())
        if reason := why_over(request, request.user, now):
            logout(request)
            messages.info(request, reason)
            return
        note(request, now)


@receiver(user_logged_in, dispatch_uid="accounts.sessions.begin")
def begin(request: HttpRequest, **_facts: Any) -> None:
    """Start the clock with the session itself, so that its first page does not write."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def note(request: HttpRequest, now: int) -> None:
    session = request.session
    if BEGAN not in session:
        session[BEGAN] = now
    if now - session.get(SEEN, 0) >= NOTED_EVERY:
        session[SEEN] = now


def why_over(request: HttpRequest, person: User, now: int) -> str:
    """Say why the session is over; nothing where it goes on."""
    began, seen = (request.session.get(key, now) for key in (BEGAN, SEEN))
    if now - began >= settings.SESSION_COOKIE_AGE:
        return _("You were signed out after twelve hours. Please sign in again.")
    idle = now - seen >= settings.STAFF_IDLE_AGE
    if idle and person.is_of_the_staff():
        return _(
            "You were signed out after half an hour without a click, because your role"
            " lets you change what others rely on. Please sign in again."
        )
    return ""
