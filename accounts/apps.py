from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.mail import mailers


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Register our checks, and the clock that starts with a session."""
        import_module("accounts.sessions")
        checks.register(mail_goes_somewhere, deploy=True)


def mail_goes_somewhere(
    app_configs: Any, **kwargs: Any
) -> Sequence[checks.CheckMessage]:
    """Warn before a start for real: without a mail server nobody can confirm an address."""
    if "post" in mailers:
        return []
    return [
        checks.Warning(
            "No mail server is configured: letters are kept, and nobody gets them.",
            hint="Set EMAIL_HOST (docs/operations.md).",
            id="accounts.W001",
        )
    ]
