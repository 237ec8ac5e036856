"""Subgroups with their own best option, and what it is worth to choose for each."""

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    Array,
    check_finite,
    option_draws,
    option_ids,
    option_labels,
)
from stakes.decision.draws.labels import option_index, unit_of
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.draws.summaries.shares import Summary
from stakes.decision.draws.summaries.summary import regret_and_information_errors, summarise
from stakes.decision.information.winners_curse import winners_curse
from stakes.decision.limits import clear_level

GROUP = "subgroup"
ROUNDING = 1e-6


class Stratum(NamedTuple):
    """A subgroup: its share of all, its draws (option, *sample), and what they say."""

    share: float
    draws: Array
    said: Summary
    evpi_error: float


def stratify(
    value: xr.DataArray, shares: Mapping[Hashable, float] | xr.DataArray | None = None
) -> xr.Dataset:
    """The best option of each subgroup, and the value of choosing by subgroup rather than one
    option for all (value of heterogeneity).

    Parameters
    ----------
    value : draws of the net value (more is better), for one member of a subgroup, with dims
        ``subgroup``, ``option`` and (chain, draw[, set]), or (sample,) if independent.
    shares : of the population in each subgroup, summing to 1; equal ones if None.

    Returns
    -------
    Dataset, in the unit of `value`
        By ``subgroup`` and ``option``: expected, mcse, lead, lead_mcse, p_best, p_best_mcse: as in
        `compare`, of the subgroup alone. By ``subgroup``: share, best, resolved, evpi, evpi_mcse.
        Scalars: best_for_all: the option with the highest expected value over all; stratified,
        for_all: expected value of choosing by subgroup, and of that one option; value_of_strata,
        value_of_strata_mcse: their difference, per member of the population (static value of
        heterogeneity); noise_floor: what choosing the highest of noisy means adds to it on average,
        and indistinguishable: whether it is no more than that. evpi_of_strata, evpi_for_all and
        their ``_mcse``: the value of perfect information where each subgroup then has its own
        option, and where all share one.

    Raises
    ------
    ValueError
        If `value` has no dim ``subgroup`` of two or more, shares are not of these, negative or do
        not sum to 1, or as in `compare`.

    References
    ----------
    Coyle, D., Buxton, M. J. and O'Brien, B. J. (2003). Stratified cost-effectiveness analysis: a
    framework for establishing efficient limited use criteria. Health Economics 12(5), 421-427.
    Espinoza, M. A., Manca, A., Claxton, K. and Sculpher, M. J. (2014). The value of heterogeneity
    for cost-effectiveness subgroup analysis. Medical Decision Making 34(8), 951-964.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([[0, -2], [0, 3]], 0.5, (4000, 2, 2))
    >>> value = xr.DataArray(
    ...     draws,
    ...     {"subgroup": ["young", "old"], "option": ["wait", "treat"]},
    ...     ("sample", "subgroup", "option"),
    ... )
    >>> found = stratify(value, {"young": 0.5, "old": 0.5})
    >>> found["best"].values.tolist(), found["value_of_strata"].round(1).item()
    (['wait', 'treat'], 1.0)
    """
    share = _shares(value, shares)
    ids = option_ids(value)
    groups = [_stratum(value.isel({GROUP: i}), float(w), ids) for i, w in enumerate(share)]
    together = np.asarray(sum(g.share * g.draws for g in groups))
    whole = _said(together, 1.0, ids)
    pair = (GROUP, "option")
    found: dict[str, Any] = {name: (pair, rows) for name, rows in _by_option(groups).items()}
    labels = option_labels(value)
    found |= {
        "share": (GROUP, share),
        "best": (GROUP, labels[[g.said.best for g in groups]]),
        "resolved": (GROUP, [_resolved(g.said) for g in groups]),
        "evpi": (GROUP, [g.said.gap.mean for g in groups]),
        "evpi_mcse": (GROUP, [g.evpi_error for g in groups]),
    }
    scalars = {"best_for_all": labels[whole.said.best], **_gains(groups, whole)}
    named = {GROUP: value[GROUP].to_numpy()} if GROUP in value.coords else {}
    coords = option_index(value) | named
    return xr.Dataset({**found, **scalars}, coords, unit_of(value))


