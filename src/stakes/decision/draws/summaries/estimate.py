"""The mean of draws with its Monte Carlo standard error."""

from typing import Any, NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.draw_sets import by_draw
from stakes.decision.draws.standard_errors.means import ROUNDING, ess, mean_sd, tail_factor


class Estimate(NamedTuple):
    """Mean over draws, standard deviation of a draw and effective number of draws; each a number,
    or one an option.
    """

    mean: Any
    sd: Any
    ess: Any
    wider: Any = 1.0  # than draws without a long tail would have it; see `long_tails.widening`

    @property
    def error(self) -> Any:
        return self.wider * self.sd / np.sqrt(self.ess)


def estimate(series: Array, scale: float = 0.0) -> Estimate:
    """`Estimate` of one series; a spread that is only rounding of numbers as large as `scale`
    counts as none.
    """
    (series,) = by_draw(series)
    mean, sd = mean_sd(series)
    if sd <= ROUNDING * scale:
        sd = 0.0
    count = ess(series) if sd else float(series.size)
    return Estimate(mean, sd, count, tail_factor(series, mean, sd, count))


def stacked(estimates: list[Estimate]) -> Estimate:
    return Estimate(*np.array(estimates, float).T)


def scale_of(moments: Any) -> float:
    return float(max(abs(mean) + sd for mean, sd in moments))


def minus(a: Array, b: Array) -> Array:
    return np.subtract(a, b, dtype=float)
