"""How pages of the desk say where a request is, and how long it has been there."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.waiting import ESCALATED, STAGES

register = template.Library()


@register.filter
def stage_name(code: str) -> str:
    return str(STAGES.get(code, code))


@register.filter
def days_ago(moment: datetime) -> int:
    """Return how many whole days ago something was."""
    return (timezone.now() - moment).days


@register.filter
def is_escalated(exchange_request: Any) -> bool:
    """Tell whether others have heard that the desk is late with it."""
    return bool(
        exchange_request.holder == "desk" and exchange_request.rung >= ESCALATED
    )


@register.filter
def shown(value: Any) -> str:
    """Say what is set, to whoever may not set it."""
    if value is None or isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@register.filter
def of(known: dict[Any, Any], key: Any) -> Any:
    return known.get(key)
