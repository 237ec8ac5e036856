"""Net value: the weighted sum of what an option does for each attribute."""

from collections.abc import Mapping

import numpy as np
import xarray as xr


def net_value(parts: xr.DataArray, weights: Mapping[str, float] | xr.DataArray) -> xr.DataArray:
    """Net value of each option in each draw: the weighted sum of its attributes.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims, in one unit; attrs (unit)
        are kept. Of draws in blocks (`stakes.in_blocks`) the value lies in the same blocks, and is
        only computed when it is asked for.
    weights : a number for every attribute, as a mapping or a DataArray[attribute].

    Returns
    -------
    DataArray without ``attribute``, in the unit of `parts`.

    Raises
    ------
    ValueError
        If `parts` has no labelled ``attribute`` dim, an attribute has no weight or several, or a
        weight has no attribute or is not finite, or weights that differ by option or draw do not
        match those of `parts`.

    Examples
    --------
    >>> parts = xr.DataArray(
    ...     [[[3.0, -1.0]]],
    ...     dims=("sample", "option", "attribute"),
    ...     coords={"attribute": ["gain", "cost"]},
    ... )
    >>> net_value(parts, {"gain": 1.0, "cost": 2.0}).item()
    1.0
    """
    if "attribute" not in parts.indexes:
        raise ValueError(f"parts needs a labelled dim 'attribute'; it has {tuple(parts.dims)}")
    named = _weights(weights)
    wanted, given = list(parts["attribute"].to_numpy()), list(named["attribute"].to_numpy())
    problems = [f"no weight for {a}" for a in wanted if a not in given]
    problems += [f"unknown attribute {a}" for a in given if a not in wanted]
    problems += [f"several weights for {a}" for a in dict.fromkeys(given) if given.count(a) > 1]
    problems += [] if np.isfinite(named).all() else ["weights must be finite"]
    if problems:
        raise ValueError(
            f"weights: {'; '.join(problems)}. The attributes are {', '.join(map(str, wanted))}; 0 "
            "leaves one out"
        )
    value: xr.DataArray = xr.dot(
        parts, _matching(parts, named.sel(attribute=wanted)), dim="attribute"
    )
    return value.assign_attrs(parts.attrs).rename("value")


def _weights(weights: Mapping[str, float] | xr.DataArray) -> xr.DataArray:
    if not isinstance(weights, xr.DataArray):
        return xr.DataArray(
            np.array(list(weights.values()), float), {"attribute": list(weights)}, "attribute"
        )
    if "attribute" not in weights.indexes:
        raise ValueError(f"weights needs a labelled dim 'attribute'; it has {tuple(weights.dims)}")
    return weights.astype(float)


def _matching(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Weights that differ by option or draw, in the order of `parts`; a product of others would
    keep only what both have.
    """
    for dim in [d for d in weights.dims if d in parts.dims]:
        here, there = parts.indexes.get(dim), weights.indexes.get(dim)
        if (
            here is not None
            and there is not None
            and not here.equals(there)
            and not len(here.symmetric_difference(there))
        ):
            weights = weights.sel({dim: here})
        elif parts.sizes[dim] != weights.sizes[dim] or (
            here is not None and there is not None and not here.equals(there)
        ):
            raise ValueError(
                f"weights do not match parts along {dim!r}: give one for each, under the same "
                "labels, or none of that dim"
            )
    return weights
