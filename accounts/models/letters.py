"""Mail on its way: what was written, when it is due, and what became of it."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User

LEASE = timedelta(seconds=60)  # a task's soft time limit: nobody holds one longer
MINUTE, HOUR = 60, 3600
# Seconds before each new try; after the last one the letter waits for an operator.
PAUSES = (
    *(1 * MINUTE, 5 * MINUTE, 30 * MINUTE),
    *(2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR),
)
KEPT = timedelta(days=30)


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, failed_at=None)

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def failed(self) -> Self:
        """Return those that wait for an operator."""
        return self.exclude(failed_at=None)

    def due(self, now: datetime) -> Self:
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=now)
        return self.waiting().filter(free, due_at__lte=now)

    def forgettable(self, now: datetime) -> Self:
        """Return what was sent, or given up, so long ago that nobody asks for it."""
        long_ago = now - KEPT
        ended = models.Q(sent_at__lt=long_ago) | models.Q(failed_at__lt=long_ago)
        return self.filter(ended)

    def lease_next(self) -> "Letter | None":
        """Take the next due letter that nobody else holds."""
        now = timezone.now()
        with transaction.atomic():
            rows = self.due(now).order_by("due_at", "pk")
            letter = rows.select_for_update(skip_locked=True).first()
            if letter:
                letter.leased_until, letter.tries = now + LEASE, letter.tries + 1
                letter.save(update_fields=["leased_until", "tries"])
        return letter


class Letter(models.Model):
    """One mail to one address. The row is the truth; a worker carries it to the server."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("account")
        NOTICE = "notice", _("notice")
        DIGEST = "digest", _("digest")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    person = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="letters",
        verbose_name=_("person"),
    )
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    message_id = models.CharField(max_length=255, unique=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.TextField(_("error"), blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(failed_at=None),
                name="letter_sent_or_failed",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("due_at", "id"),
                name="letter_waiting",
                condition=models.Q(sent_at=None, failed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"

    def note_sent(self) -> None:
        """
        Note that the server has taken it. Links of an account's mail are not kept.

        This holds even when its lease had ended: it has gone.
        """
        gone: dict[str, Any] = {"sent_at": timezone.now(), "failed_at": None}
        if self.kind == self.Kind.ACCOUNT:
            gone |= {"text": "", "html": ""}
        Letter.objects.filter(pk=self.pk, sent_at=None).update(
            leased_until=None, error="", **gone
        )

    def note_failure(self, error: str, *, final: bool) -> None:
        """Try again later and later; at last, or at once if final, an operator sees it."""
        now = timezone.now()
        again = not final and self.tries <= len(PAUSES)
        pause = timedelta(seconds=PAUSES[self.tries - 1]) if again else timedelta()
        Letter.objects.waiting().filter(pk=self.pk, tries=self.tries).update(
            error=error,
            leased_until=None,
            due_at=now + pause if again else self.due_at,
            failed_at=None if again else now,
        )
