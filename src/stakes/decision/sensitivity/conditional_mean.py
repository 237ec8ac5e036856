"""Expected values given one parameter: a smooth curve through the draws, or the means at the levels
of a state; its roots.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.jumps import axis_with_jumps
from stakes.decision.draws.penalised_regression import (
    PRICE,
    folds,
    keep,
    modes,
    moments,
    penalties,
    told,
)
from stakes.decision.draws.spline_basis import products
from stakes.decision.draws.standard_errors.means import standard_error

type Array = npt.NDArray[Any]

CLEAR = 2.0  # standard errors
POINTS = 41  # at which the curve is asked whether it is clear of 0
NEAR = 0.02  # share of draws on either side by which a slope is taken


class Curve(NamedTuple):
    """Fitted values of some series (row) along one parameter, by bins of its draws."""

    shape: tuple[int, ...]  # of the draws: (chain, draw), (sample,) or (chain, draw, set)
    bin: Array  # of each draw
    centre: Array  # mean of the parameter in each bin, rising
    fit: Array  # (row, bin)
    left: Array  # (row, draw): what the curve leaves
    phi: Array  # (bin, mode)
    kept: Array  # (mode, row)
    is_state: bool
    names: tuple[str, ...] = ()  # of the levels of a category

    def at(self, row: int, x: float) -> float:
        return float(np.interp(x, self.centre, self.fit[row]))

    def error(self, row: int, x: float) -> float:
        """Standard error of the curve at a point, as that of the mean of what each draw contributes
        there.
        """
        here = np.array([np.interp(x, self.centre, column) for column in self.phi.T])
        weight = 1 + self.phi @ (self.kept[:, row] * here)
        return standard_error((weight[self.bin] * self.left[row]).reshape(self.shape), tails=False)


def curve(x: Array, y: Array, shape: tuple[int, ...]) -> Curve:
    """`Curve` of the rows of `y` (row, draw) along `x` (draw): a penalised cubic spline, or exact
    means for at most 20 levels.

    References
    ----------
    Eilers, P. H. C. and Marx, B. D. (1996). Flexible smoothing with B-splines and penalties.
    Statistical Science 11(2), 89-121.
    """
    (seen,), leads, held = told([x], y, shape)
    one = axis_with_jumps(seen, leads, held, as_names=False)
    basis = products([one], len(one.rough))
    found = modes(basis, moments(basis, leads, folds(held)), leads)
    kept = keep(found.rough, penalties(found, found.weight, leads.shape[1] / PRICE))
    phi = found.at(one.table.T)
    fit = (found.mean + phi @ (found.weight * kept)).T
    centre = np.bincount(one.bin, seen) / np.bincount(one.bin)
    place = np.repeat(one.bin, x.size // seen.size)
    return Curve(shape, place, centre, fit, y - fit[:, place], phi, kept, one.order.max() <= 1)


def band(line: Curve, ends: tuple[float, float]) -> tuple[Array, Array]:
    """Points along the range, and the standard error of the first row there."""
    x = _between(line, ends)[0]
    points = x[np.unique(np.linspace(0, len(x) - 1, POINTS).astype(int))]
    return points, np.array([line.error(0, p) for p in points])


def clear_roots(line: Curve, ends: tuple[float, float], points: Array, error: Array) -> list[float]:
    """Crossings of the first row between stretches clear of 0; where several lie between two such
    stretches, the middle one.
    """
    return clear_of_zero(
        crossings(*_between(line, ends)), points, np.interp(points, line.centre, line.fit[0]), error
    )


def clear_of_zero(roots: list[float], x: Array, f: Array, error: Array) -> list[float]:
    """The roots that lie between stretches on which `f` differs from 0 by two errors somewhere, on
    different sides.

    Parameters
    ----------
    roots : in rising order.
    x, f, error : points of the curve, its values there and their standard errors.
    """
    margin, stretch = CLEAR * error, np.searchsorted(roots, x)
    clear = [
        (k, sign)
        for k in range(len(roots) + 1)
        for sign in (-1, 1)
        if (sign * f[stretch == k] > margin[stretch == k]).any()
    ]
    return [roots[(a + b - 1) // 2] for (a, s), (b, r) in pairwise(clear) if s != r]


def unresolved_crossing(x: Array, f: Array, error: Array) -> tuple[float, float] | None:
    """Where `f` changes its sign: the nearest points on either side that differ from 0 by two
    errors, or the ends.
    """
    roots = crossings(x, f)
    if not roots:
        return None
    clear = x[np.abs(f) > CLEAR * error]
    low, high = (
        clear[clear < roots[0]].max(initial=x[0]),
        clear[clear > roots[-1]].min(initial=x[-1]),
    )
    return float(low), float(high)


def _between(line: Curve, ends: tuple[float, float]) -> tuple[Array, Array]:
    """The first row of the curve within the range: at both ends and at the bins between them."""
    x = np.unique([*ends, *line.centre[(line.centre > ends[0]) & (line.centre < ends[1])]])
    return x, np.interp(x, line.centre, line.fit[0])


def crossings(x: Array, f: Array) -> list[float]:
    """Where a broken line changes its sign; where it lies on 0 in between, the middle of that."""
    out = []
    for i, j in pairwise(np.flatnonzero(f).tolist()):
        if f[i] * f[j] < 0:
            out.append(
                float(
                    x[i] - f[i] * (x[j] - x[i]) / (f[j] - f[i])
                    if j == i + 1
                    else (x[i + 1] + x[j - 1]) / 2
                )
            )
    return out


def signs(line: Curve, roots: list[float], ends: tuple[float, float]) -> Array:
    """Sign of the first row between the roots: where it is farthest from 0."""
    x, f = _between(line, ends)
    stretch = np.searchsorted(roots, x)
    return np.array(
        [
            np.sign(f[stretch == k][np.argmax(np.abs(f[stretch == k]))])
            for k in range(len(roots) + 1)
        ]
    )


def root_error(line: Curve, draws: Array, root: float) -> float:
    """Standard error of a root: that of the curve there over its slope."""
    place = float((draws < root).mean())
    a, b = np.quantile(draws, np.clip([place - NEAR, place + NEAR], 0, 1))
    slope = (line.at(0, b) - line.at(0, a)) / (b - a) if a < b else 0.0
    return line.error(0, root) / abs(slope) if slope else np.nan
