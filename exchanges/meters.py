"""How complete a challenge is: what is missing, at which step, and why it matters."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.models import Challenge, Measure
from practices.meters import Completeness, Part


@dataclass(frozen=True)
class Figure(Part):
    """A part that is said on the page of a measure, in one of its places."""

    measure: Measure | None = None
    anchor: str = "year"


def completeness(challenge: Challenge) -> Completeness:
    """Tell what those who are asked will miss; fetch it ``with_measures``."""
    return Completeness([*parts_of_words(challenge), *parts_of_measures(challenge)])


def missing_words(challenge: Challenge) -> list[Part]:
    """Tell what else would bring the answers nearer, without a look at its figures."""
    return [part for part in parts_of_words(challenge) if not part.is_there]


def parts_of_words(challenge: Challenge) -> list[Part]:
    rows = [
        ("happens", _("What happens"), _("By it, you are understood.")),
        ("to_whom", _("To whom"), _("Others compare their people with yours.")),
        (
            "since",
            _("Since when"),
            _("An old problem needs another answer than a new one."),
        ),
        (
            "tried",
            _("What was tried already"),
            _("Nobody proposes to you what failed."),
        ),
        (
            "limits",
            _("What limits you"),
            _("An answer that you cannot pay for is none."),
        ),
        (
            "deadline",
            _("Until when"),
            _("Whoever helps must know how much time there is."),
        ),
    ]
    steps = {"tried": "since", "deadline": "limits"}
    return [
        Part(steps.get(field, field), name, why, bool(getattr(challenge, field)))
        for field, name, why in rows
    ]


def parts_of_measures(challenge: Challenge) -> list[Part]:
    measures = list(challenge.measures.all())
    most = max(measures, key=years_of, default=None)
    years = years_of(most) if most else 0
    aimed = any(measure.target_on for measure in measures)
    rows = [
        (_("A measure"), _("What is counted is believed."), most is not None),
        (
            _("A value with its year"),
            _("It is what the result is compared with later."),
            years > 0,
        ),
        (
            _("A second year"),
            _("It shows whether it gets better or worse."),
            years > 1,
        ),
    ]
    aim = _("A target with its date"), _("It tells everybody when the work is done.")
    return [
        *(Figure("measures", *row, most) for row in rows),
        Figure("measures", *aim, aimed, most, "aim"),
    ]


def years_of(measure: Measure) -> int:
    return len(measure.observations.all())
