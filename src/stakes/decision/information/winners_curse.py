"""By how much the highest of noisy numbers is too high."""

import numpy as np

from stakes.decision.draws.arrays import Array

SIMULATED = 4_000  # sets of noise, by which the winner's curse is found


def winners_curse(net: Array, errors: Array) -> float:
    """What choosing the highest of noisy numbers adds to it on average: by simulation about these
    numbers (winner's curse).
    """
    if net.size < 2 or not errors.any():
        return 0.0
    noise = errors * np.random.default_rng(0).normal(size=(SIMULATED, net.size))
    best = np.argmax(net + noise, axis=1)
    return max(float(np.take_along_axis(noise, best[:, None], axis=1).mean()), 0.0)
