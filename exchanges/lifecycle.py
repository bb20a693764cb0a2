"""The life of a request: one function per verb, one transaction per function."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import refuse
from exchanges import consulting, inviting, letters, naming, officers
from exchanges.checks import (
    TooMany,
    refuse_duplicate,
    refuse_flood,
    refuse_incomplete,
)
from exchanges.deadlines import clock_of, procedure_of, working_days_after
from exchanges.models import (
    Challenge,
    Consultation,
    Endorsement,
    ExchangeRequest,
    Holder,
    Invitation,
    Paper,
    ReferenceCounter,
)
from exchanges.permissions import (
    is_focal_point,
    why_not_change,
    why_not_choose,
    why_not_endorse,
    why_not_send_back,
    why_not_start,
    why_not_submit,
    why_not_withdraw,
)
from exchanges.refusals import said
from hubs.models import Country
from outbox.events import record
from practices.models import Practice

Status = ExchangeRequest.Status
MOST_OPEN = 30  # requests that one person may have open
WRITTEN = (
    "title",
    "problem",
    "institution",
    "language",
    "sought",
    "instruments",
    "languages",
    "window_closes_on",
    "plan_alignment",
    "all_at_once",
    "public_fields",
)


class ChangedMeanwhile(ValidationError):
    """Somebody else was faster; her text stands beside yours."""


# --- writing it -------------------------------------------------------------------------


@transaction.atomic
def start(
    *,
    by: User,
    country: Country,
    challenge: Challenge | None = None,
    practices: Iterable[Practice] = (),
    ask: Sequence[Country] = (),
    **content: Any,
) -> ExchangeRequest:
    """
    Begin a request out of a challenge, of a practice, or of nothing; it is a draft.

    :param content: whichever of ``WRITTEN`` is known already.
    :raises PermissionDenied: unless she speaks for the country.
    :raises TooMany: beyond thirty open requests of one person.
    """
    refuse(why_not_start(by, country))
    if ExchangeRequest.objects.filter(author=by).open().count() >= MOST_OPEN:
        raise TooMany(
            _("You have %(most)d open requests. Finish or withdraw one first.")
            % {"most": MOST_OPEN}
        )
    now = timezone.now()
    exchange_request = ExchangeRequest(
        reference=f"KX-{now.year}-{ReferenceCounter.next_in(now.year):05d}",
        author=by,
        country=country,
        challenge=challenge,
        **told_by(challenge) | content,
    )
    rests = timedelta(days=clock_of(None).draft)
    exchange_request.hand_to(Holder.AUTHOR, due_on=now.date() + rests)
    exchange_request.save(force_insert=True)
    exchange_request.practices.set(practices)
    naming.queue(exchange_request, ask)
    record("exchange_request.started", about=exchange_request, by=by)
    return exchange_request


def story_of(challenge: Challenge) -> str:
    """Return what it says as those read it who did not see the questions."""
    told = (
        ("", challenge.happens),
        (_("To whom"), challenge.to_whom),
        (_("Since when"), challenge.since),
        (_("Tried already"), challenge.tried),
        (_("Limits"), challenge.limits),
    )
    parts = (f"{label}: {text}" if label else text for label, text in told if text)
    return "\n\n".join(parts)


def told_by(challenge: Challenge | None) -> dict[str, Any]:
    """Return what a challenge says already, so that nobody writes it twice."""
    if challenge is None:
        return {}
    return {
        "title": challenge.called,
        "problem": story_of(challenge),
        "language": challenge.language,
        "window_closes_on": challenge.deadline,
    }


@transaction.atomic
def change(
    exchange_request: ExchangeRequest,
    *,
    by: User,
    version: int,
    practices: Iterable[Practice] | None = None,
    ask: Sequence[Country] | None = None,
    **content: Any,
) -> ExchangeRequest:
    """
    Write on a draft, or on what was sent back.

    :raises PermissionDenied: unless it is hers to change now.
    :raises ChangedMeanwhile: where it is no longer of the version that she saw.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_change(by, exchange_request))
    if version != exchange_request.version:
        raise ChangedMeanwhile(
            _("Somebody changed it meanwhile. Look at both texts, then save again.")
        )
    for name in WRITTEN:
        if name in content:
            setattr(exchange_request, name, content[name])
    if practices is not None:
        exchange_request.practices.set(practices)
    if ask is not None:
        naming.queue(exchange_request, ask)
    saved(exchange_request)
    record("exchange_request.changed", about=exchange_request, by=by)
    return exchange_request


