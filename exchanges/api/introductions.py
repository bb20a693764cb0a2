"""The talent bank and introductions, for partner systems: nobody is named before her yes."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.serializers import PersonRef
from accounts.api.views import PersonApiRequest, PersonView
from accounts.models import Expert, User
from exchanges import introducing
from exchanges.api.filters import ExpertFilters
from exchanges.api.serializers import Why
from exchanges.models import ExchangeRequest, Introduction, IntroductionQuerySet
from exchanges.speaking import knows_name
from hubs.api.lists import Row, Rows
from hubs.api.rows import country_ref, page_address, text_of, theme_ref
from hubs.api.serializers import CountryRef, ThemeRef
from hubs.api.views import RowsViewSet, found_or_404
from practices.api.match import Text, Whole
from practices.api.refusals import read

NAMED = "Null until she has said yes to you."


def person_ref(person: User) -> Row:
    return {"id": person.pk, "name": person.name}


# --- the talent bank --------------------------------------------------------------------


class ExpertRow(serializers.Serializer[Any]):
    """A person who agreed to be found by what she knows."""

    id = serializers.IntegerField()
    country = CountryRef()
    experience = serializers.CharField()
    themes = ThemeRef(many=True)
    languages = serializers.ListField(child=serializers.CharField())
    nominated = serializers.BooleanField(
        help_text="By those who answer for her institution or country."
    )
    confirmed_on = serializers.DateField()
    person = PersonRef(allow_null=True, help_text=NAMED)


class ExpertViewSet(PersonView, RowsViewSet[Expert]):
    """The talent bank: who would share what she knows."""

    request: PersonApiRequest
    queryset = Expert.objects.all()
    serializer_class = ExpertRow
    filterset_class = ExpertFilters
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-confirmed_on", "confirmed_on")

    def get_queryset(self) -> Any:
        return Expert.objects.listed(timezone.now().date()).with_person()

    def rows(self, page: Sequence[Expert], names: Sequence[str]) -> Rows:
        accepted = Introduction.objects.accepted().filter(counterpart__in=page)
        known = accepted.filter(asked_by=self.request.user).values_list("counterpart")
        named = {key for (key,) in known}
        return [self._row(row, named) for row in page]

    @extend_schema(responses=ExpertRow)
    def retrieve(self, request: PersonApiRequest, pk: str) -> Response:
        """One person, by what she knows."""
        row = found_or_404(self.get_queryset(), pk=pk)
        return Response(self.rows([row], self.known_fields)[0])

    def _row(self, expert: Expert, named: set[int]) -> Row:
        is_named = expert.pk in named or expert.person_id == self.request.user.pk
        return {
            "id": expert.pk,
            "country": country_ref(expert.country, self.reader),
            "experience": expert.experience,
            "themes": [theme_ref(row, self.reader) for row in expert.themes.all()],
            "languages": expert.person.languages,
            "nominated": expert.nominated_by_id is not None,
            "confirmed_on": text_of(expert.confirmed_on),
            "person": person_ref(expert.person) if is_named else None,
        }


# --- introductions ----------------------------------------------------------------------


class IntroductionRow(serializers.Serializer[Any]):
    """Somebody would like to meet a counterpart, who says yes or no."""

    id = serializers.IntegerField()
    exchange_request = serializers.CharField(help_text="Its reference.")
    expert = serializers.IntegerField()
    country = CountryRef(help_text="The counterpart's.")
    experience = serializers.CharField()
    person = PersonRef(allow_null=True, help_text=NAMED)
    asked_by = PersonRef()
    asked_at = serializers.DateTimeField()
    words = serializers.CharField()
    status = serializers.ChoiceField(choices=Introduction.Status.choices)
    answered_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="Why not.")
    url = serializers.URLField(help_text="The page for people.")


class IntroductionAsked(serializers.Serializer[Any]):
    """Whom one would like to meet, and about which request."""

    exchange_request = Text(max_length=16, help_text="Its reference.")
    expert = Whole(min_value=1, max_value=2**63 - 1)
    words = Text(max_length=2000, required=False, allow_blank=True, default="")


class IntroductionViewSet(PersonView, RowsViewSet[Introduction]):
    """The introductions that you asked for, and those in which you are asked for."""

    request: PersonApiRequest
    queryset = Introduction.objects.all()
    serializer_class = IntroductionRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-asked_at", "asked_at")

    def get_queryset(self) -> IntroductionQuerySet:
        return Introduction.objects.visible_to(self.request.user).with_parties()

    def rows(self, page: Sequence[Introduction], names: Sequence[str]) -> Rows:
        return [self._row(row) for row in page]

    @extend_schema(responses=IntroductionRow)
    def retrieve(self, request: PersonApiRequest, pk: str) -> Response:
        """One introduction."""
        return self._answer(self._introduction(pk))

    @extend_schema(request=IntroductionAsked, responses={201: IntroductionRow})
    def create(self, request: PersonApiRequest) -> Response:
        """Ask for an introduction; asked twice, she is asked once."""
        asked = read(IntroductionAsked, request)
        visible = ExchangeRequest.objects.visible_to(request.user).with_line()
        reference = asked["exchange_request"]
        exchange_request: ExchangeRequest = found_or_404(visible, reference=reference)
        expert = found_or_404(Expert.objects.with_person(), pk=str(asked["expert"]))
        row = introducing.ask(
            exchange_request, expert, by=request.user, words=asked["words"]
        )
        return self._answer(self._introduction(str(row.pk)), status=201)

    @extend_schema(request=None, responses=IntroductionRow)
    @action(detail=True, methods=["post"])
    def accept(self, request: PersonApiRequest, pk: str) -> Response:
        """Say yes: your name is shown, and you take part in the conversation."""
        row = introducing.accept(self._introduction(pk), by=request.user)
        return self._answer(row)

    @extend_schema(request=Why, responses=IntroductionRow)
    @action(detail=True, methods=["post"])
    def decline(self, request: PersonApiRequest, pk: str) -> Response:
        """Say no, with a reason; your name stays unsaid."""
        said = read(Why, request)
        row = introducing.decline(self._introduction(pk), by=request.user, **said)
        return self._answer(row)

    def _introduction(self, pk: str) -> Introduction:
        return found_or_404(self.get_queryset(), pk=pk)

    def _answer(self, row: Introduction, status: int = 200) -> Response:
        address = {"Location": f"/api/v1/introductions/{row.pk}"}
        headers = address if status == 201 else None
        return Response(self._row(row), status=status, headers=headers)

    def _row(self, row: Introduction) -> Row:
        expert = row.counterpart
        named = knows_name(self.request.user, row)
        return {
            "id": row.pk,
            "exchange_request": row.exchange_request.reference,
            "expert": expert.pk,
            "country": country_ref(expert.country, self.reader),
            "experience": expert.experience,
            "person": person_ref(expert.person) if named else None,
            "asked_by": person_ref(row.asked_by),
            "asked_at": text_of(row.asked_at),
            "words": row.words,
            "status": row.status,
            "answered_at": text_of(row.answered_at),
            "reason": row.reason,
            "url": page_address(self.request, row.get_absolute_url()),
        }
