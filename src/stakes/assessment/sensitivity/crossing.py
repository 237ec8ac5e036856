"""Where an option and the baseline are worth the same, along one quantity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.interpolate import PchipInterpolator

from stakes.assessment.statements.readings import CLEARLY
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.sensitivity.one_way.roots import clear_of_zero, unresolved_crossing

type Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Crossing:
    """Where an option and the baseline are worth the same, along one quantity.

    Attributes
    ----------
    quantity, option : ids.
    grid, lead, lead_se : values of the quantity, from one end of the range to the other, and the
        expected lead of the option over the baseline with the quantity set to each, with its
        standard error.
    roots, roots_se : break-evens in rising order, and their errors; empty where there are none.
    centre : posterior median of the quantity.
    probability_beyond, probability_beyond_se : posterior probability that the quantity lies where
        the choice between the two is not today's.
    """

    quantity: str
    option: str
    grid: Array
    lead: Array
    lead_se: Array
    roots: Array
    roots_se: Array
    centre: float
    probability_beyond: float
    probability_beyond_se: float

    @property
    def never(self) -> bool:
        """Whether one of the two leads by more than three errors over the whole range."""
        margin = CLEARLY * self.lead_se
        return not self.roots.size and bool(
            (self.lead > margin).all() or (self.lead < -margin).all()
        )

    @property
    def unresolved(self) -> tuple[float, float] | None:
        """Between which values the lead changes its sign though it is not clear of 0 on both sides;
        None where it does not.
        """
        if self.roots.size:
            return None
        return unresolved_crossing(self.grid, self.lead, self.lead_se)


@dataclass(frozen=True)
class Curve:
    """Expected lead of an option over the baseline with a quantity set to each value of a grid, and
    its error.
    """

    grid: Array
    lead: Array
    error: Array


class Found(NamedTuple):
    """A place at which a curve is 0, and the lead and its error there from more draws."""

    at: float
    lead: float
    error: float


def crossing(
    quantity: str,
    option: str,
    curve: Curve,
    found: Sequence[Found],
    draws: xr.DataArray,
    today: float,
) -> Crossing:
    """The break-evens of one option along one quantity, each moved by a step of Newton's method.

    Parameters
    ----------
    quantity, option : ids.
    curve : the lead along the quantity.
    found : where the curve is 0.
    draws : of the quantity, as believed.
    today : expected lead as believed.
    """
    grid, lead = curve.grid, curve.lead
    slope = PchipInterpolator(grid, lead).derivative()
    kept = clear_of_zero([root.at for root in found], grid, lead, curve.error)
    real = [root for root in found if root.at in kept]
    steep = [float(slope(root.at)) or _chord(root.at, grid, lead) for root in real]
    pairs = list(zip(real, steep, strict=True))
    roots = [float(np.clip(root.at - root.lead / s, grid[0], grid[-1])) for root, s in pairs]
    errors = [float(root.error / abs(s)) for root, s in pairs]
    x = to_numpy(draws)
    ahead = 1.0 if today >= 0 else -1.0
    side = _signs(roots, grid, lead)[np.searchsorted(roots, x)]
    share = _share((side == -ahead) * 1.0 * bool(roots), x, roots, errors)
    centre = float(np.median(x))
    return Crossing(
        quantity,
        option,
        grid,
        lead,
        curve.error,
        np.array(roots),
        np.array(errors),
        centre,
        *share,
    )


def _share(
    beyond: Array, x: Array, roots: Sequence[float], errors: Sequence[float]
) -> tuple[float, float]:
    """Share of the draws that lie beyond, and its error: of the draws, and of where the roots
    lie.
    """
    between = [
        float(np.mean((x > root - e) & (x <= root + e))) / 2
        for root, e in zip(roots, errors, strict=True)
    ]
    return float(beyond.mean()), float(np.linalg.norm([share_error(beyond, ess(x)), *between]))


def _signs(roots: Sequence[float], grid: Array, lead: Array) -> Array:
    """Sign of the lead on each stretch between roots: where it is farthest from 0."""
    stretch = np.searchsorted(roots, grid)
    parts = [lead[stretch == k] for k in range(len(roots) + 1)]
    return np.array([np.sign(x[np.argmax(np.abs(x))]) if x.size else 0.0 for x in parts])


def _chord(x: float, grid: Array, lead: Array) -> float:
    """Slope over the points on either side of a place where the curve is level."""
    a = np.flatnonzero((grid < x) & (lead != 0))[-1]
    b = np.flatnonzero((grid > x) & (lead != 0))[0]
    return float((lead[b] - lead[a]) / (grid[b] - grid[a]))
