"""What waits, one practice with all that can be done with it, and the short form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import User
from accounts.pages import PersonRequest
from accounts.permissions import refuse
from hubs.models import Hub
from outbox.models import Event
from practices import curation, waiting, writers
from practices.editor_forms import IdeaForm, ReviewForm
from practices.models import Practice, Review
from practices.pages.finding import practice_with_writers
from practices.permissions import (
    may_see_reviews,
    why_not_assign,
    why_not_capture,
    why_not_edit,
    why_not_name_writers,
    why_not_review,
    why_not_take_on,
)


@login_required
@require_safe
def curation_queue(request: PersonRequest) -> HttpResponse:
    """Everything that waits, for whom and since when."""
    context = {"queue": waiting.queue_for(request.user, request.GET)}
    return render(request, "curation/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def capture(request: PersonRequest) -> HttpResponse:
    """The short form: anybody who is signed in offers an idea."""
    why_not = why_not_capture(request.user)
    if request.method == "POST":
        refuse(why_not)
    start = {"country": request.user.country_id}
    form = IdeaForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = curation.capture(said, by=request.user, hub=said.pop("hub"))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("Thank you. The hub will look at it, and you will hear.")
            )
            return redirect("practices:desk", made.slug)
    status = 400 if form.is_bound else 200
    context = {"form": form, "why_not": why_not}
    return render(request, "curation/capture.html", context, status=status)


@login_required
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """My ideas, and where they stand."""
    rows = Practice.objects.filter(
        pk__in=Practice.objects.made_by(request.user).values("pk")
    ).select_related("country", "hub")
    context = {"practices": rows.order_by("-status_since", "-pk")[:200]}
    return render(request, "curation/mine.html", context)


@login_required
@require_safe
def desk(request: PersonRequest, slug: str) -> HttpResponse:
    """One practice: where it stands, who has it, and what can be done."""
    practice = _practice(request, slug)
    person = request.user
    context: dict[str, Any] = {
        "practice": practice,
        "reviews": practice.reviews.with_people().order_by("-pk"),
        "attachments": practice.attachments.attached().by_name(),
        "events": Event.objects.about(practice)
        .select_related("actor")
        .order_by("-pk")[:30],
        "why_not": {
            verb: curation.why_not_now(verb, person, practice) for verb in curation.WHO
        },
        "why_not_edit": why_not_edit(person, practice),
        "why_not_name_writers": why_not_name_writers(person, practice),
        "why_not_take_on": why_not_take_on(person, practice),
    }
    if not context["why_not"]["assign"]:
        context["reviewers"] = waiting.reviewers_for(practice)
    return render(request, "curation/desk.html", context)


# --- verbs ---------------------------------------------------------------------------


@login_required
@require_POST
def submit(request: PersonRequest, slug: str) -> HttpResponse:
    return _do(request, slug, curation.submit, _("Submitted for review."))


@login_required
@require_POST
def confirm(request: PersonRequest, slug: str) -> HttpResponse:
    return _do(request, slug, curation.confirm, _("Confirmed: it is still true."))


@login_required
@require_POST
def archive(request: PersonRequest, slug: str) -> HttpResponse:
    return _do(request, slug, curation.archive, _("Archived."))


@login_required
@require_POST
def withdraw(request: PersonRequest, slug: str) -> HttpResponse:
    return _do(request, slug, curation.withdraw, _("Withdrawn."))


@login_required
@require_POST
def assign(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask a person of the list, or one by her address."""
    practice = _practice(request, slug)
    refuse(why_not_assign(request.user, practice))
    chosen = request.POST.get("reviewer", "")
    email = request.POST.get("email", "").strip()
    if email or not chosen.isdecimal():
        reviewer = writers.person_called(email)
    else:
        reviewer = get_object_or_404(User, pk=chosen[:18])
    due = parsed_day(request.POST.get("due", ""))
    curation.assign(practice, reviewer=reviewer, by=request.user, due=due)
    messages.success(request, _("%(name)s is asked to review it.") % {"name": reviewer})
    return redirect("practices:desk", slug)


