"""Do the stated errors of a case's leads cover, with what can be integrated exactly at its
expectation?

Each replicate takes a thousand posterior draws of the saved fit at random, draws everything that no
evidence touches anew, in as many sets as the answer uses, and states expected values and leads with
their errors. The truth is the mean over all replicates, whose own error is a fiftieth of one
replicate's. Width: the median stated error over the standard deviation of the estimates.

Run: python benchmarks/lead_coverage.py [REPETITIONS] [--case .]
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr

from stakes.case.case import open_case
from stakes.decision.expected_value import compare
from stakes.inference.drawn.draw_sets import SET
from stakes.inference.drawn.expansion import compact, expand
from stakes.inference.drawn.recipe import recipe_of, with_recipe
from stakes.outcomes.exact.expectations import SETS, expectations
from stakes.outcomes.exact.linearity import exact
from stakes.runs.store import read_fit

CHAINS, DRAWS = 4, 250


def replicate(bare: xr.Dataset, seed: int) -> xr.Dataset:
    """Some posterior draws, with all else drawn anew."""
    found = recipe_of(bare)
    assert found is not None
    rng = np.random.default_rng(seed)
    flat = bare.stack(all=("chain", "draw"), create_index=False)
    kept = (
        {SET: rng.permutation(flat.sizes[SET])[:SETS]} if SET in flat.dims else {}
    )  # of what the model made of drawn numbers
    taken = flat.isel(
        all=rng.integers(flat.sizes["all"], size=CHAINS * DRAWS), **kept
    ).assign_coords(
        chain=("all", np.repeat(np.arange(CHAINS), DRAWS)),
        draw=("all", np.tile(np.arange(DRAWS), CHAINS)),
    )
    some = taken.set_index(all=("chain", "draw")).unstack("all").transpose("chain", "draw", ...)
    return expand(with_recipe(some, replace(found, seed=10_000 + seed, sets=SETS)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repetitions", type=int, nargs="?", default=2000)
    parser.add_argument("--case", type=Path, default=Path())
    given = parser.parse_args()
    case, fit = open_case(given.case), read_fit(given.case / "results/fit.nc")
    if fit is None:
        raise SystemExit("No saved fit: run `stakes run` first.")
    how, weights = exact(case, fit), case.profiles[case.default_profile].weights
    bare = compact(fit["posterior"].to_dataset())
    found = []
    for seed in range(given.repetitions):
        tree = xr.DataTree.from_dict(
            {"/": xr.Dataset(attrs=fit.attrs), "posterior": replicate(bare, seed)}
        )
        value = expectations(case, tree, [{}], how, weights=weights).isel(setting=0)
        table = compare(value)
        best = value.sel(option=table["best"].item())
        leads = compare(
            (best - value)
            .drop_vars("option", errors="ignore")
            .assign_coords(option=value["option"])
        )
        found.append([leads[key].to_numpy() for key in ("expected", "mcse")])
    lead, error = np.moveaxis(np.array(found), 1, 0)
    off = lead - lead.mean(axis=0)
    print(
        f"{'lead of the best over':<32}{'mean':>9}{'sd':>9}{'width':>7}{'cover':>7}   ({
            given.repetitions
        } repetitions)"
    )
    for i, option in enumerate(value["option"].to_numpy()):
        if off[:, i].any():
            cover, width = (
                (np.abs(off[:, i]) < 1.96 * error[:, i]).mean(),
                np.median(error[:, i]) / off[:, i].std(),
            )
            print(
                f"{option:<32}{lead[:, i].mean():>9.4f}{off[:, i].std():>9.4f}{width:>7.2f}{
                    cover:>7.3f}"
            )


if __name__ == "__main__":
    main()
