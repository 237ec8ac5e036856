"""Labelled draws on the outside, numpy inside: sample dimensions, effective sample size and Monte
Carlo standard errors.

Draws have dims ``(chain, draw)``, or ``(sample,)`` where they are independent. What no evidence
touches may be drawn several times for each posterior draw: ``(chain, draw, set)``, where sets are
independent given the posterior draws. Inside, a *series* is one quantity's draws: an array
``(chain, draw)``, ``(sample,)`` or ``(chain, draw, set)``, so that the number of its axes says
which it is. Flat, draws are in this order: the sets of a posterior draw are neighbours. ``(sample,
set)`` is taken for one chain, whose draws then show themselves that they are independent.
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from stakes.decision.draws.chunks import check_in_memory
from stakes.decision.draws.standard_errors.means import standard_error

type Array = npt.NDArray[Any]

CHAINS = ("chain", "draw")
SAMPLES = (*CHAINS, "sample", "set")
LARGEST = 1e150  # whose square and sums of it are still finite


def sample_dims(da: xr.DataArray | xr.Dataset) -> tuple[str, ...]:
    """Sample dimensions of labelled draws: ``("chain", "draw")`` or ``("sample",)``, and ``"set"``
    if there are sets.

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
            "draws need the dims (chain, draw), or (sample,) if they are independent; here "
            f"{found or 'none of them'} among "
            f"{tuple(da.dims)}. One chain alone: expand_dims('chain')"
        )
    return found


def unstacked(da: xr.DataArray) -> xr.DataArray:
    """The same draws with a stacked (chain, draw) index on ``sample`` taken apart, since such draws
    are not independent.

    Any other ``sample`` dimension is left as it is; with sets, it becomes the draws of a single
    chain.

    Raises
    ------
    ValueError
        If the stacked index has holes, for example after a selection of draws.
    """
    index = da.indexes.get("sample")
    if not isinstance(index, pd.MultiIndex) or not set(CHAINS) <= set(index.names) <= set(SAMPLES):
        together = {"sample", "set"} <= set(da.dims) and not set(CHAINS) & set(da.dims)
        return da.rename(sample="draw").expand_dims("chain") if together else da
    if (
        len(index) != np.prod([len(level) for level in index.remove_unused_levels().levels])
        or not index.is_unique
    ):
        raise ValueError(
            "the stacked (chain, draw) index on 'sample' is incomplete: stack whole chains, or, "
            "where the draws are to be taken "
            "as independent, drop_vars(['sample', 'chain', 'draw'])"
        )
    return da.unstack("sample")  # noqa: PD010 (xarray's, not pandas')


def to_numpy(da: xr.DataArray, *leading: Hashable) -> Array:
    """Draws as an array ``(*leading, chain, draw)``, ``(*leading, sample)`` or ``(*leading, chain,
    draw, set)``.

    A view wherever that is possible; integers, bool and half precision become floats.

    Parameters
    ----------
    da : draws with the sample dims and `leading`, in any order.
    *leading : the other dimensions, in the order they are to have.

    Raises
    ------
    ValueError
        If a leading dimension is missing, there are dims besides, the draws are not real numbers,
        or they lie in several chunks.

    Examples
    --------
    >>> to_numpy(xr.DataArray(np.zeros((100, 3)), dims=("sample", "option")), "option").shape
    (3, 100)
    """
    da = unstacked(da)
    dims = (*leading, *sample_dims(da))
    for name in leading:
        if name not in da.dims:
            raise ValueError(
                f"dim {name!r} is missing: here are {tuple(da.dims)}; rename the one that is "
                f"meant to {name!r}"
            )
    if extra := [d for d in da.dims if d not in dims]:
        raise ValueError(
            f"unknown dims {extra} beside {dims}: select or sum them first (net_value sums "
            "attributes)"
        )
    if da.dtype.kind not in "biuf":
        raise ValueError(f"draws must be real numbers, not {da.dtype}")
    check_in_memory(da, sample_dims(da))
    x = np.asarray(da.transpose(*dims).data)
    return (
        x if x.dtype in (np.float32, np.float64) else x.astype(float)
    )  # others wrap around in differences and sums


def is_number(da: xr.DataArray) -> bool:
    """Whether draws are of one number, without dims besides those of the sample."""
    return set(da.dims) <= set(SAMPLES)


def varies(da: xr.DataArray) -> bool:
    """Whether draws differ at all; the spread of a constant may come out as rounding rather
    than 0.
    """
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
        raise ValueError(
            f"option ids must be unique: {', '.join(twice)} occurs more than once; rename one of "
            "them"
        )
    return [str(i) for i in found]


def option_labels(value: xr.DataArray) -> Array:
    """Labels of the options as they came in, of any hashable type; their numbers, as text, if
    ``option`` has no coordinate.
    """
    if "option" not in value.coords:
        return np.array([str(i) for i in range(value.sizes["option"])])
    return np.asarray(value["option"].to_numpy())


def option_draws(value: xr.DataArray) -> Array:
    """Draws of the utilities as ``(option, *sample)``; see `to_numpy`.

    That they are finite is not checked here.

    Raises
    ------
    ValueError
        If there is no ``option`` dimension, fewer than two options, two of one id, or fewer than
        two draws.
    """
    x = to_numpy(value, "option")
    if len(option_ids(value)) < 2:
        raise ValueError("a choice needs at least 2 options: add what would be done otherwise")
    if x[0].size < 2:
        raise ValueError(f"at least 2 draws are needed for a standard error, not {x[0].size}")
    return x


def check_finite(x: Array, ids: list[str]) -> None:
    """Raise a ValueError that says which options have draws that are NaN or infinite, and how many;
    or too large to square.
    """
    bad = [int(np.count_nonzero(~np.isfinite(row))) for row in x]
    if any(bad):
        found = ", ".join(
            f"{n} of {x[0].size} draws of {i}" for i, n in zip(ids, bad, strict=True) if n
        )
        raise ValueError(
            f"utilities must be finite: {found} are NaN or infinite; mend their source, or drop "
            "these draws for all options"
        )
    if huge := [
        i
        for i, row in zip(ids, x, strict=True)
        if max(float(row.max()), -float(row.min())) > LARGEST
    ]:
        raise ValueError(
            f"utilities of {', '.join(huge)} are beyond {LARGEST:g}, too large to square: give "
            "them in a larger unit"
        )


def mcse(da: xr.DataArray) -> xr.DataArray:
    """Monte Carlo standard error of the mean over the sample dims, in the unit of `da`; the other
    dims stay.

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
