"""Johnson quantile-parameterised distributions: three quantiles met exactly, as a transform of a
standard normal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

LEVELS = (0.05, 0.5, 0.95)
_C = float(ndtri(0.95))
_SYMMETRIC, _STRAIGHT = (
    1e-9,
    1e-6,
)  # below the first a triplet counts as symmetric: the limit, taken at this shape


@dataclass(frozen=True)
class Jqpd:
    """Parameters of a J-QPD-B (two bounds) or a J-QPD-S (lower bound only); see `parameters`."""

    lower: Any
    upper: Any
    skew: Any
    centre: Any
    scale: Any
    shape: Any

    @property
    def bounded(self) -> bool:
        return bool(np.all(np.isfinite(self.upper)))


def parameters(quantiles: Sequence[float], bounds: Sequence[float]) -> Jqpd:
    """Parameters of the distribution on `bounds` whose 5 %, 50 % and 95 % points are `quantiles`.

    Parameters
    ----------
    quantiles : three rising numbers, strictly inside the bounds.
    bounds : lower and upper bound; an infinite upper bound gives the semi-bounded J-QPD-S.

    Raises
    ------
    ValueError
        If the quantiles do not rise strictly inside the bounds, or the lower bound is not finite.

    References
    ----------
    Hadlock, C. C. and Bickel, J. E. (2017). Johnson quantile-parameterized distributions. Decision
    Analysis 14(1), 35-64.

    Examples
    --------
    >>> p = parameters([0.1, 0.4, 0.8], [0, 1])
    >>> quantile(p, np.array([0.05, 0.5, 0.95])).round(6).tolist()
    [0.1, 0.4, 0.8]
    """
    lower, upper = bounds
    if not np.isfinite(lower) or not lower < quantiles[0] < quantiles[1] < quantiles[2] < upper:
        raise ValueError(
            f"quantiles {list(quantiles)} must rise strictly inside the bounds {list(bounds)}, "
            "and the lower bound be finite"
        )
    x = np.asarray(quantiles, float) - lower
    low, mid, high = ndtri(x / (upper - lower)) if np.isfinite(upper) else np.log(x)
    spread, narrow = high - low, min(mid - low, high - mid)
    asymmetry = low + high - 2 * mid
    if abs(asymmetry) < _SYMMETRIC * spread:
        return Jqpd(lower, upper, 0, mid, spread / (2 * _C * _STRAIGHT), _STRAIGHT)
    skew = int(np.sign(asymmetry))
    centre = low if skew > 0 else high
    if np.isfinite(upper):
        shape = np.arccosh(spread / (2 * narrow)) / _C
        return Jqpd(lower, upper, skew, centre, spread / np.sinh(2 * shape * _C), shape)
    shape = np.sinh(np.arccosh(spread / (2 * narrow))) / _C
    return Jqpd(lower, upper, skew, centre, narrow / (shape * _C), shape)


def transform(p: Jqpd, z: Any, math: Any = np, cdf: Callable[[Any], Any] = ndtr) -> Any:
    """Quantity at the standard normal score `z`; `math` and `cdf` may be PyTensor's, and the
    parameters arrays (see `stack`).
    """
    if p.bounded:
        return p.lower + (p.upper - p.lower) * cdf(
            p.centre + p.scale * math.sinh(p.shape * (z + p.skew * _C))
        )
    return p.lower + math.exp(
        p.centre
        + p.scale * math.sinh(math.arcsinh(p.shape * z) + np.arcsinh(p.skew * _C * p.shape))
    )


def stack(several: Sequence[Jqpd]) -> Jqpd:
    """Parameters of several distributions, all bounded or none, as arrays: one transform
    for all.
    """
    columns = {f.name: np.array([getattr(p, f.name) for p in several]) for f in fields(Jqpd)}
    return Jqpd(**columns)


def quantile(p: Jqpd, level: np.ndarray | float) -> np.ndarray:
    """Quantile function: the value below which a share `level` of the distribution lies."""
    return np.asarray(transform(p, ndtri(level)))


def distribution(p: Jqpd, x: np.ndarray | float) -> np.ndarray:
    """Distribution function: the probability of a value at or below `x`."""
    inside = (
        np.clip(np.asarray(x, float), np.nextafter(p.lower, np.inf), np.nextafter(p.upper, -np.inf))
        - p.lower
    )
    if p.bounded:
        y = ndtri(inside / (p.upper - p.lower))
        return np.asarray(ndtr(np.arcsinh((y - p.centre) / p.scale) / p.shape - p.skew * _C))
    y = np.arcsinh((np.log(inside) - p.centre) / p.scale) - np.arcsinh(p.skew * _C * p.shape)
    return np.asarray(ndtr(np.sinh(y) / p.shape))
