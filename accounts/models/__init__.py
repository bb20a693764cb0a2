"""The people, what they may act for, and the keys of their programs."""

from accounts.models.memberships import (
    IllegalMove,
    Membership,
    MembershipQuerySet,
)
from accounts.models.people import SECOND_FACTORS, User, UserManager
from accounts.models.tokens import PersonalToken, PersonalTokenQuerySet

__all__ = [
    "SECOND_FACTORS",
    "IllegalMove",
    "Membership",
    "MembershipQuerySet",
    "PersonalToken",
    "PersonalTokenQuerySet",
    "User",
    "UserManager",
]
