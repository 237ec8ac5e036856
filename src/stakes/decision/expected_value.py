"""The decision: net value, expected value, the probability of being best, regret and the value of
perfect information.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.diagnosis import health, problems
from stakes.decision.draws.arrays import Array, option_draws, option_ids
from stakes.decision.draws.inputs import label_at, takes_draws
from stakes.decision.draws.sampling_errors import cvar_errors, cvar_lead_errors, quantile_errors
from stakes.decision.draws.summary import (
    WORST,
    Estimate,
    interval_cvar,
    leads,
    regret_and_information_errors,
    summarise,
)
from stakes.decision.limits import CLEAR, HEAVY

# standard errors of a lead with a heavy tail: what has not been seen mostly lies on one side
CLEAR_OF_TAIL = 3.0


def net_value(parts: xr.DataArray, weights: Mapping[str, float] | xr.DataArray) -> xr.DataArray:
    """Net value of each option in each draw: the weighted sum of its attributes.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims, in one unit; attrs (unit)
        are kept.
    weights : a number for every attribute, as a mapping or a DataArray[attribute].

    Returns
    -------
    DataArray without ``attribute``, in the unit of `parts`.

    Raises
    ------
    ValueError
        If `parts` has no labelled ``attribute`` dim, an attribute has no weight or several, or a
        weight has no attribute or is not finite, or weights that differ by option or draw do not
        match those of `parts`.

    Examples
    --------
    >>> parts = xr.DataArray(
    ...     [[[3.0, -1.0]]],
    ...     dims=("sample", "option", "attribute"),
    ...     coords={"attribute": ["gain", "cost"]},
    ... )
    >>> net_value(parts, {"gain": 1.0, "cost": 2.0}).item()
    1.0
    """
    if "attribute" not in parts.indexes:
        raise ValueError(f"parts needs a labelled dim 'attribute'; it has {tuple(parts.dims)}")
    named = _weights(weights)
    wanted, given = list(parts["attribute"].to_numpy()), list(named["attribute"].to_numpy())
    problems = [f"no weight for {a}" for a in wanted if a not in given]
    problems += [f"unknown attribute {a}" for a in given if a not in wanted]
    problems += [f"several weights for {a}" for a in dict.fromkeys(given) if given.count(a) > 1]
    problems += [] if np.isfinite(named).all() else ["weights must be finite"]
    if problems:
        raise ValueError(
            f"weights: {'; '.join(problems)}. The attributes are {', '.join(map(str, wanted))}; 0 "
            "leaves one out"
        )
    value: xr.DataArray = xr.dot(
        parts, _matching(parts, named.sel(attribute=wanted)), dim="attribute"
    )
    return value.assign_attrs(parts.attrs).rename("value")


def _weights(weights: Mapping[str, float] | xr.DataArray) -> xr.DataArray:
    if not isinstance(weights, xr.DataArray):
        return xr.DataArray(
            np.array(list(weights.values()), float), {"attribute": list(weights)}, "attribute"
        )
    if "attribute" not in weights.indexes:
        raise ValueError(f"weights needs a labelled dim 'attribute'; it has {tuple(weights.dims)}")
    return weights.astype(float)


def _matching(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Weights that differ by option or draw, in the order of `parts`; a product of others would
    keep only what both have.
    """
    for dim in [d for d in weights.dims if d in parts.dims]:
        here, there = parts.indexes.get(dim), weights.indexes.get(dim)
        if (
            here is not None
            and there is not None
            and not here.equals(there)
            and not len(here.symmetric_difference(there))
        ):
            weights = weights.sel({dim: here})
        elif parts.sizes[dim] != weights.sizes[dim] or (
            here is not None and there is not None and not here.equals(there)
        ):
            raise ValueError(
                f"weights do not match parts along {dim!r}: give one for each, under the same "
                "labels, or none of that dim"
            )
    return weights


