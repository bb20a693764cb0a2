"""A country offers its help with what another asks for, before the desk asks it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, User
from accounts.permissions import refuse
from exchanges import needs
from exchanges.lifecycle import locked
from exchanges.models import ExchangeRequest, HelpOffer
from exchanges.permissions import Person, offers_help_of, why_not_offer_help
from exchanges.refusals import Missing
from hubs.models import Country
from outbox.events import record


class CannotHelp(ValidationError):
    """A country that cannot offer its help with a request; the message says why."""


@transaction.atomic
def offer_help(
    exchange_request: ExchangeRequest,
    *,
    by: User,
    words: str,
    country: Country | None = None,
) -> HelpOffer:
    """
    Say that her country can help, and with what; the desk decides whether it is asked.

    :raises PermissionDenied: unless she speaks for the country, or manages its hub.
    :raises Missing: without a word on what it can help with, or where she has several.
    :raises IllegalMove: unless the request is open, or ended without a yes of late.
    :raises CannotHelp: for the country that asks, that was asked, or that offered it before.
    """
    exchange_request = locked(exchange_request)
    country = country or the_only_one(by)
    refuse(why_not_offer_help(by, country))
    if why_not := why_not_helped(exchange_request):
        raise IllegalMove(why_not)
    refuse_who_takes_part(exchange_request, country)
    row = HelpOffer.objects.create(
        exchange_request=exchange_request, country=country, by=by, words=given(words)
    )
    record(
        "exchange_request.help_offered",
        about=exchange_request,
        by=by,
        provider=country.pk,
        offer=row.words,
    )
    return row


def why_not_helped(exchange_request: ExchangeRequest) -> str:
    """Say why nobody can offer help with it any more; empty where they can."""
    wanting = needs.in_want_of_help(timezone.now().date())
    if wanting.filter(pk=exchange_request.pk).exists():
        return ""
    return _("No help is looked for: the request is “%(status)s”.") % {
        "status": exchange_request.get_status_display()
    }


def refuse_who_takes_part(exchange_request: ExchangeRequest, country: Country) -> None:
    if country == exchange_request.country:
        raise CannotHelp(_("%(country)s asks itself.") % {"country": country})
    if exchange_request.invitations.asked().filter(country=country).exists():
        raise CannotHelp(
            _("%(country)s was asked already: answer there.") % {"country": country}
        )
    if before := exchange_request.help_offers.filter(country=country).first():
        raise CannotHelp(
            _("%(country)s offered its help already, on %(day)s. The desk was told.")
            % {"country": country, "day": date_format(before.at)}
        )


def given(words: str) -> str:
    """:raises Missing: for an offer without a word on what it is of."""
    if not words.strip():
        raise Missing(_("Say in a few words what your country can help with."))
    return words.strip()


def the_only_one(by: User) -> Country:
    """
    Return the country for which she may offer help, where she names none.

    :raises PermissionDenied: where there is none.
    :raises Missing: where she has to say which of several she means.
    """
    found = offers_help_of(by)
    if len(found) > 1:
        raise Missing(_("Say which of your countries offers its help."))
    refuse(why_not_offer_help(by, next(iter(found), None)))
    return found[0]


# --- what its page shows ------------------------------------------------------------------


def free_to_help(person: Person, exchange_request: ExchangeRequest) -> list[Country]:
    """Return the countries for which she can still offer help."""
    taken = {exchange_request.country_id}
    taken.update(exchange_request.invitations.asked().values_list("country", flat=True))
    taken.update(exchange_request.help_offers.values_list("country", flat=True))
    return [row for row in offers_help_of(person) if row.pk not in taken]


def offered_by_hers(
    person: Person, exchange_request: ExchangeRequest
) -> list[HelpOffer]:
    """Return what her countries offered already."""
    hers = [row.pk for row in offers_help_of(person)]
    return list(
        exchange_request.help_offers.filter(country__in=hers).select_related("country")
    )
