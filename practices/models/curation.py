"""How a practice is made: who writes, who reviews, and what it said at every moment."""

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from practices.models.files import KeptFile, KeptFileQuerySet
from practices.models.practice import READ_ALL, Practice


class CoAuthor(models.Model):
    """A person who writes a practice with its author."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="co_authors"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="co_authorships",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "person"), name="co_author_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.practice}"


class Manuscript(models.Model):
    """What a person typed into the editor and has not saved yet; hers alone."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="manuscripts"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="manuscripts"
    )
    version = models.PositiveIntegerField(
        help_text=_("of the practice that she began from")
    )
    typed = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "person"), name="manuscript_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.practice}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")

    def told_to_all(self, practice: Practice) -> Self:
        """Return what the public change log tells: what changed since it was published."""
        if practice.published_at is None:
            return self.none()
        return self.filter(at__gte=practice.published_at)


class Revision(models.Model):
    """All that a practice said from one moment on. It never changes."""

    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)
    restored = models.PositiveIntegerField(
        null=True, help_text=_("number of the revision whose content this is again")
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "number"), name="revision_number_once"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="revision_is_history",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}, {self.number}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def waiting(self) -> Self:
        """Return those without a verdict."""
        return self.filter(verdict="")

    def visible_to(self, user: Any) -> Self:
        """Return her own, and those of practices that her hubs keep."""
        visible = models.Q(reviewer=user)
        if user.acts_as(*Membership.OF_A_HUB):
            kept = Practice.objects.kept_by(user)
            visible |= models.Q(practice__in=kept.values("pk"))
        if user.acts_as(*READ_ALL):
            return self.all()
        return self.filter(visible)

    def with_people(self) -> Self:
        """Fetch what is shown of a review."""
        people = ("practice", "reviewer", "assigned_by")
        return self.select_related(*people).prefetch_related("answers")


class Review(models.Model):
    """A reviewer reads one version of a practice, answers questions, and decides."""

    class Verdict(models.TextChoices):
        PUBLISH = "publish", _("publish")
        REQUEST_CHANGES = "request_changes", _("request changes")
        NOT_SUITABLE = "not_suitable", _("not suitable for now")
        RELEASED = "released", _("no longer asked")
        SUPERSEDED = "superseded", _("decided by another reviewer")

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="reviews"
    )
    version = models.PositiveIntegerField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(default=timezone.now)
    due = models.DateField()
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "reviewer"),
                condition=models.Q(verdict=""),
                name="review_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at=None)
                | ~models.Q(verdict="") & models.Q(decided_at__isnull=False),
                name="review_verdict_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict__in=("request_changes", "not_suitable"))
                | ~models.Q(reason=""),
                name="review_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice}: {self.reviewer}"

    @property
    def is_late(self) -> bool:
        return not self.verdict and self.due < today()


class ReviewAnswer(models.Model):
    """What a reviewer says to one question, with a comment."""

    class Met(models.TextChoices):
        MET = "met", _("met")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    question = models.SlugField(
        max_length=40, help_text=_("its code in data/review_questions.json")
    )
    met = models.CharField(max_length=8, choices=Met.choices)
    comment = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("review", "question"), name="review_answer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}: {self.met}"


def stored_name(attachment: "Attachment", filename: str) -> str:
    """Return where a file is kept: a random name, which nobody chose."""
    return f"attachments/{get_random_string(32)}"


class AttachmentQuerySet(KeptFileQuerySet["Attachment"]):
    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class Attachment(KeptFile):
    """A file beside a practice."""

    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="attachments"
    )
    kind = models.CharField(max_length=8, choices=KeptFile.Kind.choices)
    file = models.FileField(upload_to=stored_name, max_length=120)

    objects = AttachmentQuerySet.as_manager()  # type: ignore[misc]  # of this kind alone

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "sha256"),
                condition=models.Q(removed_at=None),
                name="attachment_once",
            ),
        )


def today() -> date:
    return timezone.now().date()