@takes_draws
def compare(
    value: xr.DataArray, prob: float = 0.9, expected: xr.DataArray | None = None
) -> xr.Dataset:
    """Compare options: what each is worth, how likely it is to be the best, and how sure the
    ranking is.

    Parameters
    ----------
    value : draws of the net value (more is better) with dims ``option`` and (chain, draw[, set]),
        or (sample,) if independent.
    prob : probability of the equal-tailed interval.
    expected : other draws of the same options with the same expected values and less noise, such as
        conditional means: what the value is linear in at its exact mean, states summed out
        (Rao-Blackwell; Casella and Robert 1996). They give expected, mcse, lead, lead_mcse, best
        and resolved; all else needs the draws of `value`, of which they have lost the spread.

    Returns
    -------
    Dataset with, for each option and in the unit of `value`,

    expected, mcse : mean and its Monte Carlo standard error, by effective sample size where the
        draws are chains, and by how far sets agree where there are any
        (`stakes.decision.draws.standard_errors.draw_sets.error_over_sets`).
    sd, lower, upper : standard deviation and equal-tailed interval of the draws.
    p_best, p_best_mcse : probability of being best; a tie is split equally. The error is at least
        that of the sample with one more draw in which the option is best and one in which it is not
        (Laplace's rule), so that an event which was not seen is not taken for impossible; it is 0
        only if no option's lead varies.
    lower_mcse, upper_mcse : errors of the ends of the interval.
    lead, lead_mcse : expected value of the best option less this one's, and the error of the paired
        difference.
    expected_regret, regret_mcse : what choosing the option costs on average against choosing the
        best in every draw.
    cvar, cvar_mcse : mean of the worst 5 % of draws (conditional value at risk), and its Monte
        Carlo standard error.
    cvar_lead, cvar_lead_mcse : of the best option less this one's, and the error of the paired
        difference.
    pareto_k, lead_pareto_k : tail index of the values, and of the best option's lead: from 0.5 on a
        mean has no finite variance, and what is not seen may decide. 0 without a tail. Errors of
        means allow for a tail longer than the draws show
        (`stakes.decision.draws.standard_errors.long_tails.widening`).

    and the scalars best (the id with the highest expected value; the first, should several share
    it), evpi, evpi_mcse (see `evpi`) and resolved: the lead over every other option exceeds 2 of
    its standard errors, or 3 where its tail is heavy. With sets, the best option of a draw is found
    in each of them, and quantiles, probabilities and EVPI are those of all draws pooled. Regret and
    EVPI count from the best on average of these draws, which may not be that of `expected`. Attrs:
    prob, and the unit of `value` if it has one; caution, where the draws may not carry the numbers
    (`stakes.diagnose`).

    Raises
    ------
    ValueError
        If `prob` is not inside (0, 1), a draw is NaN or infinite, there are fewer than two options
        or draws, two options share an id, dims are missing or unknown, or `expected` has other
        options.

    References
    ----------
    Casella, G. and Robert, C. P. (1996). Rao-Blackwellisation of sampling schemes. Biometrika
    83(1), 81-94. Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard.
    Rockafellar, R. T. and Uryasev, S. (2002). Conditional value-at-risk for general loss
    distributions. Journal of Banking & Finance 26(7), 1443-1471. Vehtari et al. (2021), see
    `stakes.decision.draws.standard_errors.means.ess`.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([0.0, 1.0], [0.1, 2.0], size=(4000, 2))
    >>> table = compare(
    ...     xr.DataArray(draws, dims=("sample", "option"), coords={"option": ["wait", "act"]})
    ... )
    >>> table["best"].item(), table["resolved"].item(), table["p_best"].values.round(1).tolist()
    ('act', True, [0.3, 0.7])
    """
    if not 0 < prob < 1:
        raise ValueError(
            f"prob is the probability of an interval and must lie inside (0, 1), not {prob}; 0.9 "
            "is usual"
        )
    x, ids = option_draws(value), option_ids(value)
    s = summarise(x, ids)
    worth, lead, best = (
        (s.value, s.lead, s.best)
        if expected is None
        else leads(option_draws(_same(expected, value)), ids)
    )
    lower, upper, cvar = interval_cvar(x, prob)
    lower_error, upper_error = quantile_errors(x, prob)
    tails = health(x, best)
    regret_error, evpi_error = regret_and_information_errors(x, s)
    columns = {
        "expected": worth.mean,
        "mcse": worth.error,
        "sd": s.value.sd,
        "lower": lower,
        "upper": upper,
        "lower_mcse": lower_error,
        "upper_mcse": upper_error,
        "p_best": s.share.mean,
        "p_best_mcse": s.p_best_error,
        "lead": lead.mean,
        "lead_mcse": lead.error,
        "expected_regret": s.gap.mean + s.lead.mean,
        "regret_mcse": regret_error,
        "cvar": cvar,
        "cvar_mcse": cvar_errors(x, WORST),
        "cvar_lead": cvar[best] - cvar,
        "cvar_lead_mcse": cvar_lead_errors(x, WORST, best),
        "pareto_k": tails.pareto_k,
        "lead_pareto_k": tails.lead_pareto_k,
    }
    clear = resolved(lead, best, columns["lead_pareto_k"])
    scalars = {
        "best": label_at(value, best),
        "evpi": s.gap.mean,
        "evpi_mcse": evpi_error,
        "resolved": clear,
    }
    coords = {name: c.variable for name, c in value.coords.items() if c.dims == ("option",)}
    data = {name: ("option", column) for name, column in columns.items()} | scalars
    wrong = problems(ids, best, lead, s.draws, tails)
    return xr.Dataset(
        data,
        coords,
        _attrs(value) | {"prob": prob} | ({"caution": "; ".join(wrong)} if wrong else {}),
    )