def parsed_day(said: str) -> Any:
    """:raises ValidationError: for a text that is no day."""
    try:
        day = parse_date(said.strip())
    except ValueError:
        day = None
    if said.strip() and day is None:
        raise ValidationError(_("“%(text)s” is not a day.") % {"text": said[:40]})
    return day


@login_required
@require_POST
def release(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    practice = _practice(request, slug)
    review = get_object_or_404(Review, practice=practice, pk=pk)
    curation.release(review, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("Released."))
    return redirect("practices:desk", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, slug: str) -> HttpResponse:
    """Read it, answer the questions, decide; or keep the answers for later."""
    practice = _practice(request, slug)
    if request.method == "POST":
        refuse(why_not_review(request.user, practice))
    form = ReviewForm(request.POST or None, initial=_answers_so_far(request, practice))
    context = {
        "practice": practice,
        "form": form,
        "why_not": curation.why_not_now("review", request.user, practice),
    }
    if request.method == "POST" and _reviewed(request, practice, form):
        return redirect("practices:desk", slug)
    if form.is_bound:  # what she decides next is about what she sees now
        form.data = {**request.POST.dict(), "version": str(practice.version)}
    status = 400 if form.is_bound else 200
    return render(request, "curation/review.html", context, status=status)


def _reviewed(request: PersonRequest, practice: Practice, form: ReviewForm) -> bool:
    """Do what was sent; tell whether the form has done its work."""
    valid = form.is_valid()
    if "keep" in request.POST:
        curation.answer(practice, form.answers(), by=request.user)
        messages.success(request, _("Kept. Nobody else sees it until you decide."))
        return True
    if not valid:
        return False
    said = form.cleaned_data
    try:
        curation.review(
            practice,
            form.answers(),
            verdict=said["verdict"],
            reason=said["reason"],
            version=said["version"],
            by=request.user,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("Thank you. Its authors will hear."))
    return True


def _answers_so_far(request: PersonRequest, practice: Practice) -> dict[str, Any]:
    given: dict[str, Any] = {"version": practice.version}
    mine = practice.reviews.waiting().filter(reviewer=request.user).first()
    for row in mine.answers.all() if mine else ():
        given |= {
            f"{row.question}-met": row.met,
            f"{row.question}-comment": row.comment,
        }
    return given


@login_required
@require_POST
def add_co_author(request: PersonRequest, slug: str) -> HttpResponse:
    practice = _practice(request, slug)
    refuse(why_not_name_writers(request.user, practice))
    person = writers.person_called(request.POST.get("email", ""))
    writers.add_co_author(practice, person=person, by=request.user)
    messages.success(request, _("%(name)s writes it, too.") % {"name": person})
    return redirect("practices:desk", slug)


@login_required
@require_POST
def remove_co_author(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    practice = _practice(request, slug)
    person = get_object_or_404(User, pk=pk)
    writers.remove_co_author(practice, person=person, by=request.user)
    return redirect("practices:desk", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_on(request: PersonRequest, slug: str) -> HttpResponse:
    """Say which hub keeps it, and who keeps it up to date."""
    practice = _practice(request, slug)
    if request.method != "POST":
        context = {
            "practice": practice,
            "hubs": Hub.objects.by_name(),
            "why_not": why_not_take_on(request.user, practice),
        }
        return render(request, "curation/take_on.html", context)
    refuse(why_not_take_on(request.user, practice))
    named = request.POST.get("hub", "")
    hub = get_object_or_404(Hub, slug=named) if named else None
    email = request.POST.get("owner", "").strip()
    owner = writers.person_called(email) if email else None
    writers.take_on(practice, hub=hub, owner=owner, by=request.user)
    messages.success(request, _("Noted."))
    return redirect("practices:curation")


def _do(request: PersonRequest, slug: str, verb: Any, done: str) -> HttpResponse:
    practice = _practice(request, slug)
    verb(practice, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, done)
    return redirect("practices:desk", slug)


def _practice(request: PersonRequest, slug: str) -> Practice:
    """Return what the person makes or keeps; 404 for whom it does not concern."""
    practice = practice_with_writers(request, slug)
    if not may_see_reviews(request.user, practice):
        raise Http404
    return practice
