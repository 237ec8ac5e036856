"""Parameters that are states, of few levels, or categories, of more."""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.categories import LEVELS

MOST_LEVELS = 250  # of a category
DRAWS_A_LEVEL = 20


def is_category(x: Array) -> bool:
    """Whether draws are of a category, by numbers of its levels: integers.

    What are numbers by themselves are floats here.
    """
    return x.dtype.kind in "iu"


def as_category(x: Array) -> Array | None:
    """Draws of a number as those of a category, if it has more levels than a state and so few that
    each has many draws.
    """
    levels, index = np.unique(x, return_inverse=True)
    return index if LEVELS < levels.size <= min(MOST_LEVELS, x.size // DRAWS_A_LEVEL) else None


def few_levels(x: Array) -> Array | None:
    if np.unique(x[: 10 * LEVELS]).size > LEVELS:
        return None
    levels = np.unique(x)
    return levels if levels.size <= LEVELS else None