def resolved(lead: Estimate, best: int, tails: Array) -> bool:
    """Whether the best option leads every other by more than 2 errors, or 3 where the lead has a
    heavy tail: k from 0.5.
    """
    errors = np.where(np.asarray(tails) < HEAVY, CLEAR, CLEAR_OF_TAIL) * lead.error
    return bool(np.delete(lead.mean > errors, best).all())


def _same(expected: xr.DataArray, value: xr.DataArray) -> xr.DataArray:
    """The options in the order of `value`."""
    ids = option_ids(value)
    here = option_ids(expected) if "option" in expected.dims else []
    if sorted(here) != sorted(ids):
        raise ValueError(
            f"expected has the options {', '.join(here) or 'none'}, value {', '.join(ids)}: give "
            "the same in both"
        )
    return expected.isel(option=[here.index(i) for i in ids])


@takes_draws
def evpi(value: xr.DataArray) -> xr.Dataset:
    """Expected value of perfect information: E[max over options] less max over options of E.

    Parameters
    ----------
    value : draws as in `compare`.

    Returns
    -------
    Dataset with evpi, in the unit of `value`, and mcse, the Monte Carlo standard error of the mean
    over draws of what the best of the draw is worth above the best on average: of paired
    differences, so that what moves all options alike does not count. Where several options lie
    within their errors of the best, the estimate is low, as the least of several noisy means, and
    `mcse` is widened until a normal interval holds the truth; a reversal that was not seen counts
    as one draw more. With 20 options tied, intervals are somewhat wide (docs/accuracy.md).

    Raises
    ------
    ValueError
        As in `compare`.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard.

    Examples
    --------
    >>> draws = np.array([[0.0, 1.0], [0.0, -1.0], [0.0, 3.0], [0.0, 1.0]])
    >>> evpi(xr.DataArray(draws, dims=("sample", "option")))["evpi"].item()
    0.25
    """
    x = option_draws(value)
    found = summarise(x, option_ids(value))
    return xr.Dataset(
        {"evpi": found.gap.mean, "mcse": regret_and_information_errors(x, found)[1]},
        attrs=_attrs(value),
    )


def _attrs(value: xr.DataArray) -> dict[str, Any]:
    return {"unit": value.attrs["unit"]} if "unit" in value.attrs else {}
