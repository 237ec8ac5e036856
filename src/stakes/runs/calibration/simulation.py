"""Truths from the prior, and evidence that the model makes of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pymc as pm
import xarray as xr

from stakes.case.case import Case
from stakes.case.reading.module_loading import load_module
from stakes.errors import CaseError, Problem
from stakes.inference.drawn.forward import forward
from stakes.inference.model.joint_model import Split
from stakes.inference.predictive_checks import draw_posterior_predictive, draw_prior
from stakes.inference.states import BY_STATE, LEVEL, STATE, index_of, pick, recover

type Array = npt.NDArray[Any]

HOOK = "analysis/calibration.py"
CHANCE = "_state_chance"


@dataclass(frozen=True)
class Simulated:
    """Truths, and the data that the model makes of them.

    Attributes
    ----------
    truth : Dataset[chain=1, draw, ...], a draw for each data set, with states.
    data : by name of the ``pm.Data`` that is observed, (draw, ...).
    """

    truth: xr.Dataset
    data: Mapping[str, Array]


def simulated(case: Case, whole: Split, number: int, seed: int) -> Simulated:
    """So many truths from the prior with the evidence that the model makes of each.

    The covariates of the evidence stay as observed. A state is drawn by its weights, or by its
    chances where the model has registered them.

    Parameters
    ----------
    case, whole : an open case, and its model, with `register_chances`, split into what is sampled
        and what is drawn.
    number : of data sets.
    seed : of all of it.

    Raises
    ------
    CaseError
        If something observed is no ``pm.Data`` of its own.
    """
    model = whole.model
    names = observed_data(model)
    truth = recover(draw_prior(model, seed, number), case.quantities, seed)
    truth = truth.assign(_other_states(truth, seed))
    made = draw_posterior_predictive(model, truth, {}, seed, number)
    data = {name: made[rv].to_numpy()[0].astype(model[name].dtype) for rv, name in names.items()}
    return Simulated(truth.assign(_computed(model, truth, data, number)), data)


def observed_data(model: pm.Model) -> dict[str, str]:
    """Name of the ``pm.Data`` of each observed variable.

    Raises
    ------
    CaseError
        If a variable has none of its own shape: another data set could not take its place.
    """
    data = {d.name: d for d in model.data_vars}
    found = {}
    for rv in model.observed_RVs:
        value = model.rvs_to_values[rv]
        name = next((n for n in _names_above(value) if n in data), None)
        if name is None or data[name].get_value().shape != tuple(rv.shape.eval()):
            problem = f"what is observed of {rv.name} is no pm.Data of its shape"
            raise CaseError([Problem("models", "", problem, "put the evidence into pm.Data")])
        found[str(rv.name)] = str(name)
    return found


def _names_above(variable: Any) -> list[str]:
    above = variable.owner.inputs if variable.owner else []
    return [variable.name, *(name for v in above for name in _names_above(v))]


def register_chances(case: Case, model: pm.Model) -> None:
    """Register the chances of states whose prior in a model is not their weights: what
    ``states(model, priors, evidence)`` of the case's ``analysis/calibration.py`` returns by name.
    """
    if not (case.root / HOOK).is_file():
        return
    given = load_module(case.root / HOOK).states(model, case.quantities, case.evidence_as_of())
    with model:
        for name, chances in given.items():
            pm.Deterministic(f"{name}{CHANCE}", chances, dims=f"{name}{LEVEL}")


def _other_states(truth: xr.Dataset, seed: int) -> dict[str, xr.DataArray]:
    """States whose prior in the model is not their weights, drawn again."""
    new = {}
    for name in [str(v).removesuffix(CHANCE) for v in truth if str(v).endswith(CHANCE)]:
        rng = np.random.default_rng([seed, crc32(f"{name} of the model".encode())])
        chances = truth[f"{name}{CHANCE}"].to_numpy()[0]
        index = index_of(chances, rng.random(truth.sizes["draw"]))
        state = xr.DataArray(index[None], dims=("chain", "draw"))
        new[f"{name}{STATE}"] = state
        by_state = f"{name}{BY_STATE}"
        new[name] = pick(truth[by_state], state) if by_state in truth else state.astype(float)
    return new


def _computed(
    model: pm.Model, truth: xr.Dataset, data: Mapping[str, Array], number: int
) -> dict[str, xr.DataArray]:
    """What the model computes of the truths, each with its own data."""
    values = {rv.name: truth[rv.name].to_numpy()[0][:, None] for rv in model.free_RVs}
    values |= {name: x[:, None] for name, x in data.items()}
    names = [v.name for v in model.deterministics if v.name in truth]
    found = forward(model, values, names, number, 1, 0)
    return {name: truth[name].copy(data=x[:, 0][None]) for name, x in found.items()}
