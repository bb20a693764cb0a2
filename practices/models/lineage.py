"""Whence a practice came, and who learned from it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, User
from hubs.models import Country
from practices.models.practice import Practice


class LineageQuerySet(models.QuerySet["Lineage"]):
    def standing(self) -> Self:
        """Return those that nobody has taken back."""
        return self.exclude(status=Lineage.Status.WITHDRAWN)

    def undisputed(self) -> Self:
        """Return those that stand and that the other side does not deny."""
        return self.standing().exclude(status=Lineage.Status.DISPUTED)

    def readable_by(self, visible: models.QuerySet[Any, Any]) -> Self:
        """Return links of which at least one end is among these practices, or a country's."""
        return self.filter(
            models.Q(source__in=visible)
            | models.Q(learner__in=visible)
            | models.Q(source=None, learner=None)
        )

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

    class Status(models.TextChoices):
        RECORDED = "recorded", _("taken from public sources")
        STATED = "stated", _("stated by one side")
        CONFIRMED = "confirmed", _("confirmed by the other side")
        DISPUTED = "disputed", _("disputed by the other side")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Side(models.TextChoices):
        SOURCE = "source", _("the source")
        LEARNER = "learner", _("the learner")

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
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.RECORDED
    )
    status_since = models.DateTimeField(default=timezone.now)
    status_reason = models.TextField(blank=True)
    stated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stated_side = models.CharField(max_length=8, choices=Side.choices, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LineageQuerySet.as_manager()

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.RECORDED: {Status.STATED, Status.CONFIRMED, Status.DISPUTED},
        Status.STATED: {Status.CONFIRMED, Status.DISPUTED, Status.WITHDRAWN},
        Status.DISPUTED: {Status.CONFIRMED, Status.WITHDRAWN},
        Status.CONFIRMED: {Status.DISPUTED, Status.WITHDRAWN},
    }

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
                condition=~models.Q(status="withdrawn"),
                nulls_distinct=False,
                name="lineage_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("learner")),
                name="lineage_has_two_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(stated_by=None, stated_side="")
                | models.Q(stated_by__isnull=False) & ~models.Q(stated_side=""),
                name="lineage_is_stated_by_a_side",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="disputed") | ~models.Q(status_reason=""),
                name="lineage_disputed_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_country_id} → {self.learner_country_id}: {self.aspect}"

    @property
    def confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def is_disputed(self) -> bool:
        return self.status == self.Status.DISPUTED

    @property
    def is_stated(self) -> bool:
        return self.stated_by_id is not None

    def move_to(self, status: str, *, reason: str = "") -> None:
        """
        Take the next step of its life. Nothing else writes ``status``.

        :raises IllegalMove: if that step does not follow from the present one.
        """
        if status not in self.MOVES.get(self.status, ()):
            now = self.get_status_display()
            raise IllegalMove(gettext("Not possible now: the link is “%s”.") % now)
        self.status, self.status_reason = status, reason
        self.status_since = timezone.now()
        self.save()
