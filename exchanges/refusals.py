"""What is refused because something is missing, or because it cannot be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class CannotAsk(ValidationError):
    """A country that cannot be asked; the message says why."""


class Missing(ValidationError):
    """Something without which the step cannot be taken; the message says what."""


def said(reason: str) -> str:
    """:raises Missing: for a decision without a word on why."""
    if not reason.strip():
        raise Missing(_("Say why: the people concerned read it."))
    return reason.strip()
