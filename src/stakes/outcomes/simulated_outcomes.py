"""Outcomes with chance events drawn, rare ones in branches of their own."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.decision.net_value import net_value
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequence_model import Beliefs, Call, luck_of
from stakes.outcomes.consequences import consequences_under, reviews
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.luck import Branch, branches
from stakes.outcomes.option_values import day_of, posterior_of
from stakes.outcomes.waiting import Review, chosen_in

ALIKE = 1  # branches in which the same rare event occurs
ROUNDING = 1e-9


def simulate_outcomes(
    case: Case,
    fit: xr.DataTree,
    *,
    seed: int | None = None,
    weights: Mapping[str, float] | None = None,
    reviewed: Mapping[date, Review] | None = None,
    alike: int = ALIKE,
) -> xr.DataArray:
    """Absolute net value of every option with chance events drawn, for each posterior draw.

    Where ``consequences.py`` calls an event rare (``setting.chance(..., rare=True)``, also of
    `count`), each draw has branches: one in which no such event occurs, and for each event some in
    which it does and those named before it do not. They weigh by what the draw holds their
    probability to be, so that what decides the worst outcomes is in every draw and not in few.

    Parameters
    ----------
    case, fit : an open case and its fit.
    seed : of the chance events; the case's seed if None.
    weights : of the attributes; the default profile's if None.
    reviewed : what is chosen at each review date; from `reviews` if it is known already.
    alike : branches in which the same rare event occurs.

    Returns
    -------
    DataArray[branch, chain, draw(, set), option]
        In the case's unit, present value, with the coordinate weight [branch, chain, draw(, set)],
        which sums to 1 in every draw: what `stakes.cvar` and `stakes.certainty_equivalent` take,
        and `stakes.one_branch` makes plain draws of. No dim branch where no event is called rare.

    Raises
    ------
    ValueError
        If the probability of a rare event hangs on other chance events than rare ones.

    References
    ----------
    Owen, A. B. (2013). Monte Carlo Theory, Methods and Examples, ch. 8.4.
    """
    weighed = case.profiles[case.default_profile].weights if weights is None else weights
    if reviewed is None:
        reviewed = reviews(case, fit, weighed, exact(case, fit))
    beliefs, rare = Beliefs(posterior_of(fit)), rare_events(case, fit)
    chosen, values, shares = chosen_in(beliefs, reviewed), [], []
    for branch in branches(rare, alike) if rare else [None]:
        luck = luck_of(case, beliefs, seed, branch)
        call = Call(case, day_of(case, fit), luck)
        found = consequences_under(call, fit, beliefs, False, chosen)
        values.append(net_value(found, weighed))
        shares.append(beliefs.labelled(xr.DataArray(luck.weight, dims=("chain", "draw"))))
    if not rare:
        return values[0]
    weight = xr.concat(shares, "branch")
    if float(np.abs(weight.sum("branch") - 1).max()) > ROUNDING:
        raise ValueError(
            f"{', '.join(rare)}: the probability of a rare event must hang on beliefs alone, not "
            "on chance events that are drawn"
        )
    return xr.concat(values, "branch").assign_coords(weight=weight)


def rare_events(case: Case, fit: xr.DataTree) -> list[str]:
    """Names of the events that consequences.py calls rare, in the order in which it asks for
    them.
    """
    beliefs = Beliefs(fewer(posterior_of(fit), 1).isel(draw=slice(0, 2)))
    luck = luck_of(case, beliefs, None, Branch())
    Call(case, day_of(case, fit), luck).values(beliefs)
    return luck.rare
