"""Where each truth lies among the draws of its refit: parameters, and the decision's numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.arrays import varies
from stakes.decision.draws.labels import two_best
from stakes.decision.net_value import net_value
from stakes.outcomes.consequences import what_ifs
from stakes.runs.calibration.refits import Refits

type Array = npt.NDArray[Any]

VALUE, LEAD = "value of ", "lead of "


def ranked(case: Case, refits: Refits, seed: int) -> dict[str, Array]:
    """Where each truth lies among its draws, as a share in (0, 1) that is uniform for each number
    if the computing is calibrated; ties are broken at random.

    Returns
    -------
    dict: label of a number -> (refit,). Numbers are those of quantities, of what else the model
    draws, the value of each option relative to the baseline, and the lead of the option that is
    best before any evidence over the next.
    """
    rng = np.random.default_rng(seed)
    pairs = [*_parameters(case, refits), *_values(case, refits.truth, refits.posterior)]
    return {label: shares(true, drawn, rng) for label, true, drawn in pairs}


def shares(true: Array, drawn: Array, rng: np.random.Generator) -> Array:
    """Share of draws (refit, draw) below each truth (refit,), spread evenly over its step.

    Examples
    --------
    >>> at = shares(np.array([0.5]), np.array([[0.0, 1.0, 2.0]]), np.random.default_rng(1))
    >>> bool(0.25 < at[0] < 0.5)
    True
    """
    below = (drawn < true[:, None]).sum(axis=1)
    equal = (drawn == true[:, None]).sum(axis=1)
    return np.asarray((below + rng.random(true.size) * (equal + 1)) / (drawn.shape[1] + 1))


def _parameters(case: Case, refits: Refits) -> Iterator[tuple[str, Array, Array]]:
    truth = refits.truth.isel(chain=0, drop=True).rename(draw="chain")
    for name in map(str, refits.posterior):
        known = name in case.quantities or name in refits.drawn
        if known and name in truth and varies(truth[name]):
            yield from _elements(name, truth[name], refits.posterior[name])


def _elements(
    name: str, truth: xr.DataArray, drawn: xr.DataArray
) -> Iterator[tuple[str, Array, Array]]:
    rest = [str(d) for d in drawn.dims if d not in ("chain", "draw")]
    true = truth.transpose("chain", *rest).to_numpy().reshape(truth.sizes["chain"], -1)
    x = drawn.transpose("chain", "draw", *rest).to_numpy()
    x = x.reshape(*x.shape[:2], -1)
    labels = [
        drawn.coords[d].values if d in drawn.coords else np.arange(drawn.sizes[d]) for d in rest
    ]
    for i, place in enumerate(np.ndindex(*(len(each) for each in labels))):
        where = ", ".join(str(each[k]) for each, k in zip(labels, place, strict=True))
        yield (f"{name}[{where}]" if rest else name), true[:, i], x[..., i]


def _values(
    case: Case, truth: xr.Dataset, posterior: xr.Dataset
) -> Iterator[tuple[str, Array, Array]]:
    weights = case.profiles[case.default_profile].weights
    true = _net(case, truth, weights).isel(chain=0, drop=True)
    drawn = _net(case, posterior, weights)
    best, runner = two_best(true.mean("draw"))
    for option in map(str, true["option"].values):
        if option != case.baseline:
            pair = true.sel(option=option), drawn.sel(option=option)
            yield f"{VALUE}{option}", pair[0].to_numpy(), pair[1].to_numpy()
    lead = [x.sel(option=best) - x.sel(option=runner) for x in (true, drawn)]
    yield f"{LEAD}{best} over {runner}", lead[0].to_numpy(), lead[1].to_numpy()


def _net(case: Case, draws: xr.Dataset, weights: Mapping[str, float]) -> xr.DataArray:
    attrs = {"as_of": str(case.as_of), "seed": case.seed}
    tree = xr.DataTree.from_dict({"/": xr.Dataset(attrs=attrs), "posterior": draws})
    return (
        net_value(what_ifs(case, tree, [{}]), weights)
        .isel(setting=0)
        .transpose("chain", "draw", "option")
    )
