"""Do the nominal 95 % intervals of the decision numbers cover the truth under dependence, ties and
heavy tails?

Options whose values are normal or lognormal costs (sigma 2), independent of each other, 4000 draws
independent or in four AR(1) chains. No tie: two options whose means differ by a third of a standard
deviation of a normal one; else so many options of the same mean. EVPPI, the first order index of
the lead over the second option and the break-even against it are of the normal number behind the
first option. The truth of EVPI and P(best) is by 2e6 draws, all else is exact. Beside it, how often
a tie is called resolved. A tilt has a divergence above 0 only without a tie and a long tail; a
certainty equivalent (aversion half of 1/sd) does not exist where a tail is lognormal: then it is
said how often these say that they are a bound, or not to be had. What looks at two options alone is
not measured again with more of them, and 20 options, which take the longest, have a quarter of the
repetitions. Run:
python benchmarks/coverage_grid.py [REPETITIONS]
"""

import sys
from functools import lru_cache
from itertools import product

import numpy as np
import xarray as xr
from scipy.signal import lfilter
from scipy.stats import norm

from stakes.decision.expected_value import compare
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt
from stakes.decision.sensitivity.global_sensitivity.importance import importance
from stakes.decision.sensitivity.one_way.break_even import break_even

CHAINS, DRAWS, Z = 4, 1000, norm.ppf(0.975)
SIGMA, TRUTH_DRAWS, AVERSION, EVERY = 2.0, 2_000_000, 0.5, 10
FEWER_FROM = 20  # options
PHIS = {"independent": 0.0, "AR .5": 0.5, "AR .9": 0.9}
TIES = {"no tie": 1, "2": 2, "5": 5, "20": 20}
SHAPES = ("normal", f"lognormal {SIGMA:g}")
COMPARED = {"expected": "mcse", "evpi": "evpi_mcse", "p_best": "p_best_mcse", "cvar": "cvar_mcse",
            "lower": "lower_mcse"}  # fmt: skip
NUMBERS = (*COMPARED, "evppi", "first order", "break-even", "equivalent", "tilt")
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
    x = z.copy() if shape == "normal" else -np.exp(SIGMA * z)
    if ties == 1:
        x[0] += AHEAD[shape]
    return x


def drawn(z: np.ndarray, x: np.ndarray, phi: float) -> tuple[xr.DataArray, xr.DataArray]:
    """Values, and the number behind the first option."""
    ids = {"option": [f"o{i}" for i in range(len(x))]}
    if phi:
        return xr.DataArray(x, ids, ("option", "chain", "draw")), xr.DataArray(
            z[0], dims=("chain", "draw")
        )
    flat = xr.DataArray(x.reshape(len(x), -1), ids, ("option", "sample"))
    return flat, xr.DataArray(z[0].ravel(), dims="sample")


