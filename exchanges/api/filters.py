"""What lists of requests, invitations, messages and experts can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet

from accounts.models import Expert
from exchanges.models import (
    ExchangeRequest,
    Holder,
    Invitation,
    MessageQuerySet,
    PaperQuerySet,
)
from exchanges.threads import DESK
from hubs.api.filters import Choices, Codes
from practices.api.filters import Instant


class RequestFilters(django_filters.FilterSet):
    country = Codes(field_name="country", help_text="ISO alpha-3 codes of who asks.")
    status = Choices(choices=ExchangeRequest.Status.choices)
    holder = Choices(choices=Holder.choices, help_text="Who has the ball.")
    hub = Codes(field_name="hub__slug")
    updated_since = Instant(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = ExchangeRequest
        fields: tuple[str, ...] = ()


class InvitationFilters(django_filters.FilterSet):
    country = Codes(
        field_name="country", help_text="ISO alpha-3 codes of who is asked."
    )
    status = Choices(choices=Invitation.Status.choices)

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ()


class MessageFilters(django_filters.FilterSet):
    conversation = django_filters.CharFilter(
        method="said_in", help_text="`desk`, or the code of a country that was asked."
    )

    def said_in(self, rows: MessageQuerySet, name: str, value: str) -> MessageQuerySet:
        if value.lower() == DESK:
            return rows.filter(invitation=None)
        return rows.filter(invitation__country=value.upper())


class PaperFilters(django_filters.FilterSet):
    conversation = django_filters.CharFilter(
        method="kept_in", help_text="`desk`, or the code of a country that was asked."
    )

    def kept_in(self, rows: PaperQuerySet, name: str, value: str) -> PaperQuerySet:
        if value.lower() == DESK:
            return rows.filter(invitation=None, of_request=False)
        return rows.filter(invitation__country=value.upper())


class ExpertFilters(django_filters.FilterSet):
    country = Codes(method="of_country", help_text="ISO alpha-3 codes.")
    theme = Codes(method="on_theme", help_text="Codes; a goal takes in its targets.")
    language = Codes(method="speaking", help_text="Languages that she works in.")

    def of_country(
        self, rows: QuerySet[Expert], name: str, values: list[str]
    ) -> QuerySet[Expert]:
        return rows.filter(country__in=[code.upper() for code in values])

    def on_theme(
        self, rows: QuerySet[Expert], name: str, values: list[str]
    ) -> QuerySet[Expert]:
        known = Q(themes__in=values) | Q(themes__parent__in=values)
        return rows.filter(pk__in=Expert.objects.filter(known).values("pk"))

    def speaking(
        self, rows: QuerySet[Expert], name: str, values: list[str]
    ) -> QuerySet[Expert]:
        spoken = Q(pk=None)
        for code in values:
            spoken |= Q(person__languages__contains=[code])
        return rows.filter(spoken)
