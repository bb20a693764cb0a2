"""Roles over the API: ask for one, and decide about those that are yours to decide."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import memberships
from accounts.api.serializers import MembershipAsked, MembershipRow, Reason
from accounts.api.views import PersonApiRequest, PersonView
from accounts.models import Membership, MembershipQuerySet
from hubs.api.lists import Row, Rows
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, text_of
from hubs.api.views import RowsViewSet, found_or_404

YES_OR_NO = (("true", "yes"), ("false", "no"))


class MembershipFilters(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Membership.Status.choices)
    role = django_filters.ChoiceFilter(choices=Membership.Role.choices)
    mine = django_filters.ChoiceFilter(
        method="of_the_caller", choices=YES_OR_NO, label="your own"
    )
    to_decide = django_filters.ChoiceFilter(
        method="for_the_caller",
        choices=YES_OR_NO,
        label="asked for, and yours to grant or end",
    )

    class Meta:
        model = Membership
        fields = ("status", "role")

    def of_the_caller(self, rows: Any, name: str, answer: str) -> Any:
        own = Membership.objects.filter(person=self.request.user).values("pk")
        return rows.filter(pk__in=own) if answer == "true" else rows.exclude(pk__in=own)

    def for_the_caller(self, rows: Any, name: str, answer: str) -> Any:
        decided = Membership.objects.requested().decided_by(self.request.user)
        keys = decided.values("pk")
        return (
            rows.filter(pk__in=keys) if answer == "true" else rows.exclude(pk__in=keys)
        )


class MembershipViewSet(PersonView, RowsViewSet[Membership]):
    """Your own roles, and those of others that are yours to decide."""

    request: PersonApiRequest
    queryset = Membership.objects.all()
    serializer_class = MembershipRow
    filterset_class = MembershipFilters
    lookup_value_regex = "[0-9]{1,18}"
    orders: ClassVar[tuple[str, ...]] = ("-since", "since")

    def get_queryset(self) -> MembershipQuerySet:
        return Membership.objects.visible_to(self.request.user).with_people()

    def rows(self, page: Sequence[Membership], names: Sequence[str]) -> Rows:
        return [membership_row(row, self.reader) for row in page]

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self._membership(pk))

    @extend_schema(request=MembershipAsked, responses={201: MembershipRow})
    def create(self, request: PersonApiRequest) -> Response:
        """Ask for a role of your own."""
        asked = read(MembershipAsked, request)
        made = memberships.request(request.user, **asked, by=request.user)
        return self._answer(made, status=201)

    @extend_schema(request=Reason, responses={200: MembershipRow})
    @action(detail=True, methods=["post"])
    def grant(self, request: PersonApiRequest, pk: str) -> Response:
        """Give a person the role that she asked for."""
        found = self._membership(pk)
        return self._answer(
            memberships.grant(found, by=request.user, **read(Reason, request))
        )

    @extend_schema(request=Reason, responses={200: MembershipRow})
    @action(detail=True, methods=["post"])
    def end(self, request: PersonApiRequest, pk: str) -> Response:
        """End a role, or turn a request down; the person concerned reads why."""
        found = self._membership(pk)
        return self._answer(
            memberships.end(found, by=request.user, **read(Reason, request))
        )

    def _membership(self, pk: str) -> Membership:
        return found_or_404(self.get_queryset(), pk=pk)

    def _answer(self, membership: Membership, status: int = 200) -> Response:
        return Response(membership_row(membership, self.reader), status=status)


def read(form: Any, request: Request) -> dict[str, Any]:
    """
    Return what was sent, as the verb's keywords.

    :raises ValidationError: where it does not fit; the answer is 400, and names the field.
    """
    sent = form(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def membership_row(membership: Membership, reader: Reader) -> Row:
    hub, person, by = membership.hub, membership.person, membership.by
    contact = {"email": person.email, "institution": person.institution}
    return {
        "id": membership.pk,
        "person": {"id": person.pk, "name": person.name, **contact},
        "role": membership.role,
        "country": country_ref(membership.country, reader),
        "hub": hub and {"slug": hub.slug, "name": str(hub)},
        "status": membership.status,
        "reason": membership.reason,
        "by": by and {"id": by.pk, "name": by.name},
        "since": text_of(membership.since),
    }
