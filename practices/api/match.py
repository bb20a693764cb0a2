"""A problem in, five countries out, for partner systems."""

import math
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hubs.api.lists import Row
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, page_address, theme_ref
from hubs.api.serializers import CountryRef, ThemeRef
from hubs.api.views import OpenView
from hubs.models import Country, Theme
from practices.api.details import best_text_of, outcome_rows
from practices.api.serializers import OutcomeOfPractice
from practices.matching import Answer, Match, match
from practices.models import Practice
from practices.reading import UnreadableProblem

LONGEST = 10_000  # characters of a problem
CODE = 100  # characters that are taken for a code, and named when it is none


class Text(serializers.CharField):
    """A text and nothing else: a number is refused, not taken for its digits."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        text = str(super().to_internal_value(without_controls(data)))
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class Whole(serializers.IntegerField):
    """A whole number and nothing else: neither “5” nor true."""

    def to_internal_value(self, data: Any) -> int:
        if (
            isinstance(data, bool)
            or not isinstance(data, int | float)
            or data != data // 1
        ):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false and nothing else: neither “yes” nor 1."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def without_controls(text: str) -> str:
    """Return a text without control characters and broken signs; lines stay lines."""
    kept = (
        sign
        for sign in text
        if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    return "".join(kept)


@extend_schema_field({"type": "number"})
class Number(serializers.Field[float, Any, float, Any]):
    """A finite number."""

    def to_internal_value(self, data: Any) -> float:
        good = isinstance(data, int | float) and not isinstance(data, bool)
        if not good or not math.isfinite(data):
            raise ValidationError(_("This is not a number."))
        return float(data)

    def to_representation(self, value: float) -> float:
        return value


class MeasureOfProblem(serializers.Serializer[Any]):
    """How large the problem is, by one indicator."""

    indicator = Text(max_length=250)
    value = Number(required=False, allow_null=True)
    unit = Text(max_length=60, required=False, allow_blank=True)
    year = Whole(min_value=1800, max_value=2200, required=False, allow_null=True)


def code_list(most: int, **kwargs: Any) -> serializers.ListField:
    return serializers.ListField(
        child=Text(max_length=CODE), max_length=most, required=False, **kwargs
    )


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem, and what is known of who has it."""

    problem = Text(
        error_messages={
            "blank": gettext_lazy("Describe the problem in a sentence or two.")
        },
        help_text="In plain words, in any language; 1 to 10,000 characters. Never logged.",
    )
    country = Text(
        required=False,
        allow_null=True,
        max_length=CODE,
        help_text="The asking country, ISO alpha-3.",
    )
    count = Whole(min_value=1, max_value=10, default=5, help_text="How many countries.")
    themes = code_list(50, help_text="Only practices on these themes.")
    languages = code_list(20, help_text="Only practices written in these languages.")
    exclude = code_list(250, help_text="Countries that are not wanted, ISO alpha-3.")
    measures = MeasureOfProblem(many=True, required=False, max_length=20)  # type: ignore[call-arg]

    def validate_problem(self, value: str) -> str:
        if len(value) > LONGEST:
            self.fields["problem"].fail("max_length", max_length=LONGEST)
        return value

    def validate_country(self, value: str | None) -> Country | None:
        return known_countries([value])[0] if value else None

    def validate_exclude(self, value: list[str]) -> list[str]:
        return [country.iso3 for country in known_countries(value)]

    def validate_themes(self, value: list[str]) -> list[str]:
        found = Theme.objects.filter(code__in=value)
        known = set(found.values_list("code", flat=True))
        refuse_unknown([code for code in value if code not in known], _("theme"))
        return value

    def validate_languages(self, value: list[str]) -> list[str]:
        wrong = [
            code
            for code in value
            if not (code.isascii() and code.isalpha() and len(code) < 4)
        ]
        refuse_unknown(wrong, _("language"))
        return [code.lower() for code in value]


