"""How the API describes itself: every operation also says which problems it may answer."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
    },
    "required": ["type", "title", "status", "detail"],
}
PROBLEMS = {
    "400": "The request is wrong; the detail says where.",
    "404": "There is nothing here, or it is not yours to see.",
    "406": "The format that you accept is not offered.",
    "429": "Too many calls from this address; Retry-After says when to come back.",
    "503": "The database is away for a moment.",
}
WITH_A_BODY = {"415": "The body is not JSON."}


class Schema(AutoSchema):
    """DRF's own description, with the problems of RFC 9457 beside each answer."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        problems = PROBLEMS | (WITH_A_BODY if "requestBody" in operation else {})
        for status, text in problems.items():
            operation["responses"].setdefault(
                status,
                {
                    "description": text,
                    "content": {"application/problem+json": {"schema": PROBLEM}},
                },
            )
        return operation