def _shares(value: xr.DataArray, shares: Mapping[Hashable, float] | xr.DataArray | None) -> Array:
    if GROUP not in value.dims or value.sizes[GROUP] < 2:
        raise ValueError(
            f"value needs the dim '{GROUP}' of two or more; it has {dict(value.sizes)}"
        )
    count = value.sizes[GROUP]
    names = value[GROUP].to_numpy().tolist()
    if shares is None:
        return np.full(count, 1 / count)
    if isinstance(shares, xr.DataArray):
        if shares.dims != (GROUP,) or shares.size != count:
            raise ValueError(f"shares must be a DataArray[{GROUP}] of {count}, not {shares.sizes}")
        given = dict(zip(shares[GROUP].to_numpy().tolist(), shares.to_numpy(), strict=True))
    else:
        given = dict(shares)
    if set(given) != set(names):
        raise ValueError(
            f"shares are of {', '.join(map(str, given))}; the subgroups are "
            f"{', '.join(map(str, names))}: give one for each"
        )
    found = np.array([given[name] for name in names], float)
    if not ((found >= 0).all() and abs(found.sum() - 1) < ROUNDING):
        raise ValueError(f"shares must be 0 or more and sum to 1, not to {found.sum():g}")
    return found


def _stratum(value: xr.DataArray, share: float, ids: list[str]) -> Stratum:
    x = option_draws(value.drop_vars(GROUP, errors="ignore")).astype(float)
    check_finite(x, ids)
    return _said(x, share, ids)


def _said(x: Array, share: float, ids: list[str]) -> Stratum:
    found = summarise(x, ids)
    return Stratum(share, x, found, regret_and_information_errors(x, found)[1])


def _by_option(groups: list[Stratum]) -> dict[str, Array]:
    columns = {
        "expected": [g.said.value.mean for g in groups],
        "mcse": [g.said.value.error for g in groups],
        "lead": [g.said.lead.mean for g in groups],
        "lead_mcse": [g.said.lead.error for g in groups],
        "p_best": [g.said.share.mean for g in groups],
        "p_best_mcse": [g.said.p_best_error for g in groups],
    }
    return {name: np.array(rows) for name, rows in columns.items()}


def _resolved(s: Summary) -> bool:
    clear = s.lead.mean > clear_level(s.lead.ess) * s.lead.error
    return bool(np.delete(clear, s.best).all())


def _gains(groups: list[Stratum], whole: Stratum) -> dict[str, Any]:
    """What choosing by subgroup is worth, with and without perfect information."""
    one = whole.said.best
    gain = np.asarray(sum(g.share * (g.draws[g.said.best] - g.draws[one]) for g in groups))
    floor = sum(g.share * _curse(g, one) for g in groups)
    value, error = float(gain.mean()), standard_error(gain)
    perfect = sum(g.share * g.said.gap.mean for g in groups)
    stratified = sum(g.share * g.said.value.mean[g.said.best] for g in groups)
    return {
        "stratified": stratified,
        "for_all": whole.said.value.mean[one],
        "value_of_strata": value,
        "value_of_strata_mcse": error,
        "noise_floor": floor,
        "indistinguishable": value <= floor,
        "evpi_of_strata": perfect,
        "evpi_of_strata_mcse": sum(g.share * g.evpi_error for g in groups),
        "evpi_for_all": whole.said.gap.mean,
        "evpi_for_all_mcse": whole.evpi_error,
    }


def _curse(g: Stratum, one: int) -> float:
    """By how much the best of a subgroup looks too good, against the option for all."""
    errors = np.array([standard_error(row - g.draws[one]) for row in g.draws])
    return winners_curse(g.said.value.mean - g.said.value.mean[one], errors)
