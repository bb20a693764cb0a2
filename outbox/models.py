"""What happened (Event), the work that it causes (Job), and what callers were told."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

LEASE = timedelta(seconds=60)
# Seconds before each new try; after the last one the job waits for an operator.
PAUSES = (10, 60, 300, 1800, 7200, 18000)


def reference(subject: models.Model) -> str:
    """Return a name for any row that outlives it: ``practices.practice:42``."""
    return f"{subject._meta.label_lower}:{subject.pk}"


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject=reference(subject))


class Event(models.Model):
    """Who did what to which thing, when, and why: audit trail and outbox in one row."""

    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("subject", "id"), name="event_by_subject"),
            models.Index(fields=("kind", "id"), name="event_by_kind"),
        )
        triggers = (
            pgtrigger.Protect(
                name="event_is_history", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def subject_id(self) -> str:
        """The key of the row that this is about."""
        return self.subject.partition(":")[2]


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> Self:
        return self.filter(done_at=None, failed_at=None)

    def due(self, now: datetime) -> Self:
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=now)
        return self.waiting().filter(free, due_at__lte=now)

    def failed(self) -> Self:
        """Return those that wait for an operator."""
        return self.exclude(failed_at=None)

    def lease_next(self) -> "Job | None":
        """Take the next due job that nobody else holds; the lease is a minute."""
        now = timezone.now()
        with transaction.atomic():
            rows = self.due(now).select_related("event").order_by("due_at", "pk")
            job = rows.select_for_update(of=("self",), skip_locked=True).first()
            if job:
                job.leased_until, job.tries = now + LEASE, job.tries + 1
                job.save(update_fields=["leased_until", "tries"])
        return job


class Job(models.Model):
    """One listener's share of one event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="jobs")
    listener = models.CharField(max_length=120)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("event", "listener"), name="job_once_per_listener"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(failed_at=None),
                name="job_done_or_failed",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("due_at", "id"),
                name="job_waiting",
                condition=models.Q(done_at=None, failed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.listener} of event {self.event_id}"

    def retry(self) -> None:
        """Give a job that failed for good a new life; for operators."""
        Job.objects.filter(pk=self.pk).exclude(failed_at=None).update(
            failed_at=None, leased_until=None, tries=0, due_at=timezone.now()
        )


class KeptAnswer(models.Model):
    """
    What was answered to a call that may be repeated (``Idempotency-Key``).

    It is written with what the call did, so that the same key does it once.
    """

    key = models.CharField(max_length=255)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    route = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    code = models.PositiveSmallIntegerField(null=True)
    # JSON as it was sent, for jsonb would sort its keys; null until the call is done.
    answer = models.TextField(null=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("key", "person", "route"), name="kept_answer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
