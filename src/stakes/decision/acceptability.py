"""Other preferences: what follows for other weights of the attributes, and for an aversion to risk."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids, option_labels, unstacked
from stakes.decision.draws.inputs import known_option, option_position, takes_draws
from stakes.decision.draws.standard_errors.means import mean_sd
from stakes.decision.draws.summary import estimate, summarise
from stakes.decision.expected_value import net_value
from stakes.decision.limits import CLEAR, ENOUGH
from stakes.decision.risk_aversion import crossings, equivalent, leader, trusted
from stakes.decision.stochastic_dominance import absolute_draws


def acceptability(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Acceptability curves and frontier: how likely each option is to be the best as the weights of the attributes change.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims, in one unit.
    weights : DataArray[sweep, attribute], a weight for every attribute at each point of one sweep dim of any name.

    Returns
    -------
    DataArray[sweep, option]
        P(best), where ties are split equally. Coordinates: p_best_mcse[sweep, option], as in `compare`; frontier[sweep]: id of
        the option with the highest expected value, which need not be the likeliest to be best; resolved[sweep]: whether its
        lead over every other option exceeds 2 standard errors.

    Raises
    ------
    ValueError
        If weights do not have one dim besides ``attribute``, or they miss an attribute, have an unknown one or are not finite; if
        draws are NaN or infinite; if there are fewer than two options or draws, or dims are missing or unknown.

    References
    ----------
    Fenwick, E., Claxton, K. and Sculpher, M. (2001). Representing uncertainty: the role of cost-effectiveness acceptability
    curves. Health Economics 10(8), 779-787.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([[0, 0], [2, -1]], [[0, 0], [2, 0.1]], size=(1000, 2, 2))
    >>> parts = xr.DataArray(draws, dims=("sample", "option", "attribute"), coords={"attribute": ["gain", "cost"]})
    >>> weights = xr.DataArray([[1, 0], [1, 1], [1, 3]], dims=("care", "attribute"), coords={"attribute": ["gain", "cost"]})
    >>> curve = acceptability(parts, weights)
    >>> curve.sel(option=1).values.round(1).tolist(), curve["frontier"].values.tolist()
    ([0.8, 0.7, 0.3], ['1', '1', '0'])
    """
    sweep, ids = _sweep(parts, weights), option_ids(parts)
    points = [summarise(x, ids) for x in _along(sweep, parts, weights)]
    clear = [np.delete(p.lead.mean > CLEAR * p.lead.error, p.best).all() for p in points]
    curve = _curve([p.share.mean for p in points], sweep, parts, weights)
    return curve.rename("p_best").assign_coords(
        p_best_mcse=(curve.dims, np.array([p.p_best_error for p in points])),
        frontier=(sweep, option_labels(parts)[[p.best for p in points]]),
        resolved=(sweep, clear),
    )


