"""The door of the web server."""

import os
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Answer a request; a made-up charset is taken for none, before Django trips over it."""
    if not is_readable(environ.get("CONTENT_TYPE", "")):
        environ["CONTENT_TYPE"] = environ["CONTENT_TYPE"].partition(";")[0]
    return django_application(environ, start_response)


def is_readable(content_type: str) -> bool:
    """Tell whether the charset of a content type, if it has one, is an encoding of text."""
    if "charset" not in content_type.lower():
        return True
    header = Message()
    header["content-type"] = content_type
    try:
        return bool("".encode(header.get_content_charset("utf-8")) or True)
    except LookupError:
        return False
