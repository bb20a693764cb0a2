"""A practice in another language than its own, and who asked for one."""

import hashlib
import json
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, User
from practices.models.practice import Practice


def fingerprint(text: Any) -> str:
    """Return a short name for what a section says."""
    content = json.dumps(text, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


class TranslationQuerySet(models.QuerySet["Translation"]):
    def published(self) -> Self:
        return self.filter(status=Translation.Status.PUBLISHED)

    def drafts(self) -> Self:
        return self.filter(status=Translation.Status.DRAFT)

    def for_cards(self) -> Self:
        """Return what a card shows of those that may be read."""
        sections = [name for name in Practice.SECTIONS if name != "summary"]
        return self.published().defer(*sections, "of_digests")


class Translation(models.Model):
    """
    A practice in another language: all its sections, or some of them.

    There is at most one published translation a language, and beside it one draft.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(max_length=3)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    context = models.TextField(blank=True)
    approach = models.TextField(blank=True)
    steps = ArrayField(models.TextField(), default=list, blank=True)
    results = models.TextField(blank=True)
    went_wrong = models.TextField(blank=True)
    preconditions = ArrayField(models.TextField(), default=list, blank=True)
    adaptable = ArrayField(models.TextField(), default=list, blank=True)
    contacts = models.TextField(blank=True)
    by_machine = models.BooleanField(default=True)
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.PUBLISHED
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    of_version = models.PositiveIntegerField(default=1)
    of_digests = models.JSONField(
        default=dict, help_text=_("what each section said when it was translated")
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TranslationQuerySet.as_manager()

    TEXTS: ClassVar[tuple[str, ...]] = ("title", *Practice.SECTIONS)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.DRAFT},
    }

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "language", "status"),
                name="translation_once_a_language",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def stale_sections(self, practice: Practice) -> list[str]:
        """Return the translated sections of which the original says something else by now."""
        return [
            name
            for name, known in self.of_digests.items()
            if getattr(self, name, "") and fingerprint(getattr(practice, name)) != known
        ]

    def is_whole(self, practice: Practice) -> bool:
        """Tell whether nothing that the original says is left untranslated."""
        return all(
            getattr(self, name) or not getattr(practice, name) for name in self.TEXTS
        )

    def move_to(self, status: str) -> None:
        """
        Publish a draft, or make a draft of what was published. Nothing else writes ``status``.

        :raises IllegalMove: where it is so already.
        """
        if status not in self.MOVES.get(self.status, ()):
            now = self.get_status_display()
            raise IllegalMove(
                gettext("Not possible now: the translation is “%s”.") % now
            )
        self.status, self.updated_at = status, timezone.now()
        self.save(update_fields=["status", "updated_at"])


class TranslationRequest(models.Model):
    """A reader would like to have a practice in a language; once a reader."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="translation_requests"
    )
    language = models.CharField(max_length=3)
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    visitor = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "language", "person"),
                condition=Q(person__isnull=False),
                name="translation_asked_once_a_person",
            ),
            models.UniqueConstraint(
                fields=("practice", "language", "visitor"),
                condition=Q(person=None),
                name="translation_asked_once_a_visitor",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, visitor="")
                | Q(person=None) & ~Q(visitor=""),
                name="translation_asked_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice_id} in {self.language}"
