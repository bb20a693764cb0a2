"""What a practice said at every moment: listed, compared, restored."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import PersonRequest
from practices import comparing, revisions
from practices.models import Practice
from practices.pages.finding import practice_with_writers
from practices.permissions import may_see_reviews, why_not_edit


@login_required
@require_safe
def revision_list(request: PersonRequest, slug: str) -> HttpResponse:
    """All revisions, newest first."""
    practice = _practice(request, slug)
    rows = practice.revisions.newest_first().select_related("by").defer("content")
    context = {
        "practice": practice,
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "why_not_edit": why_not_edit(request.user, practice),
    }
    return render(request, "curation/revisions.html", context)


@login_required
@require_safe
def compare(request: PersonRequest, slug: str) -> HttpResponse:
    """Two revisions word by word; without numbers, the latest with the one before."""
    practice = _practice(request, slug)
    latest = practice.revisions.newest_first().first()
    newest = latest.number if latest else 1
    newer = number_in(request.GET.get("to", ""), newest)
    older = number_in(request.GET.get("from", ""), max(newer - 1, 1))
    after = revisions.revision_of(practice, newer)
    before = revisions.revision_of(practice, older)
    context = {
        "practice": practice,
        "before": before,
        "after": after,
        "changes": comparing.compare(before.content, after.content),
        "why_not_edit": why_not_edit(request.user, practice),
    }
    return render(request, "curation/compare.html", context)


def number_in(said: str, otherwise: int) -> int:
    return int(said) if said.isdecimal() and len(said) < 9 else otherwise


@login_required
@require_POST
def restore(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    practice = _practice(request, slug)
    version = number_in(request.POST.get("version", ""), 0)
    revisions.restore(practice, number, by=request.user, version=version)
    messages.success(request, _("Restored as a new revision."))
    return redirect("practices:revisions", slug)


def _practice(request: PersonRequest, slug: str) -> Practice:
    practice = practice_with_writers(request, slug)
    if not may_see_reviews(request.user, practice):
        raise Http404
    return practice
