"""The life of a personal token: issued and shown once, used, revoked."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.models import PersonalToken, User
from accounts.models.tokens import LONGEST, PREFIX, digest_of
from accounts.permissions import may_revoke
from outbox.events import record

LENGTH = 43  # letters and digits: 256 bits
SHOWN = len(PREFIX) + 4  # letters by which its owner knows a token again
NOTED_EVERY = timedelta(minutes=1)  # so that reading does not write each time
MOST = 20  # tokens of a person that open something


class TooManyTokens(ValidationError):
    """More keys than anybody keeps an eye on."""


class LivesTooLong(ValidationError):
    """A token that would outlive a year, or is over before it begins."""


@transaction.atomic
def issue(
    person: User, *, name: str, scope: str, expires_at: datetime, by: User
) -> tuple[PersonalToken, str]:
    """
    Make a token for oneself; return it, and the secret that nobody can read again.

    :raises LivesTooLong: unless it expires within a year.
    :raises TooManyTokens: where the person has twenty that still open something.
    :raises PermissionDenied: for another person.
    """
    if person != by:
        raise PermissionDenied(_("A token is made by its owner."))
    now = timezone.now()
    if not now < expires_at <= now + LONGEST:
        raise LivesTooLong(
            _("A token lives for a year at most, and for a day at least.")
        )
    User.objects.select_for_update().get(pk=person.pk)
    if person.tokens.alive(now).count() >= MOST:
        raise TooManyTokens(
            _("You have twenty tokens. Revoke one that you do not need.")
        )
    secret = PREFIX + get_random_string(LENGTH)
    token = PersonalToken.objects.create(
        person=person,
        name=name,
        scope=scope,
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        created_at=now,
        expires_at=expires_at,
    )
    record("token.issued", about=token, by=by, name=name, scope=scope)
    return token, secret


@transaction.atomic
def revoke(token: PersonalToken, *, by: User) -> PersonalToken:
    """
    End a token: the very next request that shows it is refused. Twice is as once.

    :raises PermissionDenied: unless it is one's own, or one is an administrator.
    """
    token = PersonalToken.objects.select_for_update().get(pk=token.pk)
    if not may_revoke(by, token):
        raise PermissionDenied(_("A token is revoked by its owner."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("token.revoked", about=token, by=by, name=token.name)
    return token


def find(secret: str) -> PersonalToken | None:
    """Return the token that opens, with its person, and note that it was used."""
    now = timezone.now()
    alive = PersonalToken.objects.alive(now).select_related("person")
    token = alive.matching(secret).first()
    if token and (token.used_at is None or token.used_at < now - NOTED_EVERY):
        PersonalToken.objects.filter(pk=token.pk).update(used_at=now)
    return token
