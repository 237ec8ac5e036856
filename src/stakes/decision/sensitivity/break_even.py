"""Given one parameter: what options are worth at its ends (tornado), and where two of them are
worth the same (break-even).
"""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.special import ndtr

from stakes.decision.draws.arrays import check_finite, option_draws, option_ids
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.inputs import (
    Parameters,
    coded,
    option_coords,
    option_pair,
    takes_draws,
    unit_of,
)
from stakes.decision.draws.parameters import check_draws, elements, flat_parameters
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.conditional_mean import (
    CLEAR,
    Curve,
    band,
    clear_roots,
    curve,
    root_error,
    signs,
    unresolved_crossing,
)

type Array = npt.NDArray[Any]

ENDS = (0.05, 0.95)
RANGE = (0.005, 0.995)  # quantiles, beyond which draws are too few to tell
MOVES, MOVE_WEIGHTS = (
    (-(3**0.5), 0.0, 3**0.5),
    np.array([1, 4, 1]) / 6,
)  # of a normal distribution, by Gauss and Hermite


@takes_draws
def tornado(value: xr.DataArray, parameters: Parameters) -> xr.Dataset:
    """What the options are worth with each parameter at the ends of its posterior, the others
    following as they depend on it.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw[, set]), or (sample,) if
        independent.
    parameters : the same draws of the parameters; of a variable with further dims, each element, as
        ``name[label]``.

    Returns
    -------
    Dataset with, in the unit of `value`,

    low, high [parameter, option] : E[value | parameter at its 5 %, its 95 % quantile], by a
        penalised spline; for a variable of
        at most 20 values, the mean of the draws at that value. low_se, high_se : their Monte Carlo
            standard errors, which hold
        that of the quantile.
    expected [option] : mean over all draws. at_low, at_high [parameter] : those quantiles, in the
        unit of the parameter.

    Raises
    ------
    ValueError
        As in `stakes.evppi`.

    References
    ----------
    Howard, R. A. (1988). Decision analysis: practice and promise. Management Science 34(6),
    679-695; conditional means rather than one-at-a-time changes, so that dependent parameters move
    together.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> value = xr.DataArray(
    ...     [0 * x, 2 * x], dims=("option", "sample"), coords={"option": ["wait", "act"]}
    ... )
    >>> tornado(value, xr.Dataset({"x": ("sample", x)}))["high"].sel(option="act").round(1).item()
    3.3
    """
    x, ids = option_draws(value).astype(float), option_ids(value)
    check_finite(x, ids)
    shape, y = x[0].shape, x.reshape(len(x), -1)
    found = flat_parameters(value, parameters)
    at = np.array([np.quantile(d, ENDS, method="inverted_cdf") for d in found.values()])
    cells = np.array(
        [_bar(y, d, shape, q) for d, q in zip(found.values(), at, strict=True)]
    )  # parameter, column, option
    names = ("low", "high", "low_se", "high_se")
    return xr.Dataset(
        {name: (("parameter", "option"), cells[:, i]) for i, name in enumerate(names)}
        | {
            "expected": ("option", y.mean(axis=1)),
            "at_low": ("parameter", at[:, 0]),
            "at_high": ("parameter", at[:, 1]),
        },
        {"parameter": list(found), **(option_coords(value) or {"option": ids})},
        unit_of(value),
    )


def _bar(y: Array, x: Array, shape: tuple[int, ...], ends: Array) -> Array:
    if x.min() == x.max():
        mean, error = y.mean(axis=1), np.array([standard_error(row.reshape(shape)) for row in y])
        return np.array([mean, mean, error, error])
    line, rows = curve(x, y, shape), range(len(y))
    moves = [_moves(line, x, shape, e, q) for e, q in zip(ends, ENDS, strict=True)]
    errors = [
        [float(np.hypot(line.error(r, e), move[r])) for r in rows]
        for e, move in zip(ends, moves, strict=True)
    ]
    return np.array([[line.at(r, e) for r in rows] for e in ends] + errors)


