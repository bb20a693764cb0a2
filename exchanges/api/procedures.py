"""How a country decides on its own requests, for partner systems: who is asked, who does what."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonRef
from accounts.api.views import OpenToPersons, PersonApiRequest, PersonView
from accounts.permissions import refuse
from exchanges import consulting, procedures
from exchanges.api.rows import person_ref
from exchanges.api.serializers import Why
from exchanges.models import BodyMember, Consultation, InstitutionRole, Opinion
from exchanges.permissions import why_not_appoint
from hubs.api.lists import Row
from hubs.api.rows import page_address, text_of
from hubs.api.views import OpenView, found_or_404
from hubs.models import Country
from practices.api.match import Text
from practices.api.refusals import read

NOT_NOW = OpenApiResponse(description="Not possible now; `detail` says why.")


# --- what is read, and what is sent --------------------------------------------------------


class OpinionRow(serializers.Serializer[Any]):
    """What somebody who is consulted said, or that silence was taken as consent."""

    person = PersonRef()
    institution = serializers.CharField()
    says = serializers.ChoiceField(choices=Opinion.Says.choices)
    reason = serializers.CharField()
    given_at = serializers.DateTimeField()


class ConsultationRow(serializers.Serializer[Any]):
    """The country's own people are asked whether they object; silence agrees."""

    request = serializers.CharField(help_text="Its reference.")
    url = serializers.URLField(help_text="The page for people.")
    opened_at = serializers.DateTimeField()
    closes_on = serializers.DateField(help_text="Who says nothing by then agrees.")
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Consultation.Outcome.choices)
    opinions = OpinionRow(many=True)


class InstitutionRow(serializers.Serializer[Any]):
    """What an institution does in the exchanges of its country."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(choices=InstitutionRole.Role.choices)
    name = serializers.CharField()
    own_name = serializers.CharField()
    website = serializers.CharField()
    note = serializers.CharField()


class Institutions(serializers.Serializer[Any]):
    results = InstitutionRow(many=True)


class InstitutionNamed(serializers.Serializer[Any]):
    """An institution; sent again with the same role and name, it is corrected."""

    role = serializers.ChoiceField(choices=InstitutionRole.Role.choices)
    name = Text(max_length=250)
    own_name = Text(max_length=250, default="", allow_blank=True)
    website = serializers.URLField(max_length=500, default="", allow_blank=True)
    note = Text(max_length=500, default="", allow_blank=True)


class MemberRow(serializers.Serializer[Any]):
    """Somebody who is consulted before a request of her country is endorsed."""

    id = serializers.IntegerField()
    person = PersonRef()
    institution = serializers.CharField()
    appointed_at = serializers.DateTimeField()


class Members(serializers.Serializer[Any]):
    results = MemberRow(many=True)


class MemberAppointed(serializers.Serializer[Any]):
    """An official or focal point of the country, by her address here."""

    email = serializers.EmailField()
    institution = Text(max_length=250)


# --- the consultation about a request --------------------------------------------------------


class ConsultationView(PersonView):
    @extend_schema(responses=ConsultationRow, operation_id="consultation_retrieve")
    def get(self, request: PersonApiRequest, reference: str) -> Response:
        """The latest consultation about a request of your country, or at your desk."""
        return Response(consultation_row(self.consultation(), request))

    def consultation(self) -> Consultation:
        rows = Consultation.objects.visible_to(self.request.user).latest_first()
        related = rows.select_related(
            "exchange_request__country", "exchange_request__author"
        )
        return found_or_404(
            related, exchange_request__reference=self.kwargs["reference"]
        )

    def say(
        self, verb: Callable[..., Any], request: PersonApiRequest, **words: Any
    ) -> Response:
        verb(self.consultation(), by=request.user, **words)
        return Response(consultation_row(self.consultation(), request))


class AgreeView(ConsultationView):
    http_method_names = ["post", "options"]  # noqa: RUF012

    @extend_schema(
        request=None,
        responses={200: ConsultationRow, 409: NOT_NOW},
        operation_id="consultation_agree",
    )
    def post(self, request: PersonApiRequest, reference: str) -> Response:
        """Say that your institution does not object."""
        return self.say(consulting.agree, request)


class ObjectView(ConsultationView):
    http_method_names = ["post", "options"]  # noqa: RUF012

    @extend_schema(
        request=Why,
        responses={200: ConsultationRow, 409: NOT_NOW},
        operation_id="consultation_object_to",
    )
    def post(self, request: PersonApiRequest, reference: str) -> Response:
        """Object, with a reason that the focal point and the author read."""
        return self.say(consulting.object_to, request, **read(Why, request))


# --- a country's institutions and members ------------------------------------------------------


class OfACountry(OpenView):
    def country(self) -> Country:
        code = str(self.kwargs["iso3"]).upper()
        return found_or_404(Country.objects.all(), iso3=code)


class InstitutionsView(OfACountry, OpenToPersons):
    @extend_schema(responses=Institutions, operation_id="country_institutions_list")
    def get(self, request: Request, iso3: str) -> Response:
        """Which institution of a country does what, as its focal point named them."""
        rows = InstitutionRole.objects.of(self.country()).in_order()
        return Response({"results": [institution_row(row) for row in rows]})

    @extend_schema(
        request=InstitutionNamed,
        responses={201: InstitutionRow, 409: NOT_NOW},
        operation_id="country_institutions_name",
    )
    def post(self, request: PersonApiRequest, iso3: str) -> Response:
        """Name an institution and what it does, as the country's focal point."""
        said = read(InstitutionNamed, request)
        row = procedures.name_institution(self.country(), by=request.user, **said)
        return Response(institution_row(row), status=201)


