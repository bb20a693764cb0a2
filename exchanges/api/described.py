"""What a challenge looks like to programs: what is read of it, and what is sent."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.api.serializers import CountryField
from exchanges.meters import completeness
from exchanges.models import Challenge, Measure
from hubs.api.lists import Row
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, page_address, text_of
from hubs.api.serializers import CountryRef
from hubs.models import Country, Indicator
from practices.api.details import plain_number
from practices.api.match import Flag, Text, Whole
from practices.reading import LONGEST

LONGEST_TEXT = 3_000  # characters of each text beside what happens


# --- what is read -----------------------------------------------------------------------


class IndicatorRow(serializers.Serializer[Any]):
    """An indicator of the SDG list."""

    code = serializers.CharField()
    name = serializers.CharField()
    target = serializers.CharField(help_text="The target that it measures.")


class ObservationRow(serializers.Serializer[Any]):
    """The value of a year, and where it can be read."""

    id = serializers.IntegerField()
    value = serializers.FloatField()
    year = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    source_url = serializers.CharField()


class MeasureRow(serializers.Serializer[Any]):
    """How large the problem is, by one indicator, in several years."""

    id = serializers.IntegerField()
    indicator = IndicatorRow(allow_null=True)
    name = serializers.CharField()
    unit = serializers.CharField()
    place_name = serializers.CharField()
    population = serializers.CharField()
    disaggregation = serializers.CharField()
    better = serializers.ChoiceField(choices=Measure.Better.choices, allow_null=True)
    target = serializers.FloatField(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    observations = ObservationRow(many=True)


class MissingPart(serializers.Serializer[Any]):
    step = serializers.CharField()
    name = serializers.CharField()
    why = serializers.CharField()


class CompletenessRow(serializers.Serializer[Any]):
    there = serializers.IntegerField()
    total = serializers.IntegerField()
    missing = MissingPart(many=True)


class ChallengeRow(serializers.Serializer[Any]):
    """A problem that a person described; nobody else reads it."""

    id = serializers.IntegerField()
    url = serializers.URLField(help_text="The page for people.")
    country = CountryRef()
    title = serializers.CharField()
    happens = serializers.CharField()
    to_whom = serializers.CharField()
    since = serializers.CharField()
    tried = serializers.CharField()
    limits = serializers.CharField()
    deadline = serializers.DateField(allow_null=True)
    language = serializers.CharField(help_text="Guessed from what happens.")
    status = serializers.ChoiceField(choices=Challenge.Status.choices)
    standing = serializers.IntegerField(
        allow_null=True, help_text="The saved search that tells of what arrives."
    )
    completeness = CompletenessRow()
    measures = MeasureRow(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


# --- what is sent -----------------------------------------------------------------------


def words(most: int = LONGEST_TEXT) -> Text:
    return Text(required=False, allow_blank=True, max_length=most)


class ChallengeWritten(serializers.Serializer[Any]):
    """What happens, to whom, since when. Fields that are left out stay as they are."""

    country = CountryField(
        slug_field="iso3", queryset=Country.objects.all(), required=False
    )
    title = words(200)
    happens = Text(required=False, max_length=LONGEST)
    to_whom = words()
    since = words(200)
    tried = words()
    limits = words()
    deadline = serializers.DateField(required=False, allow_null=True)


class ChallengeBegun(ChallengeWritten):
    """The first words of a challenge; all else can come later."""

    country = CountryField(slug_field="iso3", queryset=Country.objects.all())
    happens = Text(max_length=LONGEST)


class ObservationWritten(serializers.Serializer[Any]):
    """The value of a year; sent again for the same year, it is corrected."""

    value = serializers.DecimalField(max_digits=18, decimal_places=3)
    year = Whole()
    source = Text(max_length=300)  # type: ignore[assignment]
    source_url = serializers.URLField(required=False, default="", allow_blank=True)


class Knowingly(serializers.Serializer[Any]):
    knowingly = Flag(
        default=False, help_text="You were asked back, and say that it is so."
    )


class FigureSent(ObservationWritten, Knowingly):
    """The value of a year."""


class MeasureWritten(Knowingly):
    """What is counted. Fields that are left out stay as they are."""

    indicator = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Indicator.objects.all(),
        required=False,
        allow_null=True,
    )
    name = words(250)
    unit = words(60)
    place_name = words(150)
    population = words(200)
    disaggregation = words(200)
    better = serializers.ChoiceField(
        choices=Measure.Better.choices, required=False, allow_blank=True
    )
    target = serializers.DecimalField(
        max_digits=18, decimal_places=3, required=False, allow_null=True
    )
    target_on = serializers.DateField(required=False, allow_null=True)


class MeasureBegun(MeasureWritten):
    """A measure, with the first of its values where there is one."""

    first = ObservationWritten(required=False, allow_null=True)


# --- rows -------------------------------------------------------------------------------


def challenge_row(challenge: Challenge, reader: Reader, request: Request) -> Row:
    """Return a challenge that was fetched ``with_measures``."""
    texts = ("title", "happens", "to_whom", "since", "tried", "limits", "language")
    told = completeness(challenge)
    return {
        "id": challenge.pk,
        "url": page_address(request, challenge.get_absolute_url()),
        "country": country_ref(challenge.country, reader),
        **{name: getattr(challenge, name) for name in texts},
        "deadline": text_of(challenge.deadline),
        "status": challenge.status,
        "standing": challenge.standing_id,
        "completeness": {
            "there": told.there,
            "total": told.total,
            "missing": [
                {"step": part.field, "name": part.name, "why": part.why}
                for part in told.missing
            ],
        },
        "measures": [measure_row(row, reader) for row in challenge.measures.all()],
        "created_at": text_of(challenge.created_at),
        "updated_at": text_of(challenge.updated_at),
        "version": challenge.version,
    }


def measure_row(measure: Measure, reader: Reader) -> Row:
    texts = ("name", "unit", "place_name", "population", "disaggregation")
    aim = measure.target
    return {
        "id": measure.pk,
        "indicator": indicator_row(measure.indicator, reader)
        if measure.indicator
        else None,
        **{name: getattr(measure, name) for name in texts},
        "better": measure.better or None,
        "target": None if aim is None else plain_number(aim),
        "target_on": text_of(measure.target_on),
        "observations": [
            {
                "id": row.pk,
                "value": plain_number(row.value),
                "year": row.year,
                "source": row.source,
                "source_url": row.source_url,
            }
            for row in measure.observations.all()
        ],
    }


def indicator_row(indicator: Indicator, reader: Reader) -> Row:
    return {
        "code": indicator.code,
        "name": reader.name(indicator.labels),
        "target": indicator.target_id,
    }
