"""The map: countries with their dated statuses, groups, themes, hubs."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_readers_language(texts: dict[str, str]) -> str:
    """Return the text in the active language, else in English, else any."""
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


class CountryQuerySet(models.QuerySet["Country"]):
    def developing(self) -> Self:
        """Return the South, as UNCTAD classifies it."""
        return self.filter(developing=True)

    def having(self, kind: str, *, on: date) -> Self:
        """Return those with a status (``ldc``, ``sids`` …) on a day."""
        statuses = CountryStatus.objects.on(on).filter(kind=kind)
        return self.filter(pk__in=statuses.values("country"))

    def with_statuses(self, *, on: date) -> Self:
        """Add ``statuses_of_the_day``: those that hold on a day."""
        rows = CountryStatus.objects.on(on).order_by("kind", "pk")
        return self.prefetch_related(
            models.Prefetch("statuses", queryset=rows, to_attr="statuses_of_the_day")
        )


class Country(models.Model):
    """
    A country or area of ISO 3166; the code is the key.

    Names are UNTERM's short names in the six UN languages, reviewed ones in Portuguese
    and Indonesian; ``short_names`` are those of everyday official speech. ``developing``
    follows UNCTAD's classification.
    """

    iso3 = models.CharField(max_length=3, primary_key=True)
    iso2 = models.CharField(max_length=2, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    names = models.JSONField()
    short_names = models.JSONField(default=dict)
    region = models.CharField(max_length=40)
    sub_region = models.CharField(max_length=60)
    languages = ArrayField(models.CharField(max_length=3), default=list)
    population = models.BigIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    gdp_per_person = models.IntegerField(null=True)
    gdp_year = models.PositiveSmallIntegerField(null=True)
    gdp_basis = models.CharField(max_length=8, blank=True)
    developing = models.BooleanField()

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("insights:country", args=[self.iso3.lower()])

    @property
    def name(self) -> str:
        """The everyday name in the reader's language."""
        return in_readers_language(self.every_name)

    @property
    def every_name(self) -> dict[str, str]:
        """The everyday names by their languages."""
        return {**self.names, **self.short_names}

    @property
    def official_name(self) -> str:
        return in_readers_language(self.names)


class CountryStatusQuerySet(models.QuerySet["CountryStatus"]):
    def on(self, day: date) -> Self:
        """Return the statuses that hold on a day; ``valid_until`` is the first day without."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        lasting = models.Q(valid_until=None) | models.Q(valid_until__gt=day)
        return self.filter(begun, lasting)


class CountryStatus(models.Model):
    """A status with its dates: nothing about a country holds for ever."""

    class Kind(models.TextChoices):
        LDC = "ldc", _("least developed country")
        LLDC = "lldc", _("landlocked developing country")
        SIDS = "sids", _("small island developing state")
        INCOME = "income", _("income group")
        IDA = "ida", _("IDA borrower")
        DEVELOPING = "developing", _("developing country")

    class Income(models.TextChoices):
        LOW = "low", _("Low income")
        LOWER_MIDDLE = "lower_middle", _("Lower-middle income")
        UPPER_MIDDLE = "upper_middle", _("Upper-middle income")
        HIGH = "high", _("High income")

    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="statuses"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=16, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True, help_text=_("the first day without"))
    scheduled = models.BooleanField(
        default=False, help_text=_("the end is foreseen, and may be moved")
    )
    as_known_on = models.DateField()
    source = models.CharField(max_length=300)
    note = models.TextField(blank=True)

    objects = CountryStatusQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("country", "kind", "value", "valid_from"),
                nulls_distinct=False,
                name="status_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")),
                name="status_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.kind} {self.value}".strip()

    @property
    def label(self) -> str:
        """What a reader sees: the income group by its name, LDC and the like by theirs."""
        if self.kind == self.Kind.INCOME:
            return str(self.Income(self.value).label)
        return str(self.Kind(self.kind).label)


class CountryGroup(models.Model):
    """Countries that act or are counted together: a union, a region as UN bodies use it."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", _("regional")
        POLITICAL = "political", _("political")
        UN_REGION = "un_region", _("region of UN bodies")
        PIVOTAL = "pivotal", _("pivotal countries")

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    names = models.JSONField()
    members = models.ManyToManyField(Country, related_name="groups")
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return in_readers_language(self.names)


