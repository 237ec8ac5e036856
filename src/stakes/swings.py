"""A tornado of a case: the lead with each quantity *set* to a low and to a high value, all else as believed, on common draws."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from stakes.case import Case
from stakes.expectations import Exact, expectations
from stakes.labelled import standard_error, to_numpy

ENDS = (0.05, 0.95)
THIN = 16  # draws of the settings; their errors are those of differences from the full sample
NOISE = 3.0  # errors, up to which a swing, of as many quantities as there are, is taken for nothing


def swings(case: Case, fit: xr.DataTree, options: tuple[str, str], weights: Mapping[str, float], how: Exact) -> xr.Dataset:
    """The lead of one option over another with each quantity set to its 5 % and to its 95 % quantile.

    Only quantities that the consequences read can be set; one that neither option hangs on has no bar.

    Parameters
    ----------
    case, fit : an open case and its fit.
    options : whose lead, and over which.
    weights : of the attributes.
    how : what is integrated exactly.

    Returns
    -------
    Dataset[parameter], in falling order of `swing`:

    low, high, low_se, high_se : the lead at either end. expected : as believed. at_low, at_high : the values that are set.
    swing, swing_se : distance between the two ends and the error of that paired difference; 0 where it is within three errors.
    """
    posterior = fit["posterior"].to_dataset()
    ends = {name: found for name in case.quantities if name in how.read and (found := _ends(case, posterior[name], name))}
    today, base = (_lead(case, fit, [{}], options, weights, how, thin)[0] for thin in (1, THIN))
    settings = [{name: x} for name, both in ends.items() for x in both]
    away = _lead(case, fit, settings, options, weights, how, THIN) - base if settings else today[None][:0]
    mean = today.mean() + away.reshape(len(away), -1).mean(axis=1)
    error = np.array([np.hypot(standard_error(today), standard_error(x)) for x in away])
    apart = [away[2 * i + 1] - away[2 * i] for i in range(len(ends))]
    swing, swing_se = np.array([abs(x.mean()) for x in apart]), np.array([standard_error(x) for x in apart])
    table = xr.Dataset(
        {
            **{
                f"{end}{key}": ("parameter", x[i::2])
                for i, end in enumerate(("low", "high"))
                for key, x in (("", mean), ("_se", error))
            },
            **{f"at_{end}": ("parameter", [both[i] for both in ends.values()]) for i, end in enumerate(("low", "high"))},
            "expected": ("parameter", np.full(len(ends), today.mean())),
            "swing": ("parameter", np.where(swing > NOISE * swing_se, swing, 0.0)),
            "swing_se": ("parameter", swing_se),
        },
        {"parameter": list(ends)},
    )
    return table.isel(parameter=np.argsort(-table["swing"].to_numpy(), kind="stable"))


def _ends(case: Case, draws: xr.DataArray, name: str) -> tuple[float, float] | None:
    """The values to which a quantity is set: its quantiles, or both outcomes of an event; None for one that does not vary."""
    x = draws.to_numpy()
    low, high = (0.0, 1.0) if case.quantities[name].kind == "event" else (float(q) for q in np.quantile(x, ENDS))
    return (low, high) if low < high and x.min() < x.max() else None


def _lead(
    case: Case,
    fit: xr.DataTree,
    settings: list[dict[str, float]],
    options: tuple[str, str],
    weights: Mapping[str, float],
    how: Exact,
    thin: int,
) -> np.ndarray:
    """Lead by setting: (setting, chain, draw(, set))."""
    value = expectations(case, fit, settings, how, weights=weights, thin=thin)
    return to_numpy(value.sel(option=options[0]) - value.sel(option=options[1]), "setting")
