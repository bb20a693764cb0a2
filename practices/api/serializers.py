"""What practices look like. These describe; ``rows`` and ``details`` make them."""

from typing import Any

from rest_framework import serializers

from hubs.api.serializers import CountryRef, HubRef, Reference, ThemeRef
from practices.models import Lineage, Outcome, Practice


class Years(serializers.Serializer[Any]):
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True, help_text="Null while it goes on.")


class PracticeRow(serializers.Serializer[Any]):
    """A practice in a list."""

    slug = serializers.CharField(help_text="Never changes.")
    external_id = serializers.CharField(
        allow_null=True, help_text="The sender's own key."
    )
    title = serializers.CharField()
    url = serializers.URLField(help_text="The page for people.")
    country = CountryRef(help_text="The leading country.")
    countries = CountryRef(
        many=True, help_text="All countries that acted, the leading one first."
    )
    hub = HubRef(allow_null=True)
    institution = serializers.CharField()
    language = serializers.CharField(
        help_text="The language of this title and summary."
    )
    original_language = serializers.CharField(
        help_text="The language that it was written in."
    )
    language_inferred = serializers.BooleanField(
        help_text="The original language was guessed from the text."
    )
    translated_by_machine = serializers.BooleanField()
    summary = serializers.CharField()
    approach_type = serializers.ChoiceField(choices=Practice.Approach.choices)
    approach_inferred = serializers.BooleanField(
        help_text="The kind of approach was guessed from the text."
    )
    themes = ThemeRef(many=True)
    evidence = serializers.ChoiceField(choices=Practice.Evidence.choices)
    scale = serializers.ChoiceField(choices=Practice.Scale.choices, allow_null=True)
    years = Years()
    status = serializers.ChoiceField(choices=Practice.Status.choices)
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class Figure(serializers.Serializer[Any]):
    """A figure with its year and its source."""

    value = serializers.FloatField()
    year = serializers.IntegerField()
    source = Reference(allow_null=True)  # type: ignore[assignment]


class OutcomeOfPractice(serializers.Serializer[Any]):
    """One indicator of what came of it."""

    indicator = serializers.CharField()
    unit = serializers.CharField()
    better = serializers.ChoiceField(choices=Outcome.Better.choices, allow_null=True)
    values = Figure(many=True)


class Cost(serializers.Serializer[Any]):
    amount = serializers.DecimalField(
        max_digits=18,
        decimal_places=2,
        help_text="A text, so that no cent is rounded away.",
    )
    currency = serializers.CharField(help_text="ISO 4217.")
    year = serializers.IntegerField(allow_null=True)
    basis = serializers.ChoiceField(choices=Practice.CostBasis.choices)
    source = Reference(allow_null=True)  # type: ignore[assignment]


class TranslationOfPractice(serializers.Serializer[Any]):
    language = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    by_machine = serializers.BooleanField()


class Original(serializers.Serializer[Any]):
    """Title and summary as they were written."""

    language = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()


class TallyOfFeedback(serializers.Serializer[Any]):
    """How many said something of it, found it useful, tried it."""

    total = serializers.IntegerField()
    useful = serializers.IntegerField()
    tried = serializers.IntegerField()


class PracticeDetail(PracticeRow):
    """A practice with all its sections, in the language that they were written in."""

    original = Original()
    problem = serializers.CharField()
    context = serializers.CharField()  # type: ignore[assignment]
    approach = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    results = serializers.CharField()
    went_wrong = serializers.CharField()
    preconditions = serializers.ListField(child=serializers.CharField())
    adaptable = serializers.ListField(child=serializers.CharField())
    contacts = serializers.CharField()
    outcomes = OutcomeOfPractice(many=True)
    cost = Cost(allow_null=True)
    sources = Reference(many=True)
    translations = TranslationOfPractice(many=True)
    confirmed_on = serializers.DateField(
        allow_null=True, help_text="The day it was still true."
    )
    review_by = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField(help_text="Its review was due.")
    feedback = TallyOfFeedback()


class Node(serializers.Serializer[Any]):
    """A practice, or a country where no practice of it is known."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=[("practice", "practice"), ("country", "country")]
    )
    country = CountryRef()
    title = serializers.CharField()
    url = serializers.URLField()


class Edge(serializers.Serializer[Any]):
    """Who learned what from whom; it points from the source to the learner."""

    kind = serializers.ChoiceField(choices=Lineage.Kind.choices)
    aspect = serializers.CharField()
    changed = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    evidence = serializers.CharField()
    confirmed = serializers.BooleanField(help_text="The other side has confirmed it.")
    status = serializers.ChoiceField(choices=Lineage.Status.choices)
    disputed_because = serializers.CharField(
        help_text="Empty where it is not disputed."
    )

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        ends = {
            "from": serializers.CharField(help_text="The source's node."),
            "to": serializers.CharField(help_text="The learner's node."),
        }
        return {**ends, **super().get_fields()}


class LineageOfPractice(serializers.Serializer[Any]):
    """A practice's family: nodes, and the edges between them."""

    nodes = Node(many=True)
    edges = Edge(many=True)
