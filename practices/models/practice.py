"""A practice: what a country did about a problem."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, Membership
from hubs.models import Country, Hub, Theme
from practices.models.search import SearchEntry
from practices.search_sql import KEEP_SEARCH_ENTRY

if TYPE_CHECKING:
    from practices.models.translations import Translation

READ_ALL = (Membership.Role.AUDITOR, Membership.Role.ADMINISTRATOR)


class PracticeQuerySet(models.QuerySet["Practice"]):
    """Verbs that chain into a sentence: ``published().of("RWA").with_card()``."""

    def published(self) -> Self:
        return self.filter(status=Practice.Status.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """
        Return what a person may read.

        Everybody reads what is published, and what was until it was archived. What is in
        the making is for those who make it: author, co-authors, owner, reviewers, and the
        staff of the hub that keeps it. Auditors and administrators read all.
        """
        if not user.is_authenticated or not user.is_active:
            return self.filter(Practice.PUBLIC)
        return self.filter(Practice.PUBLIC | concerning(user))

    def with_concern(self, user: Any) -> Self:
        """Say of each whether a person makes it, keeps it or reads all: ``concerns_reader``."""
        concerns = concerning(user) if user.is_authenticated else models.Q(pk=None)
        return self.annotate(
            concerns_reader=models.Case(
                models.When(concerns, then=models.Value(True)),
                default=models.Value(False),
            )
        )

    def made_by(self, person: Any) -> Self:
        """Return those that a person offered, writes, owns or has been asked to review."""
        return self.filter(
            models.Q(author=person)
            | models.Q(owner=person)
            | models.Q(pk__in=person.co_authorships.values("practice"))
            | models.Q(pk__in=person.reviews.values("practice"))
        )

    def kept_by(self, person: Any) -> Self:
        """
        Return those that hubs keep in which a person has a role of the staff.

        What no hub keeps yet falls to the hubs of its country.
        """
        mine = Membership.objects.in_force().filter(
            person=person, role__in=Membership.OF_A_HUB
        )
        return self.filter(
            models.Q(hub__in=mine.values("hub"))
            | models.Q(hub=None, country__in=mine.values("hub__country"))
        )

    def in_the_making(self) -> Self:
        return self.filter(status__in=Practice.IN_THE_MAKING)

    def tombstones(self) -> Self:
        """Return what was published once and withdrawn; of the rest, nobody ever knew."""
        return self.filter(status=Practice.Status.WITHDRAWN, published_at__isnull=False)

    def overdue(self) -> Self:
        """Return what is published and should have been confirmed by now."""
        return self.published().filter(review_by__lt=timezone.now().date())

    def of(self, iso3: str) -> Self:
        """Return those in which a country acted, first or beside others."""
        return self.filter(country_codes__contains=[iso3])

    def on_theme(self, code: str) -> Self:
        """Return those on a theme or on a part of it: goal 3 takes in target 3.1."""
        themes = Theme.objects.filter(models.Q(code=code) | models.Q(parent=code))
        return self.filter(
            pk__in=Practice.themes.through.objects.filter(
                theme__in=themes.values("pk")
            ).values("practice")
        )

    def saying(self, words: str) -> Self:
        """Return those that hold all the words, in any of their languages' forms."""
        return self.filter(
            pk__in=SearchEntry.objects.saying(words).values("practice_id")
        )

    def latest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def with_line(self) -> Self:
        """Fetch what a line of a list shows, in two queries."""
        return self.select_related("country").prefetch_related("translations")

    def with_card(self) -> Self:
        """Fetch what a card shows, in a fixed number of queries."""
        return (
            self.with_line().select_related("hub").prefetch_related("outcomes__values")
        )

    def with_everything(self) -> Self:
        """Fetch what the practice's own page shows."""
        return self.with_details().prefetch_related("translations")

    def with_details(self) -> Self:
        """Fetch all that it says in its own language."""
        values = apps.get_model("practices", "OutcomeValue").objects
        return self.select_related("country", "hub", "owner").prefetch_related(
            "sources",
            models.Prefetch("outcomes__values", values.select_related("source")),
            models.Prefetch("themes", Theme.objects.select_related("parent")),
        )


