"""Who has the ball: since when, until when, what there is to do, and what comes then."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges import consulting
from exchanges.models import Consultation, ExchangeRequest, Holder, Invitation
from exchanges.permissions import (
    Person,
    answers_for,
    asks,
    attends,
    is_focal_point,
    why_not_change,
    why_not_endorse,
    why_not_send_back,
    why_not_submit,
    why_not_withdraw,
)

Status = ExchangeRequest.Status
Invitations = Sequence[Invitation]


@dataclass(frozen=True)
class Ball:
    """Who has to act now, as one person sees it."""

    who: str
    is_hers: bool
    since: datetime
    until: date | None
    days_left: int
    stage: str
    todo: str
    is_own_turn: bool = False  # of a country that was asked, and answers for itself

    @property
    def is_late(self) -> bool:
        return self.until is not None and self.days_left < 0

    @property
    def days_late(self) -> int:
        return -self.days_left


# What there is to do at each stage: for whoever has the ball, and for all others.
NEXT_STEPS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "draft": (
        gettext_lazy("Finish it, and submit it. Until then nobody else sees it."),
        gettext_lazy("It is being written."),
    ),
    "returned": (
        gettext_lazy("Read why it came back, mend it, and submit it again."),
        gettext_lazy("It is being mended, and will be submitted again."),
    ),
    "endorsement": (
        gettext_lazy(
            "Endorse it if your country wants it, or send it back with a reason."
        ),
        gettext_lazy("When it is endorsed, the coordination desk looks at it."),
    ),
    "consultation": (
        gettext_lazy("Say whether you object. Who says nothing by then agrees."),
        gettext_lazy(
            "Others of the country say whether they object; who says nothing agrees. "
            "Then the focal point endorses it, or sends it back."
        ),
    ),
    "check": (
        gettext_lazy("See whether anything is missing, and say so."),
        gettext_lazy("The desk sees whether anything is missing; you hear either way."),
    ),
    "routing": (
        gettext_lazy("Decide which countries to ask."),
        gettext_lazy("The desk decides with you which countries to ask."),
    ),
    "offering": (
        gettext_lazy("Put it to the countries."),
        gettext_lazy("The desk puts it to the countries next."),
    ),
    "asked": (
        gettext_lazy("Say yes, say no with a reason, or ask a question first."),
        gettext_lazy("Each country says yes, says no with a reason, or asks."),
    ),
    "clarification": (
        gettext_lazy("Answer the question: the country waits for it."),
        gettext_lazy("A country asked something, and waits for the answer."),
    ),
    "considering": (
        gettext_lazy("Weigh what was said so far."),
        gettext_lazy("The country that asked weighs what was said so far."),
    ),
    "question": (
        gettext_lazy("Answer the question: the country waits for it."),
        gettext_lazy(
            "The country that asks answers your question. Your days to say yes or no "
            "stand still until then."
        ),
    ),
    "choice": (
        gettext_lazy(
            "Compare the answers below and choose one, or wait for those to come."
        ),
        gettext_lazy("The country that asked compares the answers, and chooses."),
    ),
    "accepted": (
        gettext_lazy("A country said yes."),
        gettext_lazy("A country said yes."),
    ),
    "declined": (
        gettext_lazy("It ended without an exchange. The reason stands below."),
        gettext_lazy("It ended without an exchange. The reason stands below."),
    ),
    "withdrawn": (
        gettext_lazy("It was taken back. The reason stands below."),
        gettext_lazy("It was taken back. The reason stands below."),
    ),
    "lapsed": (
        gettext_lazy("It rests for good. You may begin a new one from it."),
        gettext_lazy("It rests for good."),
    ),
}


def ball_of(
    exchange_request: ExchangeRequest,
    person: Person,
    invitations: Invitations,
    today: date,
    *,
    sees_all: bool,
    consultation: Consultation | None = None,
) -> Ball:
    """
    Say who has the ball of a request, as far as these invitations tell.

    A country that was asked has a ball of its own, whatever the others do; so have those
    who are consulted before it is endorsed.
    """
    if own := own_turn(exchange_request, person, invitations):
        return own_ball(own, today)
    if consultation and consultation.is_open:
        return ball_of_body(consultation, person, today)
    until = exchange_request.due_on
    stage = stage_of(exchange_request, invitations, sees_all=sees_all)
    is_hers = is_held_by(exchange_request, person, invitations)
    return Ball(
        who=named(exchange_request, invitations),
        is_hers=is_hers,
        since=exchange_request.held_since,
        until=until,
        days_left=(until - today).days if until else 0,
        stage=stage,
        todo=todo_of(stage, invitations, is_hers=is_hers),
    )


def todo_of(stage: str, invitations: Invitations, *, is_hers: bool) -> str:
    """Say what there is to do, or what came of it."""
    chosen = [row for row in invitations if row.status == Invitation.Status.CHOSEN]
    if stage == "accepted" and chosen:
        return _(
            "%(country)s said yes, and was chosen. Planning it together is next."
        ) % {"country": chosen[0].country}
    told = str(NEXT_STEPS[stage][0 if is_hers else 1])
    if stage == "choice" and is_hers and any(row.is_paused for row in invitations):
        return str(NEXT_STEPS["clarification"][0]) + " " + told
    return told


def own_turn(
    exchange_request: ExchangeRequest, person: Person, invitations: Invitations
) -> Invitation | None:
    """Return the invitation that waits for her own country's answer."""
    if exchange_request.status != Status.OFFERED:
        return None
    rows = waiting(invitations)
    return next((row for row in rows if answers_for(person, row)), None)


