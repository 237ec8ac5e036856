"""Quantiles and means of the worst draws."""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.summaries.large_samples import MANY

WORST = 0.05


def interval_cvar(x: Array, prob: float) -> Array:
    """Lower and upper end of the equal-tailed interval of probability `prob`, and mean of the worst
    5 % of draws: (3, option).

    The quantiles are those of ``np.quantile``. Where 5 % is not a whole number of draws, the last
    one counts in part.

    References
    ----------
    Rockafellar, R. T. and Uryasev, S. (2002). Conditional value-at-risk for general loss
    distributions. Journal of Banking & Finance 26(7), 1443-1471.
    """
    n = x[0].size
    low, high, cut = (1 - prob) / 2 * (n - 1), (1 + prob) / 2 * (n - 1), WORST * n
    below, above = min(max(int(low), int(cut)) + 2, n), n - min(int(high), n - 2)
    tails: list[tuple[Array, Array] | None] = [None] * len(x)
    if x.size > MANY:
        from stakes.decision.draws.summaries import compiled_tails

        tails = compiled_tails.tails(_flat(x), below, above)
    found = []
    for row, both in zip(x, tails, strict=True):
        small, large = both or (row.ravel("K").astype(float, copy=False),) * 2
        found.append((*_lowest(small, low, cut), _quantile(large, high - (n - large.size))))
    lower, cvar, upper = np.array(found).T
    return np.array([lower, upper, cvar])


def _flat(x: Array) -> Array:
    """Draws as (option, sample) in the order of memory, so that it is a view where it can be."""
    axes = sorted(range(1, x.ndim), key=lambda axis: -x.strides[axis])
    return x.transpose(0, *axes).reshape(len(x), -1)


def _lowest(v: Array, position: float, cut: float) -> tuple[float, float]:
    """Order statistic at a position that need not be whole, and the mean of the `cut` smallest."""
    at, last = min(int(position), v.size - 2), int(cut)
    v = np.partition(v, [at, at + 1, last])
    beyond = (v[:last] - v[last]).sum() / cut
    return float(v[at] + (v[at + 1] - v[at]) * (position - at)), float(v[last] + beyond)


def _quantile(v: Array, position: float) -> float:
    at = min(int(position), v.size - 2)
    a, b = np.partition(v, [at, at + 1])[at : at + 2]
    return float(a + (b - a) * (position - at))
