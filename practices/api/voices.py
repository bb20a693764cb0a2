"""What others say of a practice, for partner systems: feedback, and who learned from whom."""

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import CountryField, PersonRef
from accounts.api.views import OpenToPersons, PersonApiRequest
from hubs.api.lists import Row, Rows
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, page_address, text_of
from hubs.api.serializers import CountryRef, HubRef
from hubs.api.views import RowsViewSet, found_or_404
from hubs.models import Country, Hub
from practices import feedback as voices
from practices import lineage as lessons
from practices.api.refusals import read
from practices.api.writing import SaysWhy
from practices.models import (
    LONGEST_WORDS,
    Feedback,
    FeedbackQuerySet,
    Lineage,
    Practice,
)


def practice_for(request: Request, slug: str) -> Practice:
    """:raises NothingHere: where it is not the caller's to see."""
    visible = Practice.objects.visible_to(request.user)
    rows = visible.select_related("country", "hub").prefetch_related("translations")
    return found_or_404(rows, slug=slug)


def person_ref(person: Any, request: Request) -> Row | None:
    """Name a person to those who have signed in; others read for whom she speaks."""
    if person is None or not request.user.is_authenticated:
        return None
    return {"id": person.pk, "name": person.name}


def hub_ref(hub: Hub | None) -> Row | None:
    return {"slug": hub.slug, "name": str(hub)} if hub else None


def words(**more: Any) -> serializers.CharField:
    given = {"required": False, "allow_blank": True, "max_length": LONGEST_WORDS}
    return serializers.CharField(**given | more)


# --- feedback -------------------------------------------------------------------------


class ReplyRow(serializers.Serializer[Any]):
    text = serializers.CharField()
    by = PersonRef(allow_null=True)
    at = serializers.DateTimeField()


class FeedbackRow(serializers.Serializer[Any]):
    """What one person says of a practice for her country or hub."""

    id = serializers.IntegerField()
    country = CountryRef(allow_null=True)
    hub = HubRef(allow_null=True)
    author = PersonRef(allow_null=True, help_text="For callers who have signed in.")
    useful = serializers.ChoiceField(choices=Feedback.Useful.choices)
    tried = serializers.ChoiceField(choices=Feedback.Tried.choices)
    change = serializers.CharField(help_text="What would have to change.")
    question = serializers.CharField()
    reply = ReplyRow(allow_null=True, help_text="The custodian's.")
    status = serializers.ChoiceField(choices=Feedback.Status.choices)
    status_reason = serializers.CharField(help_text="Why it is hidden.")
    given_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class FeedbackGiven(serializers.Serializer[Any]):
    """Useful? Tried it? What to change? A question."""

    useful = serializers.ChoiceField(choices=Feedback.Useful.choices)
    tried = serializers.ChoiceField(
        choices=Feedback.Tried.choices, default=Feedback.Tried.NO
    )
    change = words(default="")
    question = words(default="")
    country = CountryField(
        slug_field="iso3",
        queryset=Country.objects.all(),
        default=None,
        help_text="For which of your countries or hubs you speak; without it, the first.",
    )
    hub = serializers.SlugRelatedField(
        slug_field="slug", queryset=Hub.objects.all(), default=None
    )


class Words(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_WORDS)


def feedback_row(row: Feedback, reader: Reader, request: Request) -> Row:
    reply = getattr(row, "reply", None)
    return {
        "id": row.pk,
        "country": country_ref(row.country, reader),
        "hub": hub_ref(row.hub),
        "author": person_ref(row.author, request),
        "useful": row.useful,
        "tried": row.tried,
        "change": row.change,
        "question": row.question,
        "reply": {
            "text": reply.text,
            "by": person_ref(reply.by, request),
            "at": text_of(reply.at),
        }
        if reply
        else None,
        "status": row.status,
        "status_reason": row.status_reason if row.is_hidden else "",
        "given_at": text_of(row.given_at),
        "updated_at": text_of(row.updated_at),
    }


