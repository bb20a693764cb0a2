"""What pages of people share: whose request it is, what a form came to, page by page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User

ON_A_PAGE = 20
page_or_form = require_http_methods(["GET", "HEAD", "POST"])
page_only = require_http_methods(["GET", "HEAD"])


class PersonRequest(HttpRequest):
    """A request of a person who has signed in."""

    user: User


def page_of(request: HttpRequest) -> str:
    """Return the page that is open, or on which the form stood that was sent."""
    came_from = request.headers.get("Referer", "")
    if request.method != "POST" or not url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}
    ):
        return request.get_full_path()
    return urlsplit(came_from)._replace(scheme="", netloc="").geturl()


def signed_in_to_send[**P](
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let everybody read a page, and send whoever fills it in unknown to sign in first."""

    @wraps(view)
    def wrapped(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return redirect_to_login(page_of(request))
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return wrapped  # type: ignore[return-value]


def verb[**P](
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Something that is done, by whoever has signed in."""
    return require_POST(signed_in_to_send(view))


class KnownPaginator(Paginator[Any]):
    """Knows its length already, so that nothing is counted twice."""

    def __init__(self, rows: Any, per_page: int, *, known: int) -> None:
        self.known = known
        super().__init__(rows, per_page)

    @property
    def count(self) -> int:
        return self.known


def paged(request: HttpRequest, rows: Any, *, known: int | None = None) -> Page[Any]:
    """Return the page that is asked for; ``known`` is how many rows there are, if counted."""
    paginator = (
        Paginator(rows, ON_A_PAGE)
        if known is None
        else KnownPaginator(rows, ON_A_PAGE, known=known)
    )
    return paginator.get_page(request.GET.get("page"))


def went_through(form: Any, act: Callable[[], Any]) -> bool:
    """Do what a form asks for; tell whether it went through, and if not, let it say why."""
    try:
        act()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return bool(form.is_valid())


def status_of(*forms: Any) -> int:
    return 422 if any(form.is_bound and form.errors for form in forms) else 200
