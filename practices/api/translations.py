"""A practice in other languages, for partner systems."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonRef
from accounts.api.views import OpenToPersons, PersonApiRequest, PersonView
from hubs.api.lists import Row
from hubs.api.preconditions import IF_MATCH, PreconditionFailed, asked_version
from hubs.api.rows import text_of
from hubs.api.views import NothingHere, found_or_404
from practices import translating
from practices.api.refusals import read
from practices.api.voices import person_ref, practice_for
from practices.api.writing import SaysWhy
from practices.models import LONGEST_WORDS, Practice, Translation
from practices.speaking import may_translate, why_not_translate
from practices.translating import languages_but

ANSWERS = {
    412: OpenApiResponse(description="It has changed since; nothing was overwritten."),
    428: OpenApiResponse(description="Send the version that you change as If-Match."),
}


def text_field(name: str) -> serializers.Field[Any, Any, Any, Any]:
    if name in translating.LISTS:
        lines = serializers.CharField(max_length=LONGEST_WORDS)
        return serializers.ListField(child=lines, required=False, max_length=200)
    if name == "title":
        return serializers.CharField(max_length=300)
    most = translating.LONGEST
    return serializers.CharField(required=False, allow_blank=True, max_length=most)


class TranslationSent(serializers.Serializer[Any]):
    """The sections of a practice in another language; what is left out is not translated."""

    by_machine = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        texts = {name: text_field(name) for name in Translation.TEXTS}
        return {**texts, **super().get_fields()}


class TranslationRow(TranslationSent):
    """A translation, and whether the original has moved on."""

    language = serializers.CharField()
    status = serializers.ChoiceField(choices=Translation.Status.choices)
    author = PersonRef(allow_null=True)
    of_version = serializers.IntegerField(help_text="Of the original.")
    stale = serializers.ListField(
        child=serializers.CharField(),
        help_text="Sections of which the original says something else by now.",
    )
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class Asked(serializers.Serializer[Any]):
    language = serializers.CharField()
    count = serializers.IntegerField()


class TranslationsOfPractice(serializers.Serializer[Any]):
    original_language = serializers.CharField()
    results = TranslationRow(many=True)
    asked = Asked(many=True, help_text="How many readers asked for a language.")


def translation_row(row: Translation, practice: Practice, request: Request) -> Row:
    return {
        **{name: getattr(row, name) for name in Translation.TEXTS},
        "by_machine": row.by_machine,
        "language": row.language,
        "status": row.status,
        "author": person_ref(row.author, request),
        "of_version": row.of_version,
        "stale": row.stale_sections(practice),
        "version": row.version,
        "updated_at": text_of(row.updated_at),
    }


class TranslationsView(OpenToPersons):
    """A practice in other languages."""

    @extend_schema(responses=TranslationsOfPractice)
    def get(self, request: Request, practice: str) -> Response:
        """What is translated, what waits as a draft, and what readers ask for."""
        found = practice_for(request, practice)
        rows = found.translations.select_related("author")
        if not may_translate(request.user):
            rows = rows.published()
        return Response(
            {
                "original_language": found.language,
                "results": [
                    translation_row(row, found, request)
                    for row in rows.order_by("language", "status")
                ],
                "asked": [
                    {"language": language, "count": count}
                    for language, count in translating.requests_for(found).items()
                ],
            }
        )


class OfALanguage(OpenToPersons):
    """One language of a practice."""

    def _practice(self, request: Request, slug: str, language: str) -> Practice:
        """:raises NothingHere: for a language that is not offered."""
        found = practice_for(request, slug)
        known = (*dict(languages_but(found.language)), found.language)
        if language not in known:
            raise NothingHere
        return found

    def _row(self, practice: Practice, language: str, status: str) -> Translation:
        rows = practice.translations.select_related("author", "practice__hub")
        return found_or_404(rows, language=language, status=status)

    def _answer(self, row: Translation, request: Request, code: int = 200) -> Response:
        body = translation_row(row, row.practice, request)
        return Response(body, status=code, headers={"ETag": f'"{row.version}"'})


class TranslationView(OfALanguage):
    """The draft of a translation."""

    @extend_schema(
        request=TranslationSent,
        responses={200: TranslationRow, **ANSWERS},
        parameters=[IF_MATCH],
    )
    def put(self, request: PersonApiRequest, practice: str, language: str) -> Response:
        """Keep a draft; `If-Match` is the version of the draft, `"0"` where there is none."""
        found = self._practice(request, practice, language)
        if reason := why_not_translate(request.user):
            raise PermissionDenied(reason)
        version = asked_version(request)
        texts = read(TranslationSent, request)
        by_machine = texts.pop("by_machine")
        try:
            row = translating.write(
                found,
                language,
                by=request.user,
                texts=texts,
                by_machine=by_machine,
                version=version,
            )
        except translating.ChangedMeanwhile:
            raise PreconditionFailed from None
        return self._answer(row, request)


class PublishTranslation(OfALanguage):
    """Show a draft to readers."""

    @extend_schema(request=None, responses=TranslationRow)
    def post(self, request: PersonApiRequest, practice: str, language: str) -> Response:
        """Publish the draft in place of what was published in this language."""
        found = self._practice(request, practice, language)
        row = self._row(found, language, Translation.Status.DRAFT)
        return self._answer(translating.publish(row, by=request.user), request)


class TakeDownTranslation(OfALanguage):
    """Make a draft again of what was published."""

    @extend_schema(request=SaysWhy, responses=TranslationRow)
    def post(self, request: PersonApiRequest, practice: str, language: str) -> Response:
        """Take it from readers; its translator reads why."""
        found = self._practice(request, practice, language)
        row = self._row(found, language, Translation.Status.PUBLISHED)
        said = read(SaysWhy, request)
        return self._answer(
            translating.take_down(row, by=request.user, **said), request
        )


class DiscardTranslation(OfALanguage):
    """Throw a draft away."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: PersonApiRequest, practice: str, language: str) -> Response:
        """Throw the draft away."""
        found = self._practice(request, practice, language)
        row = self._row(found, language, Translation.Status.DRAFT)
        translating.discard(row, by=request.user)
        return Response(status=204)


class AskForTranslation(OfALanguage):
    """Count that somebody would read it."""

    @extend_schema(request=None, responses=Asked)
    def post(self, request: PersonApiRequest, practice: str, language: str) -> Response:
        """Ask for a practice in a language; asked twice, it counts once."""
        found = self._practice(request, practice, language)
        count = translating.ask(found, language, by=request.user)
        return Response({"language": language, "count": count})


class WantedRow(serializers.Serializer[Any]):
    practice = serializers.CharField(help_text="Its slug.")
    language = serializers.CharField()
    count = serializers.IntegerField()
    latest = serializers.DateTimeField()


class Wanted(serializers.Serializer[Any]):
    results = WantedRow(many=True)


OF_LANGUAGE = OpenApiParameter(
    "language", str, description="Of one language alone, as `fr`."
)


class WantedTranslationsView(PersonView):
    """Which translations readers ask for, of the practices that your hubs keep."""

    most = 200

    @extend_schema(parameters=[OF_LANGUAGE], responses=Wanted)
    def get(self, request: PersonApiRequest) -> Response:
        """The two hundred that are asked for most."""
        kept = Practice.objects.kept_by(request.user)
        language = request.GET.get("language", "")
        rows = list(translating.wanted(kept, language)[: self.most])
        slugs = Practice.objects.in_bulk([row["practice"] for row in rows])
        return Response(
            {
                "results": [
                    {**row, "practice": slugs[row["practice"]].slug} for row in rows
                ]
            }
        )