class InstitutionView(OfACountry, OpenToPersons):
    @extend_schema(responses={204: None}, operation_id="country_institutions_remove")
    def delete(self, request: PersonApiRequest, iso3: str, pk: int) -> Response:
        """Take an institution off the list."""
        rows = InstitutionRole.objects.of(self.country()).select_related("country")
        row = found_or_404(rows, pk=str(pk))
        procedures.remove_institution(row, by=request.user)
        return Response(status=204)


class MembersView(OfACountry, PersonView):
    @extend_schema(responses=Members, operation_id="country_members_list")
    def get(self, request: PersonApiRequest, iso3: str) -> Response:
        """Who is consulted, as far as you may know; that is your own country's people."""
        rows = BodyMember.objects.visible_to(request.user).of(self.country())
        found = [member_row(row) for row in rows.in_force().by_name()]
        return Response({"results": found})

    @extend_schema(
        request=MemberAppointed,
        responses={201: MemberRow, 409: NOT_NOW},
        operation_id="country_members_appoint",
    )
    def post(self, request: PersonApiRequest, iso3: str) -> Response:
        """Have somebody consulted from now on, as the country's focal point."""
        country = self.country()
        refuse(why_not_appoint(request.user, country))
        said = read(MemberAppointed, request)
        email = said["email"].casefold()
        person = found_or_404(procedures.speaking_for(country), email=email)
        row = procedures.appoint(
            country,
            person=person,
            institution=said["institution"],
            by=request.user,
        )
        return Response(member_row(row), status=201)


class MemberView(OfACountry, PersonView):
    @extend_schema(responses={204: None}, operation_id="country_members_end")
    def delete(self, request: PersonApiRequest, iso3: str, pk: int) -> Response:
        """Consult somebody no more; what she said stays."""
        rows = BodyMember.objects.visible_to(request.user).of(self.country())
        procedures.end(found_or_404(rows, pk=str(pk)), by=request.user)
        return Response(status=204)


# --- rows ----------------------------------------------------------------------------------


def consultation_row(row: Consultation, request: Request) -> Row:
    return {
        "request": row.exchange_request.reference,
        "url": page_address(request, row.get_absolute_url()),
        "opened_at": text_of(row.opened_at),
        "closes_on": text_of(row.closes_on),
        "closed_at": text_of(row.closed_at),
        "outcome": row.outcome,
        "opinions": [opinion_row(each) for each in row.opinions.oldest_first()],
    }


def opinion_row(row: Opinion) -> Row:
    return {
        "person": person_ref(row.person),
        "institution": row.institution,
        "says": row.says,
        "reason": row.reason,
        "given_at": text_of(row.given_at),
    }


def institution_row(row: InstitutionRole) -> Row:
    texts = ("role", "name", "own_name", "website", "note")
    return {"id": row.pk, **{name: getattr(row, name) for name in texts}}


def member_row(row: BodyMember) -> Row:
    return {
        "id": row.pk,
        "person": person_ref(row.person),
        "institution": row.institution,
        "appointed_at": text_of(row.appointed_at),
    }
