"""What lists of requests and of invitations can be narrowed by."""

import django_filters

from exchanges.models import ExchangeRequest, Holder, Invitation
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
