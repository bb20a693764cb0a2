"""Figures as lines: what a drawing of an outcome shows."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices import drawings


def test_a_slope_falls_where_a_value_falls():
    line = drawings.slope((Decimal(58), 2002), (Decimal(23), 2009))

    assert line.before.x < line.after.x
    assert line.before.y < line.after.y


def test_a_slope_runs_the_other_way_for_readers_from_the_right():
    line = drawings.slope((Decimal(58), 2002), (Decimal(23), 2009), mirrored=True)

    assert line.before.x > line.after.x


@pytest.mark.parametrize(
    "values", [(0, 0), (5, 5), (-90, 3), (0.001, 0.002), (1, 10**15)]
)
def test_any_two_figures_can_be_drawn(values):
    figures = [
        (Decimal(str(value)), 2000 + place) for place, value in enumerate(values)
    ]

    line, plot = drawings.slope(*figures), drawings.plot(figures)

    for dot in (*line.dots, *plot.dots):
        assert 0 <= dot.x <= 360
        assert 0 <= dot.y <= 204
    assert 2 <= len(plot.lines) <= 8


def test_figures_that_would_collide_are_left_to_the_table():
    figures = [(Decimal(year), year) for year in range(1990, 2021)]

    told = [dot.year for dot in drawings.plot(figures).dots if dot.told]

    assert told[0] == 1990
    assert told[-1] == 2020
    assert len(told) < 9


FIGURES = st.lists(
    st.tuples(
        st.decimals(-(10**12), 10**12, places=3),
        st.integers(1900, 2050),
    ),
    min_size=2,
    max_size=12,
    unique_by=lambda figure: figure[1],
).map(lambda figures: sorted(figures, key=lambda figure: figure[1]))


def box_of(text, x, y, anchor, size):
    """Return the rectangle that a text takes up, as the fonts of most readers write it."""
    width = 0.58 * size * len(text)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left, left + width, y - 0.75 * size, y + 0.2 * size


def meet(one, other):
    return (
        one[0] < other[1]
        and other[0] < one[1]
        and one[2] < other[3]
        and other[2] < one[3]
    )


@pytest.mark.parametrize("mirrored", [False, True])
@settings(deadline=None)
@given(figures=FIGURES)
def test_no_two_texts_of_a_plot_ever_meet(figures, mirrored):
    plot = drawings.plot(
        figures, write="{:,}".format, write_step="{:,}".format, mirrored=mirrored
    )

    steps = [
        box_of(line.text, plot.text_x, line.y + 4, plot.anchor, drawings.SMALL)
        for line in plot.lines
    ]
    told = [dot for dot in plot.dots if dot.told]
    values = [
        box_of(dot.text, dot.text_x, dot.text_y, dot.anchor, drawings.TEXT)
        for dot in told
    ]
    years = [box_of("2000", dot.x, 200, "middle", drawings.SMALL) for dot in told]
    texts = steps + values + years
    assert not [pair for pair in combinations(texts, 2) if meet(*pair)]
    assert all(box[0] >= -1 and box[1] <= 361 for box in texts)


@settings(deadline=None)
@given(before=FIGURES, after=FIGURES)
def test_the_two_figures_of_a_slope_never_meet(before, after):
    line = drawings.slope(before[0], after[0], write="{:,.0f}".format)

    boxes = [
        box_of(dot.text, dot.text_x, dot.text_y, dot.anchor, drawings.TEXT)
        for dot in line.dots
    ]
    assert not meet(*boxes)


def test_the_numbers_of_the_lines_stand_on_the_side_where_time_begins():
    figures = [(Decimal(1_000_000), 2000), (Decimal(2_000_000), 2010)]

    plot, mirrored = drawings.plot(figures), drawings.plot(figures, mirrored=True)

    assert plot.text_x < plot.left < plot.dots[0].x < plot.dots[-1].x
    assert mirrored.dots[-1].x < mirrored.dots[0].x < mirrored.right < mirrored.text_x


def test_steps_are_no_finer_than_a_figure_can_tell():
    assert drawings.round_steps(Decimal(0), Decimal("0.002")) == [
        Decimal("0.000"),
        Decimal("0.001"),
        Decimal("0.002"),
    ]


def test_a_wide_script_is_given_more_room():
    assert drawings.width_of("一百万", 12) > drawings.width_of("100", 12)
    assert drawings.width_of("\u206820\u2069", 12) == drawings.width_of("20", 12)