def known_countries(codes: list[str]) -> list[Country]:
    """:raises ValidationError: for codes that are no country's; they are named."""
    found = Country.objects.in_bulk([code.upper() for code in codes if code.isascii()])
    refuse_unknown([code for code in codes if code.upper() not in found], _("country"))
    return [found[code.upper()] for code in codes]


def refuse_unknown(codes: Iterable[str], kind: str) -> None:
    if named := ", ".join(f"“{code}”" for code in codes):
        raise ValidationError(
            _("We know no %(kind)s with the code %(codes)s.")
            % {"kind": kind, "codes": named}
        )


class MatchedPractice(serializers.Serializer[Any]):
    """A practice, as an answer shows it."""

    slug = serializers.CharField()
    external_id = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    url = serializers.URLField()
    language = serializers.CharField(help_text="The language of title and summary.")
    summary = serializers.CharField()
    approach_type = serializers.ChoiceField(choices=Practice.Approach.choices)
    outcomes = OutcomeOfPractice(many=True)


class ReasonRow(serializers.Serializer[Any]):
    """Why it is shown: a code for programs, a text for readers."""

    code = serializers.CharField()
    text = serializers.CharField()


class MatchRow(serializers.Serializer[Any]):
    """One country's answer."""

    rank = serializers.IntegerField()
    country = CountryRef()
    practice = MatchedPractice()
    score = serializers.FloatField(min_value=0, max_value=1)
    reasons = ReasonRow(many=True)
    others = serializers.ListField(
        child=serializers.CharField(),
        help_text="Slugs of further practices of this country.",
    )


class Honest(serializers.Serializer[Any]):
    """How good the answer is."""

    good = serializers.IntegerField(
        help_text="How many matches are good enough: all shown."
    )
    message = serializers.CharField()
    nearest_themes = ThemeRef(many=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """Up to ``count`` countries, each in its own way; only what is good enough."""

    matches = MatchRow(many=True)
    honest = Honest()
    considered = serializers.IntegerField(
        help_text="How many practices were looked through."
    )
    took_ms = serializers.IntegerField()
    degraded = serializers.BooleanField(
        help_text="Found by words alone; meaning was away."
    )


class MatchView(OpenView):
    """Which other countries tackled this problem, in different ways."""

    @extend_schema(
        request=ProblemSerializer,
        responses={200: AnswerSerializer},
        operation_id="match",
    )
    def post(self, request: Request) -> Response:
        """Describe a problem, and see how up to ten other countries tackled it."""
        asked = ProblemSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            answer = match(**asked.validated_data)
        except UnreadableProblem as refusal:
            raise ValidationError({"problem": refusal.messages}) from refusal
        return Response(answer_row(answer, self.reader, request))


def answer_row(answer: Answer, reader: Reader, request: Request) -> Row:
    return {
        "matches": [match_row(found, reader, request) for found in answer.matches],
        "honest": {
            "good": answer.good,
            "message": answer.message,
            "nearest_themes": [
                theme_ref(theme, reader) for theme in answer.nearest_themes
            ],
        },
        "considered": answer.considered,
        "took_ms": answer.took_ms,
        "degraded": answer.degraded,
    }


def match_row(found: Match, reader: Reader, request: Request) -> Row:
    practice = found.practice
    text = best_text_of(practice, reader)
    return {
        "rank": found.rank,
        "country": country_ref(found.country, reader),
        "practice": {
            "slug": practice.slug,
            "external_id": practice.external_id,
            "title": text["title"],
            "url": page_address(request, practice.get_absolute_url()),
            "language": text["language"],
            "summary": text["summary"],
            "approach_type": practice.approach_type,
            "outcomes": outcome_rows(practice.outcomes.all()),
        },
        "score": found.score,
        "reasons": [{"code": row.code, "text": row.text} for row in found.reasons],
        "others": found.others,
    }
