"""Expected values given one parameter: a smooth curve through the draws, or the means at the levels of a state."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.basis import axis, products
from stakes.labelled import standard_error
from stakes.smooth import PRICE, folds, keep, modes, moments, penalties

type Array = npt.NDArray[Any]


class Curve(NamedTuple):
    """Fitted values of some series (row) along one parameter, by bins of its draws."""

    shape: tuple[int, ...]  # of the draws: (chain, draw) or (sample,)
    bin: Array  # of each draw
    centre: Array  # mean of the parameter in each bin, rising
    fit: Array  # (row, bin)
    left: Array  # (row, draw): what the curve leaves
    phi: Array  # (bin, mode)
    kept: Array  # (mode, row)
    is_state: bool

    def at(self, row: int, x: float) -> float:
        return float(np.interp(x, self.centre, self.fit[row]))

    def error(self, row: int, x: float) -> float:
        """Standard error of the curve at a point, as that of the mean of what each draw contributes there."""
        here = np.array([np.interp(x, self.centre, column) for column in self.phi.T])
        weight = 1 + self.phi @ (self.kept[:, row] * here)
        return standard_error((weight[self.bin] * self.left[row]).reshape(self.shape))


def curve(x: Array, y: Array, shape: tuple[int, ...]) -> Curve:
    """`Curve` of the rows of `y` (row, draw) along `x` (draw): a penalised cubic spline, or exact means for at most 20 levels.

    References
    ----------
    Eilers, P. H. C. and Marx, B. D. (1996). Flexible smoothing with B-splines and penalties. Statistical Science 11(2), 89-121.
    """
    one = axis(x)
    basis = products([one], len(one.rough))
    found = modes(basis, moments(basis, y, folds(shape)), y)
    kept = keep(found.rough, penalties(found, found.weight, y.shape[1] / PRICE))
    phi = found.at(one.table.T)
    fit = (found.mean + phi @ (found.weight * kept)).T
    centre = np.bincount(one.bin, x) / np.bincount(one.bin)
    return Curve(shape, one.bin, centre, fit, y - fit[:, one.bin], phi, kept, not one.rough.any())
