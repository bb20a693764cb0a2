"""How a role looks to partner systems."""

from typing import Any

from rest_framework import serializers

from accounts.models import Membership
from hubs.api.serializers import CountryRef, HubRef
from hubs.models import Country, Hub


class PersonRef(serializers.Serializer[Any]):
    """A person, as what she did mentions her."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Empty where she has given none.")


class PersonOfARole(PersonRef):
    """A person, as those see her who decide about her role."""

    email = serializers.EmailField()
    institution = serializers.CharField()


class CountryField(serializers.SlugRelatedField[Country]):
    """A country by its code, in any case."""

    def to_internal_value(self, data: Any) -> Country:
        return super().to_internal_value(str(data).upper())


class MembershipRow(serializers.Serializer[Any]):
    """A role of a person: of a country, of a hub, or of the platform."""

    id = serializers.IntegerField()
    person = PersonOfARole()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    country = CountryRef(allow_null=True)
    hub = HubRef(allow_null=True)
    status = serializers.ChoiceField(choices=Membership.Status.choices)
    reason = serializers.CharField()
    by = PersonRef(allow_null=True)
    since = serializers.DateTimeField()


class MembershipAsked(serializers.Serializer[Any]):
    """The role that one asks for, and where."""

    role = serializers.ChoiceField(choices=Membership.Role.choices)
    country = CountryField(
        slug_field="iso3", queryset=Country.objects.all(), required=False, default=None
    )
    hub = serializers.SlugRelatedField(
        slug_field="slug", queryset=Hub.objects.all(), required=False, default=None
    )
    reason = serializers.CharField(max_length=2000, required=False, default="")


class Reason(serializers.Serializer[Any]):
    """Why; the person concerned reads it."""

    reason = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, default=""
    )
