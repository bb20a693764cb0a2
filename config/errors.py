"""Refusals and faults, told once at the edge: to readers as a page, to partner systems as JSON."""

import sys
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.exceptions import ValidationError as BadRequest
from rest_framework.response import Response
from rest_framework.views import exception_handler

PROBLEM = "application/problem+json"
RETRY_AFTER = "5"  # seconds; the database is usually back sooner
AWAY = (OperationalError, InterfaceError)


class RefusalMiddleware(MiddlewareMixin):
    """Tell the reader of a page, in words, why the domain said no, or what is no page."""

    def process_response(
        self, request: HttpRequest, answer: HttpResponseBase
    ) -> HttpResponseBase:
        typed = request.method == "GET" and not is_api(request)
        if not isinstance(answer, HttpResponseNotAllowed) or not typed:
            return answer
        page = render(request, "405.html", status=405)
        page["Allow"] = answer["Allow"]
        return page

    def process_exception(
        self, request: HttpRequest, refusal: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(refusal, ValidationError):
            return None
        return render(request, "409.html", {"reasons": refusal.messages}, status=409)


def problem(
    refusal: Exception, context: dict[str, Any]
) -> Response | HttpResponseBase | None:
    """Tell the caller of the API the same, in the same words, as RFC 9457 asks."""
    if isinstance(refusal, ValidationError):
        return problem_json(409, refusal.messages)
    if isinstance(refusal, AWAY):
        return away_json()
    answer = exception_handler(refusal, context)
    if answer is None:
        return None
    headers = {
        name: answer[name]
        for name in ("WWW-Authenticate", "Allow", "Retry-After")
        if name in answer
    }
    fields = answer.data if isinstance(refusal, BadRequest) else None
    return problem_json(
        answer.status_code, sentences(refusal), fields=fields, headers=headers
    )


def sentences(refusal: Exception) -> list[str]:
    """Return what an API refusal says, without its structure."""
    if not isinstance(refusal, APIException):
        return [str(refusal) or _("There is nothing here, or it is not yours to see.")]
    return list(flat(refusal.detail))


def flat(detail: Any, field: str = "") -> list[str]:
    if isinstance(detail, dict):
        return [text for name, part in detail.items() for text in flat(part, str(name))]
    if isinstance(detail, list):
        return [text for part in detail for text in flat(part, field)]
    return [
        f"{field}: {detail}" if field and field != "non_field_errors" else str(detail)
    ]


def problem_json(
    status: int,
    reasons: list[str],
    *,
    fields: Any = None,
    headers: dict[str, str] | None = None,
) -> JsonResponse:
    """Return a problem: its status, what is wrong, and at which field."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": " ".join(str(reason) for reason in reasons),
    }
    if isinstance(fields, dict):
        body["errors"] = fields
    return JsonResponse(body, status=status, content_type=PROBLEM, headers=headers)


def away_json() -> JsonResponse:
    text = _(
        "The database is away for a moment. Nothing was changed; try again shortly."
    )
    return problem_json(503, [text], headers={"Retry-After": RETRY_AFTER})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that it could not be read, or that it was too much to read."""
    if isinstance(exception, RequestDataTooBig):
        text = _("This is too much at once: a form holds a megabyte at most.")
        return plain(request, 413, text)
    return plain(request, 400, _("This request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say why not, in the words of whoever refused; and lead staff to what they lack."""
    text = str(exception) or _("You may see this, but not do it.")
    if is_api(request):
        return problem_json(403, [text])
    person = getattr(request, "user", None)
    lacks = getattr(person, "lacks_second_factor", bool)()
    context = {"reason": text, "second_factor_missing": lacks}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    text = _("There is nothing here, or it is not yours to see.")
    if is_api(request):
        return problem_json(404, [text])
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A calm page: 503 while the database is away, 500 when the fault is ours."""
    if isinstance(sys.exc_info()[1], AWAY):
        if is_api(request):
            return away_json()
        page = render_to_string(
            "503.html"
        )  # no request: nothing here may ask the database
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
    return plain(
        request, 500, _("Something went wrong on our side. It has been noted.")
    )


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def plain(request: HttpRequest, status: int, text: str) -> HttpResponseBase:
    if is_api(request):
        return problem_json(status, [text])
    page = render_to_string("500.html", {"status": status, "text": text})
    return HttpResponse(page, status=status)
