"""Of many options, a few that together lose least against all."""

import numpy as np

from stakes.decision.draws.arrays import Array

MOST = 25  # options, up to which none is left out


def added(x: Array, first: list[int], most: int) -> set[int]:
    """The first options, and of the others those that raise the mean of the best most, one by one.

    Parameters
    ----------
    x : net values (option, sample).
    first : indexes of those that are chosen anyhow.
    most : how many are chosen in all.

    Examples
    --------
    >>> x = np.array([[0.0, 0, 0, 0], [1, 1, 1, 1], [2, 0, 0, 0], [1.5, 1.5, 0, 0]])
    >>> sorted(added(x, [0, 1], 3))
    [0, 1, 2]
    """
    chosen = list(dict.fromkeys(first))
    top = x[chosen].max(axis=0)
    while len(chosen) < min(most, len(x)):
        gain = np.array([np.maximum(row - top, 0.0).mean() for row in x])
        gain[chosen] = -1.0
        chosen.append(int(gain.argmax()))
        top = np.maximum(top, x[chosen[-1]])
    return set(chosen)
