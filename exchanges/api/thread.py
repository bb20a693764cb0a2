"""Conversations about requests, for partner systems: what was said, and saying something."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonRef
from accounts.api.views import PersonApiRequest
from accounts.models import User
from exchanges import threads
from exchanges.api.filters import MessageFilters
from exchanges.api.finding import OfARequest
from exchanges.api.rows import paper_ref
from exchanges.api.serializers import KEY, PaperRef
from exchanges.models import Message, MessageQuerySet, Paper
from exchanges.refusals import Missing
from exchanges.threads import DESK, Conversation
from hubs.api.lists import Row, Rows
from hubs.api.rows import country_ref, page_address, text_of
from hubs.api.serializers import CountryRef
from hubs.api.views import RowsViewSet
from practices.api.match import Text, Whole
from practices.api.refusals import read


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
    """What one says, and in which conversation: words, papers, or both."""

    conversation = Text(max_length=8, help_text=KEY)
    text = Text(
        max_length=threads.LONGEST, required=False, allow_blank=True, default=""
    )
    papers = serializers.ListField(
        child=Whole(min_value=1, max_value=2**63 - 1),
        max_length=threads.MOST_FILES,
        required=False,
        help_text="Ids of papers that you attached to this conversation.",
    )


class MessageViewSet(OfARequest, RowsViewSet[Message]):
    """What was said about a request in the conversations that are yours to read."""

    queryset = Message.objects.all()
    serializer_class = MessageRow
    filterset_class = MessageFilters
    orders: ClassVar[tuple[str, ...]] = ("-at", "at")

    def get_queryset(self) -> MessageQuerySet:
        exchange_request = self.exchange_request()
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
        found = self.conversation(said["conversation"])
        kept = kept_papers(found, said.get("papers", ()), request.user)
        try:
            message = threads.write(
                found, by=request.user, text=said["text"], kept=kept
            )
        except Missing as refusal:
            raise ValidationError({"text": refusal.messages}) from None
        return Response(self._row(message), status=201)

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
            "papers": [
                paper_ref(row, reference, self.request) for row in message.papers.all()
            ],
            "at": text_of(message.at),
            "by_mail": message.by_mail,
            "url": page_address(self.request, f"{page}#message-{message.pk}"),
        }


def kept_papers(place: Conversation, keys: Sequence[int], person: User) -> list[Paper]:
    """:raises ValidationError: for one that she did not attach to this conversation."""
    hers = place.papers().filter(by=person, of_request=False, pk__in=keys)
    found = list(hers.order_by("pk"))
    if len(found) < len(set(keys)):
        raise ValidationError(
            {"papers": [_("You attached no such paper to this conversation.")]}
        )
    return found
