"""Papers beside a request: sent, fetched, taken off."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from accounts.pages import PersonRequest, verb
from accounts.permissions import refuse
from exchanges import papers
from exchanges.models import ExchangeRequest
from exchanges.pages.finding import request_for
from exchanges.permissions import why_not_attach
from practices import uploads
from practices.pages.files import is_too_large, served

Page = Callable[..., HttpResponse]


def takes_files(view: Page) -> Page:
    """Let a page of a request take files; one that is too large to read is not read."""
    checked = csrf_protect(view)

    @csrf_exempt  # by the inner view, once it is known that the form is not too large to read
    @wraps(view)
    def wrapped(request: HttpRequest, reference: str, **more: Any) -> HttpResponse:
        if request.method == "POST" and is_too_large(request):
            messages.error(
                request, _("This file is too large; at most 25 MB are taken.")
            )
            return redirect("exchanges:request", reference)
        answer: HttpResponse = checked(request, reference=reference, **more)
        return answer

    return wrapped


@takes_files
@verb
def attach(request: PersonRequest, reference: str) -> HttpResponse:
    """Keep a paper of the request; a refused one says why."""
    exchange_request = request_for(request, reference)
    refuse(why_not_attach(request.user, exchange_request, None))
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("Choose a file first."))
    else:
        tried(request, exchange_request, sent)
    return redirect(f"{exchange_request.get_absolute_url()}#papers")


def tried(request: PersonRequest, exchange_request: ExchangeRequest, sent: Any) -> None:
    try:
        papers.attach(
            exchange_request,
            invitation=None,
            name=sent.name or "",
            file=sent,
            size=sent.size or 0,
            by=request.user,
            of_request=True,
        )
    except ValidationError as refusal:
        for text in refusal.messages:
            messages.error(request, text)
    except OSError:
        messages.error(request, uploads.no_room())
    else:
        messages.success(request, _("Attached."))


@require_safe
@login_required
def download(request: PersonRequest, reference: str, pk: int) -> HttpResponseBase:
    """Give a paper to whoever may read it; never shown inside a page of ours."""
    exchange_request = request_for(request, reference)
    rows = papers.readable_by(request.user, exchange_request)
    return served(get_object_or_404(rows, pk=pk))


@verb
def remove(request: PersonRequest, reference: str, pk: int) -> HttpResponse:
    exchange_request = request_for(request, reference)
    rows = papers.readable_by(request.user, exchange_request)
    papers.remove(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, _("Taken off."))
    return redirect(f"{exchange_request.get_absolute_url()}#papers")
