"""Which request, and which country's invitation, a page means."""

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts.models import User
from exchanges.desk_forms import country_of
from exchanges.models import Consultation, ExchangeRequest, Invitation
from hubs.models import Country


def remember_roles(request: HttpRequest) -> None:
    """Load a reader's roles once; whoever changes something is asked of anew."""
    if isinstance(request.user, User) and request.method in ("GET", "HEAD"):
        request.user.remember_roles()


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, be it nothing; a page that is only read sends none."""
    return request.POST if request.method == "POST" else None


def request_for(request: HttpRequest, reference: str) -> ExchangeRequest:
    """Return the request with its parties, or 404 where she may not see it whole."""
    remember_roles(request)
    visible = ExchangeRequest.objects.visible_to(request.user).with_line()
    return get_object_or_404(visible, reference=reference)


def country_for(iso3: str) -> Country:
    """Return a country by its code, or 404 where none has it."""
    country = country_of(iso3)
    if country is None:
        raise Http404
    return country


def consultation_for(request: HttpRequest, reference: str) -> Consultation:
    """Return the latest consultation about a request, or 404 for whom it does not concern."""
    remember_roles(request)
    visible = Consultation.objects.visible_to(request.user).latest_first()
    found = (
        visible.filter(exchange_request__reference=reference)
        .select_related("exchange_request__country", "exchange_request__author")
        .first()
    )
    if found is None:
        raise Http404
    return found


def invitation_for(request: HttpRequest, pk: int) -> Invitation:
    """Return what a country was asked, or 404 for whom it does not concern."""
    remember_roles(request)
    rows = (
        Invitation.objects.visible_to(request.user)
        .asked()
        .select_related(
            "country",
            "asking",
            "hub",
            "exchange_request__country",
            "exchange_request__hub",
        )
    )
    return get_object_or_404(rows, pk=pk)
