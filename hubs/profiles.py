"""What matching compares of countries: statuses, income, region, languages, size, on a day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from hubs.models import Country, CountryStatus, LeadArea

BADGES = {"ldc": _("LDC"), "lldc": _("LLDC"), "sids": _("SIDS")}
SIMILAR_SIZE = 2.0  # times as many people, or half as many


@dataclass(frozen=True)
class Profile:
    """A country as it stands on a day."""

    country: Country
    income: str
    statuses: frozenset[str]
    leads_on: frozenset[str]

    @property
    def labels(self) -> list[str]:
        """Income group and statuses, as a reader sees them."""
        kinds = [kind for kind in ("ldc", "lldc", "sids") if kind in self.statuses]
        labels = [str(CountryStatus.Income(self.income).label)] if self.income else []
        return labels + [str(BADGES[kind]) for kind in kinds]

    def shares_status(self, other: "Profile") -> frozenset[str]:
        return self.statuses & other.statuses & {"ldc", "lldc", "sids"}

    def is_near(self, other: "Profile") -> bool:
        return self.country.sub_region == other.country.sub_region

    def shares_language(self, other: "Profile") -> list[str]:
        return [
            code for code in self.country.languages if code in other.country.languages
        ]

    def is_of_similar_size(self, other: "Profile") -> bool:
        mine, theirs = self.country.population, other.country.population
        if not mine or not theirs:
            return False
        return 1 / SIMILAR_SIZE <= mine / theirs <= SIMILAR_SIZE


@lru_cache(maxsize=4)
def profiles(day: date) -> dict[str, Profile]:
    """Return all countries by ISO code; kept for the day, because matching asks each time."""
    statuses: dict[str, set[str]] = {}
    income: dict[str, str] = {}
    for row in CountryStatus.objects.on(day):
        statuses.setdefault(row.country_id, set()).add(row.kind)
        if row.kind == CountryStatus.Kind.INCOME:
            income[row.country_id] = row.value
    leads: dict[str, set[str]] = {}
    for area in LeadArea.objects.on(day):
        leads.setdefault(area.country_id, set()).add(area.theme_id)
    return {
        country.iso3: Profile(
            country,
            income.get(country.iso3, ""),
            frozenset(statuses.get(country.iso3, ())),
            frozenset(leads.get(country.iso3, ())),
        )
        for country in Country.objects.all()
    }
