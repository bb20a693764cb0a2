"""Strict readers of the environment: a mistyped value stops the start with a sentence."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    """
    Read yes or no.

    :raises ImproperlyConfigured: for anything else, so that ``ture`` is not quietly no.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in YES | NO:
        return value.strip().lower() in YES
    raise ImproperlyConfigured(
        f"{name} is “{value}”: write true or false (.env.example)."
    )


def secret(name: str, *, fallback: str | None) -> str:
    """
    Read a secret from the variable or from the file that ``NAME_FILE`` names.

    :raises ImproperlyConfigured: where there is none and no fallback is allowed.
    """
    value: str = env.str(name, default=fallback or "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: give it, or {name}_FILE, in the environment (.env.example)."
        )
    return value


def machine_key(file: Path) -> str:
    """Return this machine's own secret for the embedded services; made once, readable by us."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()
