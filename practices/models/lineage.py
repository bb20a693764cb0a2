"""Whence a practice came, and who learned from it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hubs.models import Country
from practices.models.practice import Practice


class LineageQuerySet(models.QuerySet["Lineage"]):
    def around(self, practice: Practice) -> Self:
        """Return the links that end in a practice or start from it."""
        return self.filter(models.Q(learner=practice) | models.Q(source=practice))

    def with_ends(self) -> Self:
        return self.select_related(
            "source", "learner", "source_country", "learner_country"
        )


class Lineage(models.Model):
    """One country or practice learned from another: what, from whom, and what it changed."""

    class Kind(models.TextChoices):
        INSPIRED_BY = "inspired_by", _("inspired by")
        ADAPTED_FROM = "adapted_from", _("adapted from")
        REPLICATED = "replicated", _("replicated")
        SCALED = "scaled", _("scaled")
        INFORMED_BY = "informed_by", _("informed by")
        STUDIED_NOT_ADOPTED = "studied_not_adopted", _("studied and not adopted")

    source = models.ForeignKey(
        Practice,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="learners",
    )
    source_country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="lessons_given"
    )
    learner = models.ForeignKey(
        Practice,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="learned_from",
    )
    learner_country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="lessons_taken"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    aspect = models.CharField(max_length=300, blank=True)
    changed = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=400, blank=True)
    confirmed = models.BooleanField(default=False)

    objects = LineageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "lineage"
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=(
                    "source",
                    "source_country",
                    "learner",
                    "learner_country",
                    "aspect",
                ),
                nulls_distinct=False,
                name="lineage_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("learner")),
                name="lineage_has_two_ends",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_country_id} → {self.learner_country_id}: {self.aspect}"
