"""
Where mail goes.

Everything that is sent becomes a letter, and a worker carries letters to the server, which
is ``post``. Where there is none, letters are kept, and operators see them.
"""

from typing import Any

from config.environment import env, flag

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def mailers() -> dict[str, dict[str, Any]]:
    """Return ``MAILERS`` as the environment wants them."""
    host = env.str("EMAIL_HOST", default="")
    backend = env.str("EMAIL_BACKEND", default=SMTP if host else "")
    found: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "accounts.letters.LetterBox"}
    }
    if backend:
        found["post"] = {"BACKEND": backend}
    if backend == SMTP:
        found["post"]["OPTIONS"] = server(host or "localhost")
    return found


def server(host: str) -> dict[str, Any]:
    """Return how the mail server is spoken to."""
    ssl = flag("EMAIL_SSL", default=False)
    return {
        "host": host,
        "port": env.int("EMAIL_PORT", default=465 if ssl else 25),
        "username": env.str("EMAIL_USER", default=""),
        "password": env.str("EMAIL_PASSWORD", default=""),
        "use_tls": flag("EMAIL_TLS", default=not ssl),
        "use_ssl": ssl,
        "timeout": env.int("EMAIL_TIMEOUT", default=10),
    }
