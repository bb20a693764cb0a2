"""
Where the strokes of a picture go: pure geometry, which the templates draw as SVG.

Coordinates are whole numbers, because a template writes a fraction in the reader's
own way, with a comma or a point. Heights start from zero, so that a small change
looks small. Texts are measured, so that no two of them meet in any language.
"""

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Figure = tuple[Decimal, int]  # a value and its year
Point = tuple[int, int]
Write = Callable[[Decimal], str]  # in the reader's language

TEXT, SMALL = 12.0, 10.5  # pixels, as the style sheet has them
NARROW = " .,:'’\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
GAP = 6  # between two texts
A_LINE = 16  # from the foot of a text to the next
A_YEAR = 36  # between two years that are written out
SMALLEST = Decimal("0.001")  # difference that a figure can tell

SLOPE_WIDTH, SLOPE_TOP, SLOPE_BOTTOM = 160, 20, 56
PLOT_WIDTH, PLOT_TOP, PLOT_BOTTOM = 360, 26, 164
MARGIN = 16  # from the end of a line to the nearest dot: half a year
ABOVE, UNDER = -9, 18  # from a dot to the foot of its text


@dataclass(frozen=True)
class Dot:
    """A figure on the drawing, and where its text stands."""

    text: str
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

    text: str
    y: int


@dataclass(frozen=True)
class Plot:
    """All values of an outcome along a line of time; the lines' numbers stand beside it."""

    dots: list[Dot]
    lines: list[Line]
    left: int
    right: int
    text_x: int
    anchor: str

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{dot.x} {dot.y}" for dot in self.dots)


@dataclass(frozen=True)
class Label:
    """A text at a dot, as wide as it may get."""

    left: int
    right: int
    y: int

    def is_clear_of(self, other: "Label") -> bool:
        apart = max(self.left - other.right, other.left - self.right)
        return apart >= GAP or abs(self.y - other.y) >= A_LINE


def slope(
    before: Figure, after: Figure, *, write: Write = str, mirrored: bool = False
) -> Slope:
    """Return the stroke between two figures; ``mirrored``: time runs to the left."""
    ceiling, floor = extent([before[0], after[0]])
    start, end = (
        scaled(figure[0], (floor, ceiling), (SLOPE_BOTTOM, SLOPE_TOP))
        for figure in (before, after)
    )
    texts = [write(before[0]), write(after[0])]
    room = sum(width_of(text, TEXT) for text in texts) + GAP <= SLOPE_WIDTH
    first = dot_of_slope(
        before, texts[0], start, under=start > end, at_left=not mirrored
    )
    last = dot_of_slope(
        after,
        texts[1],
        end,
        under=end > start or (end == start and not room),
        at_left=mirrored,
    )
    return Slope(first, last)


def dot_of_slope(
    figure: Figure, text: str, y: int, *, under: bool, at_left: bool
) -> Dot:
    """Return one end of a slope: the lower one's figure stands under it."""
    return Dot(
        text=text,
        year=figure[1],
        x=10 if at_left else SLOPE_WIDTH - 10,
        y=y,
        text_x=2 if at_left else SLOPE_WIDTH - 2,
        text_y=y + 17 if under else y - 8,
        anchor="start" if at_left else "end",
    )


def plot(
    figures: Sequence[Figure],
    *,
    write: Write = str,
    write_step: Write = str,
    mirrored: bool = False,
) -> Plot:
    """Return values by year and round lines; figures that collide stay untold."""
    ceiling, floor = extent([value for value, _ in figures])
    steps = round_steps(floor, ceiling)
    lines = [
        Line(write_step(step), height(step, (steps[0], steps[-1]))) for step in steps
    ]
    beside = max(width_of(line.text, SMALL) for line in lines) + GAP
    left, right = (0, PLOT_WIDTH - beside) if mirrored else (beside, PLOT_WIDTH)
    years = (Decimal(figures[0][1]), Decimal(figures[-1][1]))
    inner = (left + MARGIN, right - MARGIN)
    points = [
        (
            scaled(Decimal(year), years, inner[::-1] if mirrored else inner),
            height(value, (steps[0], steps[-1])),
        )
        for value, year in figures
    ]
    return Plot(
        dots=dots_of(figures, points, write, (left, right)),
        lines=lines,
        left=left,
        right=right,
        text_x=right + GAP if mirrored else left - GAP,
        anchor="start" if mirrored else "end",
    )


