"""Means over weighted draws with their Monte Carlo standard errors: other beliefs from the same
draws, without sampling again.
"""

from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.standard_errors.draw_sets import by_draw, repeats
from stakes.decision.draws.standard_errors.means import ess, ess_of_rare, standard_error
from stakes.decision.limits import CLEAR, SEEN

type Array = npt.NDArray[Any]

FEWEST, ROUNDED = 20, 1e-12  # draws to have a tail; a spread of log weights that is only rounding
TAIL_SHARE, TAIL_ROOT = (
    0.2,
    3.0,
)  # the tail is the smaller of a fifth of the draws and three times their root


class Weighted(NamedTuple):
    mean: float
    error: float


def arviz_arrays() -> Any:
    """ArviZ's diagnostics of plain arrays, without the rest of ArviZ."""
    return import_module("arviz_stats.base").array_stats


def weights(log_weights: Array) -> Array:
    """Weights of mean 1 from their logarithms, which may lack a constant; in the shape of the
    draws.
    """
    w = np.exp(log_weights - np.max(log_weights))
    return np.asarray(w / w.mean())


def kish(w: Array) -> float:
    """Number of equally weighted draws that are worth as much: (sum w)^2 / sum w^2 (Kish 1965)."""
    return float(w.sum() ** 2 / np.vdot(w, w))


def weighted_mean(series: Array, w: Array) -> Weighted:
    """Self-normalised mean of a series, and its standard error by the delta method, by effective
    sample size for chains.

    Parameters
    ----------
    series, w : (chain, draw), (sample,) or (chain, draw, set); `w` not negative, with a mean above
        0.

    References
    ----------
    Owen, A. B. (2013). Monte Carlo Theory, Methods and Examples, ch. 9.2.

    Examples
    --------
    >>> weighted_mean(np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.0, 1.0])).mean
    1.0
    """
    scale = w.mean()
    mean = float(np.vdot(series, w) / (scale * w.size))
    return Weighted(mean, standard_error(w * (series - mean) / scale))


def pareto_k(log_weights: Array) -> float:
    """Shape of the upper tail of importance weights: above 0.7 their means cannot be trusted.

    It is -inf where there is no tail, as the largest weights are equal, and inf where it cannot be
    told, as with under 20 draws.

    The generalised Pareto distribution of Zhang and Stephens (2009), with a weak prior on its
    shape, fitted to the largest weights, as in Pareto smoothed importance sampling.

    References
    ----------
    Vehtari, A., Simpson, D., Gelman, A., Yao, Y. and Gabry, J. (2024). Pareto smoothed importance
    sampling. JMLR 25(72), 1-58.
    """
    return smoothed_weights(log_weights)[1]


def smoothed_weights(log_weights: Array) -> tuple[Array, float]:
    """Pareto-smoothed weights of mean 1, in the shape of the draws, and their Pareto k; see
    `pareto_k`.

    Weights that are the same in all sets of a posterior draw are smoothed as one for each draw.
    """
    if repeats(log_weights):
        w, k = smoothed_weights(log_weights[..., 0])
        return np.repeat(w[..., None], log_weights.shape[-1], axis=-1), k
    flat = np.ravel(log_weights)
    if np.ptp(flat) < ROUNDED:
        return np.ones(np.shape(log_weights)), float("-inf")
    if flat.size < FEWEST:
        return weights(log_weights), float("inf")
    if np.count_nonzero(flat > flat.max() - ROUNDED) >= min(
        TAIL_SHARE * flat.size, TAIL_ROOT * flat.size**0.5
    ):
        return weights(log_weights), float("-inf")
    try:
        smooth, k = arviz_arrays().psislw(
            -flat
        )  # it takes log ratios with their sign turned, as loo does
    except ValueError:  # under five draws in the tail
        return weights(log_weights), float("inf")
    if not np.isfinite(k):
        return weights(log_weights), float("inf")
    return weights(np.asarray(smooth).reshape(np.shape(log_weights))), float(k)


def share_error(holds: Array, effective: float | None = None) -> float:
    """Standard error of a probability by its draws of 0 and 1, at least that with one draw more of
    either (Laplace's rule).

    What is the same in all sets of a posterior draw has been seen once in each draw. Where few
    draws hold, or few do not, they cannot tell how long chains stay where it holds: then
    effective draws are counted by `ess_of_rare`.

    Parameters
    ----------
    holds : by draw, a series.
    effective : number of effective draws of what the event hangs on; that of `holds` if None.
    """
    (holds,) = by_draw(holds)
    p, n = float(holds.mean()), float(holds.size)
    own = min(ess(holds), n)
    behind = min(own if effective is None else effective, own)
    if min(p, 1 - p) * behind < SEEN:
        n = float(ess_of_rare(own, behind))
    least = (p * n + 1) / (n + 2)
    return max(standard_error(holds), float(np.sqrt(least * (1 - least) / (n + 3))))


class Choice(NamedTuple):
    """A choice under weighted draws, by option."""

    mean: Array
    error: Array
    best: int
    runner: int  # the best of the others
    lead: Array  # of the best over each
    lead_error: Array

    @property
    def resolved(self) -> bool:
        """Whether the lead over every other option exceeds 2.2 standard errors."""
        others = np.arange(len(self.mean)) != self.best
        return bool((self.lead > CLEAR * self.lead_error)[others].all())


def weighted_choice(x: Array, w: Array) -> Choice:
    """`Choice` from draws of the values (option, ...) and their weights."""
    mean, error = np.array([weighted_mean(row, w) for row in x]).T
    best = int(np.argmax(mean))
    runner = int(np.argmax(np.where(np.arange(len(x)) == best, -np.inf, mean)))
    lead = [
        weighted_mean(x[best] - row, w) if i != best else Weighted(0.0, 0.0)
        for i, row in enumerate(x)
    ]
    return Choice(mean, error, best, runner, *np.array(lead).T)
