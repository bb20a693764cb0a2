"""What every request and every answer passes."""

import zoneinfo
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django_structlog.middlewares import RequestMiddleware

from config.errors import PROBLEM, is_api, problem_json
from config.logs import without_keys


class PrivateRequestMiddleware(RequestMiddleware):
    """Logs each request by method and path; questions and keys in it stay private."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_keys(request.path)}"


class CompressMiddleware(GZipMiddleware):
    """Compresses, and keeps the tag strong: ``If-Match`` needs it, and ``Vary`` says the rest."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        tag = response.get("ETag")
        answer = super().process_response(request, response)
        if tag:
            answer["ETag"] = tag
        return answer


class TagMiddleware(ConditionalGetMiddleware):
    """Answers 304 for what is known; that a tag fits no more, the API tells as a problem."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        is_refused = answer.status_code == HTTPStatus.PRECONDITION_FAILED
        if not is_refused or not is_api(request) or answer["Content-Type"] == PROBLEM:
            return answer
        return problem_json(412, [_("It is no longer what your If-Match names.")])


class LanguageMiddleware(LocaleMiddleware):
    """Speaks the language of the account, then of the cookie, then of the browser."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = getattr(request.user, "language", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        else:
            super().process_request(request)


class TimeZoneMiddleware(MiddlewareMixin):
    """Shows instants in the zone of the account; UTC to visitors."""

    def process_request(self, request: HttpRequest) -> None:
        try:
            timezone.activate(
                zoneinfo.ZoneInfo(getattr(request.user, "time_zone", "UTC"))
            )
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()


class PermissionsPolicyMiddleware(MiddlewareMixin):
    """Tells the browser that these pages need none of its devices."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
