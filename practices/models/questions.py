"""The problems: those that visitors ask about, and those that the first page names."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from hubs.models import Country
from practices.models.practice import Practice


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to_asker(self, asker: str) -> Self:
        """Return what this visitor asked, and what its asker has chosen to share."""
        return self.filter(models.Q(asker=asker) | models.Q(shared=True))

    def forgettable(self) -> Self:
        return self.filter(asked_at__lt=timezone.now() - Question.KEPT_FOR)


def new_token() -> str:
    return get_random_string(22)  # 131 bits


class Question(models.Model):
    """
    A problem that a visitor typed, kept for her alone until she shares it.

    Never logged; forgotten after thirty days.
    """

    KEPT_FOR: ClassVar[timedelta] = timedelta(days=30)

    token = models.CharField(max_length=22, unique=True, default=new_token)
    asker = models.CharField(max_length=64)
    problem = models.TextField()
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shared = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = QuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.token

    def get_absolute_url(self) -> str:
        return reverse("practices:answer", args=[self.token])


class Problem(models.Model):
    """A problem that the practices of the catalogue answer, as an example on the first page."""

    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    examples = models.JSONField()
    practices = models.ManyToManyField(Practice, related_name="problems")
    featured = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.slug
