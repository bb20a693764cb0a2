"""A person's notices, and how soon she is mailed, for her own programs."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import preferences
from accounts.api.views import PersonApiRequest, PersonView
from accounts.models import Notice, NoticeQuerySet, Pace, Topic
from accounts.notices import read, told
from hubs.api.lists import Row, Rows, refuse
from hubs.api.views import RowsViewSet, found_or_404


class NoticeRow(serializers.Serializer[Any]):
    """One thing that concerns the person, in the language that the caller accepts."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="The kind of event, as in the change feed.")
    topic = serializers.ChoiceField(choices=Topic.choices)
    subject = serializers.CharField()
    text = serializers.CharField()
    url = serializers.URLField(help_text="The page that it is about.")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadSerializer(serializers.Serializer[Any]):
    """How many notices were marked."""

    read = serializers.IntegerField()


class PacesSerializer(serializers.Serializer[Any]):
    """How soon the person is mailed about each topic."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            topic.value: serializers.ChoiceField(
                choices=Pace.choices, help_text=str(topic.label)
            )
            for topic in Topic
        }

    def to_internal_value(self, data: Any) -> Any:
        """:raises ValidationError: for a topic that is none, so that no choice is lost."""
        for topic in data if isinstance(data, dict) else ():
            if topic not in Topic.values:
                text = _("There is no such topic. There are: %(known)s.")
                refuse(str(topic), text % {"known": ", ".join(Topic.values)})
        return super().to_internal_value(data)


class NoticeFilters(django_filters.FilterSet):
    unread = django_filters.ChoiceFilter(
        method="not_read", choices=[("true", "true"), ("false", "false")]
    )
    topic = django_filters.ChoiceFilter(choices=Topic.choices)

    def not_read(self, rows: NoticeQuerySet, name: str, value: str) -> NoticeQuerySet:
        return rows.filter(read_at__isnull=value == "true")


def notice_row(notice: Notice) -> Row:
    line = told(notice)
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "topic": notice.topic,
        "subject": line.subject,
        "text": line.text,
        "url": settings.BASE_URL.rstrip("/") + notice.url,
        "created_at": notice.created_at,
        "read_at": notice.read_at,
    }


class NoticeViewSet(PersonView, RowsViewSet[Notice]):
    """What the person has been told."""

    request: PersonApiRequest
    queryset = Notice.objects.all()
    serializer_class = NoticeRow
    filterset_class = NoticeFilters
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    def get_queryset(self) -> NoticeQuerySet:
        return Notice.objects.visible_to(self.request.user)

    def rows(self, page: Sequence[Notice], names: Sequence[str]) -> Rows:
        return [notice_row(notice) for notice in page]

    @extend_schema(request=None, responses={200: NoticeRow})
    @action(detail=True, methods=["post"], filterset_class=None)
    def read(self, request: PersonApiRequest, pk: str) -> Response:
        """Mark one notice as read; no mail goes about it any more."""
        notice = found_or_404(self.get_queryset(), pk=pk)
        read(self.get_queryset().filter(pk=notice.pk))
        return Response(notice_row(found_or_404(self.get_queryset(), pk=pk)))

    @extend_schema(request=None, responses={200: ReadSerializer})
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def read_all(self, request: PersonApiRequest) -> Response:
        """Mark all notices as read."""
        return Response({"read": read(self.get_queryset())})


class NoticePreferencesView(PersonView):
    """How soon the person is mailed: at once, once a day, once a week, not at all."""

    request: PersonApiRequest

    @extend_schema(responses={200: PacesSerializer})
    def get(self, request: PersonApiRequest) -> Response:
        """Return the pace of every topic."""
        return Response(preferences.paces_of(request.user))

    @extend_schema(request=PacesSerializer, responses={200: PacesSerializer})
    def patch(self, request: PersonApiRequest) -> Response:
        """Change the pace of the topics that are named."""
        given = PacesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        preferences.choose(
            request.user, given.validated_data, by=request.user, via="api"
        )
        return self.get(request)
