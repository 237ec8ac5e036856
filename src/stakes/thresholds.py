"""Given one parameter: what options are worth at its ends (tornado), and where two of them are worth the same (break-even)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.ask import check_draws, elements
from stakes.given import Curve, curve
from stakes.labelled import check_finite, mean_sd, option_draws, option_ids, standard_error
from stakes.weighting import share_error

type Array = npt.NDArray[Any]

ENDS = (0.05, 0.95)
RANGE = (0.005, 0.995)  # quantiles, beyond which draws are too few to tell
CLEAR = 2.0  # standard errors
POINTS = 41  # at which the curve is asked whether it is clear of 0
NEAR = 0.02  # share of draws on either side by which a slope is taken


def tornado(value: xr.DataArray, parameters: xr.Dataset) -> xr.Dataset:
    """What the options are worth with each parameter at the ends of its posterior, the others following as they depend on it.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw), or (sample,) if they are independent.
    parameters : the same draws of the parameters; of a variable with further dims, each element, as ``name[label]``.

    Returns
    -------
    Dataset with, in the unit of `value`,

    low, high [parameter, option] : E[value | parameter at its 5 %, its 95 % quantile], by a penalised spline; for a variable of
        at most 20 values, the mean of the draws at that value. low_se, high_se : their Monte Carlo standard errors, which hold
        that of the quantile.
    expected [option] : mean over all draws. at_low, at_high [parameter] : those quantiles, in the unit of the parameter.

    Raises
    ------
    ValueError
        As in `stakes.evppi`.

    References
    ----------
    Howard, R. A. (1988). Decision analysis: practice and promise. Management Science 34(6), 679-695; conditional means rather
    than one-at-a-time changes, so that dependent parameters move together.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> value = xr.DataArray([0 * x, 2 * x], dims=("option", "sample"), coords={"option": ["wait", "act"]})
    >>> tornado(value, xr.Dataset({"x": ("sample", x)}))["high"].sel(option="act").round(1).item()
    3.3
    """
    x, ids = option_draws(value), option_ids(value)
    check_finite(x, ids)
    shape, y = x[0].shape, x.reshape(len(x), -1).astype(float)
    found = {n: d for parts in elements(check_draws(value, parameters, "parameters")).values() for n, d in parts.items()}
    at = np.array([np.quantile(d, ENDS, method="inverted_cdf") for d in found.values()])
    cells = np.array([_bar(y, d, shape, q) for d, q in zip(found.values(), at, strict=True)])  # parameter, column, option
    names = ("low", "high", "low_se", "high_se")
    return xr.Dataset(
        {name: (("parameter", "option"), cells[:, i]) for i, name in enumerate(names)}
        | {"expected": ("option", y.mean(axis=1)), "at_low": ("parameter", at[:, 0]), "at_high": ("parameter", at[:, 1])},
        {"parameter": list(found), "option": ids},
        _unit(value),
    )


def _bar(y: Array, x: Array, shape: tuple[int, ...], ends: Array) -> Array:
    if x.min() == x.max():
        mean, error = y.mean(axis=1), np.array([standard_error(row.reshape(shape)) for row in y])
        return np.array([mean, mean, error, error])
    line, rows = curve(x, y, shape), range(len(y))
    moves = [_moves(line, x, shape, e, q) for e, q in zip(ends, ENDS, strict=True)]
    errors = [[float(np.hypot(line.error(r, e), move[r])) for r in rows] for e, move in zip(ends, moves, strict=True)]
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
    spread: float  # of their share, for the roots are not known exactly
    reason: str


def break_even(value: xr.DataArray, parameter: xr.DataArray, options: Sequence[str]) -> xr.Dataset:
    """Values of a parameter at which two options are worth the same, given that it has that value.

    The posterior is *conditioned* on the parameter, so that what depends on it moves with it.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw), or (sample,) if they are independent.
    parameter : the same draws of the parameter.
    options : ids of two options.

    Returns
    -------
    Dataset with

    value, se [root] : all break-evens between the 0.5 % and the 99.5 % quantile of the parameter, rising, and their standard
        errors. Where the expected lead of one option over the other does not differ from 0 by 2 standard errors on both sides of
        a crossing, it is no root. None: one NaN, and attrs["reason"] says who leads and by how much.
    probability_beyond, probability_beyond_se : probability that the parameter lies where the choice is not today's.
    lower, upper : the range. lead_lower, lead_upper and their _se : the expected lead of the first option over the second there,
        in the unit of `value`.

    Attrs: parameter, better (today's choice), reason where there is no root, and the unit of the parameter if it has one.

    Raises
    ------
    ValueError
        As in `stakes.evppi`; and if the options are the same or unknown.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard, ch. 5 (break-even values).

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> value = xr.DataArray([0 * x, x - 0.5], dims=("option", "sample"), coords={"option": ["wait", "act"]})
    >>> found = break_even(value, xr.DataArray(x, dims="sample"), ("act", "wait"))
    >>> found["value"].values.round(1).tolist(), found.attrs["better"]
    ([0.5], 'wait')
    """
    x, ids = option_draws(value), option_ids(value)
    check_finite(x, ids)
    first, second = pair(options, ids)
    name, draws = _parameter(value, parameter)
    lead = (x[ids.index(first)] - x[ids.index(second)]).astype(float)
    today = float(lead.mean())
    better = first if today >= 0 else second
    line = curve(draws, lead.reshape(1, -1), lead.shape) if draws.min() < draws.max() else None
    low, high = np.quantile(draws, RANGE, method="inverted_cdf")
    found = _search(line, name, draws, (low, high), today, (first, second))
    ends = [(line.at(0, e), line.error(0, e)) if line else (today, standard_error(lead)) for e in (low, high)]
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
    attrs = {"parameter": name, "better": better} | ({"reason": found.reason} if found.reason else {})
    return xr.Dataset(columns, attrs=attrs | {k: v for k, v in parameter.attrs.items() if k == "unit"})


def pair(options: Sequence[str], ids: Sequence[str]) -> tuple[str, str]:
    """Two different known options, or a ValueError that says what is wrong."""
    asked = [options] if isinstance(options, str) else [str(o) for o in options]
    if unknown := [o for o in asked if o not in ids]:
        raise ValueError(f"unknown option {', '.join(unknown)}. The options are {', '.join(ids)}")
    if len(asked) != 2 or asked[0] == asked[1]:
        raise ValueError(f"two different options are compared, not {', '.join(asked)}: name two of {', '.join(ids)}")
    return asked[0], asked[1]


def _parameter(value: xr.DataArray, parameter: xr.DataArray) -> tuple[str, Array]:
    if not isinstance(parameter, xr.DataArray):
        raise ValueError(f"the parameter must be a DataArray of draws, not {type(parameter).__name__}")
    name = str(parameter.name or "parameter")
    held = elements(check_draws(value, parameter.rename(name).to_dataset(), "parameter"))[name]
    if len(held) != 1:
        raise ValueError(f"{name} has the elements {', '.join(held)}: select one of them")
    return name, next(iter(held.values()))


def _search(
    line: Curve | None, name: str, draws: Array, ends: tuple[float, float], today: float, options: tuple[str, str]
) -> _Found:
    nowhere = np.zeros(draws.shape)
    if line is None:
        return _Found([], [], nowhere, 0.0, f"{name} is {draws.flat[0]:g} in every draw")
    if line.is_state:
        return _by_level(line, name, today, options)
    roots = _clear_roots(line, ends)
    if not roots:
        over, under = options if today >= 0 else options[::-1]
        said = " and ".join(f"{abs(line.at(0, e)):.3g} ± {line.error(0, e):.1g} at {e:.4g}" for e in ends)
        turned = any(np.sign(line.at(0, e)) != np.sign(today) for e in ends)
        why = "crosses 0 only within its errors" if turned else "does not cross 0"
        return _Found([], [], nowhere, 0.0, f"the lead of {over} over {under} {why}: {said}, the ends of the range")
    errors = [_root_error(line, draws, r) for r in roots]
    signs = _signs(line, roots, ends)
    beyond = (signs[np.searchsorted(roots, draws)] != np.sign(today)) * 1.0
    spread = float(np.linalg.norm([_density(draws, r) * e for r, e in zip(roots, errors, strict=True)]))
    return _Found(roots, errors, beyond, spread, "")


def _by_level(line: Curve, name: str, today: float, options: tuple[str, str]) -> _Found:
    other = options[1] if today >= 0 else options[0]
    turned = np.sign(line.fit[0]) == -np.sign(today)
    beyond = turned[line.bin] * 1.0
    levels = ", ".join(f"{x:g}" for x in line.centre[turned])
    said = f"{other} leads at {levels}" if levels else f"the same option leads at all its {len(line.centre)} values"
    return _Found([], [], beyond, 0.0, f"{name} is a state, which has no values in between: {said}")


def _clear_roots(line: Curve, ends: tuple[float, float]) -> list[float]:
    """Crossings between stretches on which the curve is clear of 0; of several in a stretch that is not, the middle one."""
    inside = (line.centre >= ends[0]) & (line.centre <= ends[1])
    x, f = line.centre[inside], line.fit[0][inside]
    crossings = [
        float(a - fa * (b - a) / (fb - fa)) for (a, b), (fa, fb) in zip(pairwise(x), pairwise(f), strict=True) if fa * fb < 0
    ]
    points = x[np.unique(np.linspace(0, len(x) - 1, POINTS).astype(int))] if len(x) else x
    t = np.array([line.at(0, p) / max(line.error(0, p), np.finfo(float).tiny) for p in points])
    stretch = np.searchsorted(crossings, points)
    clear = [(k, np.sign(t[stretch == k][0])) for k in range(len(crossings) + 1) if (np.abs(t[stretch == k]) > CLEAR).any()]
    return [crossings[(a + b - 1) // 2] for (a, s), (b, r) in pairwise(clear) if s != r]


def _signs(line: Curve, roots: list[float], ends: tuple[float, float]) -> Array:
    """Sign of the curve between the roots: where it is farthest from 0."""
    x = np.linspace(*ends, 20 * POINTS)
    f = np.array([line.at(0, p) for p in x])
    stretch = np.searchsorted(roots, x)
    return np.array([np.sign(f[stretch == k][np.argmax(np.abs(f[stretch == k]))]) for k in range(len(roots) + 1)])


def _root_error(line: Curve, draws: Array, root: float) -> float:
    place = float((draws < root).mean())
    a, b = np.quantile(draws, np.clip([place - NEAR, place + NEAR], 0, 1))
    slope = (line.at(0, b) - line.at(0, a)) / (b - a)
    return line.error(0, root) / abs(slope) if slope else np.nan


def _density(draws: Array, root: float) -> float:
    width = mean_sd(draws)[1] / 5
    return float((np.abs(draws - root) < width).mean() / (2 * width))


def _unit(value: xr.DataArray) -> dict[str, Any]:
    return {"unit": value.attrs["unit"]} if "unit" in value.attrs else {}
