"""What would change the answer: other beliefs, other values, other structures, and how far each
would have to go.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from stakes.assessment.sensitivity.break_evens import crossings
from stakes.assessment.sensitivity.crossing import Crossing
from stakes.assessment.sensitivity.drivers import Drivers
from stakes.assessment.sensitivity.planes import Sheet, sheets
from stakes.assessment.sensitivity.power_scaling import scaled
from stakes.assessment.sensitivity.scenarios import views
from stakes.assessment.sensitivity.tornado import swings
from stakes.assessment.valuation import Valuation
from stakes.decision.draws.arrays import sample_dims
from stakes.decision.net_value import net_value
from stakes.progress import step


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What comes of other beliefs, values and structures, among the options that do not wait, in
    the unit of the case.

    Attributes
    ----------
    best, rival : ids of the option with the highest expected value and of the next.
    crossings : break-evens of each option against the baseline along each threshold.
    sheets : the same in planes of two quantities.
    views : Dataset[view, profile]; see `stakes.assessment.sensitivity.scenarios.views`.
    claims : Dataset[claim]; see `stakes.assessment.claims.hold`.
    tornado : Dataset[parameter]: the lead of `best` over `rival` with each quantity set; see
        `tornado.swings`.
    power : Dataset; see `stakes.power_scale`. Components are the priors and the evidence, of all
        topics and of each.
    """

    best: str
    rival: str
    crossings: list[Crossing]
    sheets: list[Sheet]
    views: xr.Dataset
    claims: xr.Dataset
    tornado: xr.Dataset
    power: xr.Dataset


@dataclass(frozen=True, kw_only=True)
class Sensitivity(Examined, Drivers):
    """All that may change the answer: what is set, and what in the draws drives the lead."""


def leading(means: xr.DataArray) -> tuple[str, str]:
    """The option with the highest expected value, and the next."""
    order = np.argsort(-means.mean(sample_dims(means)).to_numpy(), kind="stable")
    best, rival = (str(o) for o in means["option"].to_numpy()[order][:2])
    return best, rival


@step("sensitivity", "Working out what would change the answer: up to two minutes.")
def examine(
    valuation: Valuation, others: Mapping[str, xr.DataTree], claims: xr.Dataset
) -> Examined:
    """All of `Examined` for a fit under one profile's weights.

    Parameters
    ----------
    valuation : what the options are worth.
    others : fits of the case's other structures, by id; from
        `stakes.inference.structures.fit_alternative`.
    claims : which of the case's claims hold, from `stakes.assessment.claims.hold`.
    """
    case, fit, weights, how = valuation.case, valuation.fit, valuation.weights, valuation.how
    parts = valuation.means.sel(option=valuation.ready)
    means = net_value(parts, weights)
    drawn = net_value(valuation.drawn_means.sel(option=valuation.ready), weights)
    best, rival = leading(means)
    return Examined(
        best=best,
        rival=rival,
        crossings=crossings(case, fit, means, weights, how),
        sheets=sheets(case, fit, means, weights, how),
        views=views(case, fit, others, parts, weights, how),
        claims=claims,
        tornado=swings(case, fit, means, (best, rival), weights, how),
        power=scaled(case, fit, drawn, weights, how),
    )
