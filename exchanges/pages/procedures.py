"""What hubs and countries set for themselves: days, how much they can take."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    status_of,
    went_through,
)
from accounts.permissions import refuse
from exchanges import capacity, procedures
from exchanges.deadlines import clock_of
from exchanges.desk_forms import CapacityForm, ClockForm
from exchanges.models import ProviderCapacity, ServiceClock
from exchanges.pages.finding import country_for
from exchanges.permissions import why_not_declare, why_not_set_clock
from hubs.models import Hub

Role = Membership.Role


@login_required
@page_only
def desk_settings(request: PersonRequest) -> HttpResponse:
    """All that she may set: of her hubs, of her countries, of the platform."""
    request.user.remember_roles()
    person = request.user
    context = {
        "platform": not why_not_set_clock(person, None),
        "hubs": places(person, Role.HUB_MANAGER, "hub"),
        "countries": places(person, Role.FOCAL_POINT, "country"),
        "own_clocks": ServiceClock.objects.exclude(hub=None).select_related("hub")[
            :100
        ],
    }
    return render(request, "exchanges/settings.html", context)


def places(person: User, role: str, kind: str) -> list[Any]:
    """Return the hubs or countries of which a role is hers."""
    mine = [getattr(row, kind) for row in person.roles_in_force() if row.role == role]
    return list(dict.fromkeys(mine))


@login_required
@page_or_form
def desk_clock(request: PersonRequest, slug: str = "") -> HttpResponse:
    """The days of each step: of a hub, or of the platform."""
    hub = get_object_or_404(Hub, slug=slug) if slug else None
    why_not = why_not_set_clock(request.user, hub)
    refuse(why_not if request.method == "POST" else "")
    before = procedures.days_of(clock_of(hub))
    form = ClockForm(request.POST or None, initial=before)

    def act() -> None:
        procedures.set_clock(hub, by=request.user, **form.cleaned_data)

    title = str(hub) if hub else _("The platform")
    return _setting(request, form, act, template="clock", title=title, why_not=why_not)


@login_required
@page_or_form
def desk_capacity(request: PersonRequest, iso3: str) -> HttpResponse:
    """What a country can take: how much at once, and until when it is better not asked."""
    country, today = country_for(iso3), timezone.now().date()
    why_not = why_not_declare(request.user, country)
    refuse(why_not if request.method == "POST" else "")
    row = ProviderCapacity.objects.filter(country=country).first()
    form = CapacityForm(request.POST or None, instance=row)

    def act() -> None:
        capacity.declare(country, by=request.user, **form.cleaned_data)

    return _setting(
        request,
        form,
        act,
        template="capacity",
        title=str(country),
        why_not=why_not,
        country=country,
        standing=capacity.standings([country.pk], on=today)[country.pk],
    )


def _setting(
    request: PersonRequest, form: Any, act: Any, *, template: str, **context: Any
) -> HttpResponse:
    """Show a form of settings, or do what it asks for."""
    if request.method == "POST" and form.is_valid() and went_through(form, act):
        messages.success(request, _("Kept. It holds from now on."))
        return redirect(request.path)
    context |= {"form": form}
    name = f"exchanges/{template}.html"
    return render(request, name, context, status=status_of(form))