class ThemeQuerySet(models.QuerySet["Theme"]):
    def goals(self) -> Self:
        return self.filter(kind=Theme.Kind.GOAL).order_by("place")

    def topics_of_cooperation(self) -> Self:
        return self.filter(kind=Theme.Kind.MANAGEMENT).order_by("place")


class Theme(models.Model):
    """An SDG goal or target, an OECD DAC purpose code, or a topic of managing cooperation."""

    class Kind(models.TextChoices):
        GOAL = "sdg_goal", _("SDG goal")
        TARGET = "sdg_target", _("SDG target")
        DAC = "dac", _("DAC purpose code")
        MANAGEMENT = "management", _("managing cooperation")

    code = models.CharField(max_length=24, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="children"
    )
    labels = models.JSONField()
    short_labels = models.JSONField(default=dict)
    withdrawn = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)

    objects = ThemeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The short label where there is one, in the reader's language."""
        return in_readers_language(self.short_labels or self.labels)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def in_order(self) -> Self:
        return self.order_by("place")


class Indicator(models.Model):
    """An indicator of the SDG list, such as 16.9.1."""

    code = models.CharField(max_length=12, primary_key=True)
    target = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="indicators"
    )
    labels = models.JSONField()
    place = models.PositiveSmallIntegerField(default=0)

    objects = IndicatorQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """Its label in the reader's language."""
        return in_readers_language(self.labels)


class HubQuerySet(models.QuerySet["Hub"]):
    def operating(self) -> Self:
        return self.filter(lifecycle=Hub.Lifecycle.OPERATING)

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class Hub(models.Model):
    """An institution that captures and shares experience, or brings others together."""

    class Arrangement(models.TextChoices):
        COOPERATION_AGENCY = "cooperation_agency", _("cooperation agency")
        SECTOR_INSTITUTE = "sector_institute", _("sector institute")
        ENTERPRISE = "enterprise", _("enterprise")
        MINISTRY_UNIT = "ministry_unit", _("ministry unit")
        CENTRE_OF_EXCELLENCE = "centre_of_excellence", _("centre of excellence")
        REGIONAL_CENTRE = "regional_centre", _("regional centre")
        GLOBAL_CENTRE = "global_centre", _("global centre")

    class Lifecycle(models.TextChoices):
        ENVISIONED = "envisioned", _("envisioned")
        NEGOTIATING = "negotiating", _("negotiating")
        AGREED = "agreed", _("agreed")
        OPERATING = "operating", _("operating")
        CLOSING = "closing", _("closing")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="hubs"
    )
    arrangement_type = models.CharField(max_length=24, choices=Arrangement.choices)
    lifecycle = models.CharField(
        max_length=12, choices=Lifecycle.choices, default=Lifecycle.OPERATING
    )
    since = models.PositiveSmallIntegerField(null=True, blank=True)
    mandate = models.JSONField(default=dict)
    how_organised = models.JSONField(default=dict)
    legal_basis = models.TextField(blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="hubs")
    languages = ArrayField(models.CharField(max_length=3), default=list)
    website = models.URLField(blank=True)
    former_names = models.JSONField(default=list)
    source = models.JSONField(default=dict)

    objects = HubQuerySet.as_manager()

    def __str__(self) -> str:
        return in_readers_language(self.every_name)

    def get_absolute_url(self) -> str:
        return reverse("insights:hub", args=[self.slug])

    @property
    def every_name(self) -> dict[str, str]:
        """The names by their languages."""
        return {"en": self.name, **self.names}

    @property
    def mandate_text(self) -> str:
        return in_readers_language(self.mandate)

    @property
    def organisation_text(self) -> str:
        return in_readers_language(self.how_organised)


class LeadAreaQuerySet(models.QuerySet["LeadArea"]):
    def on(self, day: date) -> Self:
        lasting = models.Q(valid_until=None) | models.Q(valid_until__gt=day)
        return self.filter(lasting, willingness=LeadArea.Willingness.WILLING)


class LeadArea(models.Model):
    """A country's declared willingness to lead on a theme."""

    class Willingness(models.TextChoices):
        WILLING = "willing", _("willing")
        CONSIDERING = "considering", _("considering")
        DECLINED = "declined", _("declined")

    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="lead_areas"
    )
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    willingness = models.CharField(max_length=12, choices=Willingness.choices)
    declared_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = LeadAreaQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("country", "theme"), name="lead_area_once"),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.theme_id}"
