"""Requests for an exchange, and the countries that they are put to, for partner systems."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import OpenToPersons, PersonApiRequest, PersonView
from accounts.models import User
from accounts.permissions import refuse
from exchanges import brokering, inviting, lifecycle, papers, volunteering
from exchanges.api.filters import InvitationFilters, RequestFilters
from exchanges.api.rows import invitation_row, request_detail, request_row
from exchanges.api.serializers import (
    AnswerSent,
    Choice,
    EndorsementSent,
    HelpSent,
    InvitationRow,
    QuestionSent,
    RequestChange,
    RequestDetail,
    RequestRow,
    RequestStarted,
    Submission,
    Triage,
    Why,
    Yes,
)
from exchanges.models import (
    Challenge,
    ExchangeRequest,
    ExchangeRequestQuerySet,
    Invitation,
    InvitationQuerySet,
    Paper,
    PaperQuerySet,
)
from exchanges.permissions import why_not_change, why_not_choose, why_not_endorse
from hubs.api.lists import Rows
from hubs.api.preconditions import (
    IF_MATCH,
    PreconditionFailed,
    asked_version,
    tag_of,
    unchanged,
)
from hubs.api.views import RowsViewSet, found_or_404
from practices.api.refusals import read

ANSWERS = {200: RequestDetail}


class ExchangeRequestViewSet(OpenToPersons, RowsViewSet[ExchangeRequest]):
    """
    What countries ask others for.

    Everybody reads the register, with the fields that the parties opened; the parties and
    the desk read theirs whole, drafts included.
    """

    request: PersonApiRequest
    queryset = ExchangeRequest.objects.all()
    serializer_class = RequestRow
    filterset_class = RequestFilters
    lookup_field = "reference"
    lookup_value_regex = "KX-[0-9]{4}-[0-9]{5,9}"
    orders: ClassVar[tuple[str, ...]] = (
        "-created_at",
        "created_at",
        "held_since",
        "-updated_at",
        "updated_at",
    )

    def get_queryset(self) -> ExchangeRequestQuerySet:
        register = ExchangeRequest.objects.in_register()
        whole = ExchangeRequest.objects.visible_to(self.request.user)
        return ExchangeRequest.objects.filter(
            Q(pk__in=register.values("pk")) | Q(pk__in=whole.values("pk"))
        )

    def lean(self, found: QuerySet[ExchangeRequest]) -> QuerySet[ExchangeRequest, Any]:
        return found.select_related("country", "hub")

    def rows(self, page: Sequence[ExchangeRequest], names: Sequence[str]) -> Rows:
        whole = self._whole([row.pk for row in page])
        return [
            request_row(row, self.reader, self.request, whole=row.pk in whole)
            for row in page
        ]

    @extend_schema(responses=RequestDetail)
    def retrieve(self, request: Request, reference: str) -> Response:
        """Everything about a request that you may read."""
        return self._answer(self._request(reference))

    @extend_schema(
        request=RequestStarted,
        responses={201: RequestDetail},
    )
    def create(self, request: PersonApiRequest) -> Response:
        """Begin a request for your country; it is a draft until it is submitted."""

        content = read(RequestStarted, request)
        content["challenge"] = challenge_of(content.get("challenge"), request.user)
        return self._answer(lifecycle.start(by=request.user, **content), status=201)

    @extend_schema(request=RequestChange, responses=ANSWERS, parameters=[IF_MATCH])
    def partial_update(self, request: PersonApiRequest, reference: str) -> Response:
        """Change a draft, or what was sent back. Fields that are left out stay."""
        found = self._request(reference)
        refuse(why_not_change(request.user, found))
        version = asked_version(request)
        content = read(RequestChange, request)
        try:
            lifecycle.change(found, by=request.user, version=version, **content)
        except lifecycle.ChangedMeanwhile as refusal:
            raise PreconditionFailed from refusal
        return self._answer(found)

    @extend_schema(request=Submission, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def submit(self, request: PersonApiRequest, reference: str) -> Response:
        """Hand it in: to the focal point where the country wants one, else to the desk."""
        return self._do(lifecycle.submit, Submission)

    @extend_schema(request=EndorsementSent, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def endorse(self, request: PersonApiRequest, reference: str) -> Response:
        """Say for the country that it wants the exchange."""

        def endorse(found: ExchangeRequest, *, letter: int | None, **words: Any) -> Any:
            refuse(why_not_endorse(request.user, found))
            return lifecycle.endorse(found, letter=letter_of(found, letter), **words)

        return self._do(endorse, EndorsementSent)

    @extend_schema(request=Why, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def send_back(self, request: PersonApiRequest, reference: str) -> Response:
        """Give it back with what is missing."""
        return self._do(lifecycle.send_back, Why)

    @extend_schema(request=None, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def confirm_complete(self, request: PersonApiRequest, reference: str) -> Response:
        """Find nothing missing."""
        return self._do(brokering.confirm_complete)

    @extend_schema(request=Triage, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def triage(self, request: PersonApiRequest, reference: str) -> Response:
        """Decide which hub takes care of it, and which countries will be asked."""
        return self._do(brokering.triage, Triage)

    @extend_schema(request=None, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def offer(self, request: PersonApiRequest, reference: str) -> Response:
        """Put it to the countries that were named."""
        return self._do(brokering.offer)

    @extend_schema(request=Why, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def decline(self, request: PersonApiRequest, reference: str) -> Response:
        """End it without an exchange."""
        return self._do(brokering.decline, Why)

    @extend_schema(request=Choice, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def choose(self, request: PersonApiRequest, reference: str) -> Response:
        """Take one of the countries that said yes; the others are thanked."""

        def choose(found: ExchangeRequest, *, invitation: int, **words: Any) -> Any:
            refuse(why_not_choose(request.user, found))
            return lifecycle.choose(invitation_of(found, invitation), **words)

        return self._do(choose, Choice)

    @extend_schema(request=HelpSent, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def offer_help(self, request: PersonApiRequest, reference: str) -> Response:
        """Say for a country that was not asked that it can help; the desk is told."""
        return self._do(volunteering.offer_help, HelpSent)

    @extend_schema(request=Why, responses=ANSWERS, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def withdraw(self, request: PersonApiRequest, reference: str) -> Response:
        """Take it back; the countries that were asked read why."""
        return self._do(lifecycle.withdraw, Why)

    def _do(self, verb: Callable[..., Any], form: Any = None) -> Response:
        """Do a verb of a request, and answer with what has become of it."""
        found = self._request(self.kwargs["reference"])
        words = read(form, self.request) if form else {}
        with unchanged(self.request, found, kept_by=found):
            verb(found, by=self.request.user, **words)
        return self._answer(found)

    def _request(self, reference: str) -> ExchangeRequest:
        return found_or_404(self.get_queryset().with_parties(), reference=reference)

    def _answer(self, found: ExchangeRequest, status: int = 200) -> Response:
        row = ExchangeRequest.objects.with_parties().get(pk=found.pk)
        hers = Invitation.objects.visible_to(self.request.user).with_answers()
        whole = bool(self._whole([row.pk]))
        body = request_detail(
            row,
            hers.filter(exchange_request=row).in_order(),
            self._papers(row) if whole else (),
            self.reader,
            self.request,
            whole=whole,
        )
        headers = {"ETag": tag_of(row.version, body)}
        if status == 201:
            headers["Location"] = f"{self.request.path}/{row.reference}"
        return Response(body, status=status, headers=headers)

    def _papers(self, found: ExchangeRequest) -> PaperQuerySet:
        self.request.user.remember_roles()  # the verb, if there was one, is done
        rows = papers.readable_by(self.request.user, found)
        return rows.select_related("invitation")

    def _whole(self, keys: Sequence[int]) -> set[int]:
        """Return which of these the caller may read whole."""
        visible = ExchangeRequest.objects.visible_to(self.request.user)
        return set(visible.filter(pk__in=keys).values_list("pk", flat=True))


class InvitationViewSet(PersonView, RowsViewSet[Invitation]):
    """The countries that requests are put to: those of your requests, and yours."""

    request: PersonApiRequest
    queryset = Invitation.objects.all()
    serializer_class = InvitationRow
    filterset_class = InvitationFilters
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-status_since", "status_since")

    def get_queryset(self) -> InvitationQuerySet:
        return Invitation.objects.visible_to(self.request.user).with_answers()

    def rows(self, page: Sequence[Invitation], names: Sequence[str]) -> Rows:
        return [invitation_row(row, self.reader) for row in page]

    @extend_schema(responses=InvitationRow)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self._invitation())

    @extend_schema(request=Yes, responses=InvitationRow, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def accept(self, request: PersonApiRequest, pk: str) -> Response:
        """Say yes for the country that was asked."""
        return self._do(inviting.accept, Yes)

    @extend_schema(request=Why, responses=InvitationRow, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def decline(self, request: PersonApiRequest, pk: str) -> Response:
        """Say no, with a reason."""
        return self._do(inviting.decline, Why)

    @extend_schema(request=QuestionSent, responses=InvitationRow, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def ask(self, request: PersonApiRequest, pk: str) -> Response:
        """Ask something first; the clock stands until it is answered."""
        return self._do(inviting.ask, QuestionSent)

    @extend_schema(request=AnswerSent, responses=InvitationRow, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], filterset_class=None)
    def clarify(self, request: PersonApiRequest, pk: str) -> Response:
        """Answer the country's question."""
        return self._do(inviting.clarify, AnswerSent)

    def _do(self, verb: Callable[..., Any], form: Any) -> Response:
        found, words = self._invitation(), read(form, self.request)
        with unchanged(self.request, found, kept_by=found.exchange_request):
            verb(found, by=self.request.user, **words)
        return self._answer(self._invitation())

    def _invitation(self) -> Invitation:
        return found_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def _answer(self, found: Invitation) -> Response:
        body = invitation_row(found, self.reader)
        return Response(body, headers={"ETag": tag_of(found.version, body)})


def challenge_of(key: int | None, person: User) -> Challenge | None:
    """:raises ValidationError: for a challenge that is not hers."""
    if key is None:
        return None
    found = Challenge.objects.visible_to(person).filter(pk=key).first()
    if found is None:
        raise ValidationError({"challenge": [_("You have no such challenge.")]})
    return found


def letter_of(found: ExchangeRequest, key: int | None) -> Paper | None:
    """:raises ValidationError: for a paper that is not of the request."""
    if key is None:
        return None
    row = found.papers.kept().filter(of_request=True, pk=key).first()
    if row is None:
        raise ValidationError({"letter": [_("The request has no such paper.")]})
    return row


def invitation_of(found: ExchangeRequest, key: int) -> Invitation:
    """:raises ValidationError: for an invitation of another request."""
    row = found.invitations.filter(pk=key).first()
    if row is None:
        raise ValidationError(
            {"invitation": [_("This request was not put to that country.")]}
        )
    return row
