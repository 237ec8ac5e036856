"""Means with less noise, by what the gradient of the log density tells of where draws happen to
lie.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.decision.draws.arrays import CHAINS, sample_dims
from stakes.decision.draws.standard_errors.means import standard_error

type Array = npt.NDArray[Any]

FEWEST = 10  # draws for each number that is fitted to them
CLEAR = 5.0  # errors of a correlation, by which a number goes with a series


def steadied(values: xr.DataArray, place: xr.DataArray, gradient: xr.DataArray) -> xr.DataArray:
    """Values of the same expectation, with less that is by chance of the posterior draws.

    Of each coordinate x in which it was sampled, and the gradient g of the log density along it,
    the expectations of g and of 1 + x g are 0 whatever the density. So what a regression of the
    values on those of these with which they clearly go finds is noise, and is taken off: nearly all
    of it where the density is normal and the values are a constant, x and x² of each coordinate
    added up. What is left is stretched by what fitting takes from its variance. A series whose
    error would not be smaller stays as it is. Of fewer than ten draws for each number to be fitted,
    g alone is used; of still fewer, nothing.

    Parameters
    ----------
    values : DataArray[chain, draw(, set), ...]; of sets, their mean in each draw is fitted.
    place, gradient : x and g, DataArray[chain, draw, coordinate], of the same draws.

    Returns
    -------
    DataArray as `values`, for means and their errors alone: the spread is no longer that of the
    values, and under weights the expectations are others.

    References
    ----------
    Mira, A., Solgi, R. and Imparato, D. (2013). Zero variance Markov chain Monte Carlo for Bayesian
    estimators. Statistics and Computing 23(5), 653-662.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(4, 250, 1))
    >>> place = xr.DataArray(x, dims=("chain", "draw", "coordinate"))
    >>> worth = (place**2 + 3 * place).isel(coordinate=0)
    >>> steady = steadied(worth, place, -place)
    >>> abs(float(worth.mean()) - 1) > 0.01, abs(float(steady.mean()) - 1) < 1e-9
    (True, True)
    """
    own, known = values.transpose(*CHAINS, ...), _known(place, gradient)
    if known is None:
        return values
    of_draws = own.mean([d for d in sample_dims(own) if d not in CHAINS])
    series = of_draws.to_numpy().reshape(len(known), -1)
    spread = series - series.mean(axis=0)
    fitted, numbers = _regressed(known, spread)
    wider = 1 / np.sqrt(1 - numbers / len(known))
    gains = wider * _errors(spread - fitted, own) < _errors(spread, own)
    noise = of_draws.copy(data=np.where(gains, fitted, 0.0).reshape(of_draws.shape))
    one = of_draws.isel(chain=0, draw=0, drop=True)
    stretched = one.copy(data=np.where(gains, wider, 1.0).reshape(one.shape))
    steady = own - noise
    mean = steady.mean(sample_dims(own))
    return (mean + (steady - mean) * stretched).transpose(*values.dims)


def _regressed(known: Array, series: Array) -> tuple[Array, Array]:
    """What a regression of each series (draw, series) finds, and on how many numbers: on those with
    which it clearly goes.

    All others would bring their own noise in: little, but more than that of a series whose mean the
    even spread of its sets makes far surer than its draws show.
    """
    away = known - known.mean(axis=0)
    square, cross = away.T @ away, away.T @ series
    size = np.sqrt(np.outer(np.diag(square), (series**2).sum(axis=0)))
    goes = np.abs(cross) > CLEAR / np.sqrt(len(known)) * size
    weight = np.zeros_like(cross)
    for k, kept in enumerate(goes.T):
        if kept.any():
            own = np.ix_(kept, kept)
            weight[kept, k] = np.linalg.lstsq(square[own], cross[kept, k], rcond=None)[0]
    return known @ weight, goes.sum(axis=0)


def _errors(series: Array, like: xr.DataArray) -> Array:
    """Standard error of the mean of each series (draw, series)."""
    chains = series.T.reshape(-1, like.sizes["chain"], like.sizes["draw"])
    return np.array([standard_error(x) for x in chains])


def _known(place: xr.DataArray, gradient: xr.DataArray) -> Array | None:
    """What has an expectation of 0, in units of its spread (draw, number); None if draws are too
    few to fit it.
    """
    x, g = (
        da.transpose(*CHAINS, ...).to_numpy().reshape(da.sizes["chain"] * da.sizes["draw"], -1)
        for da in (place.astype(float), gradient.astype(float))
    )
    numbers = len(g) // FEWEST
    if numbers < g.shape[1]:
        return None
    both = [g, 1 + (x - x.mean(axis=0)) * g] if numbers >= 2 * g.shape[1] else [g]
    found = np.concatenate(both, axis=1)
    size = np.sqrt((found**2).mean(axis=0))
    return np.asarray(found / np.where(size > 0, size, 1.0))
