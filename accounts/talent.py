"""
The talent bank: who would share what she knows, and agreed to be found.

She is nominated by those who speak for her country or hub, or offers herself; nobody finds
her before she agrees, and her name is told only to whom she said yes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Expert, Membership, User
from accounts.permissions import Person, refuse
from hubs.models import Country, Theme
from outbox.events import record

Role = Membership.Role
NOMINATING = (Role.FOCAL_POINT, Role.HUB_MANAGER, Role.DESK_OFFICER)
MOST_THEMES = 20


class CannotNominate(ValidationError):
    """Somebody who cannot be nominated; the message says why."""


class ChangedMeanwhile(ValidationError):
    """Somebody else was faster; look at what stands there now."""


def entry_of(person: User) -> Expert | None:
    """Return what the talent bank says of a person, where it says anything."""
    rows = Expert.objects.with_person().select_related("nominated_by")
    return rows.filter(person=person).first()


@transaction.atomic
def offer(
    person: User,
    *,
    by: User,
    country: Country,
    experience: str,
    themes: Iterable[Theme] = (),
    paused_until: date | None = None,
    version: int = 0,
) -> Expert:
    """
    Write what one would share, and agree to be found; it counts as confirmed today.

    :raises PermissionDenied: for anybody else's entry.
    :raises ChangedMeanwhile: where it is no longer of the version that she saw.
    """
    refuse(why_not_write(by, person))
    expert = locked_entry(person) or Expert(person=person, version=0)
    if expert.version != version:
        raise ChangedMeanwhile(
            _(
                "It was changed meanwhile. Look at what stands there now, and save again."
            )
        )
    expert.country, expert.experience = country, experience.strip()
    expert.paused_until = paused_until
    expert.consented_at = expert.consented_at or timezone.now()
    expert.confirmed_on = timezone.now().date()
    expert.version += 1
    expert.save()
    expert.themes.set(list(themes)[:MOST_THEMES])
    record("expert.offered", about=expert, by=by)
    return expert


@transaction.atomic
def confirm(person: User, *, by: User) -> Expert:
    """
    Say that all of it still holds; it counts for a year.

    :raises CannotNominate: where she has not agreed to be found.
    """
    refuse(why_not_write(by, person))
    expert = locked_entry(person)
    if expert is None or expert.consented_at is None:
        raise CannotNominate(_("First write what you would share, and agree."))
    expert.confirmed_on = timezone.now().date()
    expert.version += 1
    expert.save(update_fields=["confirmed_on", "version"])
    record("expert.confirmed", about=expert, by=by)
    return expert


@transaction.atomic
def withdraw(person: User, *, by: User) -> None:
    """Take one's consent back: nobody finds her any more. Safe to repeat."""
    refuse(why_not_write(by, person))
    expert = locked_entry(person)
    if expert is None or expert.consented_at is None:
        return
    expert.consented_at = None
    expert.version += 1
    expert.save(update_fields=["consented_at", "version"])
    record("expert.withdrawn", about=expert, by=by)


@transaction.atomic
def nominate(
    *,
    email: str,
    by: User,
    country: Country,
    experience: str,
    themes: Iterable[Theme] = (),
) -> Expert:
    """
    Name somebody who could share what she knows; she is asked, and decides.

    Who is there already stays as she wrote it, and bears the nomination from then on.

    :raises PermissionDenied: unless one speaks for that country, a hub, or the desk.
    :raises CannotNominate: for oneself, or an address that nobody here has.
    """
    refuse(why_not_nominate(by, country))
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise CannotNominate(
            _("Nobody has an account with this address. Invite her to open one first.")
        )
    if person.pk == by.pk:
        raise CannotNominate(_("Offer yourself on your own page instead."))
    expert = locked_entry(person)
    if expert is None:
        made: dict[str, Any] = {"country": country, "experience": experience.strip()}
        expert = Expert.objects.create(person=person, **made)
        expert.themes.set(list(themes)[:MOST_THEMES])
    if expert.nominated_by_id != by.pk:
        expert.nominated_by = by
        expert.save(update_fields=["nominated_by"])
        record("expert.nominated", about=expert, by=by)
    return expert


def locked_entry(person: User) -> Expert | None:
    """Return a person's entry as it is now; she is locked, so that it is made once."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return Expert.objects.filter(person=person).select_for_update().first()


# --- why not ----------------------------------------------------------------------------


def why_not_write(by: Person, person: User) -> str:
    if by.is_authenticated and by.is_active and by.pk == person.pk:
        return ""
    return _("Everybody writes her own entry in the talent bank.")


def may_nominate_any(person: Person) -> bool:
    return person.is_authenticated and person.acts_as(*NOMINATING)


def why_not_nominate(person: Person, country: Country) -> str:
    if not person.is_authenticated:
        return _("Sign in first.")
    if person.acts_as(Role.FOCAL_POINT, country=country):
        return ""
    if person.acts_as(Role.HUB_MANAGER, Role.DESK_OFFICER):
        return ""
    return _(
        "The focal point of %(country)s nominates, the managers of hubs, or the desk."
    ) % {"country": country}
