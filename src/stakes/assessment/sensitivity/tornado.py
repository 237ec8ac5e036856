"""A tornado of a case: the lead with each quantity *set* to a low and to a high value, all else as
believed, on common draws.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.arrays import sample_dims, to_numpy
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.draws.standard_errors.quantiles import quantile_with_error
from stakes.inference.drawn.marginals import quantile
from stakes.inference.drawn.recipe import Recipe, recipe_of
from stakes.outcomes.exact.expectations import away
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import among

type Array = npt.NDArray[Any]
type _Ends = list[tuple[float, float]]  # what a quantity is set to, with errors

ENDS = (0.05, 0.95)
THIN = 16  # draws of the settings; their errors are those of differences from the full sample
MANY, LOOK = 60, 96  # quantities, from which all are looked at with fewer draws first
LARGEST = 20  # of which so many are then worked out with as many draws as where there are few
NOISE = 3.0  # errors, up to which a swing, of as many quantities as there are, is taken for nothing


def swings(
    case: Case,
    fit: xr.DataTree,
    means: xr.DataArray,
    options: tuple[str, str],
    weights: Mapping[str, float],
    how: Exact,
) -> xr.Dataset:
    """The lead of one option over another with each quantity set to its 5 % and to its 95 %
    quantile.

    Only quantities that the consequences read can be set; one that neither option hangs on has no
    bar. One with dims of its own is set as a whole, each element at its own quantile.

    Parameters
    ----------
    case, fit : an open case and its fit.
    means : expected net values as believed [chain, draw(, set), option], from `expectations`.
    options : whose lead, and over which.
    weights : of the attributes.
    how : what is integrated exactly.

    Returns
    -------
    Dataset[parameter], in falling order of `swing`:

    low, high, low_se, high_se : the lead at either end. expected : as believed. at_low, at_high :
        the values that are set (of several elements their mean).
    swing, swing_se : distance between the two ends and the error of that paired difference; 0 where
        it is within three errors.

    Errors also hold those of the quantiles to which a quantity is set, unless these are exact, as
    of what is drawn. Where quantities are very many, all are looked at with fewer draws, and the
    largest swings worked out with as many as elsewhere.

    References
    ----------
    Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. Journal of
    the American Statistical Association 47(260), 635-646.
    """
    posterior = fit["posterior"].to_dataset()
    recipe = recipe_of(posterior)
    found = {
        name: _ends(case, posterior[name], name, recipe)
        for name in case.quantities
        if name in how.read
    }
    ends = {name: both for name, both in found.items() if both}
    today = to_numpy(_lead(means, options))
    settings = [
        {name: _set(posterior[name], x, level)}
        for name, both in ends.items()
        for level, (x, _) in zip(ENDS, both, strict=True)
    ]

    few = among(case, fit, options, how.read)

    def table(names: Sequence[str], thin: int) -> xr.Dataset:
        asked = [s for s in settings if next(iter(s)) in names]
        moved = _lead(away(few, fit, asked, how, weights=weights, thin=thin), options)
        x = to_numpy(moved, "setting") if asked else today[None][:0]
        return _falling(_table({n: ends[n] for n in names}, x, today))

    if len(ends) < MANY:
        return table(list(ends), THIN)
    first = table(list(ends), LOOK)
    names = [str(n) for n in first["parameter"].to_numpy()]
    largest = table([n for n in ends if n in names[:LARGEST]], THIN)
    return _falling(xr.concat([largest, first.sel(parameter=names[LARGEST:])], "parameter"))


def _falling(table: xr.Dataset) -> xr.Dataset:
    return table.isel(parameter=np.argsort(-table["swing"].to_numpy(), kind="stable"))


def _table(ends: Mapping[str, _Ends], x: Array, today: Array) -> xr.Dataset:
    """`swings`, in the order of the quantities, from what each setting changes: (setting, chain,
    draw).
    """
    error_today = standard_error(today)
    mean = today.mean() + np.array([draws.mean() for draws in x])
    error = np.array([np.hypot(error_today, standard_error(draws)) for draws in x])
    apart = [x[2 * i + 1] - x[2 * i] for i in range(len(ends))]
    swing = np.array([abs(draws.mean()) for draws in apart])
    unsure = [np.array([e for _, e in both]) / (both[1][0] - both[0][0]) for both in ends.values()]
    # of what is set, by the slope
    place = np.reshape([by * share for by, share in zip(swing, unsure, strict=True)], (-1, 2))
    error = np.hypot(error, place.ravel())
    swing_se = np.hypot([standard_error(draws) for draws in apart], np.linalg.norm(place, axis=1))
    columns = {
        "expected": np.full(len(ends), today.mean()),
        "swing": np.where(swing > NOISE * swing_se, swing, 0.0),
        "swing_se": swing_se,
    }
    for i, end in enumerate(("low", "high")):
        at = np.array([both[i][0] for both in ends.values()])
        columns |= {end: mean[i::2], f"{end}_se": error[i::2], f"at_{end}": at}
    return xr.Dataset(
        {key: ("parameter", column) for key, column in columns.items()}, {"parameter": list(ends)}
    )


def _ends(case: Case, draws: xr.DataArray, name: str, recipe: Recipe | None) -> _Ends | None:
    """The values to which a quantity is set, with errors: quantiles, or both outcomes of an event;
    None if it does not vary.
    """
    x = draws.to_numpy()
    own = _own_dims(draws)
    if own:
        elements = draws.stack(element=own).transpose("element", ...)
        parts = [to_numpy(e).astype(float) for e in elements]
        each = np.array([[quantile_with_error(e, level) for e in parts] for level in ENDS])
        ends = [(float(at), float(error)) for at, error in each.mean(axis=1)]
    elif case.quantities[name].kind == "event":
        ends = [(0.0, 0.0), (1.0, 0.0)]
    elif recipe is not None and name in recipe.numbers and name not in recipe.dims:
        ends = [
            (float(q), 0.0) for q in quantile(recipe.parts[recipe.numbers[name][0]], np.array(ENDS))
        ]
    else:
        numbers = to_numpy(draws).astype(float)
        ends = [quantile_with_error(numbers, level) for level in ENDS]
    return ends if ends[0][0] < ends[1][0] and x.min() < x.max() else None


def _own_dims(draws: xr.DataArray) -> list[str]:
    return [str(d) for d in draws.dims if d not in sample_dims(draws)]


def _set(draws: xr.DataArray, at: float, level: float) -> Any:
    """What a quantity is set to: a number, or the quantile of each of its elements."""
    if not _own_dims(draws):
        return at
    return draws.quantile(level, sample_dims(draws)).drop_vars("quantile")


def _lead(value: xr.DataArray, options: tuple[str, str]) -> xr.DataArray:
    return value.sel(option=options[0]) - value.sel(option=options[1])
