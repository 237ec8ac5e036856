"""What would change the answer, from draws alone: each number is conditioned on, so that all else
follows as it depends on it.
"""

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.sensitivity.analysis import Sensitivity
from stakes.assessment.sensitivity.crossing import Crossing
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.statements.readings import CLEARLY
from stakes.decision.draws.arrays import to_numpy, varies
from stakes.decision.draws.standard_errors.means import ess, standard_error
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt
from stakes.decision.sensitivity.global_sensitivity.importance import FEWEST, importance
from stakes.decision.sensitivity.one_way.break_even import break_even
from stakes.decision.sensitivity.one_way.tornado import tornado
from stakes.decision.sensitivity.scenarios.split_sample import agreed_boxes

RUN = "run"  # as the values of the run are called in a table of views
MOST_OPTIONS = 6  # beside the best, of which break-evens are looked for: those nearest to it
SHARES = ("first_order", "delta", "shapley")


def turning(value: xr.DataArray, numbers: xr.Dataset, ordered: list[str]) -> Sensitivity:
    """All of `Sensitivity` that needs no case; the rest is empty.

    Parameters
    ----------
    value, numbers : draws of the net value and of the numbers that may turn it.
    ordered : ids of the options, in falling order of their expected value, the first two those
        whose lead is examined.
    """
    best, rival = ordered[:2]
    lead = value.sel(option=best, drop=True) - value.sel(option=rival, drop=True)
    shares = _shares(lead, numbers)
    return Sensitivity(
        best=best,
        rival=rival,
        crossings=[
            _crossing(value, numbers[name], option, best)
            for name in map(str, numbers)
            for option in ordered[1 : 1 + MOST_OPTIONS]
        ],
        sheets=[],
        views=_believed(lead, best, rival),
        claims=xr.Dataset(coords={"claim": np.array([], str)}),
        tornado=_swings(lead, numbers),
        power=xr.Dataset(coords={"component": np.array([], str)}),
        shares=shares.isel(parameter=np.argsort(-shares["first_order"].to_numpy(), kind="stable")),
        topics=None,
        sense=xr.Dataset(coords={"parameter": np.array([], str)}),
        tilt=tilt(value, (best, rival), numbers),
        boxes=agreed_boxes(value, numbers, best),
    )


def _crossing(value: xr.DataArray, number: xr.DataArray, option: str, best: str) -> Crossing:
    found = break_even(value, number, (option, best))
    real = ~np.isnan(found["value"].to_numpy())

    def ends(before: str, after: str = "") -> npt.NDArray[np.float64]:
        return np.array([float(found[f"{before}{end}{after}"]) for end in ("lower", "upper")])

    return Crossing(
        quantity=str(number.name),
        option=option,
        grid=ends(""),
        lead=ends("lead_"),
        lead_se=ends("lead_", "_se"),
        roots=found["value"].to_numpy()[real],
        roots_se=found["se"].to_numpy()[real],
        centre=float(np.median(number.to_numpy())),
        probability_beyond=float(found["probability_beyond"]),
        probability_beyond_se=float(found["probability_beyond_se"]),
    )


def _believed(lead: xr.DataArray, best: str, rival: str) -> xr.Dataset:
    """The one view that there is: the draws as they are."""
    x = to_numpy(lead)
    mean, error = float(x.mean()), standard_error(x)
    columns = {
        "best": best, "runner_up": rival, "lead": mean, "lead_se": error,
        "resolved": mean > CLEARLY * error, "ahead": "", "against": mean, "against_se": error,
    }  # fmt: skip
    facts = {"label": "As believed", "kind": "believed", "draws": int(ess(x)), "weight": np.nan}
    return xr.Dataset(
        {key: (("view", "profile"), [[held]]) for key, held in columns.items()}
        | {key: ("view", [held]) for key, held in facts.items()},
        {"view": [BELIEVED], "profile": [RUN]},
    )


def _swings(lead: xr.DataArray, numbers: xr.Dataset) -> xr.Dataset:
    """The lead with each number at its 5 % and at its 95 % quantile; a swing within three of its
    errors is 0.
    """
    pair = xr.concat([lead, 0 * lead], "option").assign_coords(option=["lead", "zero"])
    found = tornado(pair, numbers).sel(option="lead", drop=True)
    swing = np.abs((found["high"] - found["low"]).to_numpy())
    error = np.hypot(found["high_se"].to_numpy(), found["low_se"].to_numpy())
    table = found.assign(
        expected=("parameter", np.full(swing.size, float(found["expected"]))),
        swing=("parameter", np.where(swing > CLEARLY * error, swing, 0.0)),
        swing_se=("parameter", error),
    )
    return table.isel(parameter=np.argsort(-table["swing"].to_numpy(), kind="stable"))


def _shares(lead: xr.DataArray, numbers: xr.Dataset) -> xr.Dataset:
    """Shares of each number by itself: Shapley effects would need every subset of them."""
    if varies(lead) and lead.size >= FEWEST:
        tables = [importance(lead, numbers[[name]]).drop_attrs() for name in map(str, numbers)]
        return xr.concat(
            tables, "parameter", coords="minimal", compat="override", data_vars="minimal"
        )
    names = list(map(str, numbers))
    empty = np.full(len(names), np.nan)
    columns = [f"{key}{end}" for key in SHARES for end in ("", "_se")]
    return xr.Dataset(dict.fromkeys(columns, ("parameter", empty)), {"parameter": names})
