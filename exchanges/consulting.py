"""
A country consults before its focal point endorses: no objection by a day, silence agrees.

One function per verb, one transaction per function; the request is locked first, as everywhere.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, User
from accounts.permissions import refuse
from exchanges.deadlines import clock_of, procedure_of, working_days_after
from exchanges.models import (
    BodyMember,
    Consultation,
    ExchangeRequest,
    Holder,
    Opinion,
)
from exchanges.permissions import why_not_opine
from exchanges.refusals import Missing, said
from outbox.events import record

Outcome = Consultation.Outcome
Says = Opinion.Says


class StillConsulted(ValidationError):
    """Others of the country may still object; the message says until when."""


# --- opening it -------------------------------------------------------------------------


def begin(exchange_request: ExchangeRequest, today: date) -> Consultation | None:
    """
    Ask the country's body whether it objects, where the country wants that.

    Return nothing where nobody is of the body besides the author. The caller says what
    happened (``announce``), and saves the request.
    """
    procedure = procedure_of(exchange_request.country)
    if not procedure.consultation_wanted or not asked(exchange_request):
        return None
    days, country = procedure.consultation_days, exchange_request.country
    consultation = Consultation.objects.create(
        exchange_request=exchange_request,
        closes_on=working_days_after(today, days, country),
    )
    hand_to_focal_point(exchange_request, consultation.closes_on)
    return consultation


def announce(consultation: Consultation) -> None:
    """Say that it is open, after what led to it was said."""
    closes = str(consultation.closes_on)
    record("consultation.opened", about=consultation, by=None, due=closes)


def asked(exchange_request: ExchangeRequest) -> Sequence[BodyMember]:
    """Return the members of the body, besides the author."""
    members = BodyMember.objects.of(exchange_request.country_id).in_force()
    return list(members.exclude(person=exchange_request.author_id).by_name())


def hand_to_focal_point(exchange_request: ExchangeRequest, day: date) -> None:
    """Give it to the focal point, whose days are counted from a day; the caller saves."""
    country = exchange_request.country
    clock, own = clock_of(exchange_request.hub), procedure_of(country)
    days = own.endorsement_days or clock.endorsement
    until = working_days_after(day, days, country)
    exchange_request.hand_to(Holder.FOCAL_POINT, due_on=until)


# --- what the body says -------------------------------------------------------------------


@transaction.atomic
def agree(consultation: Consultation, *, by: User) -> Opinion:
    """
    Say that her institution does not object. Once all have answered, it closes.

    :raises PermissionDenied: unless she is of the country's body, and did not write it.
    :raises IllegalMove: where it is over, or she said so already.
    """
    consultation = locked(consultation)
    opinion = say(consultation, by, Says.NO_OBJECTION)
    record("consultation.agreed", about=consultation, by=by)
    close_when_answered(consultation)
    return opinion


@transaction.atomic
def object_to(consultation: Consultation, *, by: User, reason: str) -> Opinion:
    """
    Object, with a reason that the focal point and the author read.

    :raises PermissionDenied: unless she is of the country's body, and did not write it.
    :raises IllegalMove: where it is over, or she said something already.
    :raises Missing: without a reason.
    """
    consultation = locked(consultation)
    opinion = say(consultation, by, Says.OBJECTS, reason=reason)
    about = {"reason": opinion.reason}
    record("consultation.objected", about=consultation, by=by, **about)
    close_when_answered(consultation)
    return opinion


def say(
    consultation: Consultation, person: User, says: str, *, reason: str = ""
) -> Opinion:
    """Note what a member says, once."""
    refuse(why_not_opine(person, consultation))
    refuse_late(consultation)
    if consultation.opinions.filter(person=person).exists():
        raise IllegalMove(_("You have answered already. An answer stands."))
    if says == Says.OBJECTS:
        reason = said(reason)
    country = consultation.exchange_request.country_id
    member = BodyMember.objects.of(country).in_force().get(person=person)
    return Opinion.objects.create(
        consultation=consultation,
        person=person,
        institution=member.institution,
        says=says,
        reason=reason,
    )


def refuse_late(consultation: Consultation) -> None:
    """:raises IllegalMove: where it is over, or its day has passed."""
    if not consultation.is_open:
        raise IllegalMove(
            _("This consultation is over: %(outcome)s.")
            % {"outcome": consultation.get_outcome_display()}
        )
    if consultation.closes_on < timezone.now().date():
        raise IllegalMove(
            _("The last day was %(day)s. Who said nothing by then agrees.")
            % {"day": date_format(consultation.closes_on)}
        )


# --- closing it -------------------------------------------------------------------------


def close_when_answered(consultation: Consultation) -> None:
    """Close it at once where nobody is left who might say something."""
    answered = set(consultation.opinions.values_list("person", flat=True))
    members = asked(consultation.exchange_request)
    if all(member.person_id in answered for member in members):
        close(consultation)


def close(consultation: Consultation) -> None:
    """
    Note silence as consent, and give the request to the focal point; the request is locked.

    Her days are counted from today on.
    """
    exchange_request, now = consultation.exchange_request, timezone.now()
    note_silence(consultation)
    objected = consultation.opinions.objections().exists()
    consultation.end(Outcome.OBJECTED if objected else Outcome.NO_OBJECTION, at=now)
    hand_to_focal_point(exchange_request, now.date())
    exchange_request.held_since = now
    exchange_request.updated_at = now
    exchange_request.version += 1
    exchange_request.save()
    due = str(exchange_request.due_on)
    about = {"outcome": consultation.outcome, "due": due}
    record("consultation.closed", about=consultation, by=None, **about)


def note_silence(consultation: Consultation) -> None:
    """Write down of each member who said nothing that she agrees."""
    answered = set(consultation.opinions.values_list("person", flat=True))
    Opinion.objects.bulk_create(
        Opinion(
            consultation=consultation,
            person=member.person,
            institution=member.institution,
            says=Says.SILENT,
        )
        for member in asked(consultation.exchange_request)
        if member.person_id not in answered
    )


def call_off(exchange_request: ExchangeRequest) -> None:
    """End what is being asked, where the request itself moved on; it is locked."""
    for consultation in exchange_request.consultations.open().select_for_update():
        consultation.end(Outcome.CALLED_OFF, at=timezone.now())
        record("consultation.called_off", about=consultation, by=None)


# --- what follows for the focal point ------------------------------------------------------


def all_of(
    exchange_request: ExchangeRequest, person: User | None = None
) -> Sequence[Consultation]:
    """Return all consultations about a request, the latest first, as a person sees them."""
    rows = exchange_request.consultations.latest_first()
    if person is not None:
        rows = rows.with_whether_it_awaits(person)
    for row in rows:
        row.exchange_request = exchange_request
    return list(rows)


def latest_of(
    exchange_request: ExchangeRequest, rows: Sequence[Consultation] | None = None
) -> Consultation | None:
    """Return the latest consultation that was not called off, if there was one."""
    known = all_of(exchange_request) if rows is None else rows
    return next((row for row in known if row.outcome != Outcome.CALLED_OFF), None)


def why_not_endorsed_yet(consultation: Consultation | None) -> str:
    """Say that it cannot be endorsed while others may still object, and until when."""
    if consultation is None or not consultation.is_open:
        return ""
    return _(
        "Others of your country are asked whether they object. It can be endorsed "
        "once they all have answered, or after %(day)s."
    ) % {"day": date_format(consultation.closes_on)}


def must_be_over(exchange_request: ExchangeRequest, words: str) -> None:
    """
    See that those who are consulted were heard, before it is endorsed.

    :raises StillConsulted: while they may still object.
    :raises Missing: where somebody objected, and no word says why it is endorsed nevertheless.
    """
    consultation = latest_of(exchange_request)
    if consultation and consultation.opened_at < exchange_request.status_since:
        return  # of an earlier text, which was sent back
    if why_not := why_not_endorsed_yet(consultation):
        raise StillConsulted(why_not)
    objected = consultation and consultation.outcome == Outcome.OBJECTED
    if objected and not words.strip():
        raise Missing(
            _("Somebody objected. Write why your country wants it nevertheless.")
        )


def locked(consultation: Consultation) -> Consultation:
    """Return it as it is now, kept from others: the request first."""
    requests = ExchangeRequest.objects.select_for_update(of=("self",)).with_line()
    exchange_request = requests.get(pk=consultation.exchange_request_id)
    rows = Consultation.objects.select_for_update(of=("self",))
    found = rows.get(pk=consultation.pk)
    found.exchange_request = exchange_request
    return found
