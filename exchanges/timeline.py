"""What happened to a request, told in two lanes: the country that asks, and the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchanges.models import Consultation, ExchangeRequest, Holder, Invitation
from exchanges.notices import country_in_words
from outbox.models import Event, reference

MOST = 80  # steps on a page; those before are told when asked for
OURS, THEIRS = "ours", "theirs"
SIDES: Mapping[str, str] = {
    Holder.AUTHOR: OURS,
    Holder.FOCAL_POINT: OURS,
    Holder.DESK: THEIRS,
    Holder.PROVIDERS: THEIRS,
}

HAPPENED: Mapping[str, str | Promise] = {
    "exchange_request.started": _("The request was begun"),
    "exchange_request.changed": _("The text was changed"),
    "exchange_request.submitted": _("Submitted"),
    "exchange_request.endorsed": _("Endorsed for the country"),
    "exchange_request.sent_back": _("Sent back"),
    "exchange_request.found_complete": _("Nothing is missing"),
    "exchange_request.triaged": _("The countries to ask are chosen"),
    "exchange_request.reassigned": _("Another officer takes care of it"),
    "exchange_request.offered": _("Put to the countries"),
    "exchange_request.passed_by": _("%(country)s has paused, and was not asked"),
    "exchange_request.help_offered": _("%(country)s offered its help"),
    "exchange_request.unanswered": _("No country said yes: the desk has it again"),
    "exchange_request.accepted": _("A country is chosen"),
    "exchange_request.declined": _("Ended without an exchange"),
    "exchange_request.withdrawn": _("Withdrawn"),
    "exchange_request.reminded": _("A reminder went out"),
    "exchange_request.escalated": _("It is overdue: the administrators were told"),
    "exchange_request.lapsed": _("Lapsed"),
    "exchange_request.paper_attached": _("A paper was attached"),
    "exchange_request.paper_removed": _("A paper was taken off"),
    "consultation.opened": _("Others of the country were asked whether they object"),
    "consultation.agreed": _("No objection"),
    "consultation.objected": _("Objected"),
    "consultation.closed": _("The consultation closed; who said nothing agreed"),
    "consultation.called_off": _("The consultation was called off"),
    "invitation.sent": _("%(country)s was asked"),
    "invitation.accepted": _("%(country)s said yes"),
    "invitation.declined": _("%(country)s said no"),
    "invitation.asked": _("%(country)s asked a question"),
    "invitation.clarified": _("The question of %(country)s was answered"),
    "invitation.thanked": _("%(country)s was thanked"),
    "invitation.reminded": _("%(country)s was reminded"),
    "invitation.lapsed": _("%(country)s did not answer in time"),
}
BY_THOSE_WHO_ASK = (
    "exchange_request.started",
    "exchange_request.changed",
    "exchange_request.submitted",
    "exchange_request.endorsed",
    "exchange_request.withdrawn",
    "invitation.clarified",
)
TOLD_TO_PROVIDERS = (  # what a country that was asked reads of the request itself
    "exchange_request.submitted",
    "exchange_request.endorsed",
    "exchange_request.offered",
    "exchange_request.accepted",
    "exchange_request.declined",
    "exchange_request.withdrawn",
    "exchange_request.lapsed",
)
WORDS = ("reason", "question", "answer", "name", "offer")  # facts that people wrote


@dataclass(frozen=True)
class Step:
    """One thing that happened, in the lane of the side that did it."""

    at: datetime
    kind: str
    text: str
    words: str
    actor: User | None
    side: str
    times: int = 1
    before: str = ""  # the lane of the step before it in time

    @property
    def crosses(self) -> bool:
        """Tell whether the ball came over from the other side."""
        return bool(self.before) and self.before != self.side


@dataclass(frozen=True)
class History:
    """The latest steps, and whether there are earlier ones."""

    steps: list[Step]
    has_more: bool


def steps_of(
    exchange_request: ExchangeRequest,
    invitations: Sequence[Invitation],
    *,
    whole: bool,
    consultations: Sequence[Consultation] = (),
    most: int = MOST,
) -> History:
    """
    Return what happened to a request, the latest first.

    :param invitations: those whose steps may be told to the reader.
    :param consultations: what the country asked its own people, for those who may read it.
    :param whole: she reads all of the request's own steps, and not only the public ones.
    """
    about = {reference(row): row for row in invitations}
    asked = [reference(row) for row in consultations]
    kinds = [kind for kind in HAPPENED if whole or told_to_providers(kind)]
    events = Event.objects.filter(
        subject__in=[reference(exchange_request), *about, *asked], kind__in=kinds
    )
    latest = list(events.select_related("actor").order_by("-pk")[: most + 1])
    told = [step_of(event, exchange_request, about) for event in latest[:most]]
    return History(laned(merged(told)), has_more=len(latest) > most)


def told_to_providers(kind: str) -> bool:
    return kind in TOLD_TO_PROVIDERS or kind.startswith("invitation.")


def step_of(
    event: Event, exchange_request: ExchangeRequest, about: Mapping[str, Invitation]
) -> Step:
    invitation = about.get(event.subject)
    country = invitation.country_id if invitation else event.facts.get("provider", "")
    return Step(
        at=event.happened_at,
        kind=event.kind,
        text=str(HAPPENED[event.kind]) % {"country": country_in_words(country)},
        words=words_of(event),
        actor=event.actor,
        side=side_of(event, exchange_request),
    )


def words_of(event: Event) -> str:
    """Return what was said with it; our own sentences in the reader's language."""
    said = next((event.facts[name] for name in WORDS if event.facts.get(name)), "")
    return gettext(said) if said and event.actor_id is None else str(said)


def side_of(event: Event, exchange_request: ExchangeRequest) -> str:
    """Return the lane of whoever did it, or of whoever was reminded to."""
    if event.kind in BY_THOSE_WHO_ASK or event.kind.startswith("consultation."):
        return OURS
    if holder := event.facts.get("holder"):
        return SIDES.get(holder, THEIRS)
    if event.kind.startswith("invitation."):
        return THEIRS
    return OURS if event.actor_id == exchange_request.author_id else THEIRS


def merged(steps: Iterable[Step]) -> list[Step]:
    """Return steps with those that only repeat the one before told once, with their number."""
    told: list[Step] = []
    for step in steps:
        last = told[-1] if told else None
        same = last and (last.kind, last.actor, last.words, last.text) == (
            step.kind,
            step.actor,
            step.words,
            step.text,
        )
        if last and same:
            told[-1] = replace(last, times=last.times + 1)
        else:
            told.append(step)
    return told


def laned(latest_first: list[Step]) -> list[Step]:
    """Say of each step in which lane the one before it was."""
    paired = [
        replace(later, before=sooner.side) for later, sooner in pairwise(latest_first)
    ]
    return paired + latest_first[-1:]
