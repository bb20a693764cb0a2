"""What a person is told, and how soon she wants a mail about it."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.letters import Letter
from accounts.models.people import User
from outbox.models import Event


class Topic(models.TextChoices):
    """What a notice is about; a person chooses for each how soon she is mailed."""

    MEMBERSHIPS = "memberships", _("Memberships and roles")
    CURATION = "curation", _("Writing and reviewing practices")
    FEEDBACK = "feedback", _("Feedback on practices")
    LINEAGE = "lineage", _("Who learned from whom")
    FRESHNESS = "freshness", _("Practices that are due for review")
    TRANSLATIONS = "translations", _("Translations")
    SAVED_SEARCHES = "saved_searches", _("Saved searches")
    REQUESTS = "requests", _("Requests for an exchange")
    EXCHANGES = "exchanges", _("Exchanges under way")
    FUNDS = "funds", _("Funds")


class Pace(models.TextChoices):
    """How soon a mail comes."""

    IMMEDIATE = "immediate", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("No mail")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those that were meant for this person."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        return self.order_by(models.F("read_at").asc(nulls_first=True), "-pk")

    def due(self, now: datetime) -> Self:
        """Return those of which a mail should go now."""
        return self.filter(mail_due_at__lte=now)

    def next_recipient(self, now: datetime) -> User | None:
        """Take the person who has waited longest, so that nobody else writes to her now."""
        row = (
            self.due(now)
            .select_related("recipient")
            .select_for_update(of=("recipient",), skip_locked=True, no_key=True)
            .order_by("mail_due_at", "pk")
            .first()
        )
        return row.recipient if row else None


class Notice(models.Model):
    """One person is told of one event; kept as facts, so that she reads it in her language."""

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    recipient = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(max_length=80)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    # When it should be in a mail; empty once it is in one, was read, or is not wanted.
    mail_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("event", "recipient"), name="notice_once_per_event_and_person"
            ),
            models.CheckConstraint(
                condition=models.Q(mail_due_at=None) | models.Q(mailed_at=None),
                name="notice_mailed_once",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("recipient",),
                name="notice_unread",
                condition=models.Q(read_at=None),
            ),
            models.Index(
                fields=("mail_due_at", "id"),
                name="notice_mail_due",
                condition=models.Q(mail_due_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class NoticePreference(models.Model):
    """How soon a person wants mail about a topic; without a row, the topic's usual pace."""

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="notice_preferences"
    )
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    pace = models.CharField(_("pace"), max_length=10, choices=Pace.choices)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("person", "topic"), name="notice_preference_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.topic} {self.pace}"
