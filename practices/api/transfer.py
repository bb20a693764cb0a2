"""Would it work elsewhere, and in which languages is it? For partner systems."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import CountryField, PersonRef
from accounts.api.views import OpenToPersons, PersonApiRequest, PersonView
from hubs.api.lists import Row, Rows
from hubs.api.preconditions import IF_MATCH, PreconditionFailed, asked_version
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, text_of
from hubs.api.serializers import CountryRef
from hubs.api.views import NothingHere, RowsViewSet, found_or_404
from hubs.models import Country
from practices import transferability as sheets
from practices import translating
from practices.api.voices import person_ref, practice_for, sent, words
from practices.api.writing import SaysWhy
from practices.models import (
    LONGEST_WORDS,
    Assessment,
    AssessmentQuerySet,
    Element,
    Judgement,
    Practice,
    Transferability,
    Translation,
)
from practices.speaking import may_translate, why_not_arrange, why_not_translate
from practices.translating import languages_but

ANSWERS = {
    412: OpenApiResponse(description="It has changed since; nothing was overwritten."),
    428: OpenApiResponse(description="Send the version that you change as If-Match."),
}

# --- the custodian's list ---------------------------------------------------------------


class ElementSerializer(serializers.Serializer[Any]):
    """One thing that makes a practice work."""

    id = serializers.IntegerField(
        required=False, allow_null=True, help_text="Without it, it is a new row."
    )
    kind = serializers.ChoiceField(choices=Element.Kind.choices)
    text = serializers.CharField(max_length=LONGEST_WORDS)
    note = words(default="")


class TransferabilityList(serializers.Serializer[Any]):
    """What must be there, what is the core, what can be adapted."""

    elements = ElementSerializer(many=True)
    derived = serializers.BooleanField(help_text="Made out of the summary.")
    version = serializers.IntegerField()


class TransferabilitySent(serializers.Serializer[Any]):
    elements = ElementSerializer(many=True)


class TransferabilityView(OpenToPersons):
    """The custodian's list for whoever wants to take a practice over."""

    @extend_schema(responses=TransferabilityList)
    def get(self, request: Request, practice: str) -> Response:
        """What must be there, what is the core, what can be adapted."""
        return self._answer(practice_for(request, practice))

    @extend_schema(
        request=TransferabilitySent,
        responses={200: TransferabilityList, **ANSWERS},
        parameters=[IF_MATCH],
    )
    def put(self, request: PersonApiRequest, practice: str) -> Response:
        """Replace the list; a row that keeps its `id` keeps what was judged of it."""
        found = practice_for(request, practice)
        if reason := why_not_arrange(request.user, found):
            raise PermissionDenied(reason)
        version = asked_version(request)
        rows = [
            sheets.ElementRow(row["kind"], row["text"], row["note"], row.get("id"))
            for row in sent(TransferabilitySent, request)["elements"]
        ]
        try:
            sheets.arrange(found, by=request.user, rows=rows, version=version)
        except sheets.ChangedMeanwhile:
            raise PreconditionFailed from None
        return self._answer(found)

    def _answer(self, practice: Practice) -> Response:
        sheet = Transferability.objects.filter(practice=practice).first()
        rows = practice.elements.standing().in_order()
        version = sheet.version if sheet else 1
        body = {
            "elements": [element_row(row) for row in rows],
            "derived": sheet.derived if sheet else True,
            "version": version,
        }
        return Response(body, headers={"ETag": f'"{version}"'})


def element_row(row: Element) -> Row:
    return {"id": row.pk, "kind": row.kind, "text": row.text, "note": row.note}


# --- a country's own assessment ----------------------------------------------------------


class JudgementSerializer(serializers.Serializer[Any]):
    """Is it there, in this country?"""

    element = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Judgement.Verdict.choices)
    note = words(default="")


class JudgementRow(JudgementSerializer):
    text = serializers.CharField(help_text="The custodian's words today.")
    kind = serializers.ChoiceField(choices=Element.Kind.choices)
    judged_text = serializers.CharField(
        allow_null=True, help_text="The words that were judged, where they were others."
    )
    retired = serializers.BooleanField(help_text="No longer on the custodian's list.")


class AssessmentRow(serializers.Serializer[Any]):
    """How a country judges itself by the custodian's list."""

    id = serializers.IntegerField()
    country = CountryRef()
    person = PersonRef(allow_null=True)
    shared = serializers.BooleanField()
    conclusion = serializers.CharField()
    judgements = JudgementRow(many=True)
    missing = serializers.ListField(
        child=serializers.IntegerField(), help_text="Elements that are missing."
    )
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class AssessmentSent(serializers.Serializer[Any]):
    country = CountryField(slug_field="iso3", queryset=Country.objects.all())
    conclusion = words(default="")
    judgements = JudgementSerializer(many=True)