def expected_loss(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Expected-loss curves: what choosing each option costs against the best of each draw, as the weights change.

    Parameters
    ----------
    parts, weights : as in `acceptability`.

    Returns
    -------
    DataArray[sweep, option]
        Expected regret in the unit of `parts`. Coordinates: mcse[sweep, option]; frontier[sweep]: the option with the highest
        expected value, whose loss is the least and equals EVPI.

    Raises
    ------
    ValueError
        As in `acceptability`.

    References
    ----------
    Eckermann, S. and Willan, A. R. (2011). Presenting evidence and summary measures to best inform societal decisions when
    comparing multiple strategies. PharmacoEconomics 29(7), 563-577.

    Examples
    --------
    >>> draws = np.array([[[0.0], [1.0]], [[0.0], [-1.0]], [[0.0], [3.0]], [[0.0], [1.0]]])
    >>> parts = xr.DataArray(draws, dims=("sample", "option", "attribute"), coords={"attribute": ["net"]})
    >>> expected_loss(parts, xr.DataArray([[1.0]], dims=("at", "attribute"), coords={"attribute": ["net"]})).values.tolist()
    [[1.25, 0.25]]
    """
    sweep, ids = _sweep(parts, weights), option_ids(parts)
    points = [_losses(x, ids) for x in _along(sweep, parts, weights)]
    means, errors, best = zip(*points, strict=True)
    curve = _curve(means, sweep, parts, weights).rename("expected_loss").assign_attrs(_unit(parts))
    return curve.assign_coords(mcse=(curve.dims, np.array(errors)), frontier=(sweep, option_labels(parts)[list(best)]))


def _losses(x: Array, ids: list[str]) -> tuple[list[float], list[float], int]:
    check_finite(x, ids)
    moments = [mean_sd(row) for row in x]
    scale = max(abs(mean) + sd for mean, sd in moments)
    top = x.max(axis=0)
    found = [estimate(np.subtract(top, row, dtype=float), scale) for row in x]
    return [e.mean for e in found], [float(e.error) for e in found], int(np.argmax([mean for mean, _ in moments]))


def _sweep(parts: xr.DataArray, weights: Any) -> Hashable:
    wanted = "weights must be a DataArray[sweep, attribute] of numbers, with one dim of any name besides 'attribute'"
    if not isinstance(weights, xr.DataArray):
        raise ValueError(f"{wanted}; for a single set of weights take compare(net_value(parts, weights))")
    others = [d for d in weights.dims if d != "attribute"]
    if len(others) != 1 or weights.ndim != 2 or not weights.size or weights.dtype.kind not in "biuf":
        raise ValueError(f"{wanted}; it has {dict(weights.sizes)} of type {weights.dtype}")
    if others[0] in unstacked(parts).dims:
        raise ValueError(f"the sweep dim {others[0]!r} of weights is a dim of parts as well: rename one of them")
    return others[0]


def _along(sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray) -> Iterator[Array]:
    parts = unstacked(parts)
    for i in range(weights.sizes[sweep]):  # one point at a time in memory
        with np.errstate(invalid="ignore"):
            value = net_value(parts, weights.isel({sweep: i}, drop=True))
        yield option_draws(value)


def _curve(rows: Sequence[Any], sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    curve = xr.DataArray(np.array(rows), dims=(sweep, "option")).assign_coords(_option_coords(parts))
    return curve.assign_coords(weights.isel(attribute=0, drop=True).coords)


@takes_draws
def certainty_equivalent(value: xr.DataArray, risk_aversion: float | xr.DataArray) -> xr.DataArray:
    """Certain amount that is worth as much as each option, at a constant absolute risk aversion a: -log(E[exp(-a x)]) / a.

    Parameters
    ----------
    value : draws of absolute outcomes, event noise included: ``consequences(..., relative=False, simulate=True)``, with dims
        ``option`` and (chain, draw[, set]), or (sample,) if independent.
    risk_aversion : a, per unit of `value`: 0 is neutral and gives the mean, a negative one seeks risk. A number or a DataArray.

    Returns
    -------
    DataArray[..., option]
        In the unit of `value`, with the dims of `risk_aversion`. Coordinates: mcse (delta method); ess, the effective number of
        draws after weighting by exp(-a x); pareto_k of these weights; reason, why the draws cannot carry the number: under 100
        effective draws, a Pareto k from 0.5 on, or under 50 draws that carry the error, as where a rare loss decides. There it
        is NaN and unreliable is true. What never occurs in the draws cannot be seen in them: a loss of one in a thousand needs
        some ten thousands.

    Raises
    ------
    ValueError
        If draws or `risk_aversion` are NaN or infinite, or as in `dominance`, whose warning is given too; one option is enough.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.

    Examples
    --------
    >>> draws = xr.DataArray(np.random.default_rng(1).normal([100, 110], [50, 120], (10_000, 2)), dims=("sample", "option"))
    >>> certainty_equivalent(draws, xr.DataArray([0, 0.002], dims="aversion")).round(-1).values.tolist()
    [[100.0, 110.0], [100.0, 90.0]]
    """
    x, ids = absolute_draws(value), option_ids(value)
    aversion = xr.DataArray(risk_aversion).astype(float)
    clash = [d for d in aversion.dims if d in unstacked(value).dims]
    if clash:
        raise ValueError(f"risk_aversion and value share the dims {clash}: rename those of risk_aversion")
    if not np.isfinite(aversion).all():
        raise ValueError("risk_aversion must be finite: 0 is neutral, and 1 / sd of the outcomes is already large")
    found = [equivalent(row, a) for a in aversion.values.ravel() for row in x]
    dims = (*aversion.dims, "option")

    def shaped(numbers: list[Any]) -> xr.Variable:
        return xr.Variable(dims, np.reshape(numbers, (*aversion.shape, len(ids))))

    doubts = [e.doubt() for e in found]
    columns = {"mcse": [e.error for e in found], "ess": [e.ess for e in found], "pareto_k": [e.pareto_k for e in found]}
    coords = {name: shaped(column) for name, column in (columns | {"reason": doubts}).items()}
    coords["unreliable"] = coords["reason"] != ""
    amounts = [np.nan if why else e.amount for e, why in zip(found, doubts, strict=True)]
    result = xr.DataArray(shaped(amounts), name="certainty_equivalent", attrs=_unit(value))
    result = result.assign_coords(_option_coords(value)).assign_coords(aversion.coords).assign_coords(coords)
    return (
        result.assign_coords(risk_aversion=(aversion.dims, aversion.values, _unit(value, "per ")))
        if aversion.ndim < 2
        else result
    )


@takes_draws
def risk_aversion_switch(value: xr.DataArray, options: tuple[str, str], upper: float | None = None) -> xr.Dataset:
    """Risk aversions at which the choice between two options switches: where their certainty equivalents cross.

    Parameters
    ----------
    value : draws of absolute outcomes, as in `certainty_equivalent`.
    options : ids of the two.
    upper : largest risk aversion to consider, per unit of `value`; by default the largest at which the draws carry both
        certainty equivalents.

    Returns
    -------
    Dataset[root]
        value, se : risk aversion and its standard error (paired, delta method), per unit of `value`, rising.
        above : id of the option preferred beyond it.
        unreliable : whether the draws cannot carry both certainty equivalents there; see `certainty_equivalent`.
        The scalar upper is the largest risk aversion considered. No crossing: value and se are NaN, above is the option preferred
        throughout, and attrs["reason"] says so. Crossings within a tenth of each other may be missed.

    Raises
    ------
    ValueError
        If `options` are not two ids of `value`, `upper` is not positive and finite, no default for it can be found, or as in
        `dominance`, whose warning is given too.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.

    Examples
    --------
    >>> draws = np.random.default_rng(2).normal([100, 110], [50, 120], (100_000, 2))
    >>> value = xr.DataArray(draws, dims=("sample", "option"), coords={"option": ["safe", "risky"]})
    >>> found = risk_aversion_switch(value, ("safe", "risky"))
    >>> found["value"].round(4).values.tolist(), found["above"].values.tolist()
    ([0.0017], ['safe'])
    """
    ids = option_ids(value) if "option" in value.dims else []
    if len(options) != 2 or options[0] == options[1] or not all(known_option(value, o) for o in options):
        raise ValueError(f"options must be two ids of {', '.join(ids) or 'a dim option, which is missing'}, not {options}")
    x = absolute_draws(value.isel(option=[option_position(value, o) for o in options]))
    pair = x[0], x[1]
    if upper is None and not (upper := trusted(pair)):
        raise ValueError(f"{' and '.join(options)} have under {ENOUGH} effective draws or do not vary: give upper, or more draws")
    if not 0 < upper < np.inf:
        raise ValueError(f"upper is a risk aversion above 0 and finite, not {upper}")
    found = crossings(pair, upper)
    above = [options[c.above] for c in found] or [options[leader(pair, upper)]]
    table = np.array([[c.at, c.error, float(c.doubtful)] for c in found] or [[np.nan, np.nan, 0.0]]).T
    columns = {"value": table[0], "se": table[1], "above": above, "unreliable": table[2] > 0}
    result = xr.Dataset(
        {name: ("root", column) for name, column in columns.items()} | {"upper": upper}, attrs=_unit(value, "per ")
    )
    why = f"{above[0]} has the higher certainty equivalent at every risk aversion from 0 to {upper:.3g}"
    return result if found else result.assign_attrs(reason=why)


def _option_coords(da: xr.DataArray) -> dict[Hashable, xr.Variable]:
    return {name: c.variable for name, c in da.coords.items() if c.dims == ("option",)}


def _unit(da: xr.DataArray, before: str = "") -> dict[str, Any]:
    return {"unit": f"{before}{da.attrs['unit']}"} if "unit" in da.attrs else {}
