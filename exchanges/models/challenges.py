"""A problem that a person describes and measures."""

import re
import textwrap
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, User
from hubs.models import Country, Indicator
from practices.models import SavedSearch

LONGEST_OPENING = 80  # characters of a challenge's first sentence, where it is its name
END_OF_A_SENTENCE = re.compile(r"(?<=[.!?؟])\s|(?<=[。\uff01\uff1f])")


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return those that a person wrote: a challenge is shown to others by its requests."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        return self.exclude(status=Challenge.Status.CLOSED)

    def latest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")

    def with_names_of_measures(self) -> Self:
        """Add ``measured``: what is counted, without its figures."""
        names = ArrayAgg(
            "measures__name",
            filter=models.Q(measures__isnull=False),
            default=models.Value([]),
        )
        return self.annotate(measured=names)

    def with_measures(self) -> Self:
        """Fetch the measures with their observations, in the order of the page."""
        in_order = Measure.objects.select_related("indicator").order_by("place")
        return self.prefetch_related(
            models.Prefetch("measures", in_order), "measures__observations"
        )


class Challenge(models.Model):
    """What happens, to whom, since when; measured. Hers alone until she asks for an exchange."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        READY = "ready", _("ready")
        CLOSED = "closed", _("closed")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="challenges"
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="challenges",
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    happens = models.TextField(_("what happens"), blank=True)
    to_whom = models.TextField(_("to whom"), blank=True)
    since = models.CharField(_("since when"), max_length=200, blank=True)
    tried = models.TextField(_("tried already"), blank=True)
    limits = models.TextField(_("limits"), blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=3, blank=True)
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.DRAFT
    )
    standing = models.OneToOneField(
        SavedSearch,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="challenge",
        help_text=_("tells her of practices that are published later"),
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ChallengeQuerySet.as_manager()

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.READY, Status.CLOSED},
        Status.READY: {Status.DRAFT, Status.CLOSED},
    }

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=~models.Q(status="ready") | ~models.Q(happens=""),
                name="challenge_says_what_happens",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("owner", "-updated_at", "-id"), name="challenge_by_owner"
            ),
        )

    def __str__(self) -> str:
        return self.called or gettext("Without a title")

    def get_absolute_url(self) -> str:
        return reverse("exchanges:challenge", args=[self.pk])

    @property
    def called(self) -> str:
        """Its title, or its first sentence, cut at a word."""
        return self.title or opening_of(self.happens)

    @property
    def problem(self) -> str:
        """Its words as one text, as matching reads it."""
        said = (self.title, self.happens, self.to_whom, self.since, self.limits)
        return "\n".join(text for text in said if text)

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.CLOSED

    def move_to(self, status: str) -> None:
        """
        Take the next step of its life. Nothing else writes ``status``.

        :raises IllegalMove: if that step does not follow from the present one.
        """
        if status not in self.MOVES.get(self.status, ()):
            raise IllegalMove(
                gettext("Not possible now: the challenge is “%(status)s”.")
                % {"status": self.get_status_display()}
            )
        self.status = status
        self.save(update_fields=["status"])


def opening_of(text: str) -> str:
    """Return the first sentence of a text, cut at a word where it is long."""
    said = " ".join(text.split())
    first = END_OF_A_SENTENCE.split(said, maxsplit=1)[0].rstrip(".。")
    cut = textwrap.shorten(first, LONGEST_OPENING, placeholder="…")
    return cut if cut != "…" else Truncator(first).chars(LONGEST_OPENING)


class Measure(models.Model):
    """
    One indicator of a problem, from the challenge to the result long after.

    Its values stand in ``observations``, each with its year and source; where it should
    arrive, and when, stands here.
    """

    class Better(models.TextChoices):
        LOWER = "lower", _("lower is better")
        HIGHER = "higher", _("higher is better")

    challenge = models.ForeignKey(
        Challenge, on_delete=models.CASCADE, related_name="measures"
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("indicator of the SDG list"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
    )
    name = models.CharField(_("what is measured"), max_length=250)
    unit = models.CharField(_("unit"), max_length=60)
    place_name = models.CharField(_("place"), max_length=150, blank=True)
    population = models.CharField(_("population"), max_length=200, blank=True)
    disaggregation = models.CharField(_("disaggregation"), max_length=200, blank=True)
    better = models.CharField(
        _("which way is better"), max_length=8, choices=Better.choices, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=3, null=True, blank=True
    )
    target_on = models.DateField(_("target date"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("challenge", "place"), name="measure_once_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(target_on=None) | models.Q(target__isnull=False),
                name="measure_target_date_is_of_a_target",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def values(self) -> Any:
        """Its observations by the name that drawings and sentences know."""
        return self.observations


class ObservationQuerySet(models.QuerySet["Observation"]):
    def oldest_first(self) -> Self:
        return self.order_by("year", "pk")


class Observation(models.Model):
    """A value of a measure in a year, and where it was read; there is none without."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="observations"
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=3)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ("year",)  # a figure stands on a line of time wherever it is shown
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("measure", "year"), name="observation_once_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=1900) & models.Q(year__lte=2100),
                name="observation_year_is_of_our_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.value.normalize():f} ({self.year})"

    @property
    def exact(self) -> Decimal:
        return self.value.normalize()
