"""What curation refuses, as partner systems know it: 400 for the content, 412 for a lost race."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from hubs.api.preconditions import PreconditionFailed
from practices.revisions import Stale, Unfit


def as_the_api_says[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Turn the refusals that are the caller's input into 400, and a lost race into 412."""

    @wraps(act)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except Unfit as refusal:
            raise ValidationError(refusal.messages) from None
        except Stale:
            raise PreconditionFailed from None

    return acting


def read(form: Any, request: Request) -> dict[str, Any]:
    """
    Return what was sent, as the verb's keywords.

    :raises ValidationError: where it does not fit; the answer is 400, and names the field.
    """
    sent = form(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
