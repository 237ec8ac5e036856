"""Made-up chains."""

import numpy as np
from scipy.signal import lfilter


def ar1(rng, phi, shape):
    """Draws (..., draw) of autoregressive processes of mean 0 and variance 1."""
    steps = rng.normal(size=shape)
    steps[..., 1:] *= np.sqrt(1 - phi**2)
    return lfilter([1], [1, -phi], steps, axis=-1)


def independent(value):
    """The same draws, as if they were not of chains."""
    return value.stack(sample=("chain", "draw")).drop_vars(["sample", "chain", "draw"])
