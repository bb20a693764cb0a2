"""Requests and their clocks, for operators: they look, and do no more than the verbs do."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import DecisionForm
from exchanges import brokering, capacity, inviting, lifecycle, procedures
from exchanges.models import (
    BodyMember,
    Clarification,
    Consultation,
    CountryProcedure,
    Endorsement,
    ExchangeRequest,
    InstitutionRole,
    Invitation,
    Opinion,
    ProviderCapacity,
    ServiceClock,
)
from outbox.admin import ReadOnly


class ToDecide(ReadOnly):
    """Rows that change by the verbs alone, with a reason where there is one to give."""

    action_form = DecisionForm
    show_full_result_count = False

    def each(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        verb: Callable[..., Any],
        **words: Any,
    ) -> None:
        """Do it to each row by itself, and say of which it was refused, and why."""
        for row in rows:
            try:
                verb(row, by=request.user, **words)
            except (PermissionDenied, ValidationError) as refusal:
                said = getattr(refusal, "messages", [str(refusal)])
                self.message_user(request, f"{row}: {' '.join(said)}", messages.ERROR)


class InvitationInline(admin.TabularInline[Invitation, ExchangeRequest]):
    model = Invitation
    fk_name = "exchange_request"
    extra = 0
    can_delete = False
    fields = readonly_fields = ("country", "status", "asked_at", "due_on", "reason")
    ordering = ("place", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ExchangeRequest)
class ExchangeRequestAdmin(ToDecide):
    list_display = (
        "reference",
        "title",
        "country",
        "status",
        "holder",
        "due_on",
        "officer",
    )
    list_select_related = ("country", "officer")
    list_filter = ("status", "holder")
    search_fields = ("reference", "title", "country__iso3", "author__email")
    ordering = ("-created_at", "-pk")
    inlines = (InvitationInline,)
    actions = ("confirm_complete", "offer", "send_back", "decline")

    @admin.action(description=_("It is complete"))
    def confirm_complete(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.each(request, rows, brokering.confirm_complete)

    @admin.action(description=_("Put it to the countries"))
    def offer(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.each(request, rows, brokering.offer)

    @admin.action(description=_("Send back, for the reason given"))
    def send_back(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "")
        self.each(request, rows, lifecycle.send_back, reason=reason)

    @admin.action(description=_("End without an exchange, for the reason given"))
    def decline(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "")
        self.each(request, rows, brokering.decline, reason=reason)


class ClarificationInline(admin.TabularInline[Clarification, Invitation]):
    model = Clarification
    extra = 0


@admin.register(Invitation)
class InvitationAdmin(ToDecide):
    list_display = (
        "exchange_request",
        "country",
        "status",
        "asked_at",
        "due_on",
        "rung",
    )
    list_select_related = ("exchange_request", "country")
    list_filter = ("status",)
    search_fields = ("exchange_request__reference", "country__iso3")
    ordering = ("-pk",)
    inlines = (ClarificationInline,)
    actions = ("decline",)

    @admin.action(description=_("Say no for the country, for the reason given"))
    def decline(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "")
        self.each(request, rows, inviting.decline, reason=reason)


@admin.register(Endorsement)
class EndorsementAdmin(ReadOnly):
    list_display = ("exchange_request", "by", "at")
    list_select_related = ("exchange_request", "by")
    search_fields = ("exchange_request__reference", "by__email")
    ordering = ("-pk",)


class OpinionInline(admin.TabularInline[Opinion, Consultation]):
    model = Opinion
    extra = 0


@admin.register(Consultation)
class ConsultationAdmin(ReadOnly):
    list_display = ("exchange_request", "opened_at", "closes_on", "outcome")
    list_select_related = ("exchange_request",)
    list_filter = ("outcome",)
    search_fields = ("exchange_request__reference",)
    ordering = ("-pk",)
    inlines = (OpinionInline,)


@admin.register(BodyMember)
class BodyMemberAdmin(ReadOnly):
    list_display = ("country", "person", "institution", "appointed_at", "ended_at")
    list_select_related = ("country", "person")
    search_fields = ("country__iso3", "person__email", "institution")
    ordering = ("-pk",)


@admin.register(InstitutionRole)
class InstitutionRoleAdmin(ReadOnly):
    list_display = ("country", "role", "name", "set_by", "set_at")
    list_select_related = ("country", "set_by")
    list_filter = ("role",)
    search_fields = ("country__iso3", "name")
    ordering = ("-pk",)


class SetByVerb(admin.ModelAdmin[Any]):
    """Rows that an operator sets, by the same verbs as everybody."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Let the verb set it; what it refuses is told in its own words, and nothing is kept."""
        obj.pk = self.set_by(request, obj).pk

    def set_by(self, request: HttpRequest, obj: Any) -> Any:
        raise NotImplementedError


@admin.register(ServiceClock)
class ServiceClockAdmin(SetByVerb):
    list_display = ("__str__", "completeness", "triage", "poke", "last_chance", "lapse")
    list_select_related = ("hub",)
    search_fields = ("hub__name",)
    autocomplete_fields = ("hub",)
    fields = ("hub", *procedures.DAYS)
    ordering = ("pk",)

    def set_by(self, request: HttpRequest, obj: Any) -> Any:
        """Set the days of a hub, or of the platform."""
        days = procedures.days_of(obj)
        return procedures.set_clock(obj.hub, by=request.user, **days)  # type: ignore[arg-type]


@admin.register(CountryProcedure)
class CountryProcedureAdmin(SetByVerb):
    list_display = (
        "country",
        "consultation_wanted",
        "endorsement_wanted",
        "letter_wanted",
    )
    list_select_related = ("country",)
    search_fields = ("country__iso3",)
    autocomplete_fields = ("country",)
    ordering = ("pk",)

    def set_by(self, request: HttpRequest, obj: Any) -> Any:
        """Say how a country's requests are endorsed."""
        return procedures.set_procedure(
            obj.country,
            by=request.user,  # type: ignore[arg-type]
            **{name: getattr(obj, name) for name in procedures.STEPS},
        )


@admin.register(ProviderCapacity)
class ProviderCapacityAdmin(SetByVerb):
    list_display = ("country", "at_once", "paused_until", "confirmed_on")
    list_select_related = ("country",)
    search_fields = ("country__iso3",)
    autocomplete_fields = ("country",)
    fields = ("country", "at_once", "paused_until", "reason")
    ordering = ("pk",)

    def set_by(self, request: HttpRequest, obj: Any) -> Any:
        """Say what a country can take."""
        return capacity.declare(
            obj.country,
            by=request.user,  # type: ignore[arg-type]
            at_once=obj.at_once,
            paused_until=obj.paused_until,
            reason=obj.reason,
        )
