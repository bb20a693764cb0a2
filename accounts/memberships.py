"""
The life of a role: asked for, granted, ended; by whom, and why.

Each function is one transaction: it locks, asks who may, moves, and records.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions import may_decide, may_end, why_not_decide
from hubs.models import Country, Hub
from outbox.events import record

Status = Membership.Status


class WrongPlace(ValidationError):
    """A role without its place, or with one that it cannot have."""


class AskedBefore(ValidationError):
    """The person has this role, or waits for it."""


class ReasonMissing(ValidationError):
    """A decision about a person without a word on why."""


@transaction.atomic
def request(
    person: User,
    role: str,
    *,
    country: Country | None = None,
    hub: Hub | None = None,
    by: User,
    reason: str = "",
) -> Membership:
    """
    Ask for a role: for oneself, or for a person about whom one decides.

    :raises WrongPlace: unless a country, a hub or nothing is named, as the role asks.
    :raises AskedBefore: where the person has the role, or waits for it.
    :raises PermissionDenied: for another person, unless one decides about the role.
    """
    check_place(role, country, hub)
    User.objects.select_for_update().get(pk=person.pk)
    wanted = Membership(
        person=person, role=role, country=country, hub=hub, reason=reason, by=by
    )
    refuse_second(wanted)
    wanted.save()
    if person != by and not may_decide(by, wanted):
        raise PermissionDenied(why_not_decide(by, wanted))
    note("membership.requested", wanted, by)
    return wanted


@transaction.atomic
def grant(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """
    Give a person the role that she asked for.

    :raises PermissionDenied: unless one decides about the role; nobody does about her own.
    :raises IllegalMove: unless the role is asked for.
    """
    membership = locked(membership)
    if not may_decide(by, membership):
        raise PermissionDenied(why_not_decide(by, membership))
    membership.move_to(Status.GRANTED, by=by, reason=reason)
    note("membership.granted", membership, by)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """
    End a role, or turn down who asked for it. Who ends her own need not say why.

    :raises PermissionDenied: unless the role is one's own, or one decides about it.
    :raises ReasonMissing: without a reason for the person concerned to read.
    :raises IllegalMove: where it has ended before.
    """
    membership = locked(membership)
    if not may_end(by, membership):
        raise PermissionDenied(why_not_decide(by, membership))
    if membership.person_id != by.pk and not reason.strip():
        raise ReasonMissing(_("Say why: the person concerned reads it."))
    declined = membership.is_requested and membership.person_id != by.pk
    membership.move_to(Status.ENDED, by=by, reason=reason)
    note("membership.declined" if declined else "membership.ended", membership, by)
    return membership


def locked(membership: Membership) -> Membership:
    rows = Membership.objects.with_people().select_for_update(of=("self",))
    return rows.get(pk=membership.pk)


def check_place(role: str, country: Country | None, hub: Hub | None) -> None:
    """:raises WrongPlace: with the sentence that says what would be right."""
    if role == Membership.Role.FACILITATOR:
        fits, right = bool(country) != bool(hub), _("a country or a hub")
    elif role in Membership.OF_A_COUNTRY:
        fits, right = bool(country) and not hub, _("a country, and no hub")
    elif role in Membership.OF_A_HUB:
        fits, right = bool(hub) and not country, _("a hub, and no country")
    else:
        fits, right = not (country or hub), _("the whole platform: no country, no hub")
    if not fits:
        label = dict(Membership.Role.choices).get(role, role)
        raise WrongPlace(
            _("The role “%(role)s” is of %(right)s.") % {"role": label, "right": right}
        )


def refuse_second(wanted: Membership) -> None:
    """:raises AskedBefore: where there is such a role that has not ended."""
    same = Membership.objects.open().filter(
        person=wanted.person, role=wanted.role, country=wanted.country, hub=wanted.hub
    )
    if found := same.first():
        now = found.get_status_display()
        raise AskedBefore(_("This role is not new: it is “%s”.") % now)


def note(kind: str, membership: Membership, by: User) -> None:
    record(
        kind,
        about=membership,
        by=by,
        person=membership.person_id,
        role=membership.role,
        country=membership.country_id,
        hub=membership.hub.slug if membership.hub else None,
        reason=membership.reason,
    )