def _moves(line: Curve, x: Array, shape: tuple[int, ...], end: float, level: float) -> list[float]:
    """How far each curve moves within the error of the quantile itself."""
    off = share_error((x <= end).reshape(shape) * 1.0)
    near = np.quantile(x, np.clip([level - off, level + off], 0, 1), method="inverted_cdf")
    return [abs(line.at(r, near[1]) - line.at(r, near[0])) / 2 for r in range(len(line.fit))]


class _Found(NamedTuple):
    roots: list[float]
    errors: list[float]
    beyond: Array  # 1 for draws where the choice is not today's
    spread: float  # of their share, for the curve is not known exactly
    reason: str


@takes_draws
def break_even(
    value: xr.DataArray, parameter: xr.DataArray, options: Sequence[Hashable]
) -> xr.Dataset:
    """Values of a parameter at which two options are worth the same, given that it has that value.

    The posterior is *conditioned* on the parameter, so that what depends on it moves with it.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw[, set]), or (sample,) if
        independent.
    parameter : the same draws of the parameter.
    options : ids of two options.

    Returns
    -------
    Dataset with

    value, se [root] : all break-evens between the 0.5 % and the 99.5 % quantile of the parameter,
        rising, and their standard errors. Where the expected lead of one option over the other does
        not differ from 0 by 2 standard errors on both sides of a crossing, it is no root. None: one
        NaN, and attrs["reason"] says who leads and by how much.
    probability_beyond, probability_beyond_se : probability that the parameter lies where the choice
        is not today's. What is no root changes no choice, nor does a level of a state where the
        lead is not clear of 0; the error holds that it might.
    lower, upper : the range. lead_lower, lead_upper and their _se : the expected lead of the first
        option over the second there, in the unit of `value`.

    Attrs: parameter, better (today's choice), reason where there is no root, and the unit of the
    parameter if it has one.

    Raises
    ------
    ValueError
        As in `stakes.evppi`; and if the options are the same or unknown.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard, ch. 5
    (break-even values).

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> value = xr.DataArray(
    ...     [0 * x, x - 0.5], dims=("option", "sample"), coords={"option": ["wait", "act"]}
    ... )
    >>> found = break_even(value, xr.DataArray(x, dims="sample"), ("act", "wait"))
    >>> found["value"].values.round(1).tolist(), found.attrs["better"]
    ([0.5], 'wait')
    """
    x, ids = option_draws(value).astype(float), option_ids(value)
    check_finite(x, ids)
    at = option_pair(options, value)
    first, second = ids[at[0]], ids[at[1]]
    name, draws = _parameter(value, parameter)
    lead = x[at[0]] - x[at[1]]
    today = float(lead.mean())
    better = first if today >= 0 else second
    line = curve(draws, lead.reshape(1, -1), lead.shape) if draws.min() < draws.max() else None
    line = line and line._replace(names=tuple(coded(name, parameter)[1]))
    low, high = np.quantile(draws, RANGE, method="inverted_cdf")
    found = _search(line, name, draws, (low, high), today, (first, second))
    ends = [
        (line.at(0, e), line.error(0, e)) if line else (today, standard_error(lead))
        for e in (low, high)
    ]
    beyond = found.beyond.reshape(lead.shape)
    columns = {
        "value": ("root", found.roots or [np.nan]),
        "se": ("root", found.errors or [np.nan]),
        "probability_beyond": float(beyond.mean()),
        "probability_beyond_se": float(np.hypot(share_error(beyond), found.spread)),
        "lower": low,
        "upper": high,
        **{
            f"lead_{end}{k}": pick
            for end, both in zip(("lower", "upper"), ends, strict=True)
            for k, pick in zip(("", "_se"), both, strict=True)
        },
    }
    attrs = {"parameter": name, "better": better} | (
        {"reason": found.reason} if found.reason else {}
    )
    return xr.Dataset(
        columns, attrs=attrs | {k: v for k, v in parameter.attrs.items() if k == "unit"}
    )


