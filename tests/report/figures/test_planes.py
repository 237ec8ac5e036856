"""The plane of two quantities: its axes, its line, and on which side which is said."""

from types import SimpleNamespace

import numpy as np
import pytest

from stakes.assessment.sensitivity.planes import Sheet
from stakes.report.figures.planes import plane

SIDES = ("the dam is ahead", "waiting is ahead")


def drawn(x, y, lead, error=0.1, today=()):
    x, y = np.array(x, float), np.array(y, float)
    z = np.array([[lead(a, b) for b in y] for a in x])[None]
    sheet = Sheet(SimpleNamespace(x="a", y="b"), ["dam"], x, y, z, np.full_like(z, error))
    figure = plane(sheet, "dam", ["Rate, a year", "Damage, euros"], SIDES, today)
    (axes,) = figure.axes
    return axes, [text.get_text().replace("\n", " ") for text in axes.texts]


@pytest.mark.parametrize(
    ("x", "scale"), [([0, 0.5, 1], "linear"), ([0, 0.01, 1], "log"), ([-1, 0.01, 1], "linear")]
)
def test_a_wide_axis_is_logarithmic_from_its_first_positive_value(x, scale):
    axes, _ = drawn(x, [0, 1, 2], lambda a, b: a + b - 1.5)
    assert (axes.get_xscale(), axes.get_yscale()) == (scale, "linear")
    low, high = axes.get_xlim()
    assert (low, high) == pytest.approx((x[1] if scale == "log" else x[0], x[-1]))


def test_each_side_is_named_where_it_lies():
    axes, said = drawn([0, 1, 2], [0, 1, 2], lambda a, b: a + b - 2)
    assert said == list(SIDES)
    places = {text.get_text().replace("\n", " "): sum(text.get_position()) for text in axes.texts}
    assert places[SIDES[0]] > 2 > places[SIDES[1]]


def test_a_side_that_has_no_room_is_not_named():
    _, said = drawn([0, 1, 2], [0, 1, 2], lambda a, b: a + b + 1)
    assert said == [SIDES[0]]


def test_the_cross_marks_what_is_believed_and_keeps_clear_of_words():
    today = (np.array([0.2, 0.5, 0.8]), np.array([0.1, 0.3, 0.9]))
    axes, _ = drawn([0, 1, 2], [0, 1, 2], lambda a, b: a + b - 2, today=today)
    (point,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (0.5, 0.3)
    assert len(axes.lines) == 3


def test_without_anything_believed_there_is_no_cross():
    axes, _ = drawn([0, 1, 2], [0, 1, 2], lambda a, b: a + b - 2)
    assert not axes.lines
