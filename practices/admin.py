"""The knowledge, for operators: they look; what it says is changed where it was captured."""

from django.contrib import admin

from outbox.admin import ReadOnly
from practices.curation_admin import archive_selected, confirm_selected
from practices.models import (
    LexemeCount,
    Lineage,
    Outcome,
    OutcomeValue,
    Practice,
    Problem,
    SearchEntry,
    Source,
    Translation,
)


class ToRead(ReadOnly):
    """Rows whose writers are the loader, the curators and the database itself."""

    show_full_result_count = False


class SourceInline(admin.TabularInline[Source, Practice]):
    model = Source
    ordering = ("place",)


class OutcomeInline(admin.TabularInline[Outcome, Practice]):
    model = Outcome
    ordering = ("place",)


class TranslationInline(admin.TabularInline[Translation, Practice]):
    model = Translation
    ordering = ("language",)


@admin.register(Practice)
class PracticeAdmin(ToRead):
    list_display = (
        "title",
        "country",
        "approach_type",
        "language",
        "status",
        "updated_at",
    )
    list_select_related = ("country",)
    list_filter = ("status", "approach_type", "evidence", "language")
    search_fields = ("title", "slug", "external_id", "country__iso3")
    ordering = ("-updated_at", "-pk")
    inlines = (SourceInline, OutcomeInline, TranslationInline)
    actions = (confirm_selected, archive_selected)


@admin.register(Source)
class SourceAdmin(ToRead):
    list_display = ("title", "institution", "year", "practice")
    list_select_related = ("practice",)
    search_fields = ("title", "institution", "url")
    ordering = ("-pk",)


@admin.register(Outcome)
class OutcomeAdmin(ToRead):
    list_display = ("indicator", "unit", "better", "practice")
    list_select_related = ("practice",)
    search_fields = ("indicator", "practice__title")
    ordering = ("-pk",)


@admin.register(OutcomeValue)
class OutcomeValueAdmin(ToRead):
    list_display = ("outcome", "value", "year", "source")
    list_select_related = ("outcome", "source")
    search_fields = ("outcome__indicator", "source__title")
    ordering = ("-pk",)


@admin.register(Translation)
class TranslationAdmin(ToRead):
    list_display = ("title", "language", "status", "by_machine", "practice")
    list_select_related = ("practice",)
    list_filter = ("status", "language", "by_machine")
    search_fields = ("title",)
    ordering = ("-pk",)


@admin.register(Lineage)
class LineageAdmin(ToRead):
    list_display = (
        "source_country",
        "learner_country",
        "kind",
        "aspect",
        "year",
        "status",
    )
    list_select_related = ("source_country", "learner_country")
    list_filter = ("kind", "status")
    search_fields = ("aspect", "source_country__iso3", "learner_country__iso3")
    ordering = ("-pk",)


@admin.register(Problem)
class ProblemAdmin(ToRead):
    list_display = ("slug", "featured")
    search_fields = ("slug", "names")
    ordering = ("-featured", "slug")


@admin.register(SearchEntry)
class SearchEntryAdmin(ToRead):
    list_display = ("practice", "config", "recipe")
    list_select_related = ("practice",)
    list_filter = ("config", "recipe")
    search_fields = ("practice__title",)
    fields = ("practice", "config", "country_codes", "approach_type", "recipe")
    ordering = ("-practice",)


@admin.register(LexemeCount)
class LexemeCountAdmin(ToRead):
    list_display = ("lexeme", "practices")
    search_fields = ("lexeme",)
    ordering = ("-practices",)
