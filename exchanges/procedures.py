"""
What hubs and countries set for themselves: the steps and their days, and who takes part.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions import refuse
from exchanges.deadlines import clock_of, procedure_of
from exchanges.models import (
    BodyMember,
    CountryProcedure,
    InstitutionRole,
    ServiceClock,
)
from exchanges.models.clock import MOST_WORKING_DAYS
from exchanges.models.requests import SPEAKING
from exchanges.permissions import (
    why_not_appoint,
    why_not_name_institutions,
    why_not_set_clock,
    why_not_set_procedure,
)
from exchanges.refusals import Missing
from hubs.models import Country, Hub
from outbox.events import record

DAYS = (
    "completeness",
    "triage",
    "endorsement",
    "choice",
    "clarification",
    "poke",
    "last_chance",
    "lapse",
    "draft",
)
MOST_DAYS = 365
STEPS = (  # what a country sets, in the order of a request's way
    "consultation_wanted",
    "consultation_days",
    "endorsement_wanted",
    "letter_wanted",
    "endorsement_days",
)


class ClockRunsBackwards(ValidationError):
    """Days that cannot follow one another; the message says which, and what would be right."""


class TooLong(ValidationError):
    """A step of more days than a country may give it."""


class CannotAppoint(ValidationError):
    """Somebody who cannot be consulted for a country; the message says why."""


@transaction.atomic
def set_clock(hub: Hub | None, *, by: User, **days: int) -> ServiceClock:
    """
    Set how many days each step may take: in a hub, or where no hub has its own.

    It holds for what is asked from now on; days that were given stay.

    :param days: all or some of ``DAYS``.
    :raises PermissionDenied: unless she manages the hub, or the platform.
    :raises ClockRunsBackwards: for reminders that would not follow one another.
    """
    refuse(why_not_set_clock(by, hub))
    before = days_of(clock_of(hub))
    after = before | {name: days[name] for name in DAYS if name in days}
    refuse_backwards(after)
    clock, _made = ServiceClock.objects.update_or_create(hub=hub, defaults=after)
    changed = {
        name: [before[name], after[name]]
        for name in DAYS
        if before[name] != after[name]
    }
    record("clock.set", about=clock, by=by, hub=hub and hub.slug, days=changed)
    return clock


def days_of(clock: ServiceClock) -> dict[str, int]:
    return {name: getattr(clock, name) for name in DAYS}


def refuse_backwards(days: dict[str, int]) -> None:
    """:raises ClockRunsBackwards: with every sentence that applies."""
    earliest = ServiceClock.EARLIEST_POKE
    wrong = []
    if days["poke"] < earliest:
        wrong.append(
            _("The first reminder comes after %(days)d days at the earliest.")
            % {"days": earliest}
        )
    if days["last_chance"] <= days["poke"]:
        wrong.append(_("The last reminder comes after the first: give it more days."))
    if days["lapse"] <= days["last_chance"]:
        wrong.append(
            _("Somebody else is asked after the last reminder: give it more days.")
        )
    if max(days.values()) > MOST_DAYS:
        wrong.append(_("No step takes more than a year."))
    if wrong:
        raise ClockRunsBackwards(wrong)


@transaction.atomic
def set_procedure(country: Country, *, by: User, **wanted: Any) -> CountryProcedure:
    """
    Say which steps a country's request takes before the desk has it, and how long each.

    It holds for what is submitted from now on; what is not given stays as it is. A letter
    or a consultation without an endorsement means nothing, so it wants one.

    :param wanted: all or some of ``STEPS``.
    :raises PermissionDenied: unless she is its focal point, or administers the platform.
    :raises TooLong: for a step of more than sixty working days, or of none.
    """
    refuse(why_not_set_procedure(by, country))
    before = procedure_of(country)
    values = {name: wanted.get(name, getattr(before, name)) for name in STEPS}
    values["endorsement_wanted"] = bool(
        wanted.get("endorsement_wanted", before.endorsement_wanted)
        or values["letter_wanted"]
        or values["consultation_wanted"]
    )
    refuse_too_long(values["consultation_days"], values["endorsement_days"])
    procedure, _made = CountryProcedure.objects.update_or_create(
        country=country, defaults=values
    )
    record("procedure.set", about=procedure, by=by, **values)
    return procedure


def refuse_too_long(consultation: int, endorsement: int | None) -> None:
    """:raises TooLong: for days that a step cannot have."""
    given = [consultation] if endorsement is None else [consultation, endorsement]
    if not all(1 <= days <= MOST_WORKING_DAYS for days in given):
        raise TooLong(
            _("A step takes one working day at least, and %(most)d at most.")
            % {"most": MOST_WORKING_DAYS}
        )


# --- who is consulted --------------------------------------------------------------------


def speaking_for(country: Country) -> QuerySet[User]:
    """Return the officials and focal points of a country, by name."""
    rows = Membership.objects.in_force().filter(country=country, role__in=SPEAKING)
    people = User.objects.filter(pk__in=rows.values("person"))
    return people.order_by("name", "pk")


@transaction.atomic
def appoint(
    country: Country, *, person: User, institution: str, by: User
) -> BodyMember:
    """
    Have somebody of the country asked, for her institution, before a request is endorsed.

    Appointed twice, she is a member once; her institution is the one named last.

    :raises PermissionDenied: unless the country is hers to speak for as focal point.
    :raises CannotAppoint: for somebody who does not speak for the country.
    :raises Missing: without an institution.
    """
    refuse(why_not_appoint(by, country))
    if not speaking_for(country).filter(pk=person.pk).exists():
        raise CannotAppoint(
            _("%(name)s is neither an official nor the focal point of %(country)s.")
            % {"name": person, "country": country}
        )
    if not institution.strip():
        raise Missing(_("Name the institution for which she is asked."))
    member, made = BodyMember.objects.update_or_create(
        country=country,
        person=person,
        ended_at=None,
        defaults={"institution": institution.strip(), "appointed_by": by},
    )
    if made:
        facts = {"person": person.pk, "institution": member.institution}
        record("body_member.appointed", about=member, by=by, **facts)
    return member


@transaction.atomic
def end(member: BodyMember, *, by: User) -> None:
    """
    Ask somebody no more; what she said stays. Safe to repeat.

    :raises PermissionDenied: unless the country is hers to speak for as focal point.
    """
    rows = BodyMember.objects.select_for_update(of=("self",)).select_related("country")
    member = rows.get(pk=member.pk)
    refuse(why_not_appoint(by, member.country))
    if member.ended_at is None:
        member.ended_at = timezone.now()
        member.save(update_fields=["ended_at"])
        record("body_member.ended", about=member, by=by, person=member.person_id)


# --- which institution does what ------------------------------------------------------------


@transaction.atomic
def name_institution(
    country: Country,
    *,
    role: str,
    name: str,
    own_name: str = "",
    website: str = "",
    note: str = "",
    by: User,
) -> InstitutionRole:
    """
    Say publicly what an institution does in the country's exchanges; said again, it is corrected.

    :raises PermissionDenied: unless the country is hers to speak for as focal point.
    :raises Missing: without a name.
    """
    refuse(why_not_name_institutions(by, country))
    if not name.strip():
        raise Missing(_("Write the name of the institution."))
    told = {"own_name": own_name.strip(), "website": website, "note": note.strip()}
    row, _made = InstitutionRole.objects.update_or_create(
        country=country,
        role=role,
        name=name.strip(),
        defaults=told | {"set_by": by, "set_at": timezone.now()},
    )
    facts = {"country": country.pk, "role": role, "name": row.name}
    record("institution.named", about=row, by=by, **facts)
    return row


@transaction.atomic
def remove_institution(row: InstitutionRole, *, by: User) -> None:
    """
    Take it back that an institution does this. Safe to repeat.

    :raises PermissionDenied: unless the country is hers to speak for as focal point.
    """
    refuse(why_not_name_institutions(by, row.country))
    facts = {"country": row.country_id, "role": row.role, "name": row.name}
    deleted, _rows = InstitutionRole.objects.filter(pk=row.pk).delete()
    if deleted:
        record("institution.removed", about=row, by=by, **facts)