def _parameter(value: xr.DataArray, parameter: xr.DataArray) -> tuple[str, Array]:
    if not isinstance(parameter, xr.DataArray):
        raise ValueError(
            f"the parameter must be a DataArray of draws, not {type(parameter).__name__}"
        )
    name = str(parameter.name or "parameter")
    if name in parameter.dims or name in parameter.coords:
        raise ValueError(
            f"the parameter is called {name!r}, as one of its dims or coordinates is: rename it"
        )
    held = elements(check_draws(value, parameter.rename(name).to_dataset(), "parameter"))[name]
    if len(held) != 1:
        raise ValueError(f"{name} has the elements {', '.join(held)}: select one of them")
    return name, next(iter(held.values()))


def _search(
    line: Curve | None,
    name: str,
    draws: Array,
    ends: tuple[float, float],
    today: float,
    options: tuple[str, str],
) -> _Found:
    if line is None:
        return _Found(
            [], [], np.zeros(draws.shape), 0.0, f"{name} is {draws.flat[0]:g} in every draw"
        )
    sign = 1.0 if today >= 0 else -1.0
    if line.is_state:
        return _by_level(line, name, sign, options)
    points, error = band(line, ends)
    roots = clear_roots(line, ends, points, error)
    lead, moved = sign * np.interp(draws, line.centre, line.fit[0]), np.interp(draws, points, error)
    if not roots:
        near = unresolved_crossing(points, np.interp(points, line.centre, line.fit[0]), error)
        reason = _no_root(line, ends, sign, options, near)
        return _Found([], [], np.zeros(draws.shape), _spread(lead, moved, 0.0), reason)
    beyond = signs(line, roots, ends)[np.searchsorted(roots, draws)] == -sign
    errors = [root_error(line, draws, r) for r in roots]
    return _Found(roots, errors, beyond * 1.0, _spread(lead, moved, float(beyond.mean())), "")


def _spread(lead: Array, error: Array, share: float) -> float:
    """Root mean square of what a share of draws with a negative lead is off, as the whole curve
    moves within its errors.
    """
    off = np.array([np.mean(lead + k * error < 0) - share for k in MOVES])
    return float(np.sqrt(MOVE_WEIGHTS @ off**2))


def _no_root(
    line: Curve,
    ends: tuple[float, float],
    sign: float,
    options: tuple[str, str],
    near: tuple[float, float] | None,
) -> str:
    over, under = options if sign > 0 else options[::-1]
    said = " and ".join(
        f"{sign * line.at(0, e):.3g} ± {line.error(0, e):.1g} at {e:.4g}" for e in ends
    )
    turned = any(sign * f < 0 for f in line.fit[0])
    why = "crosses 0 only within its errors" if turned else "does not cross 0"
    if near is not None:
        why = (
            f"crosses 0 only within its errors, between {near[0]:.4g} and {near[1]:.4g}, not "
            "resolved"
        )
    return f"the lead of {over} over {under} {why}: {said}, the ends of the range"


def _by_level(line: Curve, name: str, sign: float, options: tuple[str, str]) -> _Found:
    over, other = options if sign > 0 else options[::-1]
    t = np.array(
        [sign * line.at(0, x) / max(line.error(0, x), np.finfo(float).tiny) for x in line.centre]
    )
    turned = t < -CLEAR
    unclear = (t < 0) & ~turned
    wrong = np.where(turned, ndtr(t), ndtr(-t)) * (
        t != 0
    )  # probability that a level is on the other side than it is counted
    spread = float(np.linalg.norm(np.bincount(line.bin) / line.bin.size * np.sqrt(wrong)))
    parts = [
        f"{other} leads at {_levels(line, turned)}"
        if turned.any()
        else f"{over} leads, by the mean over all draws"
    ]
    parts += (
        [f"the lead is within its errors of 0 at {_levels(line, unclear)}"] if unclear.any() else []
    )
    reason = f"{name} is a state, which has no values in between: {'; '.join(parts)}"
    return _Found([], [], turned[line.bin] * 1.0, spread, reason)


def _levels(line: Curve, chosen: Array) -> str:
    return ", ".join(line.names[int(x)] if line.names else f"{x:g}" for x in line.centre[chosen])
