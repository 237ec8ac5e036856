"""Do the nominal 95 % intervals of expected value, P(best) and EVPI from `compare` cover the truth?

Two options, 0 and p1 - p2, with p1 normal (1, 1) and p2 normal (0, 2), 4000 draws: independent, or
AR(1) with phi = .5 in four chains. The truth is in closed form (unit-normal loss). Run: python
benchmarks/compare_coverage.py [REPETITIONS]
"""

import sys

import numpy as np
import xarray as xr
from scipy.signal import lfilter
from scipy.stats import norm

from stakes.decision.expected_value import compare

N, PHI, Z = 4000, 0.5, norm.ppf(0.975)
SD = np.sqrt(5)
TRUTH = {
    "expected": 1.0,
    "p_best": norm.cdf(1 / SD),
    "evpi": SD * norm.pdf(1 / SD) - norm.cdf(-1 / SD),
}
ERRORS = {"expected": "mcse", "p_best": "p_best_mcse", "evpi": "evpi_mcse"}


def independent(rng: np.random.Generator) -> xr.DataArray:
    lead = 1 + SD * rng.normal(size=N)
    return xr.DataArray(
        np.stack([0 * lead, lead]), dims=("option", "sample"), coords={"option": ["stay", "act"]}
    )


def chains(rng: np.random.Generator) -> xr.DataArray:
    start = rng.normal(size=(4, 1))
    steps = np.sqrt(1 - PHI**2) * rng.normal(size=(4, N // 4))
    lead = 1 + SD * lfilter([1], [1, -PHI], steps, axis=1, zi=PHI * start)[0]
    return xr.DataArray(
        np.stack([0 * lead, lead]),
        dims=("option", "chain", "draw"),
        coords={"option": ["stay", "act"]},
    )


def covered(value: xr.DataArray) -> dict[str, bool]:
    table = compare(value)
    found = {k: (table[k], table[e]) for k, e in ERRORS.items()}
    at = {
        k: tuple(float(x.sel(option="act") if x.ndim else x) for x in pair)
        for k, pair in found.items()
    }
    return {k: abs(x - TRUTH[k]) <= Z * error for k, (x, error) in at.items()}


def main(repetitions: int) -> None:
    print(f"{'draws':<14}" + "".join(f"{k:>10}" for k in TRUTH) + f"   ({repetitions} repetitions)")
    for name, draw in (("independent", independent), ("AR(1), .5", chains)):
        hits = [covered(draw(np.random.default_rng(seed))) for seed in range(repetitions)]
        print(f"{name:<14}" + "".join(f"{np.mean([h[k] for h in hits]):>10.3f}" for k in TRUTH))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
