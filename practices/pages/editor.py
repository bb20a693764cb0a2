"""The editor: one long page, kept as one types, that never overwrites what another saved."""

from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages import PersonRequest
from accounts.permissions import refuse
from hubs.models import Theme
from practices import (
    comparing,
    content,
    curation,
    meters,
    possible,
    reading,
    revisions,
    topics,
)
from practices.editor_forms import PracticeForm
from practices.editor_rows import Rows
from practices.guidance import GUIDANCE
from practices.models import Manuscript, Practice, Review
from practices.pages.finding import practice_for, practice_with_writers
from practices.permissions import may_see_reviews, why_not_edit
from practices.typed import TEXT_AREAS, Values, split

MOST_READ = (
    16 * 1024 * 1024
)  # bytes of a paste that are read, to give a part of it back


@csrf_exempt  # by the inner view, once it is known that the form is not too large to read
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the editor, or do what one of its buttons says."""
    practice = _practice(request, slug)
    if request.method == "POST" and is_too_large(request):
        return _give_back(request, practice)
    answer: HttpResponse = _edit(request, practice)
    return answer


@csrf_protect
def _edit(request: PersonRequest, practice: Practice) -> HttpResponse:
    if request.method != "POST":
        return _open(request, practice)
    values = Values.typed(request.POST)
    if not {"add", "drop", "suggest"} & request.POST.keys():
        return _save(request, practice, values)
    keep(request, practice, values)
    said = request.POST.get("add", "")
    values.add(said)
    values.drop(request.POST.get("drop", ""))
    more: dict[str, Any] = {}
    if "suggest" in request.POST or said.startswith("theme-"):
        more["suggested"] = suggested(values)
    return _show(request, practice, values, version=began_from(request), **more)


@login_required
@require_POST
def autosave(request: PersonRequest, slug: str) -> HttpResponse:
    """Keep what was typed so far, for this person alone."""
    practice = _practice(request, slug)
    values = Values.typed(request.POST)
    kept = keep(request, practice, values)
    context = {"kept": kept, **meters_of(values)}
    return render(request, "curation/edit.html#kept", context)


@login_required
@require_POST
def discard(request: PersonRequest, slug: str) -> HttpResponse:
    """Throw away what was typed and not saved."""
    practice = _practice(request, slug)
    practice.manuscripts.filter(person=request.user).delete()
    return redirect("practices:edit", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PersonRequest, slug: str) -> HttpResponse:
    """Show how it will look, with what was typed and not saved yet."""
    practice = practice_with_writers(request, slug)
    if not may_see_reviews(request.user, practice):
        raise Http404
    why_not = why_not_edit(request.user, practice)
    if request.method == "POST":
        refuse(why_not)
        keep(request, practice, Values.typed(request.POST))
    mine = practice.manuscripts.filter(person=request.user).first()
    told = Values.kept(mine.typed).content() if mine else content.content_of(practice)
    for name in content.TEXTS:
        setattr(practice, name, told[name])
    context = {
        "practice": practice,
        "content": told,
        "is_unsaved": mine is not None,
        "why_not_edit": why_not,
    }
    return render(request, "curation/preview.html", context)


def _open(request: PersonRequest, practice: Practice) -> HttpResponse:
    """Begin where she left off, or with what is saved."""
    mine = practice.manuscripts.filter(person=request.user).first()
    if mine is None:
        values = Values.of(content.content_of(practice))
        return _show(request, practice, values, version=practice.version)
    values = Values.kept(mine.typed)
    if mine.version != practice.version:
        return _both(request, practice, values, mine.version, status=200)
    return _show(request, practice, values, version=mine.version, found=mine)


def _save(request: PersonRequest, practice: Practice, values: Values) -> HttpResponse:
    form, rows = PracticeForm(request.POST), Rows(values, check=True)
    form.check_source(rows.numbers())
    if form.is_valid() and rows.are_valid():
        try:
            saved = revisions.revise(
                practice,
                values.content(),
                by=request.user,
                version=began_from(request),
                note=request.POST.get("note", "")[:300],
            )
        except revisions.Stale as stale:
            keep(request, practice, values)
            return _both(
                request, stale.practice, values, began_from(request), status=409
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _saved(request, saved)
    keep(request, practice, values)
    version = began_from(request)
    return _show(
        request, practice, values, version=version, form=form, rows=rows, status=400
    )


def _saved(request: PersonRequest, practice: Practice) -> HttpResponse:
    practice.manuscripts.filter(person=request.user).delete()
    if "submit" in request.POST:
        curation.submit(practice, by=request.user)
        messages.success(request, _("Saved, and submitted for review."))
    else:
        messages.success(request, _("Saved."))
    return redirect("practices:desk", practice.slug)


def _both(
    request: PersonRequest,
    practice: Practice,
    values: Values,
    version: int,
    *,
    status: int,
) -> HttpResponse:
    """Show both texts, made one wherever only one of the two changed something."""
    practice = practice_with_writers(request, practice.slug)
    base = revisions.content_at(practice, version) or {}
    merge = comparing.merge(base, content.content_of(practice), values.content())
    merged = Values.of(merge.content) if merge.content["countries"] else values
    context: dict[str, Any] = {
        "merge": merge,
        "latest": practice.revisions.newest_first().first(),
    }
    return _show(
        request, practice, merged, version=practice.version, status=status, **context
    )


def _show(
    request: PersonRequest,
    practice: Practice,
    values: Values,
    *,
    version: int,
    form: PracticeForm | None = None,
    rows: Rows | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    form = form or PracticeForm(initial=values.main)
    context = {
        "practice": practice,
        "form": form,
        "rows": rows or Rows(values),
        "themes": named_themes(values),
        "asked_for": asked_for(practice),
        "version": version,
        "note": request.POST.get("note", ""),
        "sections": [(form[name], GUIDANCE[name][1]) for name in TEXT_AREAS],
        "why_not_submit": possible.why_not_now("submit", request.user, practice),
        **meters_of(values),
        **more,
    }
    return render(request, "curation/edit.html", context, status=status)


def meters_of(values: Values) -> dict[str, Any]:
    told = values.content()
    return {
        "completeness": meters.completeness(told),
        "readability": meters.readability(told),
    }


def named_themes(values: Values) -> list[Theme]:
    """Return the themes that are named, to be shown in words beside their codes."""
    codes = split(values.main.get("themes", ""))
    return list(Theme.objects.filter(code__in=codes).order_by("place")) if codes else []


def asked_for(practice: Practice) -> Review | None:
    """Return the review that asks for changes, while they are awaited."""
    if practice.status != Practice.Status.CHANGES_REQUESTED:
        return None
    decided = practice.reviews.filter(verdict=Review.Verdict.REQUEST_CHANGES)
    return decided.select_related("reviewer").order_by("decided_at").last()


def suggested(values: Values) -> list[Theme]:
    """Return the themes that the text is near to, without those that are named already."""
    said = "\n".join(
        values.main.get(name, "") for name in ("title", "problem", "summary")
    )
    try:
        near = reading.read(said[:9000]).nearest
    except reading.UnreadableProblem:
        return []
    codes = topics.themes_near(near, 8)
    named = set(values.content()["themes"])
    return list(Theme.objects.filter(code__in=set(codes) - named).order_by("place"))


def keep(request: PersonRequest, practice: Practice, values: Values) -> Manuscript:
    """Keep what a person typed, with the version that she began from."""
    kept, _is_new = Manuscript.objects.update_or_create(
        practice=practice,
        person=request.user,
        defaults={
            "typed": washed(values.as_typed()),
            "version": began_from(request) or practice.version,
            "at": timezone.now(),
        },
    )
    return kept


def washed(value: Any) -> Any:
    """Return texts without the one sign that the database cannot keep."""
    if isinstance(value, str):
        return value.replace("\0", " ")
    if isinstance(value, dict):
        return {name: washed(part) for name, part in value.items()}
    return [washed(part) for part in value] if isinstance(value, list) else value


def began_from(request: PersonRequest) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


# --- too much at once ------------------------------------------------------------------


def is_too_large(request: PersonRequest) -> bool:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return int(request.META.get("CONTENT_LENGTH") or 0) > most


def _give_back(request: PersonRequest, practice: Practice) -> HttpResponse:
    """Refuse a paste that is too large; what can be kept of it stands in the form again."""
    body = request.read(MOST_READ)
    pairs = parse_qsl(body.decode("ascii", "ignore"), max_num_fields=2000)
    typed = dict(pairs)
    values = Values.typed(typed)
    form = PracticeForm(values.main)
    form.is_valid()
    form.add_error(
        None,
        _(
            "This is too much at once: a practice has at most a megabyte, and one text "
            "100,000 characters. Nothing was saved; of each text, that much is given back. "
            "Attach long documents as files."
        ),
    )
    said = typed.get("version", "")
    version = int(said) if said.isdecimal() and len(said) < 10 else practice.version
    return _show(request, practice, values, version=version, form=form, status=413)


def _practice(request: PersonRequest, slug: str) -> Practice:
    """:raises PermissionDenied: where she sees it and may not edit it, in words."""
    practice = practice_for(request, slug, beside="co_authors")
    if why_not := why_not_edit(request.user, practice):
        raise PermissionDenied(why_not)
    return practice
