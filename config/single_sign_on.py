"""Single sign-on by OpenID Connect: which providers the environment names."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.environment import env, secret


def oidc_providers() -> list[dict[str, Any]]:
    """
    Read the providers that ``OIDC_PROVIDERS=ministry,agency`` names; none without it.

    Each has ``OIDC_MINISTRY_ISSUER``, ``…_CLIENT_ID``, ``…_CLIENT_SECRET`` (or ``…_FILE``)
    and, for the button, ``…_NAME``.

    :raises ImproperlyConfigured: where one of these is missing; it says which.
    """
    return [provider(name) for name in env.list("OIDC_PROVIDERS", default=[])]


def provider(name: str) -> dict[str, Any]:
    """Describe one provider as the library wants it."""
    prefix = f"OIDC_{name.upper().replace('-', '_')}"
    issuer = env.str(f"{prefix}_ISSUER", default="").rstrip("/")
    if urlsplit(issuer).scheme not in ("https", "http") or not urlsplit(issuer).netloc:
        raise ImproperlyConfigured(
            f"{prefix}_ISSUER is “{issuer}”: give the address of the provider that"
            f" OIDC_PROVIDERS calls “{name}” (.env.example)."
        )
    return {
        "provider_id": name,
        "name": env.str(f"{prefix}_NAME", default=name),
        "client_id": secret(f"{prefix}_CLIENT_ID", fallback=None),
        "secret": secret(f"{prefix}_CLIENT_SECRET", fallback=None),
        "settings": {"server_url": issuer, "uid_field": "sub"},
    }


def sign_on_origins(providers: list[dict[str, Any]]) -> list[str]:
    """Return where a sign-in form may lead, for the content security policy."""
    parts = [urlsplit(known["settings"]["server_url"]) for known in providers]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts})
