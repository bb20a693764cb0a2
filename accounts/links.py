"""Why a link from a mail does not open: it is too old, was used, or was not copied whole."""

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _


def confirmation_fault(key: str) -> str:
    """Say what is wrong with a link that should confirm an address."""
    day = 24 * 60 * 60 * app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS
    try:
        pk = signing.loads(key, max_age=day, salt=app_settings.SALT)
    except signing.SignatureExpired:
        return _(
            "This link is more than a day old, and is no longer good. Sign in with your"
            " address and password, and a new one is sent to you."
        )
    except signing.BadSignature:
        return not_whole()
    if EmailAddress.objects.filter(pk=pk, verified=True).exists():
        return _("This link was used before: the address is confirmed. Please sign in.")
    return _("The address that this link was sent to is no longer part of an account.")


def reset_fault(key: str) -> str:
    """Say what is wrong with a link that should let a person choose a new password."""
    try:
        made = base36_to_int(key.partition("-")[0])
    except ValueError:
        return not_whole()
    now = default_token_generator._num_seconds(default_token_generator._now())
    age = now - made
    if age > settings.PASSWORD_RESET_TIMEOUT:
        return _(
            "This link is more than an hour old, and is no longer good. Ask for a new one."
        )
    return _(
        "This link was used before, or is not the latest that was sent to you. If your new"
        " password does not work, ask for another link."
    )


def not_whole() -> str:
    return _(
        "This link is not whole. Copy all of it from the mail, or ask for a new one."
    )
