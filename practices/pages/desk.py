"""What waits, one practice with all that can be done with it, and the short form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import User
from accounts.pages import PersonRequest, status_of, went_through
from accounts.permissions import refuse
from outbox.models import Event
from practices import curation, possible, waiting, writers
from practices.content import content_of
from practices.editor_forms import (
    AssignForm,
    CoAuthorForm,
    IdeaForm,
    KeeperForm,
    ReviewForm,
)
from practices.models import Practice, Review, ReviewAnswer
from practices.pages import deeds
from practices.pages.finding import practice_for
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
    return _show(request, _practice(request, slug))


def _show(request: PersonRequest, practice: Practice, **forms: Form) -> HttpResponse:
    """Show the desk; a form that was refused stands where it stood, as it was filled in."""
    person = request.user
    reviews = list(practice.reviews.with_people().order_by("-pk"))
    why_not_ask = possible.why_not_now("assign", person, practice)
    context: dict[str, Any] = {
        "practice": practice,
        "desk": deeds.desk_of(person, practice, reviews),
        "reviews": reviews,
        "attachments": practice.attachments.kept().by_name(),
        "events": Event.objects.about(practice)
        .select_related("actor")
        .order_by("-pk")[:30],
        "why_not_assign": why_not_ask,
        "why_not_edit": why_not_edit(person, practice),
        "why_not_name_writers": why_not_name_writers(person, practice),
        "why_not_take_on": why_not_take_on(person, practice),
        "co_author": CoAuthorForm(),
    }
    if not why_not_ask and "assigning" not in forms:
        people = waiting.reviewers_for(practice)
        context["assigning"] = AssignForm(reviewers=people)
    status = status_of(*forms.values())
    return render(request, "curation/desk.html", context | forms, status=status)


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
    form = AssignForm(request.POST, reviewers=waiting.reviewers_for(practice))

    def ask() -> None:
        due = form.cleaned_data["due"]
        curation.assign(practice, reviewer=form.person(), by=request.user, due=due)

    if not (form.is_valid() and went_through(form, ask)):
        return _show(request, practice, assigning=form)
    messages.success(
        request, _("%(name)s is asked to review it.") % {"name": form.person()}
    )
    return redirect("practices:desk", slug)


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
    practice = _practice(request, slug, beside="co_authors")
    if request.method == "POST":
        refuse(why_not_review(request.user, practice))
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, initial=_answers_so_far(request, practice))
    context = {
        "practice": practice,
        "content": content_of(practice),
        "form": form,
        "why_not": possible.why_not_now("review", request.user, practice),
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
    form.refuse_gaps()
    if not (valid and form.is_valid()):
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
    mine = practice.reviews.waiting().filter(reviewer=request.user)
    for row in ReviewAnswer.objects.filter(review__in=mine):
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
    form = CoAuthorForm(request.POST)

    def add() -> None:
        person = form.cleaned_data["co_author"]
        writers.add_co_author(practice, person=person, by=request.user)

    if not (form.is_valid() and went_through(form, add)):
        return _show(request, practice, co_author=form)
    person = form.cleaned_data["co_author"]
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
    why_not = why_not_take_on(request.user, practice)
    kept = {
        "hub": practice.hub,
        "owner": practice.owner.email if practice.owner else "",
    }
    form = KeeperForm(request.POST or None, initial=kept)
    if request.method == "POST":
        refuse(why_not)
    if form.is_valid():
        writers.take_on(practice, by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("practices:curation")
    context = {"practice": practice, "form": form, "why_not": why_not}
    return render(request, "curation/take_on.html", context, status=status_of(form))


def _do(request: PersonRequest, slug: str, verb: Any, done: str) -> HttpResponse:
    practice = _practice(request, slug)
    verb(practice, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, done)
    return redirect("practices:desk", slug)


def _practice(
    request: PersonRequest, slug: str, *, beside: str = "co_authors__person"
) -> Practice:
    """Return what the person makes or keeps; 404 for whom it does not concern."""
    practice = practice_for(request, slug, beside=beside)
    if not may_see_reviews(request.user, practice):
        raise Http404
    return practice
