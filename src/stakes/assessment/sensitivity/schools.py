"""Schools of thought: draws conditioned on what a school takes for true."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.sensitivity import School
from stakes.decision.draws.importance_weights import kish
from stakes.inference.states import HOME, PROBABILITY
from stakes.outcomes.exact.linearity import changes_of

type Array = npt.NDArray[Any]


NEVER = 1e-9  # probability in every draw, below which a state is ruled out


def under_school(
    case: Case, draws: xr.Dataset, school: School
) -> tuple[xr.Dataset, dict[str, Any], float] | None:
    """Draws if a school is right, what is to be set, and the number of draws that the evidence
    leaves it; None if none.

    All that it assumes is set; draws are conditioned on those states and events to which the
    evidence speaks.
    """
    states = {
        name: value for name, value in school.assume.items() if f"{name}{PROBABILITY}" in draws
    }
    levels = {
        n: int(v) if isinstance(v, bool) else list(case.quantities[n].weights).index(v)
        for n, v in states.items()
    }
    given, left = conditioned(draws, levels)
    if left < 1:
        return None
    return given, changes_of(case, school), left


def conditioned(draws: xr.Dataset, states: Mapping[str, int]) -> tuple[xr.Dataset, float]:
    """Draws given the states of some quantities, and the effective number of them on which a topic
    then rests: 0 if none is left.

    Each draw knows the probability of every state, by which it is kept: systematic resampling, in
    the order of the chains. Model files are independent given their evidence: only the variables of
    the files concerned are resampled; all others stay as they are, so that views differ by what the
    school says and not by chance.

    References
    ----------
    Kitagawa, G. (1996). Monte Carlo filter and smoother for non-Gaussian nonlinear state space
    models. Journal of Computational and Graphical Statistics 5(1), 1-25.
    """
    shape = [draws.sizes[d] for d in ("chain", "draw")]
    left = float(np.prod(shape))
    for home in dict.fromkeys(_home(draws, name) for name in states):
        mine = [name for name in states if _home(draws, name) == home]
        weight = np.prod(
            [
                draws[f"{n}{PROBABILITY}"]
                .transpose("chain", "draw", ...)
                .to_numpy()[..., states[n]]
                .ravel()
                for n in mine
            ],
            axis=0,
        )
        if weight.max() < NEVER:
            return draws, 0.0
        left = min(left, kish(weight))
        rising = np.cumsum(weight)
        take = np.searchsorted(rising, (np.arange(weight.size) + 0.5) / weight.size * rising[-1])
        draws = draws.assign(
            {
                str(v): _taken(draws[v], take, shape)
                for v in draws
                if draws[v].attrs.get(HOME, "") == home
            }
        )
    return draws, left


def _home(draws: xr.Dataset, name: str) -> str:
    return str(draws[f"{name}{PROBABILITY}"].attrs.get(HOME, ""))


def _taken(da: xr.DataArray, take: Array, shape: list[int]) -> xr.DataArray:
    moved = da.transpose("chain", "draw", ...)
    values = moved.to_numpy().reshape(-1, *moved.shape[2:])[take]
    return moved.copy(data=values.reshape(*shape, *moved.shape[2:])).transpose(*da.dims)
