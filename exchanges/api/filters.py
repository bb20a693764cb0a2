"""What lists of requests, invitations, messages and experts can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet

from accounts.models import Expert
from exchanges.directions import Direction, going, put_to
from exchanges.models import (
    ExchangeRequest,
    ExchangeRequestQuerySet,
    Holder,
    Invitation,
    InvitationQuerySet,
    MessageQuerySet,
    PaperQuerySet,
    Sought,
)
from exchanges.needs import Outcome, become
from exchanges.register import seeking
from exchanges.threads import DESK
from hubs.api.filters import Choices, Codes
from practices.api.filters import Instant


class RequestFilters(django_filters.FilterSet):
    country = Codes(field_name="country", help_text="ISO alpha-3 codes of who asks.")
    status = Choices(choices=ExchangeRequest.Status.choices)
    holder = Choices(choices=Holder.choices, help_text="Who has the ball.")
    hub = Codes(field_name="hub__slug")
    sought = Choices(
        choices=Sought.choices,
        method="with_sought",
        help_text="What is exchanged, where you may read it.",
    )
    direction = Choices(
        choices=Direction.choices,
        method="in_direction",
        help_text="From a country that was asked to who asks, where you may know of it.",
    )
    outcome = Choices(
        choices=Outcome.choices,
        method="having",
        help_text="`unmet`: declined, lapsed, or back at the desk without a yes.",
    )
    updated_since = Instant(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = ExchangeRequest
        fields: tuple[str, ...] = ()

    def with_sought(
        self, rows: ExchangeRequestQuerySet, name: str, values: list[str]
    ) -> ExchangeRequestQuerySet:
        whole = ExchangeRequest.objects.visible_to(self.request.user)
        hers = Q(pk__in=whole.values("pk"), sought__overlap=values)
        return rows.filter(seeking(values) | hers)

    def in_direction(
        self, rows: ExchangeRequestQuerySet, name: str, values: list[str]
    ) -> ExchangeRequestQuerySet:
        return rows.filter(put_to(values, self.request.user))

    def having(
        self, rows: ExchangeRequestQuerySet, name: str, values: list[str]
    ) -> ExchangeRequestQuerySet:
        return become(rows.in_register(), values)


class InvitationFilters(django_filters.FilterSet):
    country = Codes(
        field_name="country", help_text="ISO alpha-3 codes of who is asked."
    )
    status = Choices(choices=Invitation.Status.choices)
    direction = Choices(choices=Direction.choices, method="in_direction")

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ()

    def in_direction(
        self, rows: InvitationQuerySet, name: str, values: list[str]
    ) -> InvitationQuerySet:
        return rows.filter(going(values))


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
