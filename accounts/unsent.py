"""What was sent from a form when nobody was signed in: kept for an hour, to be sent again."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

KEPT = "unsent"
KEPT_FOR = 60 * 60  # seconds
LONGEST = 100_000  # characters, all fields together
OURS = ("csrfmiddlewaretoken",)
NOT_TYPED = ("version", "once", "marks", "key", "knowingly", "challenge")
SECRETIVE = "/accounts/"  # passwords are typed there, and never kept
LAST_HERE = "last_here"  # a cookie: who was signed in in this browser last
REMEMBERED_FOR = 30 * 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Unsent:
    """A form as it was sent: by whom, where that is known; where it goes; what was typed."""

    person: str
    path: str
    sent_at: float
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def texts(self) -> list[str]:
        """Return what she will know again as her own words and figures, without codes."""
        typed = [value.strip() for name, value in self.fields if name not in NOT_TYPED]
        return [text for text in typed if len(text) > len("SLE") or text.isdecimal()]


class UnsentMiddleware:
    """
    Keeps what is sent to a page that asks to sign in, until that is done.

    It is for whoever was signed in in this browser last, and nobody else. Where nobody
    ever was, it is for whoever signs in within the hour.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if request.user.is_authenticated:
            remember(request, answer)
            forget_what_was_taken(request, answer)
        elif request.method == "POST" and leads_to_sign_in(answer) and keep(request):
            messages.info(request, _("What you sent is kept. Sign in to send it."))
            return redirect_to_login(reverse("accounts:unsent"))
        return answer


def leads_to_sign_in(answer: HttpResponseBase) -> bool:
    address = urlsplit(getattr(answer, "url", ""))
    return answer.status_code == 302 and address.path == reverse(settings.LOGIN_URL)


def keep(request: HttpRequest) -> bool:
    """Keep a form in this browser's session; tell whether it is one that can be kept."""
    if request.path.startswith(SECRETIVE):
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OURS
        for value in values
    ]
    if sum(len(value) for _name, value in fields) > LONGEST:
        return False
    files = [getattr(file, "name", "") for file in request.FILES.values()]
    sent = Unsent(
        last_here(request), request.get_full_path(), time.time(), fields, files
    )
    request.session[KEPT] = asdict(sent)
    request.session.set_expiry(KEPT_FOR)  # until somebody signs in
    return True


def of(request: HttpRequest) -> Unsent | None:
    """Return the form that waits for this person in this browser, for an hour."""
    if not (found := request.session.get(KEPT)):
        return None
    sent = Unsent(**found)
    in_time = time.time() - sent.sent_at < KEPT_FOR
    return sent if in_time and sent.person in ("", str(request.user.pk)) else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def forget_what_was_taken(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Keep a form no longer once its page took it, or shows it again with what is wrong."""
    if request.method == "POST" and answer.status_code in (200, 302, 422):
        kept = request.session.get(KEPT)
        if kept and kept["path"] == request.get_full_path():
            forget(request)


# --- who was here -----------------------------------------------------------------------


def last_here(request: HttpRequest) -> str:
    """Return the key of whoever was signed in in this browser last; empty where nobody was."""
    known = request.get_signed_cookie(LAST_HERE, default="", max_age=REMEMBERED_FOR)
    return known or ""


def remember(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Note who is signed in, once for each browser."""
    if last_here(request) != str(request.user.pk):
        answer.set_signed_cookie(
            LAST_HERE,
            str(request.user.pk),
            max_age=REMEMBERED_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
