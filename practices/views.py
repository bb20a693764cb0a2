"""The pages of the catalogue, and the one that answers a question."""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from practices import asking, browsing, curation, feedback, lineage, matching
from practices.answers import heading, world_of
from practices.described import described
from practices.forms import ProblemForm
from practices.models import Practice, Question, Revision


@csrf_exempt  # asking changes nothing that belongs to anybody
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest) -> HttpResponse:
    """Keep a visitor's question and lead her to its answer."""
    form = _problem_form(request)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "practices/match.html", {"form": form}, status=status)
    asker = _asker(request) or asking.new_asker()
    question = asking.ask(**form.cleaned_data, asker=asker)
    return _remembering(redirect(question), asker)


@never_cache
@require_safe
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the five countries, to the asker and to those whom she gave the link."""
    question = _question_for(request, token)
    found = matching.match(question.problem, country=question.country)
    prefetch_related_objects([row.practice for row in found.matches], "sources")
    context = {
        "question": question,
        "answer": found,
        "heading": heading(found),
        "world": world_of(found, question.country),
        "form": ProblemForm(
            initial={"problem": question.problem, "country": question.country_id}
        ),
        "is_asker": question.asker == _asker(request),
    }
    return render(request, "practices/answer.html", context)


@require_POST
def share(request: HttpRequest, token: str) -> HttpResponse:
    question = _question_for(request, token)
    return redirect(asking.share(question, by=_asker(request)))


@require_POST
def unshare(request: HttpRequest, token: str) -> HttpResponse:
    question = _question_for(request, token)
    return redirect(asking.unshare(question, by=_asker(request)))


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    context = {"catalogue": browsing.browse(request.GET)}
    return render(request, "practices/practices.html", context)


@require_safe
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Practice.objects.visible_to(request.user).with_concern(request.user)
    shown = visible.with_details().filter(slug=slug).first()
    if shown is None or shown.status == Practice.Status.WITHDRAWN:
        return _gone(request, slug)
    links = lineage.links_of(shown)
    said, tally = feedback.latest(shown)
    context = {
        "practice": shown,
        "links": links,
        "river": lineage.river_of(shown, links),
        "described": described(shown, settings.BASE_URL),
        "files": shown.attachments.kept().by_name(),
        "log": _log_of(shown),
        "tally": tally,
        "said": said,
    }
    if shown.status == Practice.Status.ARCHIVED:
        context["archived_because"] = curation.reason_of(shown, "practice.archived")
    return render(request, "practices/practice.html", context)


def _log_of(practice: Practice) -> list[Revision]:
    """Return the latest changes since publication: when, and the note; no names."""
    rows = practice.revisions.told_to_all(practice).newest_first()
    return list(rows.only("at", "note", "number")[:20])


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a practice was withdrawn; 404 for what never was, or is not yet."""
    gone = get_object_or_404(Practice.objects.tombstones(), slug=slug)
    why = {"practice": gone, "reason": curation.reason_of(gone, "practice.withdrawn")}
    return render(request, "practices/withdrawn.html", why, status=410)


def _problem_form(request: HttpRequest) -> ProblemForm:
    if request.method == "POST":
        return ProblemForm(request.POST)
    return ProblemForm(request.GET if "problem" in request.GET else None)


def _question_for(request: HttpRequest, token: str) -> Question:
    """Return the question, or 404 where it is not this visitor's to see."""
    visible = Question.objects.visible_to_asker(_asker(request)).select_related(
        "country"
    )
    return get_object_or_404(visible, token=token)


def _asker(request: HttpRequest) -> str:
    return asking.known_asker(request.COOKIES.get("asker", ""))


def _remembering(response: HttpResponse, asker: str) -> HttpResponse:
    """Let the visitor's browser bear who asked, for as long as the question is kept."""
    response.set_cookie(
        "asker",
        asker,
        max_age=Question.KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response
