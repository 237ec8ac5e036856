"""How much of it: the best amount of an option that comes in amounts."""

from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, to_numpy
from stakes.decision.draws.labels import unit_of
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error
from stakes.decision.limits import CLEAR

EXACT = 12  # amounts whose errors are found by effective sample size; of those between from theirs


def best_amount(value: xr.DataArray, current: float | None = None) -> xr.Dataset:
    """The amount with the highest expected value, and what it costs to be off it.

    Parameters
    ----------
    value : draws of the net value with the dim ``amount``, whose coordinate is the amount (dose,
        height, order quantity), and the sample dims (chain, draw[, set]) or (sample,); all amounts
        in the same draws.
    current : an amount to hold against the best, as what is done today.

    Returns
    -------
    Dataset, in the unit of the value:

    expected, mcse [amount] : expected value and its Monte Carlo standard error.
    loss, loss_se [amount] : by how much it falls short of the best one, with the error of the
        paired difference.
    best : the amount with the highest expected value.
    lower, upper : the least and the largest amount that falls short of it by no more than 2 errors:
        where more draws might put the best.
    at_end : whether that interval reaches an end of the amounts, so that the best may lie beyond.
    current, current_loss, current_loss_se : if an amount is asked about; between two amounts of the
        grid, by a straight line.

    Raises
    ------
    ValueError
        If there is no dim ``amount`` or its coordinate is no increasing or decreasing number, there
        are fewer than two amounts or draws, a draw is NaN or infinite, or `current` lies outside
        the amounts.

    Notes
    -----
    Means and spreads are taken at all amounts; effective sample sizes, which take most of the time,
    at twelve of them and at the best. Between these the ratio of the error to that of independent
    draws is interpolated: neighbouring amounts have neighbouring draws.

    Examples
    --------
    >>> demand = np.random.default_rng(1).gamma(4, 25, 4000)
    >>> order = np.arange(0, 301, 10)
    >>> profit = 5 * np.minimum(order[:, None], demand) - 3 * order[:, None]
    >>> found = best_amount(xr.DataArray(profit, {"amount": order}, ("amount", "sample")), 150)
    >>> found["best"].item(), found["current_loss"].round().item()
    (80, 92.0)
    """
    value = _ordered(value)
    x = to_numpy(value, "amount")
    amounts = value["amount"].to_numpy()
    check_finite(x, [f"amount {a:g}" for a in amounts])
    expected, mcse = _means(x, _exact_at(len(x)))
    best = int(np.argmax(expected))
    away = x[best] - x
    loss, loss_se = _means(away, _exact_at(len(x), best))
    close = np.flatnonzero(loss <= CLEAR * loss_se)
    low, high = int(close.min()), int(close.max())
    data: dict[str, Any] = {
        "expected": ("amount", expected),
        "mcse": ("amount", mcse),
        "loss": ("amount", loss),
        "loss_se": ("amount", loss_se),
        "best": amounts[best],
        "lower": amounts[low],
        "upper": amounts[high],
        "at_end": low == 0 or high == len(amounts) - 1,
    }
    if current is not None:
        data |= _held_against(float(current), amounts, away)
    return xr.Dataset(data, {"amount": value["amount"].variable}, unit_of(value))


def _ordered(value: xr.DataArray) -> xr.DataArray:
    """By increasing amount."""
    if not isinstance(value, xr.DataArray) or "amount" not in value.dims:
        raise ValueError("the net value must be a DataArray with the dim 'amount'")
    if "amount" not in value.coords or value["amount"].dtype.kind not in "iuf":
        raise ValueError("the amounts must be numbers: assign_coords(amount=[...])")
    amounts = value["amount"].to_numpy()
    if len(amounts) < 2 or value.size < 2 * len(amounts):
        raise ValueError("at least 2 amounts and 2 draws are needed")
    if not np.isfinite(amounts).all() or len(np.unique(amounts)) < len(amounts):
        raise ValueError("amounts must be finite and different from each other")
    return value.isel(amount=np.argsort(amounts))


def _exact_at(count: int, without: int | None = None) -> list[int]:
    """Numbers of amounts, spread evenly; but for one whose draws are all 0."""
    found = {round(i * (count - 1) / (min(EXACT, count) - 1)) for i in range(min(EXACT, count))}
    if without is None:
        return sorted(found)
    beside = [i for i in (without - 1, without + 1) if 0 <= i < count]
    return sorted({*found, *beside} - {without})


def _means(x: Array, exact: list[int]) -> tuple[Array, Array]:
    """Means of rows of draws, and their errors: in full at some, in between by their ratio to those
    of independent draws.
    """
    moments = np.array([mean_sd(row) for row in x])
    plain = moments[:, 1] / np.sqrt(x[0].size)
    known = [i for i in exact if plain[i] > 0]
    if not known:
        return moments[:, 0], plain
    ratio = [standard_error(x[i]) / plain[i] for i in known]
    return moments[:, 0], plain * np.interp(np.arange(len(x)), known, ratio)


def _held_against(current: float, amounts: Array, away: Array) -> dict[str, float]:
    """What an amount falls short of the best by."""
    if not amounts[0] <= current <= amounts[-1]:
        raise ValueError(
            f"current, {current:g}, lies outside the amounts, {amounts[0]:g} to {amounts[-1]:g}"
        )
    i = min(int(np.searchsorted(amounts, current, side="right")), len(amounts) - 1)
    part = (current - amounts[i - 1]) / (amounts[i] - amounts[i - 1])
    series = (1 - part) * away[i - 1] + part * away[i]
    return {
        "current": current,
        "current_loss": float(series.mean()),
        "current_loss_se": standard_error(series),
    }
