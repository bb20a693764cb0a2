"""What came of a practice: figures, each with its year and where it was read."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice


class Source(models.Model):
    """Where a figure or a fact was read."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="sources"
    )
    title = models.CharField(max_length=400)
    institution = models.CharField(max_length=250, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("practice", "place"), name="source_once"),
        )

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    """One indicator of what came of a practice, with its values by year."""

    class Better(models.TextChoices):
        LOWER = "lower", _("lower is better")
        HIGHER = "higher", _("higher is better")

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="outcomes"
    )
    indicator = models.CharField(max_length=250)
    unit = models.CharField(max_length=60, blank=True)
    better = models.CharField(max_length=8, choices=Better.choices, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("practice", "place"), name="outcome_once"),
        )

    def __str__(self) -> str:
        return self.indicator


class OutcomeValue(models.Model):
    """A figure with its year and its source; there is none without."""

    outcome = models.ForeignKey(
        Outcome, on_delete=models.CASCADE, related_name="values"
    )
    value = models.DecimalField(max_digits=18, decimal_places=3)
    year = models.PositiveSmallIntegerField()
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, related_name="figures"
    )

    class Meta:
        ordering = ("year",)  # a figure stands on a line of time wherever it is shown
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("outcome", "year"), name="value_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.value:f} ({self.year})"
