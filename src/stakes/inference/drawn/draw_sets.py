"""Several sets of draws for each posterior draw, side by side or apart."""

import xarray as xr

SET = "set"
SETS = 8


def fold(da: xr.DataArray, sets: int) -> xr.DataArray:
    """Draws [chain, draw(, set), ...] with the sets of a draw side by side along ``draw``: what a
    case's own code is given.
    """
    if sets == 1:
        return da.isel({SET: 0}, drop=True) if SET in da.dims else da
    whole = da if SET in da.dims else da.expand_dims({SET: sets}, 2)
    x = whole.transpose("chain", "draw", SET, ...)
    dims = ("chain", "draw", *x.dims[3:])
    coords = {k: v for k, v in x.coords.items() if not {"chain", "draw", SET} & set(v.dims)}
    return xr.DataArray(
        x.to_numpy().reshape(x.shape[0], -1, *x.shape[3:]), coords, dims, attrs=da.attrs
    )


def unfold(da: xr.DataArray, sets: int) -> xr.DataArray:
    """The inverse of `fold`: [chain, draw, set, ...]."""
    if sets == 1:
        return da
    x = da.transpose("chain", "draw", ...)
    coords = {k: v for k, v in x.coords.items() if not {"chain", "draw"} & set(v.dims)}
    values = x.to_numpy().reshape(x.shape[0], -1, sets, *x.shape[2:])
    return xr.DataArray(values, coords, ("chain", "draw", SET, *x.dims[2:]), attrs=da.attrs)


def fewer[T: (xr.Dataset, xr.DataArray)](posterior: T, sets: int) -> T:
    """The first few sets of draws."""
    return posterior.isel({SET: slice(0, sets)}) if SET in posterior.dims else posterior


def few_sets(fit: xr.DataTree, sets: int, group: str = "posterior") -> xr.DataTree:
    """A fit with the first few sets of the draws of a group, as its posterior, alone."""
    draws = fewer(fit[group].to_dataset(), sets)
    return xr.DataTree.from_dict({"/": xr.Dataset(attrs=fit.attrs), "posterior": draws})
