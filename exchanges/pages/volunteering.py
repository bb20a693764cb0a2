"""A country offers its help, on the public page of a request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.pages import PersonRequest, status_of, verb, went_through
from accounts.permissions import refuse
from exchanges import volunteering
from exchanges.models import ExchangeRequest
from exchanges.pages import workspace
from exchanges.permissions import offers_help_of, why_not_offer_help
from exchanges.talk_forms import HelpForm


@verb
def offer_help(request: PersonRequest, reference: str) -> HttpResponse:
    """Say that her country can help; refused, the page keeps her words and says why."""
    rows = ExchangeRequest.objects.in_register()
    exchange_request = get_object_or_404(rows, reference=reference)
    countries = offers_help_of(request.user)
    refuse(why_not_offer_help(request.user, next(iter(countries), None)))
    form = HelpForm(request.POST, countries=countries)
    if form.is_valid() and went_through(
        form,
        lambda: volunteering.offer_help(
            exchange_request, by=request.user, **form.said()
        ),
    ):
        messages.success(
            request, _("The coordination desk was told, with your words. Thank you.")
        )
        return redirect(exchange_request)
    return workspace.public(request, reference, help_form=form, status=status_of(form))
