"""How the API describes itself: every operation also says which problems it has."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from hubs.api.idempotency import IDEMPOTENCY_KEY

PROBLEM = {
    "type": "object",
    "description": "What is wrong, as RFC 9457 says it.",
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
OF_A_PERSON = {
    "401": "Sign in, or show a personal token that is known here.",
    "403": "This is not yours to do, or your token may only read.",
}
OF_A_CHANGE = {"409": "This is not possible now; the detail says why."}
OF_A_VERSION = {
    "412": "It has changed since the version that you named; nothing was overwritten.",
    "428": "Say which version you change, in If-Match.",
}
OF_A_TAG = {"412": "It is no longer what your If-Match names."}
OF_A_KEY = {"422": "This Idempotency-Key came before with another body."}
WITH_A_BODY = {
    "413": "The body is too large.",
    "415": "The body is not in a format that is taken here.",
}
LANGUAGES = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="Languages of the reader, such as `fr, es;q=0.8`; English without it.",
)
ONCE = {"304": {"description": "Nothing has changed since the ETag that you named."}}


class Schema(AutoSchema):
    """DRF's own description, with the problems of RFC 9457 beside each answer."""

    def get_override_parameters(self) -> list[Any]:
        known = getattr(self.view, "known_fields", ())
        listed = getattr(self.view, "action", "") == "list"
        fields = [fields_parameter(known)] if listed else []
        is_once = self.method == "POST" and self.view.authentication_classes
        key = [IDEMPOTENCY_KEY] if is_once else []
        return [*super().get_override_parameters(), LANGUAGES, *key, *fields]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        answers = operation["responses"]
        content = answers.get("200", {}).get("content", {}).get("application/json")
        if self.method == "GET" and content:
            self._say_what_is_always_there(content)
        describe_refusals(answers, self._problems(operation))
        if self.method == "GET":
            answers |= ONCE
        for answer in answers.values():
            if "text/csv" in answer.get("content", {}):
                answer["content"]["text/csv"] = {"schema": {"type": "string"}}
        return operation

    def _problems(self, operation: dict[str, Any]) -> dict[str, str]:
        """Return the refusals that an operation may answer with, each with its cause."""
        problems = PROBLEMS | (WITH_A_BODY if "requestBody" in operation else {})
        if self.view.authentication_classes:
            problems |= OF_A_PERSON | (OF_A_CHANGE if self.method != "GET" else {})
        asked = {row["name"] for row in operation.get("parameters", ())}
        problems |= OF_A_VERSION if "If-Match" in asked else {}
        problems |= OF_A_TAG if self.method == "GET" else {}
        return problems | (OF_A_KEY if "Idempotency-Key" in asked else {})

    def _say_what_is_always_there(self, content: dict[str, Any]) -> None:
        """Describe a list's rows without required fields, for ``fields`` drops any."""
        answer = self._component(content["schema"])
        if getattr(self.view, "action", "") == "list":
            rows = answer.schema["properties"]["results"]
            self._component(rows["items"]).schema.pop("required", None)
        elif "required" not in answer.schema:  # alone, such a row is whole
            whole = list(answer.schema["properties"])
            content["schema"] = {"allOf": [answer.ref], "required": whole}

    def _component(self, reference: dict[str, str]) -> Any:
        """Return the component that a ``$ref`` points to."""
        name = reference["$ref"].rpartition("/")[2]
        return self.registry._components[name, ResolvedComponent.SCHEMA]


def describe_refusals(answers: dict[str, Any], problems: dict[str, str]) -> None:
    """Add the refusals that are common; and say that each one is a problem of RFC 9457."""
    for status, text in problems.items():
        answers.setdefault(status, {"description": text})
    for status, answer in answers.items():
        if status >= "400":
            answer |= problem_described(answer["description"])


def fields_parameter(known: Iterable[str]) -> OpenApiParameter:
    return OpenApiParameter(
        "fields",
        str,
        many=True,
        enum=list(known),
        explode=False,
        style="form",
        description="Only these fields, with commas between.",
    )


def problem_described(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": PROBLEM}},
    }
