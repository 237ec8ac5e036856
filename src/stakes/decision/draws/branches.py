"""Draws in branches: what may happen in a draw, each branch with its probability in that draw.

A mean over draws is that of the mean over branches by weight; so its error is that of a series
without branches.
"""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_ids, sample_dims, to_numpy

BRANCH, WEIGHT = "branch", "weight"
ROUNDING = 1e-6


def branch_draws(value: xr.DataArray) -> tuple[Array, Array]:
    """Draws of the options ``(option, branch, *sample)``, and weights ``(branch, *sample)``; draws
    without branches are in one.

    Raises
    ------
    ValueError
        If draws or weights are NaN or infinite, there are no weights, or they do not sum to 1 in
        every draw.
    """
    if BRANCH not in value.dims:
        x = to_numpy(value, "option")
        check_finite(x, option_ids(value))
        return x[:, None], np.ones((1, *x.shape[1:]))
    if WEIGHT not in value.coords or BRANCH not in value[WEIGHT].dims:
        raise ValueError(
            "draws with the dim 'branch' need the coordinate 'weight' [branch, ...]: the "
            "probability of each branch in each draw"
        )
    like = value.isel(option=0, drop=True).drop_vars(WEIGHT)
    w = to_numpy(value[WEIGHT].broadcast_like(like).reset_coords(drop=True), BRANCH)
    x = to_numpy(value.drop_vars(WEIGHT), "option", BRANCH)
    check_finite(x, option_ids(value))
    if not ((w >= 0).all() and np.abs(w.sum(axis=0) - 1).max() < ROUNDING):
        raise ValueError("weights of branches must be 0 or more, and sum to 1 in every draw")
    return x, w


def one_branch(value: xr.DataArray, seed: int = 0) -> xr.DataArray:
    """Plain draws from draws in branches: of each draw one branch, taken at random by its weight.

    Parameters
    ----------
    value : draws with the dim ``branch`` and the coordinate ``weight``; others come back as they
        are.
    seed : by which it is taken.

    Returns
    -------
    DataArray without ``branch``

    Raises
    ------
    ValueError
        As in `branch_draws`.

    Examples
    --------
    >>> value = xr.DataArray(
    ...     np.ones((2, 1, 100)),
    ...     {"weight": (("branch", "sample"), np.full((2, 100), 0.5))},
    ...     ("branch", "option", "sample"),
    ... )
    >>> one_branch(value).dims
    ('option', 'sample')
    """
    if BRANCH not in value.dims:
        return value
    _, w = branch_draws(value)
    dims = sample_dims(value)
    u = np.random.default_rng(seed).random(w.shape[1:])
    taken = np.minimum((np.cumsum(w, axis=0) <= u).sum(axis=0), len(w) - 1)
    one = value.drop_vars(WEIGHT).isel({BRANCH: xr.DataArray(taken, dims=dims)}, drop=True)
    return one.transpose(*(d for d in value.dims if d != BRANCH))
