"""People and their roles, for operators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User

ROLES = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
PERSON = ("name", "position", "unit", "institution", "country")
READER = ("languages", "language", "time_zone")


class AddressInLowerCase:
    """A form that keeps addresses in lower case, so that nobody has two accounts."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPersonForm(AddressInLowerCase, AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "name")


class PersonForm(AddressInLowerCase, UserChangeForm[User]):
    languages = forms.JSONField(required=False, initial=list)

    class Meta:
        model = User
        fields = "__all__"

    def clean_languages(self) -> list[str]:
        return self.cleaned_data["languages"] or []


class MembershipInline(admin.TabularInline[Membership, User]):
    model = Membership
    fk_name = "person"
    extra = 0
    autocomplete_fields = ("country", "hub", "by")


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    form = PersonForm
    add_form = NewPersonForm
    ordering = ("email",)
    list_display = ("email", "name", "country", "institution", "is_active", "is_staff")
    list_select_related = ("country",)
    list_filter = ("is_active", "is_staff", "memberships__role")
    search_fields = ("email", "name", "institution")
    autocomplete_fields = ("country",)
    readonly_fields = ("joined_at", "last_login")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": PERSON}),
        (_("Languages and time"), {"fields": READER}),
        (_("Access"), {"fields": ROLES}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "name", "usable_password", "password1", "password2")},
        ),
    )

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        """People are anonymised and not deleted, because history names them."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ("person", "role", "country", "hub", "status", "since")
    list_select_related = ("person", "country", "hub")
    list_filter = ("status", "role")
    search_fields = ("person__email", "person__name", "country__iso3", "hub__name")
    autocomplete_fields = ("person", "country", "hub", "by")
    ordering = ("-since", "-pk")
