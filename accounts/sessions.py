"""How long a person stays signed in: twelve hours, and staff half an hour without a click."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import unsent
from accounts.models import User

BEGAN, SEEN = "signed_in_at", "seen_at"
NOTED_EVERY = 60  # seconds; more often would write with every page


class SessionAgeMiddleware:
    """
    Ends sessions that are too old, and those of staff that lay idle.

    Whose role asks for the shorter time is looked up only for a session that lay idle for
    that long. What is sent from a form after that is kept until she is back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed_out = end_if_over(request)
        unsent.forget_what_is_sent(request)
        answer = self.get_response(request)
        if (
            request.method == "POST"
            and leads_to_sign_in(answer)
            and unsent.keep(request, signed_out)
        ):
            return redirect_to_login(reverse("accounts:unsent"))
        return answer


def end_if_over(request: HttpRequest) -> User | None:
    """Sign out whose session is over, and return her; otherwise note that she is there."""
    person, now = request.user, int(time.time())
    if not isinstance(person, User):
        return None
    if not (reason := why_over(request, person, now)):
        note(request, now)
        return None
    logout(request)
    messages.info(request, reason)
    return person


def leads_to_sign_in(answer: HttpResponseBase) -> bool:
    address = urlsplit(getattr(answer, "url", ""))
    return answer.status_code == 302 and address.path == reverse(settings.LOGIN_URL)


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
