"""The first page."""

from django.db.models import F
from django.db.models.functions import NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from insights import directory
from practices import browsing
from practices.forms import ProblemForm
from practices.models import Lineage, Practice, Problem

EXAMPLES = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The box first; then examples, what is new, and how much there is."""
    counts = browsing.counted(browsing.Selection())
    context = {
        "form": ProblemForm(
            initial={"country": getattr(request.user, "country_id", None)}
        ),
        "examples": Problem.objects.order_by(
            NullIf(F("featured"), 0).asc(nulls_last=True), "slug"
        )[:EXAMPLES],
        "newest": directory.latest(Practice.objects.published()),
        "practices": sum(counts["evidence"].values()),
        "countries": len(counts["country"]),
        "links": Lineage.objects.count(),
    }
    return render(request, "insights/home.html", context)
