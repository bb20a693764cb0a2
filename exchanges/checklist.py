"""What the desk looks for in a request before it asks a country, and why each matters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.models import CountryProcedure, Endorsement, ExchangeRequest, Measure
from practices.models import Practice

ENOUGH_WORDS = 20
ENOUGH_SIGNS = 60  # of a script without spaces


@dataclass(frozen=True)
class Part:
    """One thing that a country will look for."""

    name: str
    why: str
    is_there: bool
    needed: bool = False
    is_short: bool = False

    @property
    def standing(self) -> str:
        if self.is_there:
            return _("is there")
        return _("too short") if self.is_short else _("is missing")


@dataclass(frozen=True)
class Checklist:
    parts: list[Part]

    @property
    def there(self) -> int:
        return sum(part.is_there for part in self.parts)

    @property
    def total(self) -> int:
        return len(self.parts)

    @property
    def missing(self) -> list[Part]:
        """What is not there; without what is needed first."""
        absent = [part for part in self.parts if not part.is_there]
        return sorted(absent, key=lambda part: not part.needed)

    @property
    def may_go_on(self) -> bool:
        return all(part.is_there for part in self.parts if part.needed)

    @property
    def words(self) -> str:
        """What to ask for, to be sent back as it stands or changed first."""
        return "\n".join(map(asked_for, self.missing))


def asked_for(part: Part) -> str:
    name = f"{part.name} ({part.standing})" if part.is_short else part.name
    return f"– {name}: {part.why}"


def checklist(
    exchange_request: ExchangeRequest, measures: Sequence[Measure]
) -> Checklist:
    """Tell the desk what is there; two queries, where practices were fetched with it."""
    own = own_checklist(exchange_request, measures, exchange_request.practices.all())
    return Checklist([*own.parts, *endorsed(exchange_request)])


def own_checklist(
    exchange_request: ExchangeRequest,
    measures: Sequence[Measure],
    practices: Iterable[Practice],
) -> Checklist:
    """Tell who asks what is there before it is handed in: of what she can say herself."""
    return Checklist([*written(exchange_request), *beside(measures, practices)])


def written(exchange_request: ExchangeRequest) -> Iterator[Part]:
    """Yield what stands in the request itself."""
    yield Part(
        _("The problem, in enough words"),
        _("Another country must see from it whether its own experience fits."),
        tells_enough(exchange_request.problem),
        needed=True,
        is_short=bool(exchange_request.problem.strip()),
    )
    yield Part(
        _("The institution that asks"),
        _("Countries answer to institutions; somebody has to receive them."),
        bool(exchange_request.institution),
        needed=True,
    )
    yield Part(
        _("Instruments preferred"),
        _("A visit and a videoconference cost a provider very different things."),
        bool(exchange_request.instruments),
    )
    yield Part(
        _("Languages"),
        _("They decide who can come, and whether interpreters are needed."),
        bool(exchange_request.languages),
    )
    yield Part(
        _("The day on which the window closes"),
        _("Otherwise nobody knows what is too late."),
        exchange_request.window_closes_on is not None,
    )
    yield Part(
        _("Link to a national plan"),
        _("Funds and ministries ask for it first."),
        bool(exchange_request.plan_alignment),
    )


def beside(
    measures: Sequence[Measure], practices: Iterable[Practice]
) -> Iterator[Part]:
    """Yield what stands beside it: figures and practices."""
    yield Part(
        _("A measure with a value and its source"),
        _("What is measured before can be compared after."),
        any(measure.observations.all() for measure in measures),
    )
    yield Part(
        _("Practices of interest"),
        _("They say what exactly is wanted of whom."),
        any(practices),
    )


def endorsed(exchange_request: ExchangeRequest) -> Iterator[Part]:
    """Yield the country's own word, where it wants one."""
    procedure = CountryProcedure.objects.filter(country=exchange_request.country_id)
    if wanted := procedure.filter(endorsement_wanted=True).first():
        said = Endorsement.objects.filter(exchange_request=exchange_request)
        word = said.first()
        yield Part(
            _("Endorsement of its focal point"),
            _("This country wants one for each request."),
            word is not None and not (wanted.letter_wanted and not word.letter_id),
            needed=True,
        )


def tells_enough(text: str) -> bool:
    words = text.split()
    return len(words) >= ENOUGH_WORDS or (
        len(text) >= ENOUGH_SIGNS and len(words) <= len(text) / 15
    )
