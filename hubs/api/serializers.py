"""What rows of the map look like. These describe; ``rows`` makes them."""

from typing import Any

from rest_framework import serializers

from hubs.models import CountryStatus, Hub, Theme


class CountryRef(serializers.Serializer[Any]):
    """A country, as others mention it."""

    iso3 = serializers.CharField()
    name = serializers.CharField(help_text="In the caller's language.")


class ThemeRef(serializers.Serializer[Any]):
    """A theme, as others mention it."""

    code = serializers.CharField()
    name = serializers.CharField()


class HubRef(serializers.Serializer[Any]):
    """A hub, as others mention it."""

    slug = serializers.CharField()
    name = serializers.CharField()


class GroupRef(serializers.Serializer[Any]):
    """A group of countries, as its members mention it."""

    slug = serializers.CharField()
    name = serializers.CharField()


class Population(serializers.Serializer[Any]):
    value = serializers.IntegerField()
    year = serializers.IntegerField(allow_null=True)


class GdpPerPerson(serializers.Serializer[Any]):
    value = serializers.IntegerField()
    year = serializers.IntegerField(allow_null=True)
    basis = serializers.CharField(
        help_text="`ppp`: purchasing power parity; or `nominal`."
    )


class StatusOfCountry(serializers.Serializer[Any]):
    """A status that holds on the day asked for."""

    kind = serializers.ChoiceField(choices=CountryStatus.Kind.choices)
    value = serializers.CharField(help_text="The income group; empty for other kinds.")
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(
        allow_null=True, help_text="The first day on which it no longer holds."
    )
    scheduled = serializers.BooleanField(
        help_text="The end is foreseen, and may be moved."
    )
    as_known_on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()


class CountryRow(serializers.Serializer[Any]):
    """A country or area of ISO 3166 with what holds of it on a day."""

    iso3 = serializers.CharField()
    iso2 = serializers.CharField()
    name = serializers.CharField(help_text="The everyday name.")
    official_name = serializers.CharField()
    region = serializers.CharField()
    sub_region = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    developing = serializers.BooleanField(help_text="As UNCTAD classifies economies.")
    population = Population(allow_null=True)
    gdp_per_person = GdpPerPerson(allow_null=True)
    groups = GroupRef(many=True)
    statuses = StatusOfCountry(many=True)
    url = serializers.URLField(help_text="The page for people.")


class FormerName(serializers.Serializer[Any]):
    name = serializers.CharField()
    until = serializers.IntegerField(allow_null=True, help_text="The year.")


class Reference(serializers.Serializer[Any]):
    """Where a figure or a fact was read."""

    title = serializers.CharField()
    institution = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    url = serializers.CharField()


class HubRow(serializers.Serializer[Any]):
    """An institution that captures and shares experience."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField(help_text="The page for people.")
    country = CountryRef(allow_null=True)
    arrangement_type = serializers.ChoiceField(choices=Hub.Arrangement.choices)
    lifecycle = serializers.ChoiceField(choices=Hub.Lifecycle.choices)
    since = serializers.IntegerField(allow_null=True)
    mandate = serializers.CharField()
    how_organised = serializers.CharField()
    legal_basis = serializers.CharField()
    themes = ThemeRef(many=True)
    languages = serializers.ListField(child=serializers.CharField())
    website = serializers.CharField()
    former_names = FormerName(many=True)
    source = Reference(allow_null=True)  # type: ignore[assignment]


class ThemeRow(serializers.Serializer[Any]):
    """A goal or target, a DAC purpose code, or a topic of managing cooperation."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Theme.Kind.choices)
    name = serializers.CharField(help_text="The short label where there is one.")
    label = serializers.CharField(help_text="The official label.")  # type: ignore[assignment]
    parent = ThemeRef(allow_null=True)
    withdrawn = serializers.BooleanField(help_text="Its keepers no longer use it.")
