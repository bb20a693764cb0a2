"""Files beside a practice: sent, fetched, taken off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import PersonRequest
from accounts.permissions import refuse
from practices import attachments, uploads
from practices.models import Attachment
from practices.pages.finding import practice_with_writers
from practices.permissions import why_not_edit

FORM = 100_000  # bytes of a form around its file
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}


@csrf_exempt  # by the inner view, once it is known that the file is not too large to read
@login_required
@require_POST
def attach(request: PersonRequest, slug: str) -> HttpResponse:
    """Keep a file; a refused one says why."""
    if is_too_large(request):
        messages.error(request, _("This file is too large; at most 25 MB are taken."))
        return redirect("practices:desk", slug)
    answer: HttpResponse = _attach(request, slug)
    return answer


@csrf_protect
def _attach(request: PersonRequest, slug: str) -> HttpResponse:
    practice = practice_with_writers(request, slug)
    refuse(why_not_edit(request.user, practice))
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("Choose a file first."))
        return redirect("practices:desk", slug)
    try:
        attachments.attach(
            practice,
            name=sent.name or "",
            file=sent,
            size=sent.size or 0,
            by=request.user,
        )
    except ValidationError as refusal:
        for text in refusal.messages:
            messages.error(request, text)
    except OSError:
        messages.error(request, uploads.no_room())
    else:
        messages.success(request, _("Attached."))
    return redirect("practices:desk", slug)


@require_safe
def download(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Give a file to whoever may read its practice; never shown inside a page of ours."""
    practice = practice_with_writers(request, slug)
    return served(get_object_or_404(practice.attachments.kept(), pk=pk))


def is_too_large(request: HttpRequest) -> bool:
    """Tell whether a form carries more than any file that is taken."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > uploads.LARGEST + FORM


def served(row: Any) -> FileResponse:
    """Give a kept file by its name and kind; browsers neither guess nor run it."""
    kind = TYPES.get(row.kind, "application/octet-stream")
    answer = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type=kind
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def detach(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    practice = practice_with_writers(request, slug)
    row = get_object_or_404(Attachment, practice=practice, pk=pk)
    attachments.detach(row, by=request.user)
    messages.success(request, _("Taken off."))
    return redirect("practices:desk", slug)