def concerning(user: Any) -> models.Q:
    """Return what holds of the practices that a person makes, keeps, or reads with all others."""
    reads_all = Membership.objects.in_force().filter(person=user, role__in=READ_ALL)
    return (
        models.Q(pk__in=Practice.objects.made_by(user).values("pk"))
        | models.Q(pk__in=Practice.objects.kept_by(user).values("pk"))
        | models.Q(models.Exists(reads_all))
    )


class Practice(models.Model):
    """What a country did about a problem, in a summary of fixed shape."""

    class Status(models.TextChoices):
        CAPTURED = "captured", _("captured")
        IN_REVIEW = "in_review", _("in review")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Approach(models.TextChoices):
        LAW_AND_POLICY = "law_and_policy", _("Law and policy")
        INSTITUTION_BUILDING = "institution_building", _("Institution building")
        FINANCING = "financing", _("Financing")
        CASH_AND_INCENTIVES = "cash_and_incentives", _("Cash and incentives")
        SERVICE_DELIVERY = "service_delivery", _("Service delivery")
        COMMUNITY_LED = "community_led", _("Community-led")
        SKILLS_AND_TRAINING = "skills_and_training", _("Skills and training")
        TECHNOLOGY_AND_DATA = "technology_and_data", _("Technology and data")
        INFRASTRUCTURE = "infrastructure", _("Infrastructure")
        MARKET_AND_ENTERPRISE = "market_and_enterprise", _("Market and enterprise")
        AWARENESS_AND_BEHAVIOUR = (
            "awareness_and_behaviour",
            _("Awareness and behaviour"),
        )
        PARTNERSHIP = "partnership", _("Partnership")
        MEDIATION_AND_DIALOGUE = "mediation_and_dialogue", _("Mediation and dialogue")

    class Scale(models.TextChoices):
        PILOT = "pilot", _("pilot")
        LOCAL = "local", _("local")
        SUBNATIONAL = "subnational", _("subnational")
        NATIONAL = "national", _("national")
        REGIONAL = "regional", _("regional")

    class Evidence(models.TextChoices):
        DOCUMENTED = "documented", _("documented")
        MONITORED = "monitored", _("monitored")
        EVALUATED = "evaluated", _("evaluated")
        RIGOROUSLY_EVALUATED = "rigorously_evaluated", _("rigorously evaluated")

    class CostBasis(models.TextChoices):
        TOTAL = "total", _("in total")
        ANNUAL = "annual", _("a year")
        PER_BENEFICIARY = "per_beneficiary", _("a person reached")

    slug = models.SlugField(max_length=120, unique=True)
    external_id = models.CharField(max_length=200, unique=True, null=True, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="practices"
    )
    country_codes = ArrayField(models.CharField(max_length=3))
    hub = models.ForeignKey(
        Hub, on_delete=models.SET_NULL, null=True, blank=True, related_name="practices"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices_offered",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices_owned",
        help_text=_(
            "who keeps it up to date; the custodian hub, where nobody is named"
        ),
    )
    institution = models.CharField(max_length=250, blank=True)
    language = models.CharField(max_length=3)
    language_inferred = models.BooleanField(default=False)
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
    approach_type = models.CharField(max_length=24, choices=Approach.choices)
    approach_inferred = models.BooleanField(default=False)
    scale = models.CharField(max_length=12, choices=Scale.choices, blank=True)
    evidence = models.CharField(
        max_length=24, choices=Evidence.choices, default=Evidence.DOCUMENTED
    )
    start_year = models.PositiveSmallIntegerField(null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    cost_amount = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True
    )
    cost_currency = models.CharField(max_length=3, blank=True)
    cost_year = models.PositiveSmallIntegerField(null=True, blank=True)
    cost_basis = models.CharField(max_length=16, choices=CostBasis.choices, blank=True)
    cost_source = models.ForeignKey(
        "Source", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="practices")
    status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.CAPTURED
    )
    status_since = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(
        max_length=64, blank=True, help_text=_("of the record that it was loaded from")
    )

    objects = PracticeQuerySet.as_manager()

    IN_THE_MAKING = (Status.CAPTURED, Status.IN_REVIEW, Status.CHANGES_REQUESTED)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.CAPTURED: {Status.IN_REVIEW, Status.ARCHIVED, Status.WITHDRAWN},
        Status.IN_REVIEW: {
            Status.CHANGES_REQUESTED,
            Status.PUBLISHED,
            Status.ARCHIVED,
            Status.WITHDRAWN,
        },
        Status.CHANGES_REQUESTED: {
            Status.IN_REVIEW,
            Status.ARCHIVED,
            Status.WITHDRAWN,
        },
        Status.PUBLISHED: {Status.ARCHIVED, Status.WITHDRAWN},
        Status.ARCHIVED: {Status.IN_REVIEW, Status.WITHDRAWN},
    }
    # What everybody may read; what was never published is archived for its makers only.
    PUBLIC = models.Q(status=Status.PUBLISHED) | models.Q(
        status=Status.ARCHIVED, published_at__isnull=False
    )
    SECTIONS: ClassVar[tuple[str, ...]] = (
        "summary",
        "problem",
        "context",
        "approach",
        "steps",
        "results",
        "went_wrong",
        "preconditions",
        "adaptable",
        "contacts",
    )
    LISTS: ClassVar[tuple[str, ...]] = ("steps", "preconditions", "adaptable")

    class Meta:
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=models.Q(country_codes__0=models.F("country_id")),
                name="practice_leads_with_its_country",
            ),
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")),
                name="practice_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(cost_amount=None)
                | ~models.Q(cost_currency="") & ~models.Q(cost_basis=""),
                name="practice_cost_says_of_what",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False),
                name="practice_published_has_a_date",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(fields=("-updated_at", "-id"), name="practice_by_update"),
            models.Index(
                fields=("-published_at", "-id"), name="practice_by_publication"
            ),
            models.Index(fields=("approach_type",), name="practice_by_approach"),
            GinIndex(fields=("country_codes",), name="practice_by_any_country"),
            models.Index(
                fields=("status_since",),
                name="practice_in_the_making",
                condition=models.Q(
                    status__in=("captured", "in_review", "changes_requested")
                ),
            ),
            models.Index(
                fields=("review_by",),
                name="practice_by_review",
                condition=models.Q(status="published"),
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="keep_search_entry",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "title",
                    "summary",
                    "problem",
                    "approach",
                    "results",
                    "context",
                    "language",
                    "status",
                    "country_codes",
                ),
                func=KEEP_SEARCH_ENTRY,
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("practices:practice", args=[self.slug])

    def move_to(self, status: str) -> None:
        """
        Take the next step of its life. Nothing else writes ``status``.

        A row that is not in the database yet is only set: the loader writes many at once.

        :raises IllegalMove: if that step does not follow from the present one.
        """
        if status not in self.MOVES.get(self.status, ()):
            raise IllegalMove(
                gettext("Not possible now: the practice is “%(status)s”.")
                % {"status": self.get_status_display()}
            )
        now = timezone.now()
        self.status, self.status_since, self.updated_at = status, now, now
        if status == self.Status.PUBLISHED:
            self.published_at = self.published_at or now
        if not self._state.adding:
            self.version += 1
            self.save(
                update_fields=[
                    "status",
                    "status_since",
                    "updated_at",
                    "published_at",
                    "version",
                ]
            )

    @property
    def is_overdue(self) -> bool:
        """True when it should have been reviewed by now: shown grey, not hidden."""
        if self.review_by is None or self.status != self.Status.PUBLISHED:
            return False
        return self.review_by < timezone.now().date()

    @property
    def published_translations(self) -> "list[Translation]":
        """What may be read of its translations; ask for ``translations`` with the rows."""
        return [row for row in self.translations.all() if row.is_published]

    def in_language(self, language: str) -> "Practice | Translation":
        """Return whatever holds title and summary in a language: itself, or a translation."""
        if language == self.language:
            return self
        by_language = {row.language: row for row in self.published_translations}
        return by_language.get(language) or by_language.get("en") or self
