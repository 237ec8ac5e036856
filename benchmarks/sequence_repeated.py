"""Bounds of policies over many repetitions, against known values: the lower value is never high,
the upper one not low.

    python benchmarks/sequence_repeated.py [repetitions] [draws]
"""

import sys
from pathlib import Path

import numpy as np
import xarray as xr

from stakes.decision.sequence.policy import policy
from stakes.decision.sequence.stage import Stage

sys.path.append(str(Path(__file__).parents[1] / "tests"))
import known_sequences as known


def nothing_seen(seed, draws):
    """Three options of the same mean at either of two stages, and noise to look at."""
    x = np.random.default_rng(seed).normal(size=(2, 3, draws))
    noise = np.random.default_rng([seed, 1]).normal(size=(2, draws))
    value = [xr.DataArray(x[t], {"option": list("abc")}, ("option", "sample")) for t in (0, 1)]
    return [Stage(str(t), value[t], {f"noise_{t}": noise[t]}) for t in (0, 1)]


def clearly_best(seed, draws):
    """One option the best, and noise to look at."""
    x, noise = np.random.default_rng(seed).normal(size=(2, draws))
    return [Stage("once", known.of(stay=0 * x, act=1 + x), {"noise": noise})]


PROBLEMS = {
    "wildcatter": (known.wildcatter, known.WILDCATTER["value"]),
    "three offers": (known.offers, known.OFFERS),
    "looks at a coin": (known.looks, known.looks_exactly()),
    "nothing to be seen": (nothing_seen, 0.0),
    "one clearly best": (clearly_best, 1.0),
}


def repeated(problem, truth, repetitions, draws):
    """Mean of both bounds off the truth with errors, and how they scatter against theirs."""
    found = [policy(problem(seed, draws)) for seed in range(repetitions)]
    out = {}
    for name in ("value", "upper", "tree_value"):
        x = np.array([float(f[name]) for f in found]) - truth
        se = np.array([float(f[f"{name}_se"]) for f in found])
        out[name] = {
            "off": x.mean(),
            "error": x.std() / np.sqrt(len(x)),
            "scatter over se": x.std() / max(float(np.sqrt((se**2).mean())), 1e-12),
            "inside 95 %": float((np.abs(x) < 1.96 * se).mean()),
        }
    return out


if __name__ == "__main__":
    repetitions, draws = (int(x) for x in (sys.argv[1:] + ["400", "2000"][len(sys.argv) - 1 :]))
    for name, (problem, truth) in PROBLEMS.items():
        print(f"{name}: {truth:.5g}")
        for bound, row in repeated(problem, truth, repetitions, draws).items():
            print(f"  {bound:10}", ", ".join(f"{k} {v:.4g}" for k, v in row.items()))
