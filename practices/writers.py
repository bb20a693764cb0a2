"""Who writes a practice, who owns it, and which hub keeps it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import refuse
from hubs.models import Hub
from outbox.events import record
from practices.models import CoAuthor, Practice
from practices.permissions import why_not_name_writers, why_not_take_on
from practices.revisions import locked


class UnknownPerson(ValidationError):
    """An address that no account of ours has."""


class CannotWrite(ValidationError):
    """A person who reviews a practice does not write it too."""


def person_called(email: str) -> User:
    """
    Return the person behind an address.

    :raises UnknownPerson: where nobody with an open account has it.
    """
    found = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise UnknownPerson(
            _(
                "Nobody has an account with the address %(email)s. Ask them to sign up first."
            )
            % {"email": email.strip()[:200]}
        )
    return found


@transaction.atomic
def add_co_author(practice: Practice, *, person: User, by: User) -> CoAuthor:
    """
    Let another person write it too.

    :raises PermissionDenied: unless one writes it, or curates for the hub.
    :raises CannotWrite: for whoever reviews it now.
    """
    practice = locked(practice)
    refuse(why_not_name_writers(by, practice))
    if practice.reviews.waiting().filter(reviewer=person).exists():
        raise CannotWrite(
            _("%(name)s reviews it. Whoever reviews a practice does not write it.")
            % {"name": person}
        )
    row, is_new = CoAuthor.objects.get_or_create(
        practice=practice, person=person, defaults={"by": by}
    )
    if is_new:
        record("practice.co_author_added", about=practice, by=by, person=person.pk)
    return row


@transaction.atomic
def remove_co_author(practice: Practice, *, person: User, by: User) -> None:
    """
    Take a co-author off; what she wrote stays, and so she will not review it.

    :raises PermissionDenied: unless one writes it, or curates for the hub.
    """
    practice = locked(practice)
    refuse(why_not_name_writers(by, practice))
    gone, _rows = practice.co_authors.filter(person=person).delete()
    if gone:
        record("practice.co_author_removed", about=practice, by=by, person=person.pk)


@transaction.atomic
def take_on(
    practice: Practice, *, hub: Hub | None, owner: User | None, by: User
) -> Practice:
    """
    Say which hub keeps it, and who keeps it up to date; without a person, the hub does.

    :raises PermissionDenied: unless one curates for the hub that keeps it.
    """
    practice = locked(practice)
    refuse(why_not_take_on(by, practice))
    if (practice.hub, practice.owner) == (hub, owner):
        return practice
    practice.hub, practice.owner = hub, owner
    practice.version += 1
    practice.save(update_fields=["hub", "owner", "version"])
    facts = {"hub": hub.slug if hub else None, "owner": owner.pk if owner else None}
    record("practice.taken_on", about=practice, by=by, **facts)
    return practice
