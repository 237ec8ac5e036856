"""Where a fitted curve crosses 0, and whether it does so beyond its errors."""

from itertools import pairwise

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.limits import CLEAR
from stakes.decision.sensitivity.one_way.conditional_mean import Curve

POINTS = 41  # at which the curve is asked whether it is clear of 0
NEAR = 0.02  # share of draws on either side by which a slope is taken


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
    """The roots that lie between stretches on which `f` differs from 0 by 2.2 errors somewhere, on
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
