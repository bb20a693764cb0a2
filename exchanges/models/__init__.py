"""Challenges, requests for an exchange, whom they are put to, and what the parties say."""

from exchanges.models.calendars import CalendarLink
from exchanges.models.challenges import (
    Challenge,
    ChallengeQuerySet,
    Measure,
    Observation,
)
from exchanges.models.clock import CountryProcedure, ProviderCapacity, ServiceClock
from exchanges.models.endorsements import Endorsement, ReferenceCounter
from exchanges.models.invitations import Clarification, Invitation, InvitationQuerySet
from exchanges.models.requests import ExchangeRequest, ExchangeRequestQuerySet
from exchanges.models.threads import (
    Introduction,
    IntroductionQuerySet,
    Message,
    MessageQuerySet,
    Paper,
    PaperQuerySet,
    ReadMark,
)
from exchanges.models.vocabulary import Holder, Instrument, Sought

__all__ = [
    "CalendarLink",
    "Challenge",
    "ChallengeQuerySet",
    "Clarification",
    "CountryProcedure",
    "Endorsement",
    "ExchangeRequest",
    "ExchangeRequestQuerySet",
    "Holder",
    "Instrument",
    "Introduction",
    "IntroductionQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Measure",
    "Message",
    "MessageQuerySet",
    "Observation",
    "Paper",
    "PaperQuerySet",
    "ProviderCapacity",
    "ReadMark",
    "ReferenceCounter",
    "ServiceClock",
    "Sought",
]
