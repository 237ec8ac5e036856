"""What was learned: by how much each row of evidence moved the lead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import smoothed_weights
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.inference.states import DENSITY, LEVEL, WEIGHT

type Array = npt.NDArray[Any]
type Data = Mapping[str, Array]

NEVER = pd.Timestamp("2200-01-01")


def without(case: Case, table: str, row: int, day: date) -> dict[str, Array]:
    """The model's data as of a day without one row of evidence.

    Parameters
    ----------
    case : with the horizon of the study.
    table, row : the row's number in its file, from 1. The table keeps it, known far later, so that
        the model's dimensions are as they were.
    """
    from stakes.inference.assembly import evidence_of
    from stakes.inference.model.joint_model import build

    held = case.evidence[table]
    frame = held.frame.copy()
    frame.iloc[row - 1, frame.columns.get_loc(held.record.known)] = NEVER  # type: ignore[index]
    evidence = {**case.evidence, table: replace(held, frame=frame)}
    return evidence_of(build(replace(case, evidence=evidence), day))


def same(one: Data, other: Data) -> bool:
    """Whether two sets of data are equal."""
    return all(np.array_equal(one[name], other[name]) for name in one)


def summed_likelihood(posterior: xr.Dataset) -> Array:
    """Log likelihood of all evidence in each draw, (chain, draw), with states summed out by their
    prior weights, as the sampler has it.

    Parameters
    ----------
    posterior : with the densities that the model records, by state where they are of a mixture.
    """
    total = np.zeros((posterior.sizes["chain"], posterior.sizes["draw"]))
    for name in (str(v) for v in posterior if str(v).endswith(DENSITY)):
        density = posterior[name]
        for level in [d for d in density.dims if str(d).endswith(LEVEL)]:
            weight = posterior[f"{str(level).removesuffix(LEVEL)}{WEIGHT}"]
            density = xr.apply_ufunc(
                np.logaddexp.reduce,
                density + np.log(weight),
                input_core_dims=[[level]],
                kwargs={"axis": -1},
            )
        total = (
            total
            + density.transpose("chain", "draw", ...).to_numpy().reshape(*total.shape, -1)[..., 0]
        )
    return total


def moved(lead: xr.DataArray, lead_without: xr.DataArray, log_ratio: Array) -> dict[str, float]:
    """By how much a row of evidence moved a lead.

    Parameters
    ----------
    lead : draws [chain, draw(, set)] with all evidence.
    lead_without : the same draws of what is sampled, with all else as it would be without the row.
    log_ratio : log likelihood without the row less that with it, (chain, draw).

    Returns
    -------
    dict
        by: mean lead less that without the row, by Pareto-smoothed importance weights; by_mcse, the
        standard error of that paired difference; pareto_k, above 0.7 of which neither can be
        trusted.

    References
    ----------
    Vehtari, A., Simpson, D., Gelman, A., Yao, Y. and Gabry, J. (2024). Pareto smoothed importance
    sampling. JMLR 25(72), 1-58.
    """
    x, y = to_numpy(lead).astype(float), to_numpy(lead_without).astype(float)
    w, k = smoothed_weights(log_ratio)
    w = w.reshape(w.shape + (1,) * (y.ndim - w.ndim))
    now, then = float(x.mean()), float((w * y).mean())
    paired = (x - now) - w * (y - then)
    return {"by": now - then, "by_mcse": float(standard_error(paired)), "pareto_k": k}
