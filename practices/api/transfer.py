"""Would a practice work elsewhere? For partner systems."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import CountryField, PersonRef
from accounts.api.views import OpenToPersons, PersonApiRequest
from hubs.api.lists import Row, Rows
from hubs.api.preconditions import IF_MATCH, PreconditionFailed, asked_version
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, text_of
from hubs.api.serializers import CountryRef
from hubs.api.views import RowsViewSet, found_or_404
from hubs.models import Country
from practices import transferability as sheets
from practices.api.refusals import read
from practices.api.voices import person_ref, practice_for, words
from practices.models import (
    LONGEST_WORDS,
    Assessment,
    AssessmentQuerySet,
    Element,
    Judgement,
    Practice,
    Transferability,
)
from practices.speaking import why_not_arrange

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
            for row in read(TransferabilitySent, request)["elements"]
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
        said = read(AssessmentSent, request)
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
