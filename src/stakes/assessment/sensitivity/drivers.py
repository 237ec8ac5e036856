"""What in the draws drives the lead, and which least change of belief would end it: by regression
and weights, nothing is set.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.statements.readings import ranks
from stakes.case.case import Case
from stakes.decision.draws.arrays import is_number, varies
from stakes.decision.draws.importance_weights import arviz_arrays
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt
from stakes.decision.sensitivity.global_sensitivity.importance import importance
from stakes.decision.sensitivity.scenarios.split_sample import agreed_boxes
from stakes.inference.drawn.draw_sets import SET, few_sets, fewer
from stakes.inference.log_densities import summed_densities
from stakes.progress import step

NUDGES = (0.99, 1.01)  # powers, from which a parameter's sensitivity is taken, as ArviZ does
FEW_QUANTITIES, MOST_SEARCHED = (
    12,
    24,
)  # searched for boxes, by their share of the variance of the lead; with those that tie
SETS = 4  # of the draws
FEW_TOPICS, REST = 5, "all others"
THIN = 4  # draws for Shapley effects of topics, which need a regression for every subset


@dataclass(frozen=True)
class Drivers:
    """What drives the lead of the best option over the next, among the options that do not wait.

    Attributes
    ----------
    shares : Dataset[parameter]: first_order, delta and their _se, of that lead. In falling order of
        the first.
    topics : Dataset[parameter]: first_order, delta, shapley and their _se, by topic; None where
        there is one.
    sense : Dataset[parameter]: prior, likelihood: ArviZ's power-scaling sensitivity of each
        quantity to its own topic's.
    tilt : Dataset; see `stakes.tilt`.
    boxes : Dataset; see `stakes.decision.sensitivity.scenarios.split_sample.agreed_boxes`: where
        `best` is not the best.
    """

    shares: xr.Dataset
    topics: xr.Dataset | None
    sense: xr.Dataset
    tilt: xr.Dataset
    boxes: xr.Dataset


@step("drivers", "Working out what drives the answer: some ten seconds.")
def drivers(case: Case, fit: xr.DataTree, value: xr.DataArray, options: tuple[str, str]) -> Drivers:
    """All of `Drivers` for a fit.

    Parameters
    ----------
    case, fit : an open case and its fit.
    value : net values [chain, draw(, set), option] of the options that do not wait.
    options : the option with the highest expected value, and the next.
    """
    value, draws = fewer(value, SETS), _quantities(case, few_sets(fit, SETS))
    lead = value.sel(option=options[0], drop=True) - value.sel(option=options[1], drop=True)
    shares = _falling(_shares(lead, draws), "first_order")
    places = ranks(
        shares["first_order"].to_numpy().tolist(), shares["first_order_se"].to_numpy().tolist()
    )
    names = [
        str(p)
        for p, (highest, _) in zip(shares["parameter"].to_numpy(), places, strict=True)
        if highest <= FEW_QUANTITIES
    ]
    return Drivers(
        shares=shares,
        topics=_topics(case, lead, draws, shares),
        sense=_sense(case, fit, draws),
        tilt=tilt(value, options, draws),
        boxes=agreed_boxes(value, draws[names[:MOST_SEARCHED]], options[0]),
    )


def _quantities(case: Case, fit: xr.DataTree) -> xr.Dataset:
    """Draws of every quantity that is one number and varies."""
    draws = fit["posterior"].to_dataset()
    return draws[
        [
            name
            for name in case.quantities
            if name in draws and is_number(draws[name]) and varies(draws[name])
        ]
    ]


def _falling(table: xr.Dataset, by: str) -> xr.Dataset:
    return table.isel(parameter=np.argsort(-table[by].to_numpy(), kind="stable"))


def _shares(
    lead: xr.DataArray, draws: xr.Dataset, groups: Mapping[str, list[str]] | None = None
) -> xr.Dataset:
    """`importance`; nothing explains a lead that is the same in every draw."""
    if varies(lead):
        return importance(lead, draws, groups)
    names = [str(name) for name in (draws if groups is None else groups)]
    columns = [f"{key}{end}" for key in ("first_order", "delta", "shapley") for end in ("", "_se")]
    return xr.Dataset(
        {key: ("parameter", np.zeros(len(names))) for key in columns}, {"parameter": names}
    )


def _topics(
    case: Case, lead: xr.DataArray, draws: xr.Dataset, shares: xr.Dataset
) -> xr.Dataset | None:
    """Shares by topic; beyond the first few, by what their quantities explain alone, topics are
    taken together.
    """
    alone: dict[str, float] = {}
    for name in map(str, draws):
        topic = case.quantities[name].topic
        alone[topic] = alone.get(topic, 0.0) + float(shares["first_order"].sel(parameter=name))
    if len(alone) < 2:
        return None
    first = sorted(alone, key=lambda topic: -alone[topic])[
        : FEW_TOPICS if len(alone) > FEW_TOPICS + 1 else len(alone)
    ]
    groups: dict[str, list[str]] = {}
    for name in map(str, draws):
        topic = case.quantities[name].topic
        groups.setdefault(topic if topic in first else REST, []).append(name)
    thin = {"draw": slice(None, None, THIN if draws.sizes["draw"] >= 1000 else 1)}
    return _falling(_shares(lead.isel(thin), draws.isel(thin), groups), "shapley")


def _sense(case: Case, fit: xr.DataTree, draws: xr.Dataset) -> xr.Dataset:
    """Power-scaling sensitivity (Kallioinen et al. 2024) of each quantity to the prior of its topic
    and to its evidence.
    """
    densities = summed_densities(fit)
    weights = {
        name: [_nudged(d, a) for a in NUDGES] for name, d in densities.items() if d.ndim == 2
    }
    names = [
        str(n) for n in draws if SET not in draws[n].dims
    ]  # nothing but its own prior moves what is drawn
    columns = {
        key: (
            "parameter",
            [
                _sensitivity(draws[n], weights.get(f"{prefix}{case.quantities[n].topic}"))
                for n in names
            ],
        )
        for key, prefix in (("prior", "prior of "), ("likelihood", "evidence on "))
    }
    return xr.Dataset(columns, {"parameter": names})


def _nudged(density: npt.NDArray[np.float64], alpha: float) -> npt.NDArray[np.float64]:
    logs = np.asarray(arviz_arrays().power_scale_lw(density, alpha=alpha, axis=(0, 1))).reshape(
        density.shape
    )
    w = np.exp(logs - logs.max())
    return np.asarray(w / w.sum())


def _sensitivity(da: xr.DataArray, weights: list[npt.NDArray[np.float64]] | None) -> float:
    if weights is None:  # no evidence speaks to the topic
        return 0.0
    x = da.transpose("chain", "draw").to_numpy().astype(float)
    return float(arviz_arrays().power_scale_sense(x, *weights, *NUDGES, chain_axis=0, draw_axis=1))
