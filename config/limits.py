"""
How often one address may call: exact under parallel calls, and never open.

With Valkey away each process counts for itself in memory.
"""

import hashlib
import time
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from config.errors import problem_json

DOORS = ("/accounts/", "/admin/login/")
WAITING = "account_login"  # in the session: who has given a password, and owes a second factor
FREE = ("/livez", "/readyz", "/static/")
TYPED = ("login", "email", "username")  # fields in which an address is typed
LONGEST_WAIT = "60"  # seconds, where whoever refuses does not say how long
PAUSE = 5.0  # seconds in which a store that failed is not asked again


class Meter:
    """Counts calls in Valkey, and in this process's memory while Valkey is away."""

    def __init__(self) -> None:
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared: FixedWindowRateLimiter | None = None
        self._away_until = 0.0

    def hit(self, limit: RateLimitItem, *who: str) -> tuple[bool, int, float]:
        """Count one call; return whether it may pass, how many are left, and when all return."""
        if time.monotonic() > self._away_until:
            try:
                return self._hit(self._shared_meter(), limit, *who)
            except RedisError:
                self._away_until = time.monotonic() + PAUSE
        return self._hit(self._here, limit, *who)

    def _shared_meter(self) -> FixedWindowRateLimiter:
        if self._shared is None:
            self._shared = FixedWindowRateLimiter(shared_storage())
        return self._shared

    def clear(self, limit: RateLimitItem, *who: str) -> None:
        """Forget the calls of somebody."""
        self._here.clear(limit, *who)
        if time.monotonic() > self._away_until:
            try:
                self._shared_meter().clear(limit, *who)
            except RedisError:
                self._away_until = time.monotonic() + PAUSE

    @staticmethod
    def _hit(
        meter: FixedWindowRateLimiter, limit: RateLimitItem, *who: str
    ) -> tuple[bool, int, float]:
        passes = meter.hit(limit, *who)
        window = meter.get_window_stats(limit, *who)
        return passes, max(window.remaining, 0), window.reset_time


def shared_storage() -> Storage:
    url = settings.REDIS_URL.replace("unix://", "redis+unix://")
    return RedisStorage(url, socket_timeout=0.2, socket_connect_timeout=0.2)


meter = Meter()


@cache
def parsed(limits: str) -> tuple[RateLimitItem, ...]:
    """Read “5/minute; 20/hour”."""
    return tuple(parse_many(limits)) if limits else ()


class LimitMiddleware(MiddlewareMixin):
    """
    Answers 429 with ``Retry-After`` to an address that calls too often.

    At a door two counts must both leave room: that of the person from this address, and
    that of all who share the address. The first begins anew for who has come in.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        rule = rule_for(request)
        return count(request, "doors" if rule == "door" else rule)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Count a try at a door by who it is for, which only the form and session tell."""
        if rule_for(request) != "door":
            return None
        request.door = who_knocks(request)  # type: ignore[attr-defined]
        return count(request, "door", request.door)  # type: ignore[attr-defined]

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if has_come_in(request, response):
            for limit in parsed(settings.LIMITS.get("door", "")):
                meter.clear(limit, "door", address_of(request), request.door)  # type: ignore[attr-defined]
        if response.status_code == 429:  # also of the library's own limits
            response.headers.setdefault("Retry-After", LONGEST_WAIT)
        for name, value in getattr(request, "limit_headers", {}).items():
            response[name] = value
        return response


def count(request: HttpRequest, rule: str, *who: str) -> HttpResponseBase | None:
    """Count a call by each limit of a rule; answer for the first that leaves no room."""
    for limit in parsed(settings.LIMITS.get(rule, "")):
        passes, left, reset = meter.hit(limit, rule, address_of(request), *who)
        wait = max(1, round(reset - time.time()))
        note(request, limit.amount, left, wait)
        if not passes:
            return too_many(request, wait)
    return None


def note(request: HttpRequest, amount: int, left: int, wait: int) -> None:
    """Remember what the answer says: of several limits the one with the least room."""
    known = getattr(request, "limit_headers", {})
    if not known or left <= int(known["RateLimit-Remaining"]):
        request.limit_headers = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(amount),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(wait),
        }


def who_knocks(request: HttpRequest) -> str:
    """Return whose door it is: the address typed, or who is signed in, or half signed in."""
    typed = next((request.POST[name] for name in TYPED if name in request.POST), "")
    if typed:
        return digest(typed.strip().lower())
    if request.user.is_authenticated:
        return str(request.user.pk)
    waiting = request.session.get(WAITING) or {}
    return str(waiting.get("user_pk") or "")


def digest(text: str) -> str:
    """Return a short name for a text, so that no address stands in the store."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def has_come_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether a try succeeded: signed in now, and sent on to where she wanted to go."""
    if not hasattr(request, "door") or response.status_code != 302:
        return False
    return request.user.is_authenticated


def rule_for(request: HttpRequest) -> str:
    """Return which limit counts a request, or nothing."""
    path = request.path
    if path.startswith(FREE):
        return ""
    if path.startswith(DOORS):
        return "door" if request.method == "POST" else "read"
    asks = path.rstrip("/") in ("/match", "/api/v1/match")
    return (
        "match"
        if asks and (request.method == "POST" or "problem" in request.GET)
        else "read"
    )


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; a proxy's word for it only where we stand behind one."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.TRUST_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR") or "local")


def too_many(request: HttpRequest, wait: int) -> HttpResponseBase:
    text = _("Too many calls from this address. Try again in %(wait)d seconds.") % {
        "wait": wait
    }
    if request.path.startswith("/api/"):
        answer: HttpResponseBase = problem_json(429, [text])
    else:
        answer = render(request, "429.html", {"reason": text}, status=429)
    answer["Retry-After"] = str(wait)
    return answer
