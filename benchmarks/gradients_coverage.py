"""Do errors cover where noise that gradients show is taken off, and how much smaller are they?

A posterior that is known exactly (gamma and Poisson, three rates), sampled by NUTS under many seeds
as a fit is; means of values that are no polynomials of the sampler's coordinates. Prints the share
of intervals of 95 % that hold the truth, and errors over those of the plain means.
Run: python benchmarks/gradients_coverage.py [--seeds 1000] [--draws 500]
"""

import argparse
from collections.abc import Callable

import numpy as np
import pymc as pm
import xarray as xr
from scipy.stats import gamma

from stakes.decision.draws.control_variates import steadied
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.inference.diagnostics import GRADIENTS
from stakes.inference.sampling import Settings, compile_model, sample

SHAPE, SEEN, YEARS = 2.0, np.array([0, 2, 7]), 3.0
NAMES = ("a rate", "its root", "odds of none in two years", "a product", "a maximum")


def values(rate: np.ndarray) -> dict[str, np.ndarray]:
    """By name, from rates [..., 3]."""
    a, b, c = np.moveaxis(rate, -1, 0)
    found = (b, np.sqrt(a), np.exp(-2 * c), a * c, np.maximum(b, 0.8))
    return dict(zip(NAMES, found, strict=True))


def truths() -> dict[str, float]:
    """By a grid of quantiles of each of the three gamma posteriors."""
    p = (np.arange(200_000) + 0.5) / 200_000
    each = [gamma.ppf(p, SHAPE + k, scale=1 / (1 + YEARS)) for k in SEEN]
    means = {name: float(x.mean()) for name, x in values(np.stack(each, -1)).items()}
    a, b, c = (SHAPE + SEEN) / (1 + YEARS)
    return means | {"a rate": float(b), "a product": float(a * c)}


def main() -> None:
    options = arguments()
    with pm.Model() as model:
        rate = pm.Gamma("rate", SHAPE, 1.0, shape=len(SEEN))
        pm.Poisson("seen", rate * YEARS, observed=SEEN)
    ready, known = compile_model(model), truths()
    rows: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in NAMES}
    for seed in range(1, options.seeds + 1):
        trace = sample(ready, Settings(options.draws, 500, 4, seed, 1))
        kept = trace[GRADIENTS].to_dataset()
        drawn = trace["posterior"]["rate"].transpose("chain", "draw", ...).to_numpy()
        for name, x in values(drawn).items():
            plain = xr.DataArray(x, dims=("chain", "draw"))
            steady = steadied(plain, kept["place"], kept["gradient"]).to_numpy()
            rows[name].append(
                (
                    x.mean() - known[name],
                    standard_error(x),
                    steady.mean() - known[name],
                    standard_error(steady),
                )
            )
    said("plain", rows, lambda found: (found[:, 0], found[:, 1], found[:, 1]))
    said("steadied", rows, lambda found: (found[:, 2], found[:, 3], found[:, 1]))


def said(
    label: str,
    rows: dict[str, list[tuple[float, float, float, float]]],
    of: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> None:
    print(f"| {label}: mean of | covered | stated error over true | error over the plain one |")
    print("|---|---|---|---|")
    for name, found in rows.items():
        off, error, before = of(np.array(found))
        covered = (np.abs(off) < 1.96 * error).mean()
        print(
            f"| {name} | {covered:.3f} | {np.median(error) / off.std():.2f} | "
            f"{np.median(error / before):.2f} |"
        )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=500, help="kept draws of each chain")
    return parser.parse_args()


if __name__ == "__main__":
    main()
