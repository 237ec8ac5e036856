"""How often intervals of EVPPI hold the truth, and how often what is irrelevant passes for
relevant.

    python benchmarks/voi_coverage.py [repetitions]

Two options: the lead of the second is f(x) + shift + noise, x and the noise standard normal,
independent draws or AR(1) chains.
"""

import sys
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.information.partial_perfect_information import evppi


class Lead(NamedTuple):
    f: Callable
    shift: float
    noise: float  # sd

    def draw(self, rng, draw):
        x = draw(rng)
        return x, self.f(x) + self.shift + self.noise * draw(rng)

    @property
    def truth(self):
        fine = np.linspace(-9, 9, 1_800_001)
        p = np.exp(-(fine**2) / 2) / np.exp(-(fine**2) / 2).sum()
        lead = self.f(fine) + self.shift
        return float(np.maximum(lead, 0) @ p - max(lead @ p, 0))


LEADS = {
    "linear": Lead(lambda x: 1.0 * x, -0.5, 1.5),
    "nonlinear": Lead(lambda x: np.sin(3 * x) + 0.5 * x, -0.3, 1.5),
    "threshold": Lead(lambda x: 2 * (x > 1) - 0.5, 0.0, 1.5),
    "weak": Lead(lambda x: 0.25 * x, -0.3, 1.5),
}


def independent(draws):
    return lambda rng: rng.normal(size=draws)


def autoregressive(draws, phi=0.5, chains=4):
    def draw(rng):
        x = rng.normal(size=(chains, draws // chains))
        x[:, 1:] *= np.sqrt(1 - phi**2)
        for t in range(1, x.shape[1]):
            x[:, t] += phi * x[:, t - 1]
        return x

    return draw


def table(x, lead):
    dims = ("sample",) if lead.ndim == 1 else ("chain", "draw")
    value = xr.DataArray(np.stack([0 * lead, lead]), dims=("option", *dims))
    return evppi(value, xr.Dataset({"x": (dims, x)})).isel(group=0)


def estimates(lead, draw, repetitions):
    """Estimate, standard error and floor, (repetition, 3)."""
    runs = (table(*lead.draw(np.random.default_rng(seed), draw)) for seed in range(repetitions))
    return np.array([[float(r[name]) for name in ("evppi", "se", "noise_floor")] for r in runs])


def coverage(repetitions):
    print(
        "| draws | lead | truth | mean | sd | mean se | 95 % interval covers | too low / too high |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for kind, draw in {
        "4000 iid": independent(4000),
        "4000 AR(1) .5": autoregressive(4000),
        "10000 iid": independent(10_000),
    }.items():
        for name, lead in LEADS.items():
            value, error, _ = estimates(lead, draw, repetitions).T
            off = (value - lead.truth) / np.where(error > 0, error, np.inf)
            print(
                f"| {kind} | {name} | {lead.truth:.4f} | {value.mean():.4f} | {value.std():.4f} | "
                f"{error.mean():.4f} "
                f"| {np.mean(abs(off) < 1.96):.3f} | {np.mean(off < -1.96):.3f} / "
                f"{np.mean(off > 1.96):.3f} |",
                flush=True,
            )


def detection(repetitions):
    """The lead is a tenth of its sd; x explains nothing, or as much as makes its EVPPI twice the
    floor.
    """
    print("\n| draws | slope | truth | mean floor | above the floor |\n|---|---|---|---|---|")
    for kind, draw in {
        "4000 iid": independent(4000),
        "4000 AR(1) .5": autoregressive(4000),
    }.items():
        floor = estimates(Lead(lambda x: 0 * x, -0.1, 1.0), draw, 100)[:, 2].mean()
        slopes = np.linspace(0, 0.5, 501)
        worth = [Lead(lambda x, s=s: s * x, -0.1, 1.0).truth for s in slopes[::10]]
        relevant = float(np.interp(2 * floor, worth, slopes[::10]))
        for slope in (0.0, relevant):
            lead = Lead(lambda x, s=slope: s * x, -0.1, float(np.sqrt(1 - slope**2)))
            value, _, floors = estimates(lead, draw, repetitions).T
            print(
                f"| {kind} | {slope:.3f} | {lead.truth:.5f} | {floors.mean():.5f} | "
                f"{np.mean(value > floors):.3f} |",
                flush=True,
            )


if __name__ == "__main__":
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    coverage(repetitions)
    detection(repetitions)
