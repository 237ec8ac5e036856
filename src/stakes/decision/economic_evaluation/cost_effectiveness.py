"""Cost-effectiveness: what an option's effects are worth at each threshold, less what they cost."""

from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.acceptability import acceptability
from stakes.decision.draws.arrays import Array, option_labels
from stakes.decision.draws.inputs import Value
from stakes.decision.draws.labels import option_index, option_position
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error
from stakes.decision.economic_evaluation.effects_and_costs import (
    Outcomes,
    columns,
    outcomes,
    ratio,
)
from stakes.decision.economic_evaluation.efficiency_frontier import frontier, status
from stakes.decision.information_curves import information_curves
from stakes.decision.limits import CLEAR

SWEEP = "threshold"
COLUMNS = (
    "effect_difference",
    "effect_difference_mcse",
    "cost_difference",
    "cost_difference_mcse",
    "icer",
    "icer_mcse",
)


def cost_effectiveness(
    effects: Value,
    costs: Value,
    thresholds: Iterable[float] | float,
    against: Hashable | None = None,
) -> xr.Dataset:
    """Cost-effectiveness analysis: ICERs, the efficiency frontier, and along a sweep of thresholds
    incremental net benefit, acceptability curves, their frontier and EVPI.

    The net benefit of an option at a threshold k is k times its effect less its cost.

    Parameters
    ----------
    effects : draws of the effect (more is better) with dims ``option`` and (chain, draw[, set]), or
        (sample,) if independent; or an array or frame with a column for each option.
    costs : draws of the cost (less is better) of the same options in the same draws.
    thresholds : what a unit of effect is worth, in the unit of the costs: finite numbers.
    against : id of the option from which the others differ; the first if None.

    Returns
    -------
    Dataset
        By ``option``: effect, cost, effect_difference, cost_difference, each with its Monte Carlo
        standard error as ``<name>_mcse``; icer, icer_mcse: difference in cost over difference in
        effect, NaN where the latter is not clear of 0 by 2.2 errors; status: "on the frontier",
        "dominated" by an option that costs no more and does no less, or "extendedly dominated" by a
        mixture of two, by the means of the draws; sequential_icer, sequential_icer_mcse: along the
        frontier, from the option before: the threshold from which the option is the best on
        average.
        By ``threshold`` and ``option``: inb, inb_mcse: expected incremental net benefit over
        `against`; ceac, ceac_mcse: probability of being the best of all (acceptability curve); and
        better, better_mcse: probability of a higher net benefit than `against`, a tie counting
        half.
        By ``threshold``: best: the option with the highest expected net benefit; ceaf: its
        probability of being the best (acceptability frontier); resolved: whether its lead over
        every other option exceeds 2.2 errors; evpi, evpi_mcse. Attrs: against, effect_unit, and the
        unit of the costs as unit.

    Raises
    ------
    ValueError
        If effects and costs have other options or draws, `against` is no option, there is no
        threshold or one is not finite, or as in `compare`.

    References
    ----------
    Baio, G., Berardi, A. and Heath, A. (2017). Bayesian Cost-Effectiveness Analysis with the R
    package BCEA. Springer. Fenwick, E., Claxton, K. and Sculpher, M. (2001), see `acceptability`.
    Johannesson, M. and Weinstein, M. C. (1993). On the decision rules of cost-effectiveness
    analysis. Journal of Health Economics 12(4), 459-467.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> effects = rng.normal([0.0, 1.0, 1.1], 0.1, (4000, 3))
    >>> costs = rng.normal([0.0, 10.0, 30.0], 1.0, (4000, 3))
    >>> found = cost_effectiveness(effects, costs, [5, 50, 500])
    >>> found["icer"].round(0).values.tolist(), found["best"].values.tolist()
    ([nan, 10.0, 27.0], ['0', '1', '2'])
    """
    given = outcomes(effects, costs)
    k = _checked(thresholds)
    base = 0 if against is None else option_position(given.effects, against)
    sweep = xr.DataArray(
        np.stack([k, np.ones_like(k)], 1),
        {SWEEP: k, "attribute": ["effect", "cost"]},
        (SWEEP, "attribute"),
    )
    curve = acceptability(given.parts, sweep)
    information = information_curves(given.parts, sweep)
    found = xr.Dataset(
        _means(given, base)
        | _increments(given, k, base)
        | {"ceac": ((SWEEP, "option"), curve.to_numpy())}
        | {"ceac_mcse": ((SWEEP, "option"), curve["p_best_mcse"].to_numpy())}
        | {"best": (SWEEP, curve["frontier"].to_numpy())}
        | {"ceaf": (SWEEP, _of_best(curve))}
        | {"resolved": (SWEEP, curve["resolved"].to_numpy())}
        | {name: (SWEEP, information[name].to_numpy()) for name in ("evpi", "evpi_mcse")},
        option_index(given.effects) | {SWEEP: k},
    )
    return found.assign_attrs(_about(given, base))


