"""The people, what they may act for, the keys of their programs, and what they are told."""

from accounts.models.experts import Expert, ExpertQuerySet
from accounts.models.letters import Letter, LetterQuerySet
from accounts.models.memberships import (
    IllegalMove,
    Membership,
    MembershipQuerySet,
)
from accounts.models.notices import (
    Notice,
    NoticePreference,
    NoticeQuerySet,
    Pace,
    Topic,
)
from accounts.models.people import SECOND_FACTORS, User, UserManager
from accounts.models.tokens import PersonalToken, PersonalTokenQuerySet

__all__ = [
    "SECOND_FACTORS",
    "Expert",
    "ExpertQuerySet",
    "IllegalMove",
    "Letter",
    "LetterQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Notice",
    "NoticePreference",
    "NoticeQuerySet",
    "Pace",
    "PersonalToken",
    "PersonalTokenQuerySet",
    "Topic",
    "User",
    "UserManager",
]
