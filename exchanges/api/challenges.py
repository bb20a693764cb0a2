"""What a person describes and measures, for her own programs; hers alone."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import PersonApiRequest, PersonView
from exchanges import challenges, measuring
from exchanges.api.described import (
    ChallengeBegun,
    ChallengeRow,
    ChallengeWritten,
    FigureSent,
    IndicatorRow,
    MeasureBegun,
    MeasureWritten,
    challenge_row,
    indicator_row,
)
from exchanges.lifecycle import ChangedMeanwhile
from exchanges.models import Challenge, ChallengeQuerySet, Measure, Observation
from exchanges.refusals import Missing
from exchanges.sanity import AreYouSure, Impossible
from hubs.api.lists import Rows
from hubs.api.preconditions import (
    IF_MATCH,
    PreconditionFailed,
    asked_version,
    tag_of,
    version_if_asked,
)
from hubs.api.readers import Reader
from hubs.api.views import RowsViewSet, found_or_404
from hubs.models import Indicator
from practices.api.match import AnswerSerializer, answer_row
from practices.api.refusals import read
from practices.matching import match
from practices.reading import LONGEST, UnreadableProblem


def as_the_api_says[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Turn the refusals that are the caller's input into 400, and a lost race into 412."""

    @wraps(act)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except (Impossible, Missing, UnreadableProblem) as refusal:
            fields = hasattr(refusal, "error_dict")
            raise ValidationError(
                refusal.message_dict if fields else refusal.messages
            ) from None
        except AreYouSure as doubt:
            raise ValidationError({"knowingly": doubt.messages}) from None
        except ChangedMeanwhile as refusal:
            raise PreconditionFailed(refusal.messages[0]) from None

    return acting


ANSWERS = {200: ChallengeRow}


