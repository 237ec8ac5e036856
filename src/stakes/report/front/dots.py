"""A hundred equally likely futures as dots, by how much one option is worth more than another.

Kay, M., Kola, T., Hullman, J. R. and Munson, S. A. (2016). When (ish) is my bus? User-centered
visualizations of uncertainty in everyday, mobile predictive systems. CHI 2016, 5092-5103.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from markupsafe import Markup

from stakes.report.front.strips import Axis

WIDTH, SIDE, FOOT, COLUMNS, TALLEST = 400, 14, 24, 26, 14
HIGHEST = 240  # of the drawing: dots that stand higher overlap
TRIMMED = (2, 5, 10)  # dots on either side that may stand in the last column


@dataclass(frozen=True)
class Futures:
    """Columns of dots: `counts` by column, each with its tone; `trimmed` of them on either side
    may lie farther out than the axis, in the last column.
    """

    axis: Axis
    columns: Sequence[tuple[int, int, int]]  # dots below, at and above 0
    edge: float
    step: float
    trimmed: tuple[int, int]


def futures(values: Sequence[float]) -> Futures:
    """Quantiles of the difference, in rising order, stacked.

    The axis leaves out as few on either side as keep the stacks low.
    """
    found = [_stacked(values, trim) for trim in TRIMMED]
    low = [f for f in found if max(sum(column) for column in f.columns) <= TALLEST]
    return low[0] if low else found[-1]


def _stacked(values: Sequence[float], trim: int) -> Futures:
    low, high = min(values[trim], 0.0), max(values[-1 - trim], 0.0)
    step = (high - low) / COLUMNS or 1.0
    first, last = floor(low / step), ceil(high / step)  # zero is an edge
    if last == first:
        last += 1
    place = [min(max(floor(x / step), first), last - 1) for x in values]
    sides = Counter((column, (x > 0) - (x < 0)) for column, x in zip(place, values, strict=True))
    columns = [tuple(sides[column, side] for side in (-1, 0, 1)) for column in range(first, last)]
    ends = (sum(x < first * step for x in values), sum(x >= last * step for x in values))
    return Futures(Axis(first * step, last * step), columns, first * step, step, ends)  # type: ignore[arg-type]


def drawn(found: Futures, factor: float, mean: float, alt: str) -> Markup:
    """The dots as inline SVG, with zero and the mean marked.

    Parameters
    ----------
    found : from `futures`.
    factor : by which amounts are shown larger.
    mean : of the difference.
    alt : what the figure says.
    """
    wide = (WIDTH - 2 * SIDE) / len(found.columns)
    most = max(sum(column) for column in found.columns)
    tall = min(wide, 13.0, HIGHEST / most)
    height = most * tall + 10
    parts = [
        f'<line class="rule" x1="{SIDE}" x2="{WIDTH - SIDE}" y1="{height:.1f}" y2="{height:.1f}"/>',
        f'<line class="zero" x1="{_x(found.axis.at(0)):.1f}" x2="{_x(found.axis.at(0)):.1f}" y1="0"'
        f' y2="{height + 5:.1f}"/>',
    ]
    for i, column in enumerate(found.columns):
        tones = ["against"] * column[0] + ["same"] * column[1] + ["best"] * column[2]
        parts += [
            f'<circle class="{tone}" cx="{SIDE + (i + 0.5) * wide:.1f}"'
            f' cy="{height - (k + 0.5) * tall:.1f}" r="{0.42 * min(wide, 13.0):.1f}"/>'
            for k, tone in enumerate(tones)
        ]
    parts += [
        f'<path class="mean" d="M{_x(found.axis.at(mean)):.1f} {height + 1:.1f}l5 8h-10z"/>',
        *(
            f'<text x="{_x(place):.1f}" y="{height + 21:.1f}">{label}</text>'
            for place, label in found.axis.ticks(factor)
        ),
    ]
    return Markup(
        '<svg class="futures" role="img" viewBox="0 0 {} {:.0f}" aria-label="{}">{}</svg>'
    ).format(WIDTH, height + FOOT, alt, Markup("".join(parts)))


def _x(place: float) -> float:
    """From per cent of the axis to the units of the drawing."""
    return SIDE + (WIDTH - 2 * SIDE) * place / 100
