"""Which request, and which country's invitation, a page means."""

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts.models import User
from exchanges.models import ExchangeRequest, Invitation


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
