"""Two who change the same thing over the API: the second is told, and overwrites nothing."""

import hashlib
import json
import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The `ETag` of what you change, or its `version` in quotes: `"7"`.',
)


class PreconditionRequired(APIException):
    """A change that does not say what it changes."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = _(
        "Say which version you change: send its ETag, or its version in quotes, as If-Match."
    )


class PreconditionFailed(APIException):
    """A change to what has been changed since."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _(
        "Somebody has changed it since you read it. Nothing was overwritten: "
        "read it again, and send your change to its new version."
    )


def tag_of(version: int, body: Any) -> str:
    """Return a strong ETag: the version, and what tells languages and readers apart."""
    text = json.dumps(body, sort_keys=True, default=str)
    return f'"{version}.{hashlib.sha256(text.encode()).hexdigest()[:12]}"'


def asked_version(request: Request) -> int:
    """
    Return the version that the caller has read and changes.

    :raises PreconditionRequired: where the header is missing, or ``*``.
    :raises PreconditionFailed: for a tag that none of ours can be.
    """
    tag = request.headers.get("If-Match", "").strip()
    if tag in ("", "*"):
        raise PreconditionRequired
    found = re.fullmatch(r'(?:W/)?"(\d{1,9})(?:\.[0-9a-f]*)?"', tag)
    if found is None:
        raise PreconditionFailed
    return int(found[1])


def version_if_asked(request: Request) -> int | None:
    """Return the version where the caller names one; a verb does not need it."""
    return asked_version(request) if request.headers.get("If-Match") else None
