"""Coordinates in which a scale is sampled: none but how quickly chains mix hangs on them."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.logprob.transforms import Transform

ROOT_2 = np.sqrt(2.0)


class ExponentialOfNormal(Transform):  # type: ignore[misc]
    """A positive number as the quantile of an exponential distribution at the probability of a
    standard normal one: x = -s log Φ(-z).

    In the logarithm, PyMC's own choice, a scale that data leave free near zero has a tail that is
    exponential to the left, along which chains wander; here it falls as a normal one.
    """

    name = "exponential_of_normal"
    ndim_supp = 0

    def __init__(self, scale: float) -> None:
        self.scale = scale

    def forward(self, value: Any, *inputs: Any) -> Any:
        return ROOT_2 * pt.erfcinv(2.0 * pt.exp(-value / self.scale))

    def backward(self, value: Any, *inputs: Any) -> Any:
        return -self.scale * _log_beyond(value)

    def log_jac_det(self, value: Any, *inputs: Any) -> Any:
        log_density = -0.5 * value**2 - 0.5 * np.log(2.0 * np.pi)
        return np.log(self.scale) + log_density - _log_beyond(value)


def _log_beyond(z: Any) -> Any:
    """Log of the probability that a standard normal number exceeds z, to full precision on either
    side.
    """
    left = pt.log1p(-0.5 * pt.erfc(-pt.minimum(z, 0.0) / ROOT_2))
    right = pt.log(0.5 * pt.erfc(pt.maximum(z, 0.0) / ROOT_2))
    return pt.switch(z < 0.0, left, right)


def half_normal(name: str, sigma: float, dims: str | tuple[str, ...] | None = None) -> Any:
    """`pymc.HalfNormal` in these coordinates, registered in the model on the context stack."""
    return pm.HalfNormal(name, sigma, dims=dims, default_transform=ExponentialOfNormal(sigma))
