"""Several experts' distributions of one number pooled into one."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from stakes.inference.quantile_functions.laws import Array, Law

_FAR = 8.5  # scores, beyond which no weight is left
_POINTS = 4_001  # of each expert's distribution, at which a density is taken
_HALVINGS = 70


def linear(laws: Sequence[Law], weights: Sequence[float], z: Array) -> Array:
    """Quantiles of the mixture of distributions at scores: of each value, the probabilities are
    averaged by weight.

    References
    ----------
    Stone, M. (1961). The opinion pool. Annals of Mathematical Statistics 32(4), 1339-1342.
    """
    each = np.array([law.at(z) for law in laws])
    low, high = each.min(axis=0), each.max(axis=0)  # the mixture's quantile lies between theirs
    level = ndtr(z)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        share = sum(w * law.below(middle) for w, law in zip(weights, laws, strict=True))
        low, high = np.where(share < level, middle, low), np.where(share < level, high, middle)
    return np.asarray((low + high) / 2)


def logarithmic(laws: Sequence[Law], weights: Sequence[float], z: Array) -> Array:
    """Quantiles at scores of the distribution whose density is the product of theirs, each to the
    power of its weight, normed.

    References
    ----------
    Genest, C. and Zidek, J. V. (1986). Combining probability distributions: a critique and an
    annotated bibliography. Statistical Science 1(1), 114-135.
    """
    scores = np.linspace(-_FAR, _FAR, _POINTS)
    x = np.unique(np.concatenate([law.at(scores) for law in laws]))
    x = x[np.isfinite(x)]
    x = np.unique(np.concatenate([x, (x[1:] + x[:-1]) / 2]))
    logs = [w * law.log_density(x) for w, law in zip(weights, laws, strict=True) if w > 0]
    log_density = np.sum(logs, axis=0)
    density = np.exp(log_density - log_density[np.isfinite(log_density)].max())
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(x))])
    return _at_scores(x, below / below[-1], z)


def _at_scores(x: Array, below: Array, z: Array) -> Array:
    """Values at scores, from a distribution function: linear in the score between points."""
    held = np.diff(below, prepend=-1.0) > 0
    held &= (below > 0) & (below < 1)
    return np.asarray(np.interp(z, ndtri(below[held]), x[held]))
