"""What stands around an answer: its heading, and its map."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs import maps
from hubs.models import Country
from practices.matching import Answer

COUNTRIES = (
    "",
    gettext_lazy("One country"),
    gettext_lazy("Two countries"),
    gettext_lazy("Three countries"),
    gettext_lazy("Four countries"),
    gettext_lazy("Five countries"),
)
WAYS = (
    "",
    gettext_lazy("one way"),
    gettext_lazy("two ways"),
    gettext_lazy("three ways"),
    gettext_lazy("four ways"),
    gettext_lazy("five ways"),
)


def heading(answer: Answer) -> str:
    """Say how many countries and how many ways there truly are."""
    if not answer.matches:
        return _("No good answer yet")
    ways = {match.practice.approach_type for match in answer.matches}
    return _("%(countries)s, %(ways)s") % {
        "countries": COUNTRIES[answer.good],
        "ways": WAYS[len(ways)],
    }


def world_of(answer: Answer, asker: Country | None) -> maps.World | None:
    """Return a map of the countries that answer, with a line from each to the asker."""
    if not answer.matches:
        return None
    countries = {match.country.iso3: f"way-{match.way}" for match in answer.matches}
    labels = {match.country.iso3: str(match.rank) for match in answer.matches}
    titles = {match.country.iso3: match.country.name for match in answer.matches}
    flows = []
    if asker is not None:
        flows = [maps.Flow(code, asker.iso3) for code in countries]
        countries[asker.iso3] = "asker"
        titles[asker.iso3] = asker.name
    return maps.world(countries=countries, flows=flows, labels=labels, titles=titles)
