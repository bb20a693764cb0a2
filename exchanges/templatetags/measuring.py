"""How a measure is drawn: its years as a line, and where it should arrive."""

from dataclasses import dataclass, replace

from django import template
from django.utils.translation import get_language_bidi

from exchanges.models import Measure
from practices.drawings import Dot, Figure, Plot, plot
from practices.templatetags.telling import drawn

register = template.Library()


@dataclass(frozen=True)
class Course:
    """What was observed, and a stroke from there to the target."""

    plot: Plot
    aim: Dot | None

    @property
    def told(self) -> list[Dot]:
        """The points that have room for their texts, the target among them."""
        dots = [*self.plot.dots, *([self.aim] if self.aim else [])]
        return [dot for dot in dots if dot.told]

    @property
    def latest(self) -> Dot:
        return self.plot.dots[-1]


@register.filter
def course(measure: Measure) -> Course | None:
    """Return the drawing of a measure that has two points in time, else nothing."""
    figures = [(row.value, row.year) for row in measure.observations.all()]
    aim = target_of(measure, figures[-1][1]) if figures else []
    if len(figures + aim) < 2:
        return None
    whole = plot(
        figures + aim,
        write=lambda value: drawn(value, measure.unit),
        write_step=drawn,
        mirrored=get_language_bidi(),
    )
    if not aim:
        return Course(whole, None)
    return Course(replace(whole, dots=whole.dots[:-1]), whole.dots[-1])


def target_of(measure: Measure, latest: int) -> list[Figure]:
    """Return the target as a figure, where its year comes after all that was observed."""
    if measure.target is None or measure.target_on is None:
        return []
    year = measure.target_on.year
    return [(measure.target, year)] if year > latest else []
