"""How pages tell of requests: who has the ball, for how long, what was wished for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exchanges import directions, holding
from exchanges.models import ExchangeRequest, Holder, Instrument, Invitation, Sought
from practices.reasons import language_name

register = template.Library()
Status = ExchangeRequest.Status

WRITERS_TURN = {
    Status.DRAFT: gettext_lazy("finish it, and submit it"),
    Status.RETURNED: gettext_lazy("mend it, and submit it again"),
    Status.OFFERED: gettext_lazy("see what the countries say"),
}


@register.filter
def holder(exchange_request: ExchangeRequest) -> str:
    """Name whoever has the ball, where the invitations are not at hand."""
    return holding.named(exchange_request)


@register.filter
def is_with(exchange_request: ExchangeRequest, person: Any) -> bool:
    """Tell whether who wrote it reads this herself, and has the ball."""
    by_author = exchange_request.holder == Holder.AUTHOR
    return by_author and exchange_request.author_id == person.pk


@register.filter
def to_do(exchange_request: ExchangeRequest) -> str:
    """Say in a few words what waits for whoever has the ball."""
    if exchange_request.holder == Holder.FOCAL_POINT:
        return _("endorse it, or send it back")
    if exchange_request.holder == Holder.AUTHOR:
        return str(WRITERS_TURN.get(Status(exchange_request.status), ""))
    return str(exchange_request.get_status_display())


@register.filter
def office(exchange_request: ExchangeRequest) -> str:
    """Name the office that has the ball, for readers to whom no person is named."""
    if exchange_request.holder == Holder.AUTHOR:
        return str(exchange_request.country)
    if exchange_request.holder == Holder.FOCAL_POINT:
        return holding.named(exchange_request)
    return str(Holder(exchange_request.holder).label)


@register.filter
def days_until(until: date | None) -> str:
    """Say how many days are left, or how many it is late."""
    if until is None:
        return ""
    days = (until - timezone.now().date()).days
    if days < 0:
        told = ngettext("%(days)d day late", "%(days)d days late", -days)
        return told % {"days": -days}
    if days == 0:
        return _("today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@register.filter
def is_late(until: date | None) -> bool:
    return until is not None and until < timezone.now().date()


@register.filter
def instruments(codes: Iterable[str]) -> str:
    return named(codes, Instrument.choices)


@register.filter
def sought(codes: Iterable[str]) -> str:
    return named(codes, Sought.choices)


def named(codes: Iterable[str], choices: Iterable[tuple[str, Any]]) -> str:
    known = dict(choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


@register.filter
def way(invitation: Invitation) -> str:
    """Say which way experience would flow."""
    return str(directions.between(invitation.country, invitation.asking).label)


@register.filter
def ways(exchange_request: ExchangeRequest) -> list[str]:
    """Say which ways experience would flow, as far as everybody may know who was asked."""
    if not exchange_request.shows(ExchangeRequest.Field.PROVIDERS):
        return []
    asked = exchange_request.those_asked  # type: ignore[attr-defined]
    return [str(way.label) for way in directions.of_all(asked)]


@register.filter
def languages(codes: Iterable[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


@register.filter
def says_all(exchange_request: ExchangeRequest) -> bool:
    """Tell whether nothing that a request may say is left open."""
    asked = ("institution", "instruments", "languages", "plan_alignment")
    return all(getattr(exchange_request, name) for name in asked)


@register.filter
def titled(exchange_request: ExchangeRequest) -> str:
    return exchange_request.title or _("Without a title")


@register.filter
def ours(reason: str) -> str:
    """Put a sentence of ours into the reader's language; people's words stay as they are."""
    return _(reason) if reason else ""


@register.filter
def listed(names: Iterable[Any]) -> str:
    return get_text_list([str(name) for name in names], _("and"))


@register.filter
def opens(exchange_request: ExchangeRequest, field: str) -> bool:
    """Tell whether everybody may read a field."""
    return exchange_request.shows(field)
