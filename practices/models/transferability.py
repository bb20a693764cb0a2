"""What must be there for a practice to work elsewhere, and how others judge themselves by it."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from hubs.models import Country
from practices.models.practice import Practice


class Transferability(models.Model):
    """The custodian's list for whoever wants to take a practice over, as one thing to edit."""

    practice = models.OneToOneField(
        Practice, on_delete=models.CASCADE, related_name="transferability"
    )
    derived = models.BooleanField(
        default=True, help_text=_("made out of the summary, and not yet by the hub")
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "transferability"

    def __str__(self) -> str:
        return f"{self.practice_id}, {self.version}"


class ElementQuerySet(models.QuerySet["Element"]):
    def standing(self) -> Self:
        """Return those that the custodian has not taken from the list since."""
        return self.filter(retired=False)

    def in_order(self) -> Self:
        return self.order_by("place", "pk")


class Element(models.Model):
    """One thing that makes a practice work: its core, what may change, what must be there."""

    class Kind(models.TextChoices):
        PRECONDITION = "precondition", _("must be there before")
        CORE = "core", _("core: without it, it is another practice")
        ADAPTABLE = "adaptable", _("can be adapted")

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="elements"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    note = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    objects = ElementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=~Q(text=""), name="element_says_something"
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(fields=("practice", "place"), name="element_by_place"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """
        Return what was shared; besides, her own and those of her country.

        An auditor reads all.
        """
        if not user.is_authenticated:
            return self.filter(shared=True)
        roles = user.memberships.in_force()
        countries = roles.filter(role__in=Membership.OF_A_COUNTRY).values("country")
        return self.filter(
            Q(shared=True)
            | Q(person=user)
            | Q(country__in=countries)
            | Exists(roles.filter(role=Membership.Role.AUDITOR))
        )

    def with_people(self) -> Self:
        return self.select_related("person", "country")

    def latest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")


class Assessment(models.Model):
    """How one person judges for her country whether a practice would work there."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="assessments"
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="assessments"
    )
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    conclusion = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "person", "country"), name="assessment_once"
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("practice", "-updated_at"), name="assessment_by_practice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice_id} for {self.country_id}"


class Judgement(models.Model):
    """One row of an assessment: is this there, in her country?"""

    class Verdict(models.TextChoices):
        MET = "met", _("met")
        ADAPTABLE = "adaptable", _("can be adapted")
        MISSING = "missing", _("missing")
        UNKNOWN = "unknown", _("not known")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="judgements"
    )
    element = models.ForeignKey(
        Element, on_delete=models.CASCADE, related_name="judgements"
    )
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    note = models.TextField(blank=True)
    of_text = models.TextField(help_text=_("the words that were judged"))

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("assessment", "element"), name="judgement_once_an_element"
            ),
        )

    def __str__(self) -> str:
        return f"{self.element_id}: {self.verdict}"