@transaction.atomic
def submit(
    exchange_request: ExchangeRequest,
    *,
    by: User,
    consents: bool = False,
    knowingly: bool = False,
) -> ExchangeRequest:
    """
    Hand it in: to the focal point where the country wants an endorsement, else to the desk.

    A focal point's own request carries her endorsement, unless others are consulted first.

    :param consents: she agrees that the desk and the countries asked read all of it.
    :param knowingly: she has seen the country's similar requests, and means another thing.
    :raises Missing: without a title, a problem, a consent; with a window that has closed.
    :raises AskedAlready: where the country asks much the same, and she did not say knowingly.
    :raises TooMany: beyond five submissions of one person a day.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_submit(by, exchange_request))
    now = timezone.now()
    refuse_incomplete(exchange_request, now.date(), consents=consents)
    if not knowingly:
        refuse_duplicate(exchange_request)
    is_new = exchange_request.submitted_at is None
    if is_new:
        refuse_flood(by)
    exchange_request.move_to(Status.SUBMITTED)
    exchange_request.submitted_at = exchange_request.submitted_at or now
    exchange_request.consented_at = exchange_request.consented_at or now
    consultation = hand_over(exchange_request, by, now.date())
    officers.put_in_charge(exchange_request)
    saved(exchange_request)
    ball = {"holder": exchange_request.holder, "due": str(exchange_request.due_on)}
    record("exchange_request.submitted", about=exchange_request, by=by, **ball)
    record("exchange_request.acknowledged", about=exchange_request, by=None, **ball)
    if consultation:
        consulting.announce(consultation)
    if is_new:
        officers.greet(exchange_request)
    return exchange_request


def hand_over(
    exchange_request: ExchangeRequest, by: User, today: date
) -> Consultation | None:
    """
    Give what was submitted to the focal point, where she has to endorse it, or to the desk.

    Return the consultation that goes before her word, where the country wants one.
    """
    if wants_endorsement(exchange_request):
        if consultation := consulting.begin(exchange_request, today):
            return consultation
        if not is_focal_point(by, exchange_request.country):
            consulting.hand_to_focal_point(exchange_request, today)
            return None
        Endorsement.objects.get_or_create(
            exchange_request=exchange_request, defaults={"by": by}
        )
        exchange_request.move_to(Status.ENDORSED)
    to_the_desk(exchange_request, today)
    return None


def to_the_desk(exchange_request: ExchangeRequest, today: date) -> None:
    """Give it to the desk: first to see whether it is complete, then to decide whom to ask."""
    clock = clock_of(exchange_request.hub)
    days = clock.triage if exchange_request.complete_at else clock.completeness
    until = working_days_after(today, days, exchange_request.country)
    exchange_request.hand_to(Holder.DESK, due_on=until)


def wants_endorsement(exchange_request: ExchangeRequest) -> bool:
    wanted = procedure_of(exchange_request.country).endorsement_wanted
    endorsed = Endorsement.objects.filter(exchange_request=exchange_request)
    return wanted and not endorsed.exists()


# --- the country's word -----------------------------------------------------------------


@transaction.atomic
def endorse(
    exchange_request: ExchangeRequest,
    *,
    by: User,
    words: str = "",
    letter: Paper | None = None,
) -> ExchangeRequest:
    """
    Say for the country that it wants the exchange; the desk has the ball from then on.

    :raises PermissionDenied: unless she is the country's focal point.
    :raises StillConsulted: while others of the country may still object.
    :raises Missing: without a letter, where the country wants one; without a word on why,
        where somebody objected.
    :raises NoLetter: for a paper that is no letter, such as a table.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_endorse(by, exchange_request))
    consulting.must_be_over(exchange_request, words)
    letters.refuse_unfit(exchange_request, letter)
    exchange_request.move_to(Status.ENDORSED)
    Endorsement.objects.update_or_create(
        exchange_request=exchange_request,
        defaults={"by": by, "at": timezone.now(), "words": words, "letter": letter},
    )
    to_the_desk(exchange_request, timezone.now().date())
    saved(exchange_request)
    due = str(exchange_request.due_on)
    record(
        "exchange_request.endorsed",
        about=exchange_request,
        by=by,
        words=words,
        due=due,
    )
    return exchange_request


