"""Do model files recover what their evidence was made from? Simulation-based calibration, one file
at a time (Talts and others 2018).

Parameters are drawn from the prior, evidence is simulated from them, and the file is fitted to it:
the rank of each true value among its posterior draws must be uniform. States are drawn as well,
and their posterior probabilities must be calibrated. The observed exposures are kept as they are.

    python scripts/recovery.py models/alliance.py --sets 20
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from scipy import stats

import stakes
from stakes.case.case import Case
from stakes.inference.apart.drawing import sample
from stakes.inference.apart.parts import parted
from stakes.inference.assembly import Layout, posterior_of
from stakes.inference.model.joint_model import build, split
from stakes.inference.model.sampled_part import frozen
from stakes.inference.sampling import Settings
from stakes.inference.states import PROBABILITY, STATE
from stakes.runs.calibration.simulation import observed_data, register_chances, simulated
from stakes.runs.many_fits.refits import holding


def ranks_of(
    case: Case, sets: int, seed: int
) -> tuple[dict[str, list[float]], dict[str, list[Any]]]:
    """Shares of posterior draws below the truth, by sampled number, and by state the probabilities
    that it was given together with the truth.
    """
    model = build(case)
    register_chances(case, model)
    whole = split(case, model)
    parts = parted(frozen(whole.part, list(observed_data(model).values())))
    made = simulated(case, whole, sets, seed)
    truth = made.truth
    ranks: dict[str, list[float]] = {}
    told: dict[str, list[Any]] = {}
    for i in range(sets):
        new = {name: x[i] for name, x in made.data.items()}
        settings = Settings(300, 400, 2, seed + i, 1)
        sampled = sample(parts.with_data(new), settings)["posterior"].to_dataset()
        for label, drawn, true in numbers(sampled, truth.isel(chain=0, draw=i)):
            ranks.setdefault(label, []).append(float((drawn < true).mean()))
        with holding(model, new):
            shape = (settings.chains, settings.draws)
            posterior, _ = posterior_of(case, whole, sampled, Layout(settings.seed, shape))
        for name, q in case.quantities.items():
            if q.states and f"{name}{PROBABILITY}" in posterior and f"{name}{STATE}" in truth:
                given = posterior[f"{name}{PROBABILITY}"].mean(["chain", "draw"]).to_numpy()
                told.setdefault(name, []).append((given, int(truth[f"{name}{STATE}"][0, i])))
    return ranks, told


def numbers(posterior: xr.Dataset, truth: xr.Dataset) -> Any:
    """Label, posterior draws and true value of each number that was sampled."""
    for name in [v for v in posterior if v in truth]:
        dims = [d for d in posterior[name].dims if d not in ("chain", "draw")]
        flat = posterior[name].stack(one=dims) if dims else posterior[name].expand_dims("one")
        for place in range(flat.sizes["one"]):
            one = flat.isel(one=place)
            true = truth[name].sel(_place(one, dims)) if dims else truth[name]
            where = ",".join(str(x) for x in _place(one, dims).values())
            yield f"{name}[{where}]", one.to_numpy(), float(true)


def _place(one: xr.DataArray, dims: list[Any]) -> dict[str, Any]:
    """Labels of an element; the dimension of sampled elements goes by the name of the whole."""
    return {str(d).removesuffix("_sampled"): one.coords[d].item() for d in dims}


def report(ranks: dict[str, list[float]], told: dict[str, list[Any]]) -> None:
    """A line for each number, the farthest from uniform first, and one for each state."""
    tests = {name: stats.kstest(r, "uniform").pvalue for name, r in ranks.items()}
    sets = len(next(iter(ranks.values())))
    least = min(tests.values()) * len(tests)
    print(f"{len(tests)} numbers, {sets} data sets; smallest p times their number: {least:.2f}")
    for name in sorted(tests, key=lambda n: tests[n])[:8]:
        print(f"  {name}: mean rank {np.mean(ranks[name]):.2f}, p {tests[name]:.3f}")
    everything = np.concatenate(list(ranks.values()))
    share = np.mean((everything > 0.05) & (everything < 0.95))
    print(f"  within the central 90 %: {share:.3f}")
    for name, pairs in told.items():
        chance = np.array([given[state] for given, state in pairs])
        score = np.mean([given @ given for given, _ in pairs])
        error = np.std(chance - [g @ g for g, _ in pairs]) / np.sqrt(len(pairs))
        print(f"  {name}: truth given {chance.mean():.3f}, expected {score:.3f}, error {error:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="+", type=Path, help="model files, fitted together")
    parser.add_argument("--case", type=Path, default=Path(), help="folder of the case")
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    case = stakes.open_case(given.case)
    case = replace(case, models=tuple(path.resolve() for path in given.files))
    report(*ranks_of(case, given.sets, given.seed))


if __name__ == "__main__":
    main()