class FeedbackViewSet(OpenToPersons, RowsViewSet[Feedback]):
    """What people of other countries say of a practice, with the custodian's replies."""

    request: PersonApiRequest
    queryset = Feedback.objects.all()
    serializer_class = FeedbackRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-given_at", "given_at")

    def get_queryset(self) -> FeedbackQuerySet:
        practice = practice_for(self.request, self.kwargs["practice"])
        rows = Feedback.objects.visible_to(self.request.user)
        return rows.filter(practice=practice).with_people()

    def rows(self, page: Sequence[Feedback], names: Sequence[str]) -> Rows:
        return [feedback_row(row, self.reader, self.request) for row in page]

    def list(self, request: Request, practice: str = "") -> Any:
        """What was said, the newest first."""
        return super().list(request)

    @extend_schema(responses=FeedbackRow)
    def retrieve(self, request: Request, practice: str, pk: str) -> Response:
        """One voice."""
        return self._answer(self._row(pk))

    @extend_schema(request=FeedbackGiven, responses={201: FeedbackRow})
    def create(self, request: PersonApiRequest, practice: str) -> Response:
        """Say what it is worth to your country or hub; sent again, it changes what you said."""
        said = read(FeedbackGiven, request)
        said["place"] = said.pop("country") or said.pop("hub", None)
        said.pop("hub", None)
        row = voices.give(practice_for(request, practice), by=request.user, **said)
        return self._answer(self._row(str(row.pk)), status=201)

    @extend_schema(request=Words, responses=FeedbackRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def reply(self, request: PersonApiRequest, practice: str, pk: str) -> Response:
        """Reply for the practice's custodian."""
        said = read(Words, request)
        return self._answer(voices.reply(self._row(pk), by=request.user, **said))

    @extend_schema(request=SaysWhy, responses=FeedbackRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def hide(self, request: PersonApiRequest, practice: str, pk: str) -> Response:
        """Take it from sight; its author reads why."""
        said = read(SaysWhy, request)
        return self._answer(voices.hide(self._row(pk), by=request.user, **said))

    @extend_schema(request=SaysWhy, responses=FeedbackRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def show(self, request: PersonApiRequest, practice: str, pk: str) -> Response:
        """Let everybody read it again."""
        said = read(SaysWhy, request)
        return self._answer(voices.show(self._row(pk), by=request.user, **said))

    def _row(self, pk: str) -> Feedback:
        return found_or_404(self.get_queryset(), pk=pk)

    def _answer(self, row: Feedback, status: int = 200) -> Response:
        return Response(feedback_row(row, self.reader, self.request), status=status)


# --- who learned from whom ------------------------------------------------------------


class LessonRow(serializers.Serializer[Any]):
    """Who took over what from whom, and what the two sides say of it."""

    id = serializers.IntegerField()
    source = serializers.CharField(allow_null=True, help_text="A practice's slug.")  # type: ignore[assignment]
    source_country = CountryRef()
    learner = serializers.CharField(allow_null=True, help_text="A practice's slug.")
    learner_country = CountryRef()
    kind = serializers.ChoiceField(choices=Lineage.Kind.choices)
    aspect = serializers.CharField()
    changed = serializers.CharField()
    evidence = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=Lineage.Status.choices)
    status_reason = serializers.CharField(help_text="Why it is disputed or withdrawn.")
    stated_side = serializers.ChoiceField(choices=Lineage.Side.choices, allow_null=True)
    confirmed = serializers.BooleanField()
    url = serializers.URLField(help_text="The page for people.")


class LessonStated(serializers.Serializer[Any]):
    """What one side states. Name the other end: its practice, or its country."""

    direction = serializers.ChoiceField(
        choices=("given", "taken"),
        help_text="`given`: another learned from this practice; `taken`: it learned from another.",
    )
    country = CountryField(
        slug_field="iso3", queryset=Country.objects.all(), default=None
    )
    practice = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Practice.objects.published().select_related("country", "hub"),
        default=None,
    )
    kind = serializers.ChoiceField(choices=Lineage.Kind.choices)
    aspect = serializers.CharField(max_length=300)
    changed = words(default="")
    evidence = words(default="", max_length=400)
    year = serializers.IntegerField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["country"] or attrs["practice"]):
            raise ValidationError({"country": ["Name the other country or practice."]})
        return attrs


def state_lesson(request: PersonApiRequest, practice: Practice) -> Lineage:
    """State what was sent, with this practice as one of its ends."""
    said = read(LessonStated, request)
    country, other = said.pop("country"), said.pop("practice")
    ends = [practice, other or country]
    source, learner = ends if said.pop("direction") == "given" else ends[::-1]
    return lessons.state(source=source, learner=learner, by=request.user, **said)


def lesson_row(link: Lineage, reader: Reader, request: Request) -> Row:
    page = link.source or link.learner or link.learner_country
    return {
        "id": link.pk,
        "source": slug_of(link.source),
        "source_country": country_ref(link.source_country, reader),
        "learner": slug_of(link.learner),
        "learner_country": country_ref(link.learner_country, reader),
        "kind": link.kind,
        "aspect": link.aspect,
        "changed": link.changed,
        "evidence": link.evidence,
        "year": link.year,
        "status": link.status,
        "status_reason": link.status_reason,
        "stated_side": link.stated_side or None,
        "confirmed": link.confirmed,
        "url": page_address(request, page.get_absolute_url()),
    }


def slug_of(end: Practice | None) -> str | None:
    """Name a practice that everybody may read; another is told by its country."""
    readable = end is not None and end.status == Practice.Status.PUBLISHED
    return end.slug if end and readable else None


class LessonViewSet(OpenToPersons, RowsViewSet[Lineage]):
    """Who learned from whom, as the two sides state, confirm and dispute it."""

    request: PersonApiRequest
    queryset = Lineage.objects.all()
    serializer_class = LessonRow
    filterset_class = None
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-status_since", "status_since")

    def get_queryset(self) -> Any:
        visible = Practice.objects.visible_to(self.request.user).values("pk")
        return Lineage.objects.standing().readable_by(visible).with_ends()

    def rows(self, page: Sequence[Lineage], names: Sequence[str]) -> Rows:
        return [lesson_row(row, self.reader, self.request) for row in page]

    def retrieve(self, request: Request, pk: str) -> Response:
        """One lesson."""
        return self._answer(self._row(pk))

    @extend_schema(request=None, responses=LessonRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def confirm(self, request: PersonApiRequest, pk: str) -> Response:
        """Say for the other side that it is so."""
        return self._answer(lessons.confirm(self._row(pk), by=request.user))

    @extend_schema(request=SaysWhy, responses=LessonRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def dispute(self, request: PersonApiRequest, pk: str) -> Response:
        """Say for the other side that it is not so, and why."""
        said = read(SaysWhy, request)
        return self._answer(lessons.dispute(self._row(pk), by=request.user, **said))

    @extend_schema(request=SaysWhy, responses=LessonRow)
    @action(detail=True, methods=["post"], filterset_class=None)
    def withdraw(self, request: PersonApiRequest, pk: str) -> Response:
        """Take back what your side stated, and say why."""
        said = read(SaysWhy, request)
        return self._answer(lessons.withdraw(self._row(pk), by=request.user, **said))

    def _row(self, pk: str) -> Lineage:
        link: Lineage = found_or_404(self.get_queryset(), pk=pk)
        return link

    def _answer(self, link: Lineage) -> Response:
        return Response(lesson_row(link, self.reader, self.request))
