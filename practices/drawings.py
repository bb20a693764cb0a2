"""
Where the strokes of a picture go: pure geometry, which the templates draw as SVG.

Coordinates are whole numbers, because a template writes a fraction in the reader's
own way, with a comma or a point. Heights start from zero, so that a small change
looks small.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Figure = tuple[Decimal, int]  # a value and its year

SLOPE_WIDTH, SLOPE_TOP, SLOPE_BOTTOM = 160, 20, 56
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 34, 346, 26, 164
NEAREST = 46  # between two figures that are written out


@dataclass(frozen=True)
class Dot:
    """A figure on the drawing, and where its text stands."""

    value: Decimal
    year: int
    x: int
    y: int
    text_x: int
    text_y: int
    anchor: str
    told: bool = True


@dataclass(frozen=True)
class Slope:
    """From before to after, in one stroke."""

    before: Dot
    after: Dot

    @property
    def dots(self) -> tuple[Dot, Dot]:
        return self.before, self.after


@dataclass(frozen=True)
class Line:
    """A line across a plot at a round number."""

    value: Decimal
    y: int


@dataclass(frozen=True)
class Plot:
    """All values of an outcome along a line of time."""

    dots: list[Dot]
    lines: list[Line]

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{dot.x} {dot.y}" for dot in self.dots)


def slope(before: Figure, after: Figure, *, mirrored: bool = False) -> Slope:
    """Return the stroke between two figures; ``mirrored``: time runs to the left."""
    ceiling, floor = extent([before[0], after[0]])
    heights = [
        scaled(figure[0], (floor, ceiling), (SLOPE_BOTTOM, SLOPE_TOP))
        for figure in (before, after)
    ]
    first = dot_of_slope(before, heights[0], heights[1], at_start=not mirrored)
    last = dot_of_slope(after, heights[1], heights[0], at_start=mirrored)
    return Slope(first, last)


def dot_of_slope(figure: Figure, y: int, other_y: int, *, at_start: bool) -> Dot:
    """Return one end of a slope: the lower one's figure stands under it."""
    x = 10 if at_start else SLOPE_WIDTH - 10
    return Dot(
        value=figure[0],
        year=figure[1],
        x=x,
        y=y,
        text_x=2 if at_start else SLOPE_WIDTH - 2,
        text_y=y + 17 if y > other_y else y - 8,
        anchor="start" if at_start else "end",
    )


def plot(figures: Sequence[Figure], *, mirrored: bool = False) -> Plot:
    """Return values by year and round lines; figures that collide stay untold."""
    years = [year for _, year in figures]
    ceiling, floor = extent([value for value, _ in figures])
    steps = round_steps(floor, ceiling)
    span = (min(floor, steps[0]), max(ceiling, steps[-1]))
    sides = (PLOT_RIGHT, PLOT_LEFT) if mirrored else (PLOT_LEFT, PLOT_RIGHT)
    inner = (
        sides[0] + (14 if not mirrored else -14),
        sides[1] - (14 if not mirrored else -14),
    )
    places = [
        (
            scaled(Decimal(year), (Decimal(years[0]), Decimal(years[-1])), inner),
            scaled(value, span, (PLOT_BOTTOM, PLOT_TOP)),
        )
        for value, year in figures
    ]
    told = spaced([x for x, _ in places])
    dots = [
        Dot(value, year, x, y, x, y - 9, "middle", place in told)
        for place, ((value, year), (x, y)) in enumerate(
            zip(figures, places, strict=True)
        )
    ]
    lines = [Line(step, scaled(step, span, (PLOT_BOTTOM, PLOT_TOP))) for step in steps]
    return Plot(dots, lines)


def extent(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the highest and the lowest value to draw, with zero among them."""
    ceiling, floor = max(*values, Decimal(0)), min(*values, Decimal(0))
    return (ceiling, floor) if ceiling > floor else (Decimal(1), Decimal(0))


def scaled(
    value: Decimal, span: tuple[Decimal, Decimal], places: tuple[int, int]
) -> int:
    """Return where a value of a span stands between two places; else the middle."""
    if span[0] == span[1]:
        return (places[0] + places[1]) // 2
    share = (value - span[0]) / (span[1] - span[0])
    return round(places[0] + share * (places[1] - places[0]))


def round_steps(floor: Decimal, ceiling: Decimal) -> list[Decimal]:
    """Return three to six round numbers from the floor to at least the ceiling."""
    rough = float(ceiling - floor) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = Decimal(
        str(next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough))
    )
    first, last = math.floor(floor / step), math.ceil(ceiling / step)
    return [step * number for number in range(first, last + 1)]


def spaced(places: Sequence[int]) -> set[int]:
    """Return which places can carry text: the ends, and what has room between."""
    last = len(places) - 1
    told = {0, last}
    previous = places[0]
    for index, x in enumerate(places):
        if abs(x - previous) >= NEAREST and abs(x - places[last]) >= NEAREST:
            told.add(index)
            previous = x
    return told if abs(places[0] - places[last]) >= NEAREST or last == 0 else {last}
