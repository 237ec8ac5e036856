"""Do the nominal 95 % intervals of a mean and of a paired lead cover the truth where draws come in
sets?

Prior-only: an option costs a lognormal amount (of the sigma given) in a state of probability .3
times a uniform probability; the other has a lognormal cost of sigma 1, a state and a uniform gain.
Half: at sigma 1, with about as much variance in a draw from AR(1) chains with phi = .5. Sobol: a
scrambled sequence for each set, dealt to the posterior draws in an order of its own. Width: the
median stated error over the standard deviation of the estimates.

Run: python benchmarks/sets_coverage.py [REPETITIONS]
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stakes.decision.draws.standard_errors.means import standard_error

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import made_up_sets as made_up

SHAPES = [(4, 250, 8), (4, 1000, 8), (4, 1000, 12), (4, 1000, 16)]
Draw = Callable[[np.random.Generator, tuple[int, int, int]], tuple[np.ndarray, np.ndarray]]
PROBLEMS: dict[str, Draw] = {
    "prior-only, sigma .5, Sobol": lambda rng, shape: made_up.heavy(rng, shape, 0.5),
    "prior-only, sigma 1, Sobol": lambda rng, shape: made_up.heavy(rng, shape, 1.0),
    "prior-only, sigma 1.5, Sobol": lambda rng, shape: made_up.heavy(rng, shape, 1.5),
    "prior-only, sigma 1.5, independent": lambda rng, shape: made_up.heavy(
        rng, shape, 1.5, sobol=False
    ),
    "half, Sobol": lambda rng, shape: made_up.half_posterior(rng, shape, 0.5),
    "half, independent": lambda rng, shape: made_up.half_posterior(rng, shape, 0.5, sobol=False),
}


def once(draw: Draw, shape: tuple[int, int, int], seed: int) -> list[tuple[float, float]]:
    """How far the mean of the first option and the lead are off, and their stated errors."""
    x, truth = draw(np.random.default_rng(seed), shape)
    series = [(x[0], truth[0]), (x[1] - x[0], truth[1] - truth[0])]
    return [(float(s.mean() - t), standard_error(s)) for s, t in series]


def main(repetitions: int) -> None:
    print(
        f"{'problem':<36}{'draws':>6}{'sets':>5}{'mean':>7}{'width':>7}{'lead':>7}{'width':>7}   "
        f"({repetitions} repetitions)"
    )
    for name, draw in PROBLEMS.items():
        for shape in SHAPES:
            found = np.array([once(draw, shape, seed) for seed in range(repetitions)])
            off, error = found[..., 0], found[..., 1]
            cover, width = (
                (np.abs(off) < 1.96 * error).mean(axis=0),
                np.median(error, axis=0) / off.std(axis=0),
            )
            cells = "".join(f"{c:>7.3f}{w:>7.2f}" for c, w in zip(cover, width, strict=True))
            print(f"{name:<36}{shape[0] * shape[1]:>6}{shape[2]:>5}{cells}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
