"""What countries ask for, counted; open to everybody."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from exchanges import needs
from exchanges.models import Instrument
from exchanges.needs import Tally
from hubs.api.lists import Row, Rows
from hubs.api.rows import country_ref, text_of, theme_ref
from hubs.api.serializers import CountryRef, HubRef, ThemeRef
from hubs.api.views import OpenView
from hubs.models import Hub, Theme
from hubs.profiles import profiles

UNNAMED = "Null for requests that name none."


class TallyRow(serializers.Serializer[Any]):
    """How many requests, by what has become of them."""

    under_way = serializers.IntegerField()
    accepted = serializers.IntegerField()
    unmet = serializers.IntegerField(
        help_text="Declined, lapsed, or back at the desk without a yes."
    )


class TallyOfTheme(TallyRow):
    """By a goal or another theme at the top, of the practices of interest."""

    theme = ThemeRef(allow_null=True, help_text=UNNAMED)


class TallyOfCountry(TallyRow):
    """By the country that asks."""

    country = CountryRef()


class TallyOfHub(TallyRow):
    """By the hub that takes care of it."""

    hub = HubRef(allow_null=True, help_text=UNNAMED)


class TallyOfInstrument(TallyRow):
    """By the way in which they would like to learn."""

    instrument = serializers.ChoiceField(
        choices=Instrument.choices, allow_null=True, help_text=UNNAMED
    )


class DemandRow(serializers.Serializer[Any]):
    """What was asked for in the last two years; the most asked for first."""

    since = serializers.DateField()
    all = TallyRow()
    themes = TallyOfTheme(many=True)
    countries = TallyOfCountry(many=True)
    hubs = TallyOfHub(many=True)
    instruments = TallyOfInstrument(many=True)


class DemandView(OpenView):
    """How much is asked for, of what, by whom; the requests themselves are a list."""

    @extend_schema(responses=DemandRow)
    def get(self, request: Request) -> Response:
        """
        Count what was asked for in two years, and what has become of it.

        Those without a yes are at `exchange-requests?outcome=unmet`.
        """
        today = timezone.now().date()
        found = needs.demand(today)
        body = {
            "since": text_of(today - needs.LOOKED_BACK),
            "all": counts(found["all"][""]),
            "themes": rows("theme", found["theme"], self._themes(found["theme"])),
            "countries": rows("country", found["country"], self._countries()),
            "hubs": rows("hub", found["hub"], hubs_of(found["hub"])),
            "instruments": rows("instrument", found["instrument"], code_or_none),
        }
        return Response(body)

    def _themes(self, codes: needs.Counted) -> Callable[[str], Row | None]:
        known = Theme.objects.in_bulk([*codes])
        return lambda code: theme_ref(known.get(code), self.reader)

    def _countries(self) -> Callable[[str], Row | None]:
        known = profiles(timezone.now().date())
        return lambda code: country_ref(known[code].country, self.reader)


def hubs_of(slugs: needs.Counted) -> Callable[[str], Row | None]:
    known = {hub.slug: hub for hub in Hub.objects.filter(slug__in=[*slugs])}
    return lambda slug: {"slug": slug, "name": str(known[slug])} if slug else None


def code_or_none(code: str) -> str | None:
    return code or None


def rows(name: str, found: needs.Counted, refer: Callable[[str], Any]) -> Rows:
    return [{name: refer(code), **counts(tally)} for code, tally in found.items()]


def counts(tally: Tally) -> Row:
    return {outcome: getattr(tally, outcome) for outcome in needs.Outcome.values}
