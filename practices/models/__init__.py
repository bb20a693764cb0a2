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
from practices.models.feedback import LONGEST_WORDS, Feedback, FeedbackQuerySet, Reply
from practices.models.files import KeptFile, KeptFileQuerySet
from practices.models.freshness import ReviewReminder
from practices.models.lineage import Lineage, LineageQuerySet
from practices.models.outcomes import Outcome, OutcomeValue, Source
from practices.models.practice import Practice, PracticeQuerySet
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
from practices.models.transferability import (
    Assessment,
    AssessmentQuerySet,
    Element,
    ElementQuerySet,
    Judgement,
    Transferability,
)
from practices.models.translations import (
    Translation,
    TranslationQuerySet,
    TranslationRequest,
    fingerprint,
)

__all__ = [
    "DIMENSIONS",
    "LONGEST_WORDS",
    "Arrival",
    "ArrivalQuerySet",
    "Assessment",
    "AssessmentQuerySet",
    "Attachment",
    "AttachmentQuerySet",
    "CoAuthor",
    "Element",
    "ElementQuerySet",
    "Feedback",
    "FeedbackQuerySet",
    "Finding",
    "FindingQuerySet",
    "Judgement",
    "KeptFile",
    "KeptFileQuerySet",
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
    "Reply",
    "Review",
    "ReviewAnswer",
    "ReviewQuerySet",
    "ReviewReminder",
    "Revision",
    "RevisionQuerySet",
    "SavedEntry",
    "SavedEntryQuerySet",
    "SavedSearch",
    "SavedSearchQuerySet",
    "SearchEntry",
    "SearchEntryQuerySet",
    "Source",
    "Transferability",
    "Translation",
    "TranslationQuerySet",
    "TranslationRequest",
    "fingerprint",
    "new_token",
]
