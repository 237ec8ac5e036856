"""Labelled draws on the outside, numpy inside: sample dimensions, effective sample size and Monte Carlo standard errors.

Draws have dims ``(chain, draw)``, or ``(sample,)`` where they are independent. What no evidence touches may be drawn several
times for each posterior draw: ``(chain, draw, set)``, where sets are independent given the posterior draws. Inside, a *series*
is one quantity's draws: an array ``(chain, draw)``, ``(sample,)`` or ``(chain, draw, set)``, so that the number of its axes
says which it is. Flat, draws are in this order: the sets of a posterior draw are neighbours. ``(sample, set)`` is taken for one
chain, whose draws then show themselves that they are independent.
"""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from stakes.decision.draws.autocorrelation import FEW, autocorrelation_time, covariance
from stakes.decision.draws.draw_sets import by_draw, error_over_sets
from stakes.decision.draws.long_tails import widening

type Array = npt.NDArray[Any]

CHAINS = ("chain", "draw")
SAMPLES = (*CHAINS, "sample", "set")
LARGEST = 1e150  # whose square and sums of it are still finite
ROUNDING = 8 * np.finfo(float).eps


def sample_dims(da: xr.DataArray | xr.Dataset) -> tuple[str, ...]:
    """Sample dimensions of labelled draws: ``("chain", "draw")`` or ``("sample",)``, and ``"set"`` if there are sets.

    Raises
    ------
    ValueError
        If there are neither, both, only one of chain and draw, or sets alone.

    Examples
    --------
    >>> sample_dims(xr.DataArray(np.zeros((3, 100)), dims=("option", "sample")))
    ('sample',)
    """
    found = tuple(d for d in SAMPLES if d in da.dims)
    if found not in (CHAINS, ("sample",), (*CHAINS, "set"), ("sample", "set")):
        raise ValueError(
            f"draws need the dims (chain, draw), or (sample,) if they are independent; here {found or 'none of them'} among "
            f"{tuple(da.dims)}. One chain alone: expand_dims('chain')"
        )
    return found


def unstacked(da: xr.DataArray) -> xr.DataArray:
    """The same draws with a stacked (chain, draw) index on ``sample`` taken apart, since such draws are not independent.

    Any other ``sample`` dimension is left as it is; with sets, it becomes the draws of a single chain.

    Raises
    ------
    ValueError
        If the stacked index has holes, for example after a selection of draws.
    """
    index = da.indexes.get("sample")
    if not isinstance(index, pd.MultiIndex) or not set(CHAINS) <= set(index.names) <= set(SAMPLES):
        together = {"sample", "set"} <= set(da.dims) and not set(CHAINS) & set(da.dims)
        return da.rename(sample="draw").expand_dims("chain") if together else da
    if len(index) != np.prod([len(level) for level in index.remove_unused_levels().levels]) or not index.is_unique:
        raise ValueError(
            "the stacked (chain, draw) index on 'sample' is incomplete: stack whole chains, or, where the draws are to be taken "
            "as independent, drop_vars(['sample', 'chain', 'draw'])"
        )
    return da.unstack("sample")  # noqa: PD010 (xarray's, not pandas')


def to_numpy(da: xr.DataArray, *leading: Hashable) -> Array:
    """Draws as an array ``(*leading, chain, draw)``, ``(*leading, sample)`` or ``(*leading, chain, draw, set)``.

    A view wherever that is possible; integers, bool and half precision become floats.

    Parameters
    ----------
    da : draws with the sample dims and `leading`, in any order.
    *leading : the other dimensions, in the order they are to have.

    Raises
    ------
    ValueError
        If a leading dimension is missing, there are dims besides, or the draws are not real numbers.

    Examples
    --------
    >>> to_numpy(xr.DataArray(np.zeros((100, 3)), dims=("sample", "option")), "option").shape
    (3, 100)
    """
    da = unstacked(da)
    dims = (*leading, *sample_dims(da))
    for name in leading:
        if name not in da.dims:
            raise ValueError(f"dim {name!r} is missing: here are {tuple(da.dims)}; rename the one that is meant to {name!r}")
    if extra := [d for d in da.dims if d not in dims]:
        raise ValueError(f"unknown dims {extra} beside {dims}: select or sum them first (net_value sums attributes)")
    if da.dtype.kind not in "biuf":
        raise ValueError(f"draws must be real numbers, not {da.dtype}")
    x = np.asarray(da.transpose(*dims).data)
    return x if x.dtype in (np.float32, np.float64) else x.astype(float)  # others wrap around in differences and sums


def is_number(da: xr.DataArray) -> bool:
    """Whether draws are of one number, without dims besides those of the sample."""
    return set(da.dims) <= set(SAMPLES)


def varies(da: xr.DataArray) -> bool:
    """Whether draws differ at all; the spread of a constant may come out as rounding rather than 0."""
    return bool(da.max() > da.min())


def option_ids(value: xr.DataArray) -> list[str]:
    """Ids of the options as text; their numbers if ``option`` has no coordinate.

    Raises
    ------
    ValueError
        If two options have the same id.
    """
    found = option_labels(value).tolist()
    if len(set(found)) < len(found):
        twice = sorted({str(i) for i in found if found.count(i) > 1})
        raise ValueError(f"option ids must be unique: {', '.join(twice)} occurs more than once; rename one of them")
    return [str(i) for i in found]


