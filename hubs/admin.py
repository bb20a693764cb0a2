"""The map, for operators: what is loaded from files is to be read, hubs are to be kept."""

from django.contrib import admin

from hubs.models import Country, CountryGroup, CountryStatus, Hub, LeadArea, Theme
from outbox.admin import ReadOnly


class FromFiles(ReadOnly):
    """Rows that ``load_reference`` brings; a change by hand would be lost with the next."""


class StatusInline(admin.TabularInline[CountryStatus, Country]):
    model = CountryStatus
    fields = ("kind", "value", "valid_from", "valid_until", "scheduled", "source")
    extra = 0


@admin.register(Country)
class CountryAdmin(FromFiles):
    list_display = ("iso3", "name", "region", "sub_region", "developing", "population")
    list_filter = ("developing", "region", "sub_region")
    search_fields = ("iso3", "iso2", "names", "short_names")
    ordering = ("iso3",)
    inlines = (StatusInline,)


@admin.register(CountryStatus)
class CountryStatusAdmin(FromFiles):
    list_display = (
        "country",
        "kind",
        "value",
        "valid_from",
        "valid_until",
        "scheduled",
    )
    list_select_related = ("country",)
    list_filter = ("kind", "value", "scheduled")
    search_fields = ("country__iso3", "source", "note")
    ordering = ("country", "kind", "valid_from")


@admin.register(CountryGroup)
class CountryGroupAdmin(FromFiles):
    list_display = ("slug", "__str__", "kind", "year")
    list_filter = ("kind",)
    search_fields = ("slug", "names")
    ordering = ("slug",)


@admin.register(Theme)
class ThemeAdmin(FromFiles):
    list_display = ("code", "name", "kind", "parent", "withdrawn")
    list_select_related = ("parent",)
    list_filter = ("kind", "withdrawn")
    search_fields = ("code", "labels", "short_labels")
    ordering = ("kind", "place")


@admin.register(Hub)
class HubAdmin(admin.ModelAdmin[Hub]):
    list_display = ("name", "country", "arrangement_type", "lifecycle", "since")
    list_select_related = ("country",)
    list_filter = ("arrangement_type", "lifecycle")
    search_fields = ("slug", "name", "names", "country__iso3")
    autocomplete_fields = ("country", "themes")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012  (Django checks for a dict)
    ordering = ("name",)


@admin.register(LeadArea)
class LeadAreaAdmin(admin.ModelAdmin[LeadArea]):
    list_display = ("country", "theme", "willingness", "declared_on", "valid_until")
    list_select_related = ("country", "theme")
    list_filter = ("willingness",)
    search_fields = ("country__iso3", "theme__code", "source")
    autocomplete_fields = ("country", "theme")
    ordering = ("country", "theme")
