"""A practice in other languages: what there is, what is asked for, and where it is written."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    signed_in_to_send,
    verb,
)
from practices import asking, translating
from practices.models import Practice, Question, Translation
from practices.pages.finding import practice_for
from practices.sheets import ReasonForm, TranslationForm
from practices.speaking import (
    may_discard,
    may_publish_translation,
    why_not_publish_translation,
    why_not_translate,
)


@page_only
def translations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show in which languages a practice can be read, and which are asked for."""
    practice = practice_for(request, slug)
    rows = list(practice.translations.all())
    asked = translating.requests_for(practice)
    here = {row.language for row in rows if row.is_published}
    why_not = why_not_translate(request.user)
    words = request.GET.get("q", "").strip()
    context = {
        "practice": practice,
        "rows": told(practice, rows, drafts=not why_not),
        "asked": sorted(
            ((code, count) for code, count in asked.items() if code not in here),
            key=lambda row: -row[1],
        ),
        "words": words,
        "offered": translating.called(
            translating.languages_but(practice.language), words
        ),
        "why_not": why_not,
    }
    return render(request, "practices/translations.html", context)


def told(
    practice: Practice, rows: list[Translation], *, drafts: bool
) -> list[dict[str, Any]]:
    """Return each translation with what its reader should know; drafts for translators."""
    return [
        {
            "row": row,
            "stale": row.stale_sections(practice),
            "whole": row.is_whole(practice),
        }
        for row in sorted(rows, key=lambda row: (row.language, row.status))
        if drafts or row.is_published
    ]


@page_or_form
@signed_in_to_send
def translation(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Write a translation beside the original; send it, and it is a draft."""
    practice = practice_for(request, slug)
    check(practice, language)
    begun = begun_in(practice, language)
    sections = translating.beside(practice, begun)
    form = TranslationForm(request.POST or None, sections=sections, row=begun)
    if request.method != "POST" or not form.is_valid():
        return show(request, practice, language, begun, form)
    try:
        translating.write(
            practice,
            language,
            by=request.user,
            texts=form.texts(),
            by_machine=form.cleaned_data["by_machine"],
            version=form.cleaned_data["version"],
        )
    except translating.ChangedMeanwhile as refusal:
        return both(request, practice, language, begun, form, refusal)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return show(request, practice, language, begun, form)
    messages.success(request, _("Saved as a draft. The hub has been told."))
    return redirect("practices:translation", slug, language)


def check(practice: Practice, language: str) -> None:
    """:raises Http404: for a language that is not offered; into its own none is."""
    if language not in dict(translating.languages_but(practice.language)):
        raise Http404


def begun_in(practice: Practice, language: str) -> Translation | None:
    """Return the draft where there is one, else what is published, to go on from."""
    rows = [row for row in practice.translations.all() if row.language == language]
    return next(iter(sorted(rows, key=lambda row: row.is_published)), None)


def both(
    request: HttpRequest,
    practice: Practice,
    language: str,
    newest: Translation | None,
    form: TranslationForm,
    refusal: ValidationError,
) -> HttpResponse:
    """Show what was typed beside what somebody else saved; sent again, it takes its place."""
    form.add_error(None, refusal)
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(newest.version if newest and not newest.is_published else 0)
    form.data = data
    return show(request, practice, language, newest, form, others=newest, status=409)


def show(
    request: HttpRequest,
    practice: Practice,
    language: str,
    begun: Translation | None,
    form: TranslationForm,
    *,
    others: Translation | None = None,
    status: int = 0,
) -> HttpResponse:
    why_not = why_not_translate(request.user)
    context = {
        "practice": practice,
        "language": language,
        "begun": begun,
        "form": form,
        "others": others,
        "why_not": why_not,
        "why_not_publish": why_not_publish_translation(request.user, practice),
        "may_discard": begun and not why_not and may_discard(request.user, begun),
        "may_publish": may_publish_translation(request.user, practice),
    }
    code = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "practices/translation.html", context, status=code)


@verb
def translation_publish(
    request: PersonRequest, slug: str, language: str
) -> HttpResponse:
    row = row_for(request, slug, language, Translation.Status.DRAFT)
    translating.publish(row, by=request.user)
    messages.success(
        request, _("It is published. Those who asked for it have been told.")
    )
    return redirect("practices:translations", slug)


@verb
def translation_take_down(
    request: PersonRequest, slug: str, language: str
) -> HttpResponse:
    row = row_for(request, slug, language, Translation.Status.PUBLISHED)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    translating.take_down(row, by=request.user, reason=reason)
    messages.success(request, _("It is a draft again. Its translator reads why."))
    return redirect("practices:translation", slug, language)


@verb
def translation_discard(
    request: PersonRequest, slug: str, language: str
) -> HttpResponse:
    row = row_for(request, slug, language, Translation.Status.DRAFT)
    translating.discard(row, by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("practices:translations", slug)


def row_for(request: HttpRequest, slug: str, language: str, status: str) -> Translation:
    rows = practice_for(request, slug).translations.select_related("practice__hub")
    return get_object_or_404(rows, language=language, status=status)


@csrf_exempt  # asking changes nothing that belongs to anybody, and needs no cookie first
@require_POST
def translation_ask(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Count that somebody would read it in a language: one click, no account."""
    practice = practice_for(request, slug)
    check(practice, language)
    person = request.user if request.user.is_authenticated else None
    asker = asking.known_asker(request.COOKIES.get("asker", "")) or asking.new_asker()
    visitor = hashlib.sha256(asker.encode()).hexdigest()
    translating.ask(practice, language, by=person, visitor=visitor)
    messages.success(
        request, _("Noted. The hub sees which languages are asked for most.")
    )
    back = reverse("practices:practice", args=[slug])
    return remembering(redirect(back), "" if person else asker)


def remembering(response: HttpResponse, asker: str) -> HttpResponse:
    """Let a visitor's browser bear who asked, so that she counts once."""
    if asker:
        response.set_cookie(
            "asker",
            asker,
            max_age=Question.KEPT_FOR,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return response
