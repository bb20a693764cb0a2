"""What is for people alone: shown to whom a session or a token names."""

from typing import Any

from django.utils.cache import patch_vary_headers
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.models import User
from hubs.api.views import OpenView


class PersonApiRequest(Request):
    """A request of a person who has signed in, or whose token is shown."""

    user: User


class PersonView(OpenView):
    """As open pages are, but for a person: 401 without one, and never kept by a cache."""

    authentication_classes = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    permission_classes = (IsAuthenticated,)

    def finalize_response(
        self, request: Any, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ("Authorization", "Cookie"))
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


class OpenToPersons(OpenView):
    """Open to all; whoever shows a session or a token sees and does what is hers besides."""

    authentication_classes = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def finalize_response(
        self, request: Any, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ("Authorization", "Cookie"))
        if "Authorization" in request.headers or request.COOKIES:
            answer.headers["Cache-Control"] = "private, no-cache"
        return answer
