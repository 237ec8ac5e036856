"""Futures one by one: outcomes of all options with chance events drawn, and which of these came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequence_model import Beliefs, Call, luck_of
from stakes.outcomes.consequences import consequences_under
from stakes.outcomes.option_values import day_of, posterior_of
from stakes.outcomes.waiting import Review, chosen_in

type Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Futures:
    """Simulated futures, one for each posterior draw.

    Attributes
    ----------
    draws : what is believed in each, Dataset[chain, draw, ...].
    parts : value of each option by attribute, relative to the baseline, in the unit of the case,
        [future, option, attribute].
    options, attributes : ids along these dims.
    events : how often each event came that the case's code drew by chance, [future], by the name
        that the code gave it; where options meet an event with unlike chances, as first asked for.
    """

    draws: xr.Dataset
    parts: Array
    options: list[str]
    attributes: list[str]
    events: Mapping[str, Array]


def simulated_futures(case: Case, fit: xr.DataTree, reviewed: Mapping[date, Review]) -> Futures:
    """One future for each posterior draw, with the seed of the case.

    Parameters
    ----------
    case, fit : an open case and its fit.
    reviewed : what is chosen at each review date, from `stakes.outcomes.consequences.reviews`.
    """
    draws = fewer(posterior_of(fit), 1)
    beliefs = Beliefs(draws)
    luck = luck_of(case, beliefs, None)
    call = Call(case, day_of(case, fit), luck)
    found = consequences_under(call, fit, beliefs, True, chosen_in(beliefs, reviewed))
    each = found.transpose("chain", "draw", ..., "option", "attribute")
    x = each.to_numpy()
    return Futures(
        draws,
        x.reshape(-1, *x.shape[-2:]),
        [str(o) for o in each["option"].to_numpy()],
        [str(a) for a in each["attribute"].to_numpy()],
        {name: came.ravel() for name, came in luck.came.items()},
    )
