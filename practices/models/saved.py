"""Searches that people keep, and what has arrived since that answers them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, SparseVectorField

from hubs.models import Country
from practices.models.practice import Practice
from practices.models.search import DIMENSIONS

if TYPE_CHECKING:
    from accounts.models import User

CHOICE = 120  # characters of ``facet:value``


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return what a person keeps; it is nobody else's."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def latest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def with_entry(self) -> Self:
        return self.select_related("entry", "home")


class SavedSearch(models.Model):
    """
    What a person wants to be told of: a problem in her words, words, choices; all must hold.

    Hers alone, and never logged. She may change its name; what it asks for changes only
    with that for which it is kept.
    """

    MOST: ClassVar[int] = 100  # of one person

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_searches",
    )
    name = models.CharField(_("name"), max_length=120)
    problem = models.TextField(blank=True)
    words = models.CharField(max_length=200, blank=True)
    choices = ArrayField(models.CharField(max_length=CHOICE), default=list, blank=True)
    home = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("what it did itself is no answer"),
    )
    weighed = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("what each lexeme of a name is worth"),
    )
    leads_to = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("the page of that for which it is kept, such as a challenge"),
    )
    created_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    latest_told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=~models.Q(problem="", words="", choices=[]),
                name="saved_search_asks_for_something",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("person", "-created_at", "-id"), name="saved_search_by_person"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("practices:search", args=[self.pk])

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Its choices as pairs of facet and value."""
        pairs = (choice.partition(":") for choice in self.choices)
        return tuple((facet, value) for facet, _colon, value in pairs)


class SavedEntryQuerySet(models.QuerySet["SavedEntry"]):
    def waiting(self, recipe: str) -> Self:
        """Return those whose vector is missing, or made by another recipe."""
        return self.filter(has_problem=True).exclude(recipe=recipe)


class SavedEntry(models.Model):
    """
    What matching knows of a saved search, narrow enough to be read through for a practice.

    One with a problem is found by its vector, or by its lexemes if it is a name; all others
    by one of ``anchors``: a choice, or forms of a word, without which nothing answers it.
    """

    search = models.OneToOneField(
        SavedSearch, on_delete=models.CASCADE, primary_key=True, related_name="entry"
    )
    # In the order in which a scan needs them: a row is taken apart no further.
    trust = models.FloatField(default=0.0)
    vector = HalfVectorField(dimensions=DIMENSIONS, null=True)
    weighed = SparseVectorField(null=True)
    choices = ArrayField(models.CharField(max_length=CHOICE), default=list)
    asked = SearchQueryField(null=True)
    anchors = ArrayField(models.TextField(), default=list)
    has_problem = models.BooleanField(default=False)
    recipe = models.CharField(max_length=16, blank=True)

    objects = SavedEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved entries"
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=models.Q(vector=None) | models.Q(has_problem=True),
                name="saved_entry_vector_is_of_a_problem",
            ),
        )
        indexes: ClassVar[Any] = (
            GinIndex(
                fields=("anchors",),
                name="saved_by_anchor",
                fastupdate=False,
                condition=models.Q(has_problem=False),
            ),
            models.Index(
                fields=("recipe",),
                name="saved_by_recipe",
                condition=models.Q(has_problem=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.search_id)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def waiting(self) -> Self:
        """Return published practices that no saved search was asked about yet."""
        return self.filter(matched_at=None, practice__search_entry__isnull=False)

    def ready(self, recipe: str) -> Self:
        """Return those among them that have their vector."""
        return self.waiting().filter(practice__search_entry__recipe=recipe)


class Arrival(models.Model):
    """A practice that became public: a practice arrives once, however often it is published."""

    practice = models.OneToOneField(
        Practice, on_delete=models.CASCADE, primary_key=True, related_name="arrival"
    )
    arrived_at = models.DateTimeField(default=timezone.now)
    matched_at = models.DateTimeField(null=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("arrived_at",),
                name="arrival_waiting",
                condition=models.Q(matched_at=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.practice_id)


class FindingQuerySet(models.QuerySet["Finding"]):
    def untold(self) -> Self:
        return self.filter(told_at=None)

    def published(self) -> Self:
        """Return those whose practice can still be read."""
        return self.filter(practice__status=Practice.Status.PUBLISHED)

    def latest_first(self) -> Self:
        return self.order_by("-found_at", "-pk")


class Finding(models.Model):
    """A practice that answers a person's search: she is told of it once."""

    # An arrival that is found with others is told with them, at most so much later:
    PATIENCE: ClassVar[timedelta] = timedelta(hours=1)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="findings"
    )
    search = models.ForeignKey(
        SavedSearch, on_delete=models.CASCADE, related_name="findings"
    )
    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="findings"
    )
    found_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("person", "practice"), name="finding_once_a_person"
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("person", "found_at"),
                name="finding_untold",
                condition=models.Q(told_at=None),
            ),
            models.Index(
                fields=("search", "-found_at", "-id"), name="finding_by_search"
            ),
        )

    def __str__(self) -> str:
        return f"{self.search_id}: {self.practice_id}"
