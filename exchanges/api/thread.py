"""Conversations about requests, for partner systems: what was said, and saying something."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonRef
from accounts.api.views import PersonApiRequest, PersonView
from exchanges import threads
from exchanges.api.filters import MessageFilters
from exchanges.models import ExchangeRequest, Message, MessageQuerySet, Paper
from exchanges.threads import DESK, Conversation
from hubs.api.lists import Row, Rows
from hubs.api.rows import country_ref, page_address, text_of
from hubs.api.serializers import CountryRef
from hubs.api.views import NothingHere, RowsViewSet, found_or_404
from practices.api.refusals import read

KEY = "`desk`, or the code of a country that was asked."


class PaperRef(serializers.Serializer[Any]):
    """A file beside a message."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    url = serializers.URLField()


class MessageRow(serializers.Serializer[Any]):
    """What somebody said in a conversation about a request."""

    id = serializers.IntegerField()
    conversation = serializers.CharField(help_text=KEY)
    author = PersonRef()
    country = CountryRef(allow_null=True, help_text="The author's.")
    time_zone = serializers.CharField(
        help_text="The author's, such as Africa/Freetown."
    )
    text = serializers.CharField()
    papers = PaperRef(many=True)
    at = serializers.DateTimeField()
    by_mail = serializers.BooleanField()
    url = serializers.URLField(help_text="The page for people.")


class MessageSaid(serializers.Serializer[Any]):
    """What one says, and in which conversation."""

    conversation = serializers.CharField(max_length=8, help_text=KEY)
    text = serializers.CharField(max_length=threads.LONGEST)


class MessageViewSet(PersonView, RowsViewSet[Message]):
    """What was said about a request in the conversations that are yours to read."""

    request: PersonApiRequest
    queryset = Message.objects.all()
    serializer_class = MessageRow
    filterset_class = MessageFilters
    orders: ClassVar[tuple[str, ...]] = ("-at", "at")

    def get_queryset(self) -> MessageQuerySet:
        exchange_request = self._exchange_request()
        wanted = Q(pk=None)
        for row in threads.conversations_of(exchange_request, self.request.user):
            wanted |= Q(invitation=threads.pk_of(row))
        rows = Message.objects.filter(wanted, exchange_request=exchange_request)
        return rows.select_related("invitation").with_people()

    def rows(self, page: Sequence[Message], names: Sequence[str]) -> Rows:
        return [self._row(row) for row in page]

    def list(self, request: Request, reference: str = "") -> Any:
        """What was said, the latest first. Reading here marks nothing as read."""
        return super().list(request)

    @extend_schema(request=MessageSaid, responses={201: MessageRow})
    def create(self, request: PersonApiRequest, reference: str) -> Response:
        """Say something; whoever takes part is told."""
        said = read(MessageSaid, request)
        found = self._conversation(said["conversation"])
        message = threads.write(found, by=request.user, text=said["text"])
        return Response(self._row(message), status=201)

    def _exchange_request(self) -> ExchangeRequest:
        visible = ExchangeRequest.objects.visible_to(self.request.user).with_line()
        found: ExchangeRequest = found_or_404(
            visible, reference=self.kwargs["reference"]
        )
        return found

    def _conversation(self, key: str) -> Conversation:
        """:raises NothingHere: where it is not the caller's to know of."""
        found = threads.find(self._exchange_request(), key.lower(), self.request.user)
        if found is None:
            raise NothingHere
        return found

    def _row(self, message: Message) -> Row:
        reference = self.kwargs["reference"]
        country = message.invitation.country_id if message.invitation else None
        key = country or DESK
        page = reverse("exchanges:conversation", args=[reference, key.lower()])
        return {
            "id": message.pk,
            "conversation": key,
            "author": {"id": message.author_id, "name": message.author.name},
            "country": country_ref(message.author.country, self.reader),
            "time_zone": message.author.time_zone,
            "text": message.text,
            "papers": [self._paper(row, reference) for row in message.papers.all()],
            "at": text_of(message.at),
            "by_mail": message.by_mail,
            "url": page_address(self.request, f"{page}#message-{message.pk}"),
        }

    def _paper(self, paper: Paper, reference: str) -> Row:
        page = reverse("exchanges:paper", args=[reference, paper.pk])
        return {
            "id": paper.pk,
            "name": paper.name,
            "kind": paper.kind,
            "size": paper.size,
            "url": page_address(self.request, page),
        }
