"""Do the nominal 95 % intervals of the decision numbers cover the truth under dependence, ties and
heavy tails?

Options whose values are normal or lognormal costs (sigma 2), independent of each other, 4000 draws
independent or in four AR(1) chains. No tie: two options whose means differ by a third of a standard
deviation of a normal one; else so many options of the same mean. The truth of EVPI, P(best) and of
tail means is by 2e6 draws, all else is exact. Beside it, how often a tie is called resolved. Run:
python benchmarks/coverage_grid.py [REPETITIONS]
"""

import sys
from itertools import product

import numpy as np
import xarray as xr
from scipy.signal import lfilter
from scipy.stats import norm

from stakes.decision.expected_value import compare
from stakes.decision.risk.certainty_equivalent import certainty_equivalent

CHAINS, DRAWS, Z = 4, 1000, norm.ppf(0.975)
SIGMA, TRUTH_DRAWS = 2.0, 2_000_000
PHIS = {"independent": 0.0, "AR .5": 0.5, "AR .9": 0.9}
TIES = {"no tie": 1, "2": 2, "5": 5, "20": 20}
SHAPES = ("normal", f"lognormal {SIGMA:g}")
NUMBERS = ("expected", "evpi", "p_best", "cvar", "lower")
ERRORS = {
    "expected": "mcse",
    "evpi": "evpi_mcse",
    "p_best": "p_best_mcse",
    "cvar": "cvar_mcse",
    "lower": "lower_mcse",
}
AHEAD = {"normal": 1 / 3, "lognormal 2": 3.0}


def normals(
    rng: np.random.Generator, options: int, phi: float, shape: tuple[int, int]
) -> np.ndarray:
    steps = rng.normal(size=(options, *shape))
    if not phi:
        return steps
    start = rng.normal(size=(options, shape[0], 1))
    return lfilter([1], [1, -phi], np.sqrt(1 - phi**2) * steps, axis=-1, zi=phi * start)[0]


def values(z: np.ndarray, shape: str, ties: int) -> np.ndarray:
    x = z if shape == "normal" else -np.exp(SIGMA * z)
    if ties == 1:
        x[0] += AHEAD[shape]
    return x


def drawn(rng: np.random.Generator, shape: str, phi: float, ties: int) -> xr.DataArray:
    x = values(normals(rng, max(ties, 2), phi, (CHAINS, DRAWS)), shape, ties)
    ids = {"option": [f"o{i}" for i in range(len(x))]}
    if not phi:
        return xr.DataArray(x.reshape(len(x), -1), ids, ("option", "sample"))
    return xr.DataArray(x, ids, ("option", "chain", "draw"))


def truth(shape: str, ties: int) -> dict[str, float]:
    mean = 0.0 if shape == "normal" else -np.exp(SIGMA**2 / 2)
    ahead = AHEAD[shape] if ties == 1 else 0.0
    top, wins, best = [], [], []
    for seed in range(10):
        x = values(
            np.random.default_rng([7, seed]).normal(size=(max(ties, 2), TRUTH_DRAWS // 10)),
            shape,
            ties,
        )
        top.append(x.max(axis=0).mean() - (x[0].mean() - mean - ahead if len(x) == 2 else 0.0))
        wins.append((x[0] == x.max(axis=0)).mean())
        best.append(x[0])
    first = np.concatenate(best)
    q = np.quantile(first, 0.05)
    return {"expected": mean + ahead, "evpi": float(np.mean(top)) - mean - ahead,
        "p_best": float(np.mean(wins)),
            "cvar": float(first[first <= q].mean()), "lower": float(q)}  # fmt: skip


def row(shape: str, phi: float, ties: int, repetitions: int) -> dict[str, float]:
    exact, hits, resolved = truth(shape, ties), [], []
    for seed in range(repetitions):
        table = compare(
            drawn(np.random.default_rng([seed, ties, round(10 * phi)]), shape, phi, ties)
        )
        first = table.isel(option=0)
        hits.append(
            [abs(float(first[n]) - exact[n]) <= Z * float(first[ERRORS[n]]) for n in NUMBERS]
        )
        resolved.append(bool(table["resolved"]))
    return dict(zip(NUMBERS, np.mean(hits, axis=0), strict=True)) | {
        "resolved": float(np.mean(resolved))
    }


def equivalents(repetitions: int) -> None:
    """Normal outcomes of sd 1, whose equivalent at a risk aversion a is -a / 2."""
    for a in (0.5, 1.0, 1.5, 2.0, 2.5):
        given, held = 0, 0
        for seed in range(repetitions):
            x = xr.DataArray(
                np.random.default_rng(seed).normal(size=(10_000, 1)), dims=("sample", "option")
            )
            found = certainty_equivalent(x, a)
            amount, error = float(found[0]), float(found["mcse"][0])
            given += np.isfinite(amount)
            held += np.isfinite(amount) and abs(amount + a / 2) <= Z * error
        print(f"| {a:g} | {given / repetitions:.3f} | {held / max(given, 1):.3f} |", flush=True)


def shown(share: float) -> str:
    text = f"{share:.3f}"
    return text if 0.93 <= share <= 0.97 else f"**{text}**"


def main(repetitions: int) -> None:
    print(
        f"{repetitions} repetitions: a coverage of .95 has an error of "
        f"{np.sqrt(0.95 * 0.05 / repetitions):.3f}\n"
    )
    print(
        "| values | draws | ties | "
        + " | ".join(NUMBERS)
        + " | tie resolved |\n"
        + "|---" * (4 + len(NUMBERS))
        + "|"
    )
    for shape, (name, phi), (tie, ties) in product(SHAPES, PHIS.items(), TIES.items()):
        found = row(shape, phi, ties, repetitions)
        told = f"{found['resolved']:.3f}" if ties > 1 else ""
        print(
            f"| {shape} | {name} | {tie} | "
            + " | ".join(shown(found[n]) for n in NUMBERS)
            + f" | {told} |",
            flush=True,
        )
    print("\nCertainty equivalents: risk aversion times sd, given in, covers where given\n")
    equivalents(repetitions)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
