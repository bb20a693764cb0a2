"""Two who change the same thing over the API: the second is told, and overwrites nothing."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Model
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
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,9})(?:\.[0-9a-f]*)?"', tag)
    if found is None:
        raise PreconditionFailed
    return int(found[1])


def version_if_asked(request: Request) -> int | None:
    """Return the version where the caller names one; a verb takes any, which is ``*``."""
    tag = request.headers.get("If-Match", "").strip()
    return None if tag in ("", "*") else asked_version(request)


@contextmanager
def unchanged(request: Request, row: Any, *, kept_by: Model) -> Iterator[None]:
    """
    Let a verb be done to a row only while it is of the version that the caller names, if any.

    :param kept_by: the row that the verb itself locks first; it is locked before we look.
    :raises PreconditionFailed: where the row has changed since.
    """
    version = version_if_asked(request)
    if version is None:
        yield
        return
    with transaction.atomic():
        type(kept_by)._base_manager.select_for_update().get(pk=kept_by.pk)
        if not type(row)._base_manager.filter(pk=row.pk, version=version).exists():
            raise PreconditionFailed
        yield
