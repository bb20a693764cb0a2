"""Curation, for operators: they look, and do no more than the verbs of curation do."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.admin import ReadOnly
from practices import curation
from practices.models import (
    Attachment,
    CoAuthor,
    Manuscript,
    Practice,
    Review,
    ReviewAnswer,
    Revision,
)


def attempt(request: HttpRequest, practice: Practice, verb: Any) -> None:
    """Do a verb as this operator; a refusal is told in its own words."""
    reason = _("Done by an operator.")
    try:
        verb(practice, by=request.user, reason=reason)
    except (PermissionDenied, ValidationError) as refusal:
        said = getattr(refusal, "messages", None) or [str(refusal)]
        messages.error(request, f"{practice}: {' '.join(said)}")
    else:
        messages.success(request, f"{practice}: {_('done')}")


@admin.action(description=gettext_lazy("Confirm: still true"))
def confirm_selected(
    model_admin: Any, request: HttpRequest, practices: QuerySet[Practice]
) -> None:
    for practice in practices:
        attempt(request, practice, curation.confirm)


@admin.action(description=gettext_lazy("Archive"))
def archive_selected(
    model_admin: Any, request: HttpRequest, practices: QuerySet[Practice]
) -> None:
    for practice in practices:
        attempt(request, practice, curation.archive)


class AnswerInline(admin.TabularInline[ReviewAnswer, Review]):
    model = ReviewAnswer
    extra = 0


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ("practice", "reviewer", "due", "verdict", "decided_at")
    list_select_related = ("practice", "reviewer")
    list_filter = ("verdict",)
    search_fields = ("practice__title", "reviewer__email")
    ordering = ("-pk",)
    inlines = (AnswerInline,)


@admin.register(ReviewAnswer)
class ReviewAnswerAdmin(ReadOnly):
    list_display = ("review", "question", "met")
    list_select_related = ("review__practice", "review__reviewer")
    search_fields = ("question", "comment")
    ordering = ("-pk",)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ("practice", "number", "at", "by", "note")
    list_select_related = ("practice", "by")
    search_fields = ("practice__title", "note")
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly):
    """Without the file itself: it is handed out by its practice's page alone."""

    list_display = ("name", "kind", "size", "practice", "by", "at", "removed_at")
    list_select_related = ("practice", "by")
    list_filter = ("kind",)
    search_fields = ("name", "practice__title")
    exclude = ("file",)
    ordering = ("-pk",)


@admin.register(CoAuthor)
class CoAuthorAdmin(ReadOnly):
    list_display = ("practice", "person", "by", "at")
    list_select_related = ("practice", "person", "by")
    search_fields = ("practice__title", "person__email")
    ordering = ("-pk",)


@admin.register(Manuscript)
class ManuscriptAdmin(ReadOnly):
    """That somebody writes; what she typed is hers until she saves it."""

    list_display = ("practice", "person", "version", "at")
    list_select_related = ("practice", "person")
    search_fields = ("practice__title", "person__email")
    exclude = ("typed",)
    ordering = ("-pk",)