def own_ball(invitation: Invitation, today: date) -> Ball:
    until = invitation.due_on
    return Ball(
        who=str(invitation.country),
        is_hers=True,
        since=invitation.asked_at or invitation.status_since,
        until=until,
        days_left=(until - today).days if until else 0,
        stage="asked",
        todo=str(NEXT_STEPS["asked"][0]),
        is_own_turn=True,
    )


def ball_of_body(consultation: Consultation, person: Person, today: date) -> Ball:
    """Say that those who are consulted have it, until the day on which silence agrees."""
    is_hers = awaits_word_of(consultation, person)
    until = consultation.closes_on
    country = consultation.exchange_request.country
    return Ball(
        who=_("those whom %(country)s consults") % {"country": country},
        is_hers=is_hers,
        since=consultation.opened_at,
        until=until,
        days_left=(until - today).days,
        stage="consultation",
        todo=str(NEXT_STEPS["consultation"][0 if is_hers else 1]),
    )


def awaits_word_of(consultation: Consultation, person: Person) -> bool:
    """Tell whether a person is asked, and has not said anything."""
    known = getattr(consultation, "awaited", None)
    if known is not None:
        return bool(known)
    if not person.is_authenticated:
        return False
    hers = Consultation.objects.waiting_for(person)
    return hers.filter(pk=consultation.pk).exists()


def stage_of(
    exchange_request: ExchangeRequest, invitations: Invitations, *, sees_all: bool
) -> str:
    """Return where a request stands, more finely than its status says."""
    holder, status = exchange_request.holder, exchange_request.status
    if exchange_request.is_final or status in ExchangeRequest.OPEN_TO_AUTHOR:
        return status
    if not sees_all and any(row.is_paused for row in invitations):
        return "question"
    if holder == Holder.AUTHOR:
        if not sees_all:
            return "considering"
        said_yes = any(row.status == Invitation.Status.ACCEPTED for row in invitations)
        return "choice" if said_yes else "clarification"
    if holder == Holder.DESK:
        return stage_at_the_desk(exchange_request)
    return "endorsement" if holder == Holder.FOCAL_POINT else "asked"


def stage_at_the_desk(exchange_request: ExchangeRequest) -> str:
    if exchange_request.complete_at is None:
        return "check"
    return "offering" if exchange_request.status == Status.TRIAGED else "routing"


