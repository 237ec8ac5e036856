"""Proper scores of a forecast by draws, each with its Monte Carlo error.

A score is kept with its influence: by how much each draw moves it. The mean of several scores from
the same draws has the mean of their influences, and so an error that counts what they share.

References
----------
Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation.
JASA 102(477), 359-378.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.standard_errors.means import ROUNDING, standard_error

type Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Score:
    """A score, lower is better, and its influence by draw, (chain, draw(, set)) of mean 0; None
    where it has no Monte Carlo error.
    """

    value: float
    influence: Array | None = None

    @property
    def error(self) -> float:
        """Monte Carlo standard error."""
        return 0.0 if self.influence is None else standard_error(self.influence)


def log_score(probability: Array, outcome: float) -> Score:
    """Minus the logarithm of the probability of what came, in nats (Good 1952).

    A probability that draws do not tell from 0 is taken as the least that they could show: one draw
    more on that side (Laplace's rule).

    Parameters
    ----------
    probability : by draw, of the event.
    outcome : 1 if it came, 0 if not.

    Examples
    --------
    >>> round(log_score(np.full((2, 50), 0.5), 1.0).value, 4)
    0.6931
    """
    came = probability if outcome else 1 - probability
    p = max(float(came.mean()), 1 / (came.size + 2))
    return Score(-float(np.log(p)), -(came - came.mean()) / p)


def brier(probability: Array, outcome: float) -> Score:
    """Squared distance of the probability from the outcome (Brier 1950).

    Examples
    --------
    >>> brier(np.full((2, 50), 0.2), 1.0).value
    0.64
    """
    p = float(probability.mean())
    return Score(round((p - outcome) ** 2, 15), 2 * (p - outcome) * (probability - p))


def crps(draws: Array, outcome: float) -> Score:
    """Continuous ranked probability score of a number, in its unit: the mean distance of draws from
    the outcome, less half of that of draws from each other.

    Examples
    --------
    >>> crps(np.array([[0.0, 1.0], [0.0, 1.0]]), 0.0).value
    0.25

    References
    ----------
    Matheson, J. E. and Winkler, R. L. (1976). Scoring rules for continuous probability
    distributions. Management Science 22(10), 1087-1096.
    """
    off = np.abs(draws - outcome)
    apart = _distances(draws - outcome)  # which are the same, and rounded less
    by_draw = off - apart
    return Score(max(float(off.mean() - apart.mean() / 2), 0.0), by_draw - by_draw.mean())


def _distances(draws: Array) -> Array:
    """Mean distance of each draw from all draws, by one sort."""
    flat = draws.ravel()
    order = np.argsort(flat, kind="stable")
    x, n = flat[order], flat.size
    below = np.cumsum(x)
    rank = np.arange(1, n + 1)
    found = np.empty(n)
    found[order] = (x * (2 * rank - n) - 2 * below + below[-1]) / n
    return found.reshape(draws.shape)


def point(value: float, outcome: float) -> Score:
    """The same of a forecast of a single number: its distance."""
    return Score(abs(value - outcome))


def mean_score(scores: list[Score]) -> Score:
    """Mean of scores from the same draws."""
    parts = [s.influence for s in scores if s.influence is not None]
    value = float(np.mean([s.value for s in scores]))
    if not parts:
        return Score(value)
    shape = np.broadcast_shapes(*(_wide(x).shape for x in parts))
    total = np.zeros(shape)
    for x in parts:
        total += _wide(x)
    return Score(value, total / len(scores))


def _wide(x: Array) -> Array:
    """With an axis of sets."""
    return x[..., None] if x.ndim == 2 else x


def clustered_error(values: Array, clusters: Array) -> float:
    """Standard error of a mean over predictions of which those of one cluster hang together; NaN
    for a single cluster.

    References
    ----------
    Liang, K.-Y. and Zeger, S. L. (1986). Longitudinal data analysis using generalized linear
    models. Biometrika 73(1), 13-22.

    Examples
    --------
    >>> values = np.array([0.0, 1.0, 2.0, 3.0])
    >>> round(clustered_error(values, np.arange(4)), 3)
    0.645
    """
    names = np.unique(clusters)
    g, away = names.size, values - values.mean()
    if g < 2:
        return float("nan")
    sums = np.array([away[clusters == name].sum() for name in names])
    error = float(np.sqrt(g / (g - 1) * np.vdot(sums, sums)) / values.size)
    return error if error > ROUNDING * np.abs(values).max() else 0.0
