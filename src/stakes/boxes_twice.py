"""Boxes that either half of the draws finds: what only one of them finds is a choice that noise made."""

import numpy as np
import xarray as xr

from stakes.boxes import discover

NONE = "either half of the draws finds other boxes than the other half: none is shown"


def discover_twice(value: xr.DataArray, parameters: xr.Dataset, option: str) -> xr.Dataset:
    """`stakes.discover`, with halves exchanged in a second search: the leading boxes that restrict the same ends in both.

    Parameters
    ----------
    value, parameters, option : as for `stakes.discover`; with chains, an even number of them.

    Returns
    -------
    Dataset
        As from `stakes.discover`, of the leading boxes that agree. Errors of coverage and density also hold half the distance of
        the two searches, which choose limits of their own. Attrs: reason, where none agrees.
    """
    one, other = discover(value, parameters, option), discover(_exchanged(value), _exchanged(parameters), option)
    count = _agreeing(one, other)
    if count == one.sizes["box"]:
        kept = one
    else:
        attrs = one.attrs | {"sentences": one.attrs["sentences"][:count]} | ({} if count else {"reason": NONE})
        kept = one.isel(box=slice(count)).assign_attrs(attrs)
    errors = {
        f"{key}_se": np.hypot(kept[f"{key}_se"], abs(kept[key] - other[key].isel(box=slice(count)).to_numpy()) / 2)
        for key in ("coverage", "density")
    }
    return kept.assign(errors)


def _exchanged[T: (xr.DataArray, xr.Dataset)](draws: T) -> T:
    """The same draws with those exchanged that choose boxes and that test them: chains, or independent draws, shifted by one."""
    if "chain" in draws.dims and draws.sizes["chain"] > 1:
        return draws.roll(chain=1)
    return draws.roll(draw=draws.sizes["draw"] // 2) if "chain" in draws.dims else draws.roll(sample=1)


def _agreeing(one: xr.Dataset, other: xr.Dataset) -> int:
    """Number of leading boxes that restrict the same parameters at the same ends."""
    ends = [np.isfinite(found["limits"].to_numpy()) for found in (one, other)]
    count = 0
    for a, b in zip(*ends, strict=False):
        if not (a == b).all():
            break
        count += 1
    return count