def _checked(thresholds: Iterable[float] | float) -> Array:
    given = list(thresholds) if isinstance(thresholds, Iterable) else [thresholds]
    k = np.asarray(given, float)
    if k.ndim != 1 or not k.size or not np.isfinite(k).all():
        raise ValueError("thresholds must be one or more finite numbers, such as [20_000, 30_000]")
    return k


def _about(given: Outcomes, base: int) -> dict[str, Any]:
    units = {"effect_unit": given.effects, "unit": given.costs}
    named = {k: part.attrs["unit"] for k, part in units.items() if "unit" in part.attrs}
    return {"against": str(option_labels(given.effects)[base]), **named}


def _of_best(curve: xr.DataArray) -> Array:
    ids = [str(i) for i in option_labels(curve)]
    at = [ids.index(str(best)) for best in curve["frontier"].to_numpy()]
    return np.asarray(curve.to_numpy()[np.arange(len(at)), at])


def _means(given: Outcomes, base: int) -> dict[str, Any]:
    """What does not hang on the threshold."""
    e, c = given.arrays()
    apart = [ratio(e[i] - e[base], c[i] - c[base], CLEAR) for i in range(len(e))]
    own = {
        name: ("option", [of(row) for row in x])
        for what, x in {"effect": e, "cost": c}.items()
        for name, of in {what: _mean, f"{what}_mcse": standard_error}.items()
    }
    return own | columns(apart, COLUMNS) | _along_frontier(e, c)


def _mean(series: Array) -> float:
    return mean_sd(series)[0]


def _along_frontier(e: Array, c: Array) -> dict[str, Any]:
    """Where each option stands to the efficiency frontier, and its ratio to the one before."""
    effect, cost = (np.array([_mean(row) for row in x]) for x in (e, c))
    line = frontier(effect, cost)
    along = np.full((2, len(e)), np.nan)
    for a, b in pairwise(line):
        found = ratio(e[b] - e[a], c[b] - c[a], 0.0)
        along[:, b] = found.ratio, found.ratio_error
    return {
        "status": ("option", status(effect, cost, line)),
        "sequential_icer": ("option", along[0]),
        "sequential_icer_mcse": ("option", along[1]),
    }


def _increments(given: Outcomes, k: Array, base: int) -> dict[str, Any]:
    """Incremental net benefit over an option, and how likely there is any, at each threshold."""
    e, c = given.arrays()
    names = ("inb", "inb_mcse", "better", "better_mcse")
    table = np.zeros((len(names), len(k), len(e)))
    for j, at in enumerate(k):
        for i in (i for i in range(len(e)) if i != base):
            gain = at * (e[i] - e[base]) - (c[i] - c[base])
            ahead = (np.sign(gain) + 1) / 2
            table[:, j, i] = (
                mean_sd(gain)[0],
                standard_error(gain),
                ahead.mean(),
                _share_error(ahead),
            )
    table[2, :, base] = 0.5
    return {name: ((SWEEP, "option"), table[i]) for i, name in enumerate(names)}


def _share_error(ahead: Array) -> float:
    """At least that of a sample with one draw more of either kind (Laplace's rule)."""
    if ahead.min() == ahead.max() == 0.5:  # equal in every draw
        return 0.0
    p = (ahead.sum() + 1) / (ahead.size + 2)
    return max(standard_error(ahead), float(np.sqrt(p * (1 - p) / (ahead.size + 3))))
