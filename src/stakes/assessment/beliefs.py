"""The part of ``decision.json`` that says what is believed about each quantity, before the evidence
and after it.
"""

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.arrays import is_number, to_numpy
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision_json.beliefs import Belief, Points, PowerSensitivity
from stakes.inference.drawn.draw_sets import SET
from stakes.inference.drawn.marginals import mean, quantile
from stakes.inference.drawn.recipe import Recipe, recipe_of
from stakes.inference.states import PROBABILITY, STATE

GROUPS, CHAINS = ("prior", "posterior"), ("chain", "draw")
LEVELS = {"low": 0.05, "median": 0.5, "high": 0.95}


def believed(case: Case, fit: xr.DataTree, sense: xr.Dataset) -> dict[str, Belief]:
    """By quantity of the fit: prior and posterior (5 %, 50 %, 95 % point, mean; the probability of
    each state), and sensitivity.

    Parameters
    ----------
    case, fit : an open case and its fit, with the groups ``posterior`` and, where it is known,
        ``prior``.
    sense : Dataset[parameter]: prior, likelihood: power-scaling sensitivities.
    """
    draws = {group: fit[group].to_dataset() for group in GROUPS if group in fit.children}
    names = [name for name in case.quantities if name in draws["posterior"]]
    return {name: _entry(case, draws, sense, name) for name in names}


def _entry(case: Case, draws: dict[str, xr.Dataset], sense: xr.Dataset, name: str) -> Belief:
    known = _exact(
        recipe_of(draws["posterior"]), name
    )  # what no evidence touches is the same before and after
    prior, posterior = (
        _points(case, draws, group, name, known) if group in draws else None for group in GROUPS
    )
    assert posterior is not None
    held = (
        [float(sense[k].sel(parameter=name)) for k in ("prior", "likelihood")]
        if name in sense["parameter"]
        else None
    )
    sensitivity = PowerSensitivity(prior=held[0], likelihood=held[1]) if held else None
    return Belief(prior=prior, posterior=posterior, sensitivity=sensitivity)


def _points(
    case: Case, draws: dict[str, xr.Dataset], group: str, name: str, known: dict[str, float]
) -> Points:
    varies = case.quantities[name].states and f"{name}{STATE}" in draws["posterior"]
    states = _states(case, draws[group], name) if varies else {}
    return Points(**(known or _numbers(draws[group][name])), states=states)


def _states(case: Case, draws: xr.Dataset, name: str) -> dict[str, float]:
    """Probability of each state: from what is known given the sampled part, where evidence speaks
    to it, else its weight.
    """
    given = draws.get(f"{name}{PROBABILITY}")
    if given is None:
        return dict(case.quantities[name].weights)
    share = given.mean(("chain", "draw")).to_numpy()
    return {level: float(p) for level, p in zip(case.quantities[name].weights, share, strict=True)}


def _exact(recipe: Recipe | None, name: str) -> dict[str, float]:
    """Of one number that is drawn, without noise; empty for any other."""
    if recipe is None or name not in recipe.numbers or name in recipe.dims:
        return {}
    marginal = recipe.parts[recipe.numbers[name][0]]
    levels = {key: float(quantile(marginal, np.array(level))) for key, level in LEVELS.items()}
    return levels | {"mean": float(mean(marginal)), "mcse": 0.0}


def _numbers(draws: xr.DataArray) -> dict[str, float]:
    """Of all elements together, where a quantity has several."""
    x = draws.to_numpy().astype(float)
    together = (
        draws.mean([d for d in draws.dims if d not in (*CHAINS, SET)])
        if not is_number(draws)
        else draws
    )
    found = {key: float(np.quantile(x, level)) for key, level in LEVELS.items()}
    return found | {
        "mean": float(x.mean()),
        "mcse": float(standard_error(to_numpy(together).astype(float))),
    }


def likelihoods(fit: xr.DataTree) -> dict[str, str]:
    """Topic of each body of evidence that the model is held against."""
    return {
        str(name): str(da.attrs.get("topic", ""))
        for name, da in fit["log_likelihood"].to_dataset().data_vars.items()
    }
