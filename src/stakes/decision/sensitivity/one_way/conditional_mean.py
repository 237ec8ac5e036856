"""Expected values given one parameter: a smooth curve through the draws, or the means at the levels
of a state.
"""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.jumps import axis_with_jumps
from stakes.decision.draws.regression.moments import folds, moments, told
from stakes.decision.draws.regression.penalties import PRICE, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import products
from stakes.decision.draws.standard_errors.means import standard_error


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
