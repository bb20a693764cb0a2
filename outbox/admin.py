"""What happened, and what waits, for operators: they look, and revive what has failed."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import display
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outbox.models import Event, Job, KeptAnswer


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that nobody adds, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("happened_at", "kind", "subject", "actor")
    list_select_related = ("actor",)
    list_filter = ("kind",)
    search_fields = ("kind", "subject", "actor__email")
    ordering = ("-pk",)
    show_full_result_count = False


class StateFilter(admin.SimpleListFilter):
    """Which jobs or letters: what failed for good comes first in an operator's mind."""

    title = _("state")
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> tuple[tuple[str, Any], ...]:
        return (("failed", _("failed")), ("waiting", _("waiting")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        rows: Any = queryset.model.objects.filter(pk__in=queryset.values("pk"))
        chosen = {"failed": rows.failed, "waiting": rows.waiting}.get(
            self.value() or ""
        )
        return chosen() if chosen else queryset


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = (
        "event",
        "listener",
        "due_at",
        "tries",
        "done_at",
        "failed_at",
        "fault",
    )
    list_select_related = ("event",)
    list_filter = (StateFilter, "listener")
    search_fields = ("listener", "event__kind", "event__subject", "error")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("retry",)

    @display(description=_("error"))
    def fault(self, job: Job) -> str:
        return job.error[:120]

    @admin.action(description=_("Try the chosen jobs again"))
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        jobs = list(queryset.exclude(failed_at=None))
        for job in jobs:
            job.retry()
        text = ngettext(
            "%d job will be tried again.", "%d jobs will be tried again.", len(jobs)
        )
        self.message_user(request, text % len(jobs), messages.SUCCESS)


@admin.register(KeptAnswer)
class KeptAnswerAdmin(ReadOnly):
    """That a call came with a key; what was answered is its caller's."""

    list_display = ("at", "route", "person", "key", "code")
    list_select_related = ("person",)
    search_fields = ("route", "key", "person__email")
    exclude = ("answer", "headers", "body_hash")
    ordering = ("-pk",)