def dots_of(
    figures: Sequence[Figure],
    points: Sequence[Point],
    write: Write,
    bounds: tuple[int, int],
) -> list[Dot]:
    """Return the figures of a plot, each with its text where the path leaves room."""
    texts = [write(value) for value, _ in figures]
    labels = [
        label_of(width_of(text, TEXT), point, sides_of(points, place), bounds)
        for place, (text, point) in enumerate(zip(texts, points, strict=True))
    ]
    told = told_of(labels, [x for x, _ in points])
    return [
        Dot(
            text=text,
            year=year,
            x=x,
            y=y,
            text_x=(label.left + label.right) // 2,
            text_y=label.y,
            anchor="middle",
            told=place in told,
        )
        for place, (text, (_, year), (x, y), label) in enumerate(
            zip(texts, figures, points, labels, strict=True)
        )
    ]


def sides_of(points: Sequence[Point], place: int) -> tuple[int, int]:
    """Return the heights to the left and to the right of a dot; an end has the same on both."""
    around = [
        points[near] for near in (place - 1, place + 1) if 0 <= near < len(points)
    ]
    around = sorted(around) or [points[place]]
    return around[0][1], around[-1][1]


def label_of(
    width: int, point: Point, sides: tuple[int, int], bounds: tuple[int, int]
) -> Label:
    """Put a text where no stroke goes: over a peak, under a valley, off a rise or a fall."""
    x, y = point
    rises_left, rises_right = (side < y for side in sides)
    if rises_left and not rises_right:
        left = x - 4
    elif rises_right and not rises_left:
        left = x + 4 - width
    else:
        left = x - width // 2
    left = max(bounds[0], min(left, bounds[1] - width))
    foot = UNDER if rises_left and rises_right else ABOVE
    return Label(left, left + width, y + foot)


def told_of(labels: Sequence[Label], places: Sequence[int]) -> set[int]:
    """Return which figures have room for text and year: the ends first, then by time."""
    told: list[int] = []
    for index in dict.fromkeys((len(labels) - 1, 0, *range(len(labels)))):
        if all(
            abs(places[index] - places[other]) >= A_YEAR
            and labels[index].is_clear_of(labels[other])
            for other in told
        ):
            told.append(index)
    return set(told)


def width_of(text: str, size: float) -> int:
    """Return how wide a text gets at the most, whichever font the reader has."""
    return math.ceil(size * sum(map(width_of_sign, text)))


def width_of_sign(sign: str) -> float:
    """Return a sign's width as a share of the font's size."""
    if unicodedata.category(sign) in ("Mn", "Cf"):
        return 0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.05
    return 0.38 if sign in NARROW else 0.7


def extent(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the highest and the lowest value to draw, with zero among them."""
    ceiling, floor = max(*values, Decimal(0)), min(*values, Decimal(0))
    return (ceiling, floor) if ceiling > floor else (Decimal(1), Decimal(0))


def height(value: Decimal, span: tuple[Decimal, Decimal]) -> int:
    return scaled(value, span, (PLOT_BOTTOM, PLOT_TOP))


def scaled(
    value: Decimal, span: tuple[Decimal, Decimal], places: tuple[int, int]
) -> int:
    """Return where a value of a span stands between two places; else the middle."""
    if span[0] == span[1]:
        return (places[0] + places[1]) // 2
    share = (value - span[0]) / (span[1] - span[0])
    return round(places[0] + share * (places[1] - places[0]))


def round_steps(floor: Decimal, ceiling: Decimal) -> list[Decimal]:
    """Return three to six round numbers from at most the floor to at least the ceiling."""
    rough = float(ceiling - floor) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = Decimal(str(next(m * power for m in (1, 2, 5, 10) if m * power >= rough)))
    step = max(step, SMALLEST)
    first, last = math.floor(floor / step), math.ceil(ceiling / step)
    return [step * number for number in range(first, last + 1)]
