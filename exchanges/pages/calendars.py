"""The page on which a person takes the address of her due dates; and what stands there."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pages import PersonRequest, verb
from exchanges import calendars
from exchanges.models import CalendarLink


@require_safe
@never_cache
@login_required
def calendar(request: PersonRequest) -> HttpResponse:
    """Show the address, and how a calendar takes it."""
    link = calendars.link_of(request.user)
    context = {"link": link, "address": address_of(link) if link else ""}
    return render(request, "exchanges/calendar.html", context)


def address_of(link: CalendarLink) -> str:
    path = reverse("exchanges:calendar_feed", args=[calendars.token_of(link)])
    return f"{str(settings.BASE_URL).rstrip('/')}{path}"


@verb
def renew(request: PersonRequest) -> HttpResponse:
    calendars.renew(request.user, by=request.user)
    messages.success(request, _("This is your address. An earlier one is closed."))
    return redirect("exchanges:calendar")


@verb
def stop(request: PersonRequest) -> HttpResponse:
    calendars.stop(request.user, by=request.user)
    messages.success(request, _("The address is closed: it shows nothing any longer."))
    return redirect("exchanges:calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar the due dates of whose address it has."""
    person = calendars.owner_of(token)
    if person is None:
        raise Http404
    return HttpResponse(
        calendars.calendar_of(person),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": 'inline; filename="counterpart.ics"',
            "X-Robots-Tag": "noindex",
        },
    )
