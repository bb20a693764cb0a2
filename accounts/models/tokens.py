"""Personal tokens: with one, a program acts for a person, and for nobody else."""

import hashlib
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User

PREFIX = "kx_"  # scanners of leaked secrets know it by this
LONGEST = timedelta(days=366)


def digest_of(secret: str) -> str:
    """Return what is kept of a token. It is long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PersonalTokenQuerySet(models.QuerySet["PersonalToken"]):
    def alive(self, now: datetime) -> Self:
        """Return those that open something: not revoked, not expired, of an active person."""
        return self.filter(revoked_at=None, expires_at__gt=now, person__is_active=True)

    def matching(self, secret: str) -> Self:
        return self.filter(digest=digest_of(secret))

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class PersonalToken(models.Model):
    """A key for programs of one person; only its hash is kept, and it is shown once."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        WRITE = "write", _("read and write")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    scope = models.CharField(_("it may"), max_length=8, choices=Scope.choices)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = PersonalTokenQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="token_lives_a_year_at_most",
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + LONGEST),
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"

    def is_alive(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now

    @property
    def may_write(self) -> bool:
        return self.scope == self.Scope.WRITE

    @property
    def is_over(self) -> bool:
        return not self.is_alive(timezone.now())