class ChallengeViewSet(PersonView, RowsViewSet[Challenge]):
    """The problems that the person describes; hers alone."""

    request: PersonApiRequest
    queryset = Challenge.objects.all()
    serializer_class = ChallengeRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = (
        "-updated_at",
        "updated_at",
        "-created_at",
        "created_at",
    )

    def get_queryset(self) -> ChallengeQuerySet:
        hers = Challenge.objects.visible_to(self.request.user).with_measures()
        return hers.select_related("country")

    def rows(self, page: Sequence[Challenge], names: Sequence[str]) -> Rows:
        return [challenge_row(row, self.reader, self.request) for row in page]

    def retrieve(self, request: PersonApiRequest, pk: str) -> Response:
        """One challenge, with its measures and what is missing."""
        return self._answer(pk)

    @extend_schema(
        request=ChallengeBegun,
        responses={201: ChallengeRow},
    )
    @as_the_api_says
    def create(self, request: PersonApiRequest) -> Response:
        """Begin a challenge with what happens; it is a draft."""
        begun = challenges.begin(by=request.user, **read(ChallengeBegun, request))
        return self._answer(begun.pk, status=201)

    @extend_schema(request=ChallengeWritten, responses=ANSWERS, parameters=[IF_MATCH])
    @as_the_api_says
    def partial_update(self, request: PersonApiRequest, pk: str) -> Response:
        """Write on it."""
        found, version = self._challenge(pk), asked_version(request)
        content = read(ChallengeWritten, request)
        challenges.change(found, by=request.user, version=version, **content)
        return self._answer(pk)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    @as_the_api_says
    def destroy(self, request: PersonApiRequest, pk: str) -> Response:
        """Throw it away with its measures; 409 where an exchange was asked for."""
        version = version_if_asked(request)
        challenges.discard(self._challenge(pk), by=request.user, version=version)
        return Response(status=204)

    @extend_schema(request=None, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def ready(self, request: PersonApiRequest, pk: str) -> Response:
        """Say that it is ready; from now on you are told of what answers it."""
        return self._do(challenges.ready, pk)

    @extend_schema(request=None, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def reopen(self, request: PersonApiRequest, pk: str) -> Response:
        """Make it a draft again."""
        return self._do(challenges.reopen, pk)

    @extend_schema(request=None, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def close(self, request: PersonApiRequest, pk: str) -> Response:
        """Say that it waits for no answer any more."""
        return self._do(challenges.close, pk)

    @extend_schema(responses=AnswerSerializer)
    @action(detail=True, pagination_class=None)
    @as_the_api_says
    def five(self, request: PersonApiRequest, pk: str) -> Response:
        """The five countries, as the problem reads now."""
        found = self._challenge(pk)
        measures = [{"indicator": row.name} for row in found.measures.all()]
        problem = found.problem[:LONGEST]
        answer = match(problem, country=found.country, measures=measures)
        return Response(answer_row(answer, self.reader, request))

    @as_the_api_says
    def _do(self, verb: Any, pk: str) -> Response:
        """Do a verb; `If-Match` names the version that was read, where it is sent."""
        version = version_if_asked(self.request)
        verb(self._challenge(pk), by=self.request.user, version=version)
        return self._answer(pk)

    def _challenge(self, pk: str | int) -> Challenge:
        return found_or_404(self.get_queryset(), pk=str(pk))

    def _answer(self, pk: str | int, status: int = 200) -> Response:
        return challenge_answer(self._challenge(pk), self.reader, self.request, status)


# --- measures ---------------------------------------------------------------------------


class OfAChallenge(PersonView):
    """What is below one challenge; every answer is the whole, with its new version."""

    request: PersonApiRequest

    def challenge(self) -> Challenge:
        hers = Challenge.objects.visible_to(self.request.user).with_measures()
        key = str(self.kwargs["challenge"])
        return found_or_404(hers.select_related("country"), pk=key)

    def measure(self) -> Measure:
        rows = Measure.objects.filter(challenge=self.challenge())
        related = rows.select_related("challenge__country", "indicator")
        return found_or_404(related, pk=str(self.kwargs["measure"]))

    def answer(self, status: int = 200) -> Response:
        return challenge_answer(self.challenge(), self.reader, self.request, status)


class MeasuresView(OfAChallenge):
    @extend_schema(
        request=MeasureBegun,
        responses={201: ChallengeRow},
        parameters=[IF_MATCH],
        operation_id="challenges_measures_create",
    )
    @as_the_api_says
    def post(self, request: PersonApiRequest, challenge: int) -> Response:
        """Add a measure, with its first value where there is one."""
        found, said = self.challenge(), read(MeasureBegun, request)
        version = version_if_asked(request)
        measuring.add(found, by=request.user, version=version, **said)
        return self.answer(201)


class MeasureView(OfAChallenge):
    @extend_schema(request=MeasureWritten, responses=ANSWERS, parameters=[IF_MATCH])
    @as_the_api_says
    def patch(
        self, request: PersonApiRequest, challenge: int, measure: int
    ) -> Response:
        """Change what a measure says; `If-Match` is the challenge's."""
        found, version = self.measure(), asked_version(request)
        said = read(MeasureWritten, request)
        measuring.change(found, by=request.user, version=version, **said)
        return self.answer()

    @extend_schema(responses=ANSWERS, parameters=[IF_MATCH])
    @as_the_api_says
    def delete(
        self, request: PersonApiRequest, challenge: int, measure: int
    ) -> Response:
        """Remove a measure with its values."""
        version = version_if_asked(request)
        measuring.remove(self.measure(), by=request.user, version=version)
        return self.answer()


class ObservationsView(OfAChallenge):
    @extend_schema(
        request=FigureSent,
        responses=ANSWERS,
        parameters=[IF_MATCH],
        operation_id="challenges_measures_observe",
    )
    @as_the_api_says
    def post(self, request: PersonApiRequest, challenge: int, measure: int) -> Response:
        """Add the value of a year, or correct it."""
        found, said = self.measure(), read(FigureSent, request)
        version = version_if_asked(request)
        measuring.observe(found, by=request.user, version=version, **said)
        return self.answer()


class ObservationView(OfAChallenge):
    @extend_schema(responses=ANSWERS, parameters=[IF_MATCH])
    @as_the_api_says
    def delete(
        self, request: PersonApiRequest, challenge: int, measure: int, observation: int
    ) -> Response:
        """Take the value of a year away."""
        rows = Observation.objects.filter(measure=self.measure())
        found = found_or_404(
            rows.select_related("measure__challenge"), pk=str(observation)
        )
        version = version_if_asked(request)
        measuring.remove_observation(found, by=request.user, version=version)
        return self.answer()


class IndicatorViewSet(RowsViewSet[Indicator]):
    """The indicators of the Sustainable Development Goals."""

    queryset = Indicator.objects.all()
    serializer_class = IndicatorRow
    filterset_class = None
    lookup_field = "code"
    lookup_value_regex = r"[0-9a-z.]{1,12}"
    orders: ClassVar[tuple[str, ...]] = ("place", "-place")

    def rows(self, page: Sequence[Indicator], names: Sequence[str]) -> Rows:
        return [indicator_row(row, self.reader) for row in page]

    @extend_schema(responses=IndicatorRow)
    def retrieve(self, request: Request, code: str) -> Response:
        """One indicator."""
        found = found_or_404(Indicator.objects.all(), code=code)
        return Response(indicator_row(found, self.reader))


def challenge_answer(
    challenge: Challenge, reader: Reader, request: Request, status: int = 200
) -> Response:
    row = challenge_row(challenge, reader, request)
    headers = {"ETag": tag_of(challenge.version, row)}
    if status == 201:
        headers["Location"] = f"/api/v1/challenges/{challenge.pk}"
    return Response(row, status=status, headers=headers)