@transaction.atomic
def send_back(
    exchange_request: ExchangeRequest, *, by: User, reason: str
) -> ExchangeRequest:
    """
    Give it back to whoever asks, who reads why and what would mend it.

    :raises PermissionDenied: unless she is at the desk, or the focal point it waits for.
    :raises Missing: without a reason.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_send_back(by, exchange_request))
    held_by = exchange_request.holder
    exchange_request.move_to(Status.RETURNED, reason=said(reason))
    consulting.call_off(exchange_request)
    clock = clock_of(exchange_request.hub)
    today, country = timezone.now().date(), exchange_request.country
    until = working_days_after(today, clock.clarification, country)
    exchange_request.hand_to(Holder.AUTHOR, due_on=until)
    exchange_request.complete_at = None
    Endorsement.objects.filter(exchange_request=exchange_request).delete()
    saved(exchange_request)
    due = str(exchange_request.due_on)
    about = {"reason": exchange_request.reason, "holder": held_by, "due": due}
    record("exchange_request.sent_back", about=exchange_request, by=by, **about)
    return exchange_request


# --- whoever asked ----------------------------------------------------------------------


@transaction.atomic
def choose(invitation: Invitation, *, by: User, reason: str = "") -> ExchangeRequest:
    """
    Take one of the countries that said yes; the others are thanked, with the reason.

    :raises IllegalMove: unless that country said yes, and the request is still open.
    """
    exchange_request = locked(invitation.exchange_request)
    refuse(why_not_choose(by, exchange_request))
    inviting.take(exchange_request, invitation, by=by, reason=reason)
    return saved(exchange_request)


@transaction.atomic
def withdraw(
    exchange_request: ExchangeRequest, *, by: User, reason: str
) -> ExchangeRequest:
    """
    Take it back; the countries that were asked read why.

    :raises Missing: without a reason.
    """
    exchange_request = locked(exchange_request)
    refuse(why_not_withdraw(by, exchange_request))
    exchange_request.move_to(Status.WITHDRAWN, reason=said(reason))
    consulting.call_off(exchange_request)
    inviting.thank_the_rest(exchange_request, reason=exchange_request.reason)
    saved(exchange_request)
    about = {"reason": exchange_request.reason}
    record("exchange_request.withdrawn", about=exchange_request, by=by, **about)
    return exchange_request


# --- what the verbs share ---------------------------------------------------------------


def locked(exchange_request: ExchangeRequest) -> ExchangeRequest:
    """Return the row as it is now, kept from others until the verb is done."""
    rows = ExchangeRequest.objects.select_for_update(of=("self",)).with_line()
    return rows.get(pk=exchange_request.pk)


def saved(exchange_request: ExchangeRequest) -> ExchangeRequest:
    exchange_request.updated_at = timezone.now()
    exchange_request.version += 1
    exchange_request.save()
    return exchange_request
