"""Which countries a request names to be asked; whoever calls has locked the request."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.models import ExchangeRequest, Invitation, ProviderCapacity
from exchanges.refusals import CannotAsk
from hubs.models import Country
from outbox.events import record

MOST = 10  # countries of one request


def queue(exchange_request: ExchangeRequest, countries: Sequence[Country]) -> None:
    """
    Name the countries that will be asked, in this order; those asked already stay.

    :raises CannotAsk: for its own country, for one that paused, or beyond ten.
    """
    asked = set(exchange_request.invitations.asked().values_list("country", flat=True))
    wanted = [country for country in countries if country.pk not in asked]
    refuse_unaskable(exchange_request, wanted, already=len(asked))
    exchange_request.invitations.queued().delete()
    Invitation.objects.bulk_create(
        Invitation(
            exchange_request=exchange_request,
            country=country,
            asking=exchange_request.country,
            place=place,
        )
        for place, country in enumerate(dict.fromkeys(wanted), start=len(asked))
    )


def refuse_unaskable(
    exchange_request: ExchangeRequest, countries: Sequence[Country], *, already: int
) -> None:
    if exchange_request.country in countries:
        raise CannotAsk(
            _("%(country)s asks, so it cannot be asked itself.")
            % {"country": exchange_request.country}
        )
    if already + len(countries) > MOST:
        raise CannotAsk(_("At most %(most)d countries are asked.") % {"most": MOST})
    refuse_paused(countries)


def refuse_paused(countries: Sequence[Country]) -> None:
    """:raises CannotAsk: for a country that would rather not be asked now."""
    rows = ProviderCapacity.objects.filter(country__in=countries)
    row = rows.paused(timezone.now().date()).select_related("country").first()
    if row and row.paused_until:
        raise CannotAsk(
            _("%(country)s would rather not be asked before %(day)s. %(reason)s")
            % {
                "country": row.country,
                "day": date_format(row.paused_until),
                "reason": row.reason,
            }
        )


def pass_by_paused(exchange_request: ExchangeRequest) -> None:
    """Take those off the list who paused since they were named; the desk may name them again."""
    queued = exchange_request.invitations.queued()
    paused = ProviderCapacity.objects.paused(timezone.now().date())
    for row in paused.filter(country__in=queued.values("country")):
        queued.filter(country=row.country_id).delete()
        record(
            "exchange_request.passed_by",
            about=exchange_request,
            by=None,
            provider=row.country_id,
            reason=row.reason,
        )
