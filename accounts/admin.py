"""People and their roles, for operators."""

from collections.abc import Callable
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import display
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import mailers
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import letters, memberships, tokens
from accounts.models import (
    Letter,
    LetterQuerySet,
    Membership,
    MembershipQuerySet,
    PersonalToken,
    User,
)
from outbox.admin import ReadOnly, StateFilter

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
    """To be read: roles begin and end by the verbs, on their own page."""

    model = Membership
    fk_name = "person"
    extra = 0
    fields = readonly_fields = (
        "role",
        "country",
        "hub",
        "status",
        "since",
        "by",
        "reason",
    )

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        return False


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


class DecisionForm(ActionForm):
    """Beside the choice of an action: why."""

    reason = forms.CharField(label=_("Reason"), required=False)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """Roles; what an operator does here is done by the same verbs as everywhere."""

    list_display = ("person", "role", "country", "hub", "status", "since")
    list_select_related = ("person", "country", "hub")
    list_filter = ("status", "role")
    search_fields = ("person__email", "person__name", "country__iso3", "hub__name")
    autocomplete_fields = ("person", "country", "hub")
    fields = ("person", "role", "country", "hub", "reason")
    ordering = ("-since", "-pk")
    action_form = DecisionForm
    actions = ("grant", "end")

    def has_change_permission(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> bool:
        """Rows are looked at; they change by the actions of the list."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Membership, form: Any, change: bool
    ) -> None:
        """Ask for the role in the person's name, and grant it."""
        by, reason = request.user, obj.reason
        with transaction.atomic():
            made = memberships.request(
                obj.person,
                obj.role,
                country=obj.country,
                hub=obj.hub,
                by=by,  # type: ignore[arg-type]
                reason=reason,
            )
            granted = memberships.grant(made, by=by, reason=reason)  # type: ignore[arg-type]
        obj.pk = granted.pk
        obj.refresh_from_db()

    @admin.action(description=_("Grant"))
    def grant(self, request: HttpRequest, rows: MembershipQuerySet) -> None:
        self._each(request, rows, memberships.grant)

    @admin.action(description=_("End, for the reason given"))
    def end(self, request: HttpRequest, rows: MembershipQuerySet) -> None:
        self._each(request, rows, memberships.end)

    def _each(
        self, request: HttpRequest, rows: MembershipQuerySet, verb: Callable[..., Any]
    ) -> None:
        """Do it to each row by itself, and say of which it was refused, and why."""
        reason = request.POST.get("reason", "")
        for row in rows.with_people():
            try:
                verb(row, by=request.user, reason=reason)
            except (PermissionDenied, ValidationError) as refusal:
                words = getattr(refusal, "messages", [str(refusal)])
                text = f"{row}: {' '.join(words)}"
                self.message_user(request, text, messages.ERROR)


@admin.register(PersonalToken)
class PersonalTokenAdmin(admin.ModelAdmin[PersonalToken]):
    """Keys of programs: an operator sees whose there are, and revokes a leaked one."""

    list_display = ("prefix", "person", "name", "scope", "expires_at", "revoked_at")
    list_select_related = ("person",)
    list_filter = ("scope",)
    search_fields = ("person__email", "name", "prefix")
    fields = readonly_fields = (
        "person",
        "name",
        "scope",
        "prefix",
        "created_at",
        "expires_at",
        "used_at",
        "revoked_at",
    )
    ordering = ("-created_at", "-pk")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: PersonalToken | None = None
    ) -> bool:
        return False

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, rows: QuerySet[PersonalToken]) -> None:
        for token in rows:
            tokens.revoke(token, by=request.user)  # type: ignore[arg-type]


admin.site.unregister([SocialApp, SocialToken])  # providers are set by the environment
admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin[Any]):
    """Who has which second factor. A lost one is removed here; no secret is shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("type",)
    search_fields = ("user__email",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    ordering = ("-created_at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """What became of the mail: what failed, why, and another try."""

    list_display = (
        "created_at",
        "to",
        "subject",
        "kind",
        "tries",
        "due_at",
        "sent_at",
        "failed_at",
        "fault",
    )
    list_filter = (StateFilter, "kind")
    search_fields = ("to", "subject", "message_id", "error")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        *("kind", "person", "to", "subject", "words", "message_id", "created_at"),
        *("due_at", "tries", "sent_at", "failed_at", "error"),
    )
    readonly_fields = ("words",)

    @display(description=_("error"))
    def fault(self, letter: Letter) -> str:
        return letter.error[:120]

    @display(description=_("text"))
    def words(self, letter: Letter) -> str:
        """Show the text; links that open an account only where no mail server sends them."""
        if letter.kind == Letter.Kind.ACCOUNT and "post" in mailers:
            return gettext("Only the person may read this: it opens her account.")
        return format_html('<pre class="letter">{}</pre>', letter.text)

    @admin.action(description=_("Try the chosen letters again"))
    def send_again(self, request: HttpRequest, queryset: LetterQuerySet) -> None:
        failed = list(queryset.failed())
        for letter in failed:
            letters.send_again(letter, by=cast("User", request.user))
        text = ngettext(
            "%d letter will be tried again.",
            "%d letters will be tried again.",
            len(failed),
        )
        self.message_user(request, text % len(failed), messages.SUCCESS)