def assessment_row(
    sheet: Assessment, elements: Sequence[Element], reader: Reader, request: Request
) -> Row:
    comparison = sheets.compared(elements, sheet)
    return {
        "id": sheet.pk,
        "country": country_ref(sheet.country, reader),
        "person": person_ref(sheet.person, request),
        "shared": sheet.shared,
        "conclusion": sheet.conclusion,
        "judgements": [judgement_row(row) for row in comparison.rows],
        "missing": [row.element.pk for row in comparison.missing],
        "version": sheet.version,
        "updated_at": text_of(sheet.updated_at),
    }


def judgement_row(row: sheets.Compared) -> Row:
    said = row.judgement.of_text if row.judgement and row.was_reworded else None
    return {
        "element": row.element.pk,
        "verdict": row.verdict,
        "note": row.note,
        "text": row.element.text,
        "kind": row.element.kind,
        "judged_text": said,
        "retired": row.element.retired,
    }


class AssessmentViewSet(OpenToPersons, RowsViewSet[Assessment]):
    """Countries' assessments: those that were shared, and those of your own country."""

    request: PersonApiRequest
    queryset = Assessment.objects.all()
    serializer_class = AssessmentRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-updated_at", "updated_at")

    def get_queryset(self) -> AssessmentQuerySet:
        practice = practice_for(self.request, self.kwargs["practice"])
        rows = Assessment.objects.visible_to(self.request.user)
        with_rows = rows.filter(practice=practice).prefetch_related("judgements")
        return with_rows.with_people()

    def rows(self, page: Sequence[Assessment], names: Sequence[str]) -> Rows:
        elements = self._elements(page[0]) if page else []
        return [
            assessment_row(row, elements, self.reader, self.request) for row in page
        ]

    def list(self, request: Request, practice: str = "") -> Any:
        """What countries judged, the newest first."""
        return super().list(request)

    @extend_schema(responses=AssessmentRow)
    def retrieve(self, request: Request, practice: str, pk: str) -> Response:
        """One country's assessment, row by row."""
        return self._answer(self._row(pk))

    @extend_schema(request=AssessmentSent, responses={201: AssessmentRow})
    def create(self, request: PersonApiRequest, practice: str) -> Response:
        """Judge for your country; sent again, it changes what you said."""
        said = sent(AssessmentSent, request)
        said["judgements"] = {
            row["element"]: (row["verdict"], row["note"]) for row in said["judgements"]
        }
        sheet = sheets.assess(practice_for(request, practice), by=request.user, **said)
        return self._answer(self._row(str(sheet.pk)), status=201)

    @extend_schema(request=None, responses=AssessmentRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def share(self, request: PersonApiRequest, practice: str, pk: str) -> Response:
        """Let everybody read it."""
        sheets.share(self._row(pk), by=request.user)
        return self._answer(self._row(pk))

    @extend_schema(request=None, responses=AssessmentRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def unshare(self, request: PersonApiRequest, practice: str, pk: str) -> Response:
        """Keep it within your country again."""
        sheets.unshare(self._row(pk), by=request.user)
        return self._answer(self._row(pk))

    def _row(self, pk: str) -> Assessment:
        return found_or_404(self.get_queryset(), pk=pk)

    def _elements(self, sheet: Assessment) -> Sequence[Element]:
        rows = Element.objects.filter(practice=sheet.practice_id).in_order()
        return tuple(rows)

    def _answer(self, sheet: Assessment, status: int = 200) -> Response:
        row = assessment_row(sheet, self._elements(sheet), self.reader, self.request)
        return Response(row, status=status)


# --- in other languages -----------------------------------------------------------------


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
        texts = sent(TranslationSent, request)
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
        said = sent(SaysWhy, request)
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


class WantedTranslationsView(PersonView):
    """Which translations readers ask for, of the practices that your hubs keep."""

    most = 200

    @extend_schema(responses=Wanted)
    def get(self, request: PersonApiRequest) -> Response:
        """The two hundred that are asked for most."""
        kept = Practice.objects.kept_by(request.user)
        rows = list(translating.wanted(kept)[: self.most])
        slugs = Practice.objects.in_bulk([row["practice"] for row in rows])
        return Response(
            {
                "results": [
                    {**row, "practice": slugs[row["practice"]].slug} for row in rows
                ]
            }
        )
