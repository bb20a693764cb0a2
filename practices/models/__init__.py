"""The knowledge: practices, what came of them, whence they came, and who learned from them."""

from practices.models.lineage import Lineage, LineageQuerySet
from practices.models.outcomes import Outcome, OutcomeValue, Source
from practices.models.practice import Practice, PracticeQuerySet, Translation
from practices.models.questions import Problem, Question, QuestionQuerySet, new_token
from practices.models.saved import (
    Arrival,
    ArrivalQuerySet,
    Finding,
    FindingQuerySet,
    SavedEntry,
    SavedEntryQuerySet,
    SavedSearch,
    SavedSearchQuerySet,
)
from practices.models.search import (
    DIMENSIONS,
    LexemeCount,
    SearchEntry,
    SearchEntryQuerySet,
)

__all__ = [
    "DIMENSIONS",
    "Arrival",
    "ArrivalQuerySet",
    "Finding",
    "FindingQuerySet",
    "LexemeCount",
    "Lineage",
    "LineageQuerySet",
    "Outcome",
    "OutcomeValue",
    "Practice",
    "PracticeQuerySet",
    "Problem",
    "Question",
    "QuestionQuerySet",
    "SavedEntry",
    "SavedEntryQuerySet",
    "SavedSearch",
    "SavedSearchQuerySet",
    "SearchEntry",
    "SearchEntryQuerySet",
    "Source",
    "Translation",
    "new_token",
]
