"""Uniform numbers behind what is drawn: scrambled Sobol sequences, one for each set of draws."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

type Array = npt.NDArray[Any]


THINNEST = 4  # every 16th draw
BITS = 30  # of a Sobol point; half a step keeps it off the ends


@lru_cache(maxsize=2)  # a recipe is expanded many times, under powers of what is drawn
def sobol(seed: int, sets: int, shape: tuple[int, int], dimensions: int) -> Array:
    """Numbers strictly inside (0, 1): (dimension, chain, draw, set), each set a scrambled Sobol
    sequence of its own.

    The points of each set come in a random order of its own: in the order of the sequence, all sets
    would alternate in step, and neighbouring draws of a chain would not be independent. Thinned
    chains have the first points of the sequence, which are as evenly spread as any.

    References
    ----------
    Owen, A. B. (1997). Monte Carlo variance of scrambled net quadrature. SIAM Journal on Numerical
    Analysis 34(5), 1884-1910. Joe, S. and Kuo, F. Y. (2008). Constructing Sobol sequences with
    better two-dimensional projections. SIAM Journal on Scientific Computing 30(5), 2635-2654.
    """
    draws = shape[0] * shape[1]
    power = max(int(np.ceil(np.log2(max(draws, 1)))), 0)
    out = np.empty((dimensions, draws, sets))
    for m in range(sets if dimensions else 0):
        rng = np.random.default_rng([seed, m])
        points = qmc.Sobol(dimensions, scramble=True, bits=BITS, rng=rng).random_base2(power)[
            :draws
        ]
        out[:, _order(rng, shape), m] = points.T
    found = (out + 0.5**BITS / 2).reshape(dimensions, *shape, sets)
    found.setflags(write=False)
    return found


def _order(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Place of each point among the draws: at random, but every second, fourth, ... draw of the
    chains has the first of them.
    """
    place = np.arange(shape[1])
    level = sum((place % 2**k == 0).astype(int) for k in range(1, THINNEST + 1))
    each = np.arange(shape[0])[:, None] * shape[1] + place
    return np.concatenate(
        [rng.permutation(each[:, level == k].ravel()) for k in range(THINNEST, -1, -1)]
    )