def option_labels(value: xr.DataArray) -> Array:
    """Labels of the options as they came in, of any hashable type; their numbers, as text, if ``option`` has no coordinate."""
    if "option" not in value.coords:
        return np.array([str(i) for i in range(value.sizes["option"])])
    return np.asarray(value["option"].to_numpy())


def option_draws(value: xr.DataArray) -> Array:
    """Draws of the utilities as ``(option, *sample)``; see `to_numpy`. That they are finite is not checked here.

    Raises
    ------
    ValueError
        If there is no ``option`` dimension, fewer than two options, two of one id, or fewer than two draws.
    """
    x = to_numpy(value, "option")
    if len(option_ids(value)) < 2:
        raise ValueError("a choice needs at least 2 options: add what would be done otherwise")
    if x[0].size < 2:
        raise ValueError(f"at least 2 draws are needed for a standard error, not {x[0].size}")
    return x


def check_finite(x: Array, ids: list[str]) -> None:
    """Raise a ValueError that says which options have draws that are NaN or infinite, and how many; or too large to square."""
    bad = [int(np.count_nonzero(~np.isfinite(row))) for row in x]
    if any(bad):
        found = ", ".join(f"{n} of {x[0].size} draws of {i}" for i, n in zip(ids, bad, strict=True) if n)
        raise ValueError(
            f"utilities must be finite: {found} are NaN or infinite; mend their source, or drop these draws for all options"
        )
    if huge := [i for i, row in zip(ids, x, strict=True) if max(float(row.max()), -float(row.min())) > LARGEST]:
        raise ValueError(
            f"utilities of {', '.join(huge)} are beyond {LARGEST:g}, too large to square: give them in a larger unit"
        )


def ess(series: Array) -> float:
    """Effective sample size of the mean of one quantity's draws.

    Autocorrelations of the split chains, combined over chains and summed by Geyer's initial monotone sequence. Independent draws
    ``(sample,)`` count in full; so do those of a constant, and of chains too short to tell (under 8 draws). With sets it is
    the number of independent draws whose mean would have the same error: a low-discrepancy sequence can be worth more than its
    length. A series that is the same in all sets has what it has without them.

    Parameters
    ----------
    series : (chain, draw), (sample,) or (chain, draw, set)

    References
    ----------
    Geyer, C. J. (1992). Practical Markov chain Monte Carlo. Statistical Science 7(4), 473-483.
    Vehtari, A., Gelman, A., Simpson, D., Carpenter, B. and Bürkner, P.-C. (2021). Rank-normalization, folding, and
    localization: an improved R-hat for assessing convergence of MCMC. Bayesian Analysis 16(2), 667-718.

    Examples
    --------
    >>> ess(np.random.default_rng(0).normal(size=500))
    500.0
    >>> walk = np.cumsum(np.random.default_rng(0).normal(size=(4, 500)), axis=1)
    >>> ess(walk) < 20
    True
    """
    (series,) = by_draw(series)
    if series.ndim == 3:
        sd = mean_sd(series)[1]
        return (sd / max(error_over_sets(series), ROUNDING * sd)) ** 2 if sd else float(series.size)
    if series.ndim == 1 or series.shape[-1] < FEW or series.min() == series.max():
        return float(series.size)
    found = covariance(series)
    return found.size / autocorrelation_time(found)


def mean_sd(series: Array) -> tuple[float, float]:
    """Mean and standard deviation (divisor n - 1) of a series; a spread that is only rounding counts as none."""
    first = series.flat[0]
    away = np.subtract(series, first, dtype=float)  # from the first draw: a constant has the mean it says and no spread at all
    shift = away.mean()
    away -= shift
    mean = float(first) + float(shift)
    sd = float(np.sqrt(np.vdot(away, away) / (away.size - 1)))
    return mean, sd if sd > ROUNDING * abs(mean) else 0.0


def standard_error(series: Array) -> float:
    """Monte Carlo standard error of the mean of a series: see `ess` for chains, `draw_sets.error_over_sets` for sets.

    Where draws lie far out, it is wider by what `long_tails.widening` finds missing.

    Examples
    --------
    >>> round(standard_error(np.arange(100.0)), 3)
    2.901
    """
    (series,) = by_draw(series)
    mean, sd = mean_sd(series)
    return tail_factor(series, mean, sd, count := ess(series)) * sd / math.sqrt(count) if sd else 0.0


def tail_factor(series: Array, mean: float, sd: float, count: float) -> float:
    """By how much the error of a mean is wider than by the spread of the draws and their effective number; 1 with sets.

    Sets show themselves what their tails leave to chance.
    """
    return 1.0 if series.ndim > 2 else widening(series.ravel(), mean, sd, min(count, series.size))


def mcse(da: xr.DataArray) -> xr.DataArray:
    """Monte Carlo standard error of the mean over the sample dims, in the unit of `da`; the other dims stay.

    Parameters
    ----------
    da : draws with dims (chain, draw), (sample,) or (chain, draw, set), and any others.

    Raises
    ------
    ValueError
        If the sample dims are missing or the draws are not real numbers.

    References
    ----------
    Vehtari et al. (2021), see `ess`.

    Examples
    --------
    >>> mcse(xr.DataArray(np.arange(100.0), dims="sample")).round(3).item()
    2.901
    """
    dims = [d for d in da.dims if d not in SAMPLES]
    x = to_numpy(da, *dims)
    errors = np.array([standard_error(x[i]) for i in np.ndindex(*x.shape[: len(dims)])])
    like = da.isel({d: 0 for d in da.dims if d not in dims}, drop=True).transpose(*dims)
    return like.copy(data=errors.reshape(like.shape))
