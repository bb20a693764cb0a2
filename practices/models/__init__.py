"""The knowledge: practices, what came of them, whence they came, and who learned from them."""

from practices.models.curation import (
    Attachment,
    AttachmentQuerySet,
    CoAuthor,
    Manuscript,
    Review,
    ReviewAnswer,
    ReviewQuerySet,
    Revision,
    RevisionQuerySet,
)
from practices.models.lineage import Lineage, LineageQuerySet
from practices.models.outcomes import Outcome, OutcomeValue, Source
from practices.models.practice import (
    Practice,
    PracticeQuerySet,
    Translation,
)
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
    "Attachment",
    "AttachmentQuerySet",
    "CoAuthor",
    "Finding",
    "FindingQuerySet",
    "LexemeCount",
    "Lineage",
    "LineageQuerySet",
    "Manuscript",
    "Outcome",
    "OutcomeValue",
    "Practice",
    "PracticeQuerySet",
    "Problem",
    "Question",
    "QuestionQuerySet",
    "Review",
    "ReviewAnswer",
    "ReviewQuerySet",
    "Revision",
    "RevisionQuerySet",
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