def is_held_by(
    exchange_request: ExchangeRequest, person: Person, invitations: Invitations
) -> bool:
    held: dict[str, Callable[[], bool]] = {
        Holder.AUTHOR: lambda: asks(person, exchange_request),
        Holder.FOCAL_POINT: lambda: is_focal_point(person, exchange_request.country),
        Holder.DESK: lambda: attends(person, exchange_request),
        Holder.PROVIDERS: lambda: any(
            answers_for(person, row) for row in waiting(invitations)
        ),
        Holder.NOBODY: lambda: False,
    }
    return held[exchange_request.holder]()


def named(exchange_request: ExchangeRequest, invitations: Invitations = ()) -> str:
    """Name whoever has the ball: a person, an office, countries."""
    match exchange_request.holder:
        case Holder.AUTHOR:
            return str(exchange_request.author)
        case Holder.FOCAL_POINT:
            return _("the focal point of %(country)s") % {
                "country": exchange_request.country
            }
        case Holder.DESK:
            officer = exchange_request.officer
            desk = Holder.DESK.label
            return f"{officer}, {desk}" if officer and officer.is_active else str(desk)
        case Holder.PROVIDERS:
            names = [str(row.country) for row in waiting(invitations)]
            return get_text_list(names, _("and")) or str(Holder.PROVIDERS.label)
    return str(Holder.NOBODY.label)


def waiting(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Return those whose clock runs: asked, and without an open question."""
    return [row for row in invitations if row.is_pending and not row.is_paused]


# --- how far it has come ----------------------------------------------------------------


@dataclass(frozen=True)
class Station:
    """One of the stations between a first word and an answer."""

    name: str | Promise
    state: str  # "done", "now" or "ahead"


STATIONS = (
    gettext_lazy("Written"),
    gettext_lazy("Submitted"),
    gettext_lazy("Looked through"),
    gettext_lazy("Put to countries"),
    gettext_lazy("Answered"),
)
REACHED = {
    Status.DRAFT: 0,
    Status.RETURNED: 0,
    Status.SUBMITTED: 1,
    Status.ENDORSED: 2,
    Status.TRIAGED: 2,
    Status.OFFERED: 3,
    Status.ACCEPTED: 4,
}


def path_of(exchange_request: ExchangeRequest) -> list[Station]:
    """Return the stations of a request; none for one that ended before the last."""
    reached = REACHED.get(Status(exchange_request.status))
    if reached is None:
        return []
    whole = exchange_request.status == Status.ACCEPTED
    return [
        Station(
            name,
            "done" if i < reached or whole else "now" if i == reached else "ahead",
        )
        for i, name in enumerate(STATIONS)
    ]


# --- what can be done now ---------------------------------------------------------------


Deeds = dict[str, str]
VERBS: Mapping[str, tuple[Callable[[Person, ExchangeRequest], str], str]] = {
    "submit": (why_not_submit, Status.SUBMITTED),
    "endorse": (why_not_endorse, Status.ENDORSED),
    "send_back": (why_not_send_back, Status.RETURNED),
    "withdraw": (why_not_withdraw, Status.WITHDRAWN),
}


def deeds_of(
    person: Person,
    exchange_request: ExchangeRequest,
    consultation: Consultation | None = None,
) -> Deeds:
    """Return the verbs that are hers, each with why not now; nothing where she may."""
    hers = {
        verb: why_not_now(exchange_request, leads_to)
        for verb, (why_not, leads_to) in VERBS.items()
        if not why_not(person, exchange_request)
    }
    if "endorse" in hers:
        hers["endorse"] = hers["endorse"] or consulting.why_not_endorsed_yet(
            consultation
        )
    if asks(person, exchange_request):
        hers["edit"] = why_not_change(person, exchange_request)
    return hers


def why_not_now(exchange_request: ExchangeRequest, leads_to: str) -> str:
    """Say why a step does not follow from where it stands."""
    if leads_to in ExchangeRequest.MOVES.get(exchange_request.status, ()):
        return ""
    return _("Not possible now: the request is “%(status)s”.") % {
        "status": exchange_request.get_status_display()
    }


def today() -> date:
    return timezone.now().date()
