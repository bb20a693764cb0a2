"""
How often one address may call: exact under parallel calls, and never open.

With Valkey away each process counts for itself in memory.
"""

import time
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from config.errors import problem_json

DOORS = ("/accounts/", "/admin/login/")
FREE = ("/livez", "/readyz", "/static/")
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
def parsed(limit: str) -> RateLimitItem:
    return parse(limit)


class LimitMiddleware(MiddlewareMixin):
    """Answers 429 with ``Retry-After`` to an address that calls too often."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        rule = rule_for(request)
        if not (text := settings.LIMITS.get(rule, "")):
            return None
        limit = parsed(text)
        passes, left, reset = meter.hit(limit, rule, address_of(request))
        wait = max(1, round(reset - time.time()))
        request.limit_headers = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(limit.amount),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(wait),
        }
        return None if passes else too_many(request, wait)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        for name, value in getattr(request, "limit_headers", {}).items():
            response[name] = value
        return response


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
