"""A call that is repeated with the same key is done once, and answered the same."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from outbox.models import KeptAnswer

LONGEST = 255
KEPT_HEADERS = ("Location", "ETag")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of yours, such as a UUID: a call repeated with it is done once.",
)


class OtherBody(APIException):
    """A key that came before with something else."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _(
        "This Idempotency-Key came before with another body. Take a new key for a new call."
    )


def once(request: Request, act: Callable[[], Response]) -> Response:
    """
    Do a call, or answer as it was answered when the same person sent the same key.

    Calls at the same time wait for the first: its row is written before it begins, and
    with what it does. What was refused is not kept, and may be tried again.

    :raises OtherBody: where the key came with another body.
    :raises ValidationError: for a key that is too long, or that the database cannot hold.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return act()
    if len(key) > LONGEST:
        raise ValidationError(_("The Idempotency-Key is longer than 255 characters."))
    if "\0" in key:
        raise ValidationError(_("It holds a NUL character."))
    with transaction.atomic():
        kept, is_first = KeptAnswer.objects.get_or_create(
            key=key,
            person_id=request.user.pk,
            route=f"{request.method} {request.path}"[:200],
            defaults={"body_hash": hash_of(request)},
        )
        if is_first:
            return keep(kept, act())
    if kept.body_hash != hash_of(request):
        raise OtherBody
    body = json.loads(kept.answer) if kept.answer else None
    return Response(body, status=kept.code, headers=kept.headers)


def keep(kept: KeptAnswer, answer: Response) -> Response:
    kept.code = answer.status_code
    kept.answer = JSONRenderer().render(answer.data).decode()
    kept.headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    kept.save(update_fields=["code", "answer", "headers"])
    return answer


def hash_of(request: Request) -> str:
    text = json.dumps(request.data, sort_keys=True, default=in_short)
    return hashlib.sha256(text.encode()).hexdigest()


def in_short(value: Any) -> str:
    """Return what tells a value from others: a file by its name and what is in it."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"
