"""What others say of a practice: the list, the form, the custodian's reply, moderation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import (
    PersonRequest,
    page_or_form,
    paged,
    signed_in_to_send,
    status_of,
    verb,
    went_through,
)
from practices import feedback as voices
from practices.models import Feedback, Practice
from practices.pages.finding import practice_for
from practices.sheets import FeedbackForm, ReasonForm, ReplyForm
from practices.speaking import (
    may_moderate,
    may_reply,
    places_beyond,
    why_not_give,
)


@page_or_form
@signed_in_to_send
def feedback(request: PersonRequest, slug: str) -> HttpResponse:
    """Show what was said; take what somebody says."""
    practice = practice_for(request, slug)
    form = form_for(request, practice)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        if went_through(form, lambda: voices.give(practice, by=request.user, **said)):
            messages.success(request, _("Thank you. The custodian has been told."))
            return redirect("practices:feedback", slug)
    return show_list(request, practice, form)


def form_for(request: HttpRequest, practice: Practice) -> FeedbackForm:
    person = request.user
    given = None
    if person.is_authenticated:
        mine = Feedback.objects.filter(practice=practice, author=person)
        given = mine.select_related("country", "hub").first()
    places = places_beyond(person, practice)
    return FeedbackForm(request.POST or None, places=places, given=given)


def show_list(
    request: HttpRequest, practice: Practice, form: FeedbackForm, **more: Any
) -> HttpResponse:
    rows = Feedback.objects.visible_to(request.user).filter(practice=practice)
    context = {
        "practice": practice,
        "page": paged(request, rows.with_people().latest_first()),
        "tally": voices.tally(practice),
        "form": form,
        "why_not": why_not_give(request.user, practice),
        "may_reply": may_reply(request.user, practice),
        "may_moderate": may_moderate(request.user, practice),
    }
    return render(
        request, "practices/feedback.html", context | more, status=status_of(form)
    )


@verb
def feedback_reply(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    row = feedback_for(request, slug, pk)
    form = ReplyForm(request.POST)
    text = str(form.data.get("text", ""))
    try:
        voices.reply(row, by=request.user, text=text)
    except ValidationError as refusal:  # her words stay, beside what is wrong with them
        return again(request, row, refusal, text)
    messages.success(request, _("Your reply is shown, and its reader has been told."))
    return redirect(address_of(row))


def again(
    request: HttpRequest, row: Feedback, refusal: ValidationError, text: str
) -> HttpResponse:
    practice = row.practice
    form = FeedbackForm(places=[], given=None)
    wrong = {"wrong_row": row.pk, "wrong": refusal.messages, "wrong_text": text}
    answer = show_list(request, practice, form, **wrong)
    answer.status_code = 422
    return answer


@verb
def feedback_hide(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    row = feedback_for(request, slug, pk)
    voices.hide(row, by=request.user, reason=reason_of(request))
    messages.success(request, _("It is hidden. Whoever wrote it reads why."))
    return redirect(address_of(row))


@verb
def feedback_show(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    row = feedback_for(request, slug, pk)
    voices.show(row, by=request.user, reason=reason_of(request))
    messages.success(request, _("It is shown again."))
    return redirect(address_of(row))


def reason_of(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def feedback_for(request: HttpRequest, slug: str, pk: int) -> Feedback:
    """Return the feedback, or 404 where it or its practice is not this person's to see."""
    practice = practice_for(request, slug)
    rows = Feedback.objects.visible_to(request.user).filter(practice=practice)
    return get_object_or_404(rows.select_related("practice__hub"), pk=pk)


def address_of(row: Feedback) -> str:
    page = reverse("practices:feedback", args=[row.practice.slug])
    return f"{page}#feedback-{row.pk}"
