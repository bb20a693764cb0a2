"""The people, and what they may act for."""

from accounts.models.memberships import Membership, MembershipQuerySet
from accounts.models.people import User, UserManager

__all__ = ["Membership", "MembershipQuerySet", "User", "UserManager"]
