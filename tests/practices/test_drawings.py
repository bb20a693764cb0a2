"""Figures as lines: what a drawing of an outcome shows."""

from decimal import Decimal

import pytest

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
        assert 0 <= dot.y <= 190
    assert 2 <= len(plot.lines) <= 8


def test_figures_that_would_collide_are_left_to_the_table():
    figures = [(Decimal(year), year) for year in range(1990, 2021)]

    told = [dot.year for dot in drawings.plot(figures).dots if dot.told]

    assert told[0] == 1990
    assert told[-1] == 2020
    assert len(told) < 9