@lru_cache
def truth(shape: str, ties: int) -> dict[str, float]:
    mean = 0.0 if shape == "normal" else -np.exp(SIGMA**2 / 2)
    ahead = AHEAD[shape] if ties == 1 else 0.0
    top, wins = [], []
    for seed in range(10):
        z = np.random.default_rng([7, seed]).normal(size=(max(ties, 2), TRUTH_DRAWS // 10))
        x = values(z, shape, ties)
        top.append(x.max(axis=0).mean() - (x[0].mean() - mean - ahead if len(x) == 2 else 0.0))
        wins.append((x[0] == x.max(axis=0)).mean())
    at = norm.ppf((np.arange(4_000_000) + 0.5) / 4_000_000)
    first = values(at[None], shape, ties)[0]
    q = first[: len(first)] if shape == "normal" else first[::-1]  # rising
    root = -ahead if shape == "normal" else np.log(ahead - mean) / SIGMA
    return {
        "expected": mean + ahead,
        "evpi": float(np.mean(top)) - mean - ahead,
        "p_best": float(np.mean(wins)),
        "cvar": float(_tail_mean(shape) + ahead),
        "lower": float(q[len(q) // 20]),
        "evppi": float(np.maximum(first, mean).mean() - first.mean()) if ties == 1
        else float(np.maximum(first - mean, 0).mean()),
        "first order": 0.5,
        "break-even": float(root),
        "equivalent": ahead - AVERSION / 2 if shape == "normal" else np.nan,
        "tilt": ahead**2 / 4 if shape == "normal" and ties == 1 else np.nan,
    }  # fmt: skip


def _tail_mean(shape: str) -> float:
    """Mean of the worst 5 % of a standard normal, or of lognormal costs."""
    if shape == "normal":
        return -float(norm.pdf(norm.ppf(0.05))) / 0.05
    return -float(np.exp(SIGMA**2 / 2) * norm.cdf(SIGMA - norm.ppf(0.95))) / 0.05


def estimates(
    value: xr.DataArray, number: xr.DataArray, exact: dict[str, float]
) -> tuple[dict[str, tuple[float, float]], bool]:
    """Each number with its error, and whether an option is called resolved."""
    table, pair = compare(value), ("o0", "o1")
    first, known = table.isel(option=0), xr.Dataset({"z": number})
    lead = value.isel(option=0, drop=True) - value.isel(option=1, drop=True)
    worth = evppi(value, known)
    found = {n: (float(first[n]), float(first[e])) for n, e in COMPARED.items()}
    found["evppi"] = float(worth["evppi"][0]), float(worth["se"][0])
    if value.sizes["option"] > 2:
        return found, bool(table["resolved"])
    share = importance(lead, known)
    found["first order"] = float(share["first_order"][0]), float(share["first_order_se"][0])
    turns = break_even(value, number, pair)
    near = int(np.argmin(np.abs(turns["value"].values - exact["break-even"])))
    found["break-even"] = float(turns["value"][near]), float(turns["se"][near])
    amount = certainty_equivalent(value.isel(option=[0]), AVERSION / float(value[0].std()))
    if np.isnan(exact["equivalent"]):
        found["equivalent"] = float(amount[0]), float(amount["mcse"][0])
    else:
        exactly = certainty_equivalent(value.isel(option=[0]), AVERSION)
        found["equivalent"] = float(exactly[0]), float(exactly["mcse"][0])
    if exact["expected"] not in (0.0, -np.exp(SIGMA**2 / 2)):
        moved = tilt(value, pair)
        found["tilt"] = float(moved["kl"]), float(moved["se"])
    return found, bool(table["resolved"])


class Cell:
    """Values of one shape in draws of one kind, with so many that tie: what was seen so far."""

    def __init__(self, shape: str, draws: str, ties: str) -> None:
        self.names, self.shape = (shape, draws, ties), shape
        self.phi, self.ties = PHIS[draws], TIES[ties]
        self.exact = truth(shape, self.ties)
        self.hits: dict[str, list[float]] = {n: [] for n in NUMBERS}
        self.resolved: list[bool] = []

    def add(self, seed: int) -> None:
        rng = np.random.default_rng([seed, self.ties, round(10 * self.phi)])
        z = normals(rng, max(self.ties, 2), self.phi, (CHAINS, DRAWS))
        value, number = drawn(z, values(z, self.shape, self.ties), self.phi)
        found, clear = estimates(value, number, self.exact)
        self.resolved.append(clear)
        for name, (estimate, error) in found.items():
            held = abs(estimate - self.exact[name]) <= Z * error
            told = np.isfinite(estimate) and np.isfinite(error)
            self.hits[name].append(float(held) if told else np.nan)

    def row(self) -> str:
        found = [shown(np.array(h), self.exact[n]) for n, h in self.hits.items()]
        told = f"{np.mean(self.resolved):.3f}" if self.ties > 1 else ""
        return f"| {' | '.join((*self.names, str(len(self.resolved)), *found, told))} |"


def shown(hits: np.ndarray, exact: float) -> str:
    """Coverage where a number with an error is given, and how often it is, if not always."""
    if not hits.size:
        return ""
    given = np.isfinite(hits).mean()
    if np.isnan(exact):
        return f"bound or none in {1 - given:.2f}"
    covered = np.nanmean(hits) if given else np.nan
    text = f"{covered:.3f}" if 0.93 <= covered <= 0.97 else f"**{covered:.3f}**"
    return text if given == 1 else f"{text} ({given:.2f})"


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


def table(cells: list[Cell]) -> None:
    done = len(cells[0].resolved)
    band = 1.96 * np.sqrt(0.95 * 0.05 / done)
    print(f"\n{done} repetitions: of .95, {0.95 - band:.3f} to {0.95 + band:.3f} by chance\n")
    heads = ("values", "draws", "ties", "repetitions", *NUMBERS, "tie resolved")
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    print("\n".join(cell.row() for cell in cells), flush=True)


def main(repetitions: int = 400, ties: str = "") -> None:
    """A table after every so many repetitions, so that one that is stopped has measured all
    cells.
    """
    cells = [Cell(*names) for names in product(SHAPES, PHIS, [ties] if ties else TIES)]
    for seed in range(repetitions):
        for cell in cells:
            if ties or cell.ties < FEWER_FROM or seed % 4 == 0:
                cell.add(seed)
        if (seed + 1) % EVERY == 0 or seed + 1 == repetitions:
            table(cells)
    if ties:
        return
    print("\nCertainty equivalents: risk aversion times sd, given in, covers where given\n")
    equivalents(repetitions)


if __name__ == "__main__":
    main(*(convert(x) for convert, x in zip((int, str), sys.argv[1:], strict=False)))
