"""The part of ``decision.json`` that says what is believed about each quantity, before the evidence and after it."""

from typing import Any

import numpy as np
import xarray as xr

from stakes.case import Case
from stakes.labelled import standard_error
from stakes.states import STATE

GROUPS = ("prior", "posterior")
LEVELS = {"low": 0.05, "median": 0.5, "high": 0.95}


def believed(case: Case, fit: xr.DataTree, sense: xr.Dataset) -> dict[str, Any]:
    """By quantity of the fit: prior and posterior (5 %, 50 %, 95 % point, mean; the probability of each state), and sensitivity.

    Parameters
    ----------
    case, fit : an open case and its fit, with the groups ``prior`` and ``posterior``.
    sense : Dataset[parameter]: prior, likelihood: power-scaling sensitivities.
    """
    draws = {group: fit[group].to_dataset() for group in GROUPS}
    names = [name for name in case.quantities if name in draws["posterior"]]
    return {name: _entry(case, draws, sense, name) for name in names}


def _entry(case: Case, draws: dict[str, xr.Dataset], sense: xr.Dataset, name: str) -> dict[str, Any]:
    entry: dict[str, Any] = {group: _numbers(draws[group][name]) for group in GROUPS}
    if case.quantities[name].states and f"{name}{STATE}" in draws["posterior"]:
        for group in GROUPS:
            index = draws[group][f"{name}{STATE}"].to_numpy()
            entry[group]["states"] = {level: float((index == i).mean()) for i, level in enumerate(case.quantities[name].weights)}
    if name in sense["parameter"]:
        entry["sensitivity"] = {k: float(sense[k].sel(parameter=name)) for k in ("prior", "likelihood")}
    return entry


def _numbers(draws: xr.DataArray) -> dict[str, Any]:
    """Of all elements together, where a quantity has several."""
    x = draws.transpose("chain", "draw", ...).to_numpy().astype(float)
    found: dict[str, Any] = {key: float(np.quantile(x, level)) for key, level in LEVELS.items()}
    return found | {"mean": float(x.mean()), "mcse": standard_error(x) if x.ndim == 2 else 0.0}


def likelihoods(fit: xr.DataTree) -> dict[str, str]:
    """Topic of each body of evidence that the model is held against."""
    return {str(name): str(da.attrs.get("topic", "")) for name, da in fit["log_likelihood"].to_dataset().data_vars.items()}
