"""For hub staff: which practices are due for review, and which translations are asked for."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.pages import PersonRequest, page_only, paged
from practices import freshness as reviews
from practices import translating
from practices.models import Practice, PracticeQuerySet

SEEING_ALL = (
    Membership.Role.DESK_OFFICER,
    Membership.Role.AUDITOR,
    Membership.Role.ADMINISTRATOR,
)


def kept(request: PersonRequest) -> PracticeQuerySet:
    """
    Return the practices that she looks after.

    :raises PermissionDenied: where she looks after none.
    """
    person = request.user
    person.remember_roles()
    if person.acts_as(*SEEING_ALL):
        return Practice.objects.all()
    if person.acts_as(*Membership.OF_A_HUB):
        return Practice.objects.kept_by(person)
    owned = Practice.objects.filter(owner=person)
    if not owned.exists():
        raise PermissionDenied(
            _("This page is for the staff of hubs, and for owners of practices.")
        )
    return owned


@login_required
@page_only
def freshness(request: PersonRequest) -> HttpResponse:
    """List what is to be reviewed, the longest overdue first."""
    rows = reviews.due_first(kept(request)).select_related("country", "hub", "owner")
    page = paged(request, rows.prefetch_related("translations"))
    today = timezone.now().date()
    context = {
        "page": page,
        "overdue": kept(request).overdue().count(),
        "soon": today + reviews.MONTH,
        "today": today,
    }
    return render(request, "practices/freshness.html", context)


@login_required
@page_only
def wanted_translations(request: PersonRequest) -> HttpResponse:
    """List the translations that readers ask for, the most asked first; of a language, too."""
    practices, language = kept(request), request.GET.get("language", "")
    page = paged(request, translating.wanted(practices, language))
    known = Practice.objects.select_related("country").prefetch_related("translations")
    by_key = known.in_bulk([row["practice"] for row in page])
    rows: list[dict[str, Any]] = [
        {**row, "practice": by_key[row["practice"]]} for row in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "language": language,
        "languages": translating.languages_wanted(practices),
    }
    return render(request, "practices/wanted_translations.html", context)
