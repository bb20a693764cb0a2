"""What is sent to capture, shape and judge a practice, and what reviews look like."""

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import PersonRef
from hubs.models import Hub
from practices.models import Outcome, Practice, Review, ReviewAnswer

LONGEST = 100_000  # characters of one text


class Text(serializers.CharField):
    """A text that may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True} | kwargs)


def texts(text: str) -> serializers.ListField:
    child = serializers.CharField(max_length=LONGEST)
    return serializers.ListField(
        child=child, required=False, max_length=200, help_text=text
    )


class YearsWritten(serializers.Serializer[Any]):
    start = serializers.IntegerField(required=False, allow_null=True)
    end = serializers.IntegerField(required=False, allow_null=True)


class SourceWritten(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=400)
    institution = Text(max_length=250)
    year = serializers.IntegerField(required=False, allow_null=True)
    url = Text(max_length=500)


class FigureWritten(serializers.Serializer[Any]):
    """A figure with its year; ``source`` is a place in ``sources``, from 0."""

    value = serializers.DecimalField(max_digits=18, decimal_places=3)
    year = serializers.IntegerField()
    source = serializers.IntegerField(required=False, allow_null=True, min_value=0)  # type: ignore[assignment]


class OutcomeWritten(serializers.Serializer[Any]):
    indicator = serializers.CharField(max_length=250)
    unit = Text(max_length=60)
    better = serializers.ChoiceField(
        choices=Outcome.Better.choices, required=False, allow_blank=True
    )
    values = FigureWritten(many=True, required=False)


class CostWritten(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=18, decimal_places=2)
    currency = serializers.CharField(help_text="ISO 4217.", max_length=3)
    year = serializers.IntegerField(required=False, allow_null=True)
    basis = serializers.ChoiceField(choices=Practice.CostBasis.choices, required=False)
    source = serializers.IntegerField(required=False, allow_null=True, min_value=0)  # type: ignore[assignment]


class PracticeWritten(serializers.Serializer[Any]):
    """What a practice says. Fields that are left out stay as they are."""

    countries = serializers.ListField(
        child=serializers.CharField(max_length=100),
        required=False,
        max_length=50,
        help_text="ISO alpha-3 codes, the leading country first.",
    )
    title = serializers.CharField(max_length=300)
    institution = Text(max_length=250)
    language = Text(
        max_length=8, help_text="Guessed from the text where it is left out."
    )
    summary = Text(max_length=LONGEST)
    problem = Text(max_length=LONGEST)
    context = Text(max_length=LONGEST)  # type: ignore[assignment]
    approach = Text(max_length=LONGEST)
    steps = texts("In their order.")
    results = Text(max_length=LONGEST)
    went_wrong = Text(max_length=LONGEST)
    preconditions = texts("What must be there.")
    adaptable = texts("What may differ elsewhere.")
    contacts = Text(max_length=LONGEST)
    approach_type = serializers.ChoiceField(
        choices=Practice.Approach.choices, required=False
    )
    scale = serializers.ChoiceField(
        choices=Practice.Scale.choices, required=False, allow_blank=True
    )
    evidence = serializers.ChoiceField(
        choices=Practice.Evidence.choices, required=False
    )
    years = YearsWritten(required=False)
    cost = CostWritten(required=False, allow_null=True)
    themes = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=50
    )
    sources = SourceWritten(many=True, required=False)
    outcomes = OutcomeWritten(many=True, required=False)


class Idea(PracticeWritten):
    """A practice that is offered; its hub's curators shape it."""

    country = serializers.CharField(
        required=False, max_length=100, help_text="Instead of `countries`, for one."
    )
    hub = serializers.SlugRelatedField(
        slug_field="slug", queryset=Hub.objects.all(), required=False, default=None
    )


class Change(PracticeWritten):
    """A change to what a practice says, with a note for its change log."""

    title = serializers.CharField(max_length=300, required=False)
    note = Text(max_length=300)


class MaySayWhy(serializers.Serializer[Any]):
    reason = Text(max_length=5000, default="")


class SaysWhy(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=5000, help_text="Those whom it concerns read it."
    )


class Asked(serializers.Serializer[Any]):
    """Who is asked to review, by the address of her account."""

    reviewer = serializers.EmailField()
    due = serializers.DateField(required=False, allow_null=True, default=None)


class AnswerOfReview(serializers.Serializer[Any]):
    """What a reviewer says to one of `GET review-questions`."""

    question = serializers.CharField(max_length=40)
    met = serializers.ChoiceField(choices=ReviewAnswer.Met.choices)
    comment = Text(max_length=5000)


class Verdict(serializers.Serializer[Any]):
    """A whole review: every question answered with a comment, and what follows."""

    answers = AnswerOfReview(many=True)
    verdict = serializers.ChoiceField(
        choices=[
            row
            for row in Review.Verdict.choices
            if row[0] in ("publish", "request_changes", "not_suitable")
        ]
    )
    reason = Text(max_length=5000, default="")


class ReviewRow(serializers.Serializer[Any]):
    """A review of a version, decided or waiting."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    reviewer = PersonRef()
    assigned_by = PersonRef()
    assigned_at = serializers.DateTimeField()
    due = serializers.DateField()
    verdict = serializers.ChoiceField(choices=Review.Verdict.choices, allow_null=True)
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answers = AnswerOfReview(many=True)


class ReviewsOfPractice(serializers.Serializer[Any]):
    """All reviews of a practice, the latest first."""

    results = ReviewRow(many=True)


class RevisionRow(serializers.Serializer[Any]):
    """That a practice changed: what, when, and the note of whoever changed it."""

    number = serializers.IntegerField()
    version = serializers.IntegerField()
    at = serializers.DateTimeField()
    note = serializers.CharField()
    restored = serializers.IntegerField(
        allow_null=True, help_text="The revision whose content this is again."
    )
    changed = serializers.ListField(
        child=serializers.CharField(), help_text="Names of the fields that changed."
    )
    content = serializers.JSONField(
        help_text="All that it said then; for those who may edit it, else null."
    )


class QuestionOfReview(serializers.Serializer[Any]):
    code = serializers.CharField()
    question = serializers.CharField()
    help = serializers.CharField()


class QuestionsOfReview(serializers.Serializer[Any]):
    """What every reviewer is asked, in the caller's language."""

    results = QuestionOfReview(many=True)
