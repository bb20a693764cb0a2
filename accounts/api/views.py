"""What is for people alone: shown to whom a session or a token names."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.cache import patch_vary_headers
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.models import User
from hubs.api.idempotency import once
from hubs.api.views import OpenView


class PersonApiRequest(Request):
    """A request of a person who has signed in, or whose token is shown."""

    user: User


class OnceView(OpenView):
    """Knows who calls, and does her POST once for each ``Idempotency-Key``."""

    authentication_classes: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Look who calls; only then may she be answered what she was told before."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post"):
            vars(self)["post"] = partial(self._once, self.post)  # what is called next

    def _once(
        self, act: Callable[..., Response], request: Request, **kwargs: Any
    ) -> Response:
        return once(request, lambda: act(request, **kwargs))


class PersonView(OnceView):
    """As open pages are, but for a person: 401 without one, and never kept by a cache."""

    permission_classes = (IsAuthenticated,)

    def finalize_response(
        self, request: Any, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ("Authorization", "Cookie"))
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


class OpenToPersons(OnceView):
    """Open to all; whoever shows a session or a token sees and does what is hers besides."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    def finalize_response(
        self, request: Any, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ("Authorization", "Cookie"))
        if "Authorization" in request.headers or request.COOKIES:
            answer.headers["Cache-Control"] = "private, no-cache"
        return answer
