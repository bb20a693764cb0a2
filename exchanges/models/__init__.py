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
from exchanges.models.procedures import (
    BodyMember,
    BodyMemberQuerySet,
    Consultation,
    ConsultationQuerySet,
    InstitutionRole,
    InstitutionRoleQuerySet,
    Opinion,
)
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
from exchanges.models.volunteers import HelpOffer

__all__ = [
    "BodyMember",
    "BodyMemberQuerySet",
    "CalendarLink",
    "Challenge",
    "ChallengeQuerySet",
    "Clarification",
    "Consultation",
    "ConsultationQuerySet",
    "CountryProcedure",
    "Endorsement",
    "ExchangeRequest",
    "ExchangeRequestQuerySet",
    "HelpOffer",
    "Holder",
    "InstitutionRole",
    "InstitutionRoleQuerySet",
    "Instrument",
    "Introduction",
    "IntroductionQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Measure",
    "Message",
    "MessageQuerySet",
    "Observation",
    "Opinion",
    "Paper",
    "PaperQuerySet",
    "ProviderCapacity",
    "ReadMark",
    "ReferenceCounter",
    "ServiceClock",
    "Sought",
]
