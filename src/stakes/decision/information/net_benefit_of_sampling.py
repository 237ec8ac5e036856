"""What a study is worth to all who decide by it, less its cost (ENBS)."""

import numpy as np
import xarray as xr

from stakes.decision.draws.labels import unit_of
from stakes.decision.information.winners_curse import winners_curse
from stakes.decision.limits import CLEAR


def enbs(
    evsi: xr.DataArray | xr.Dataset, cost: xr.DataArray, population: float = 1.0
) -> xr.Dataset:
    """Expected net benefit of sampling: what a study is worth to all who decide by it, less its
    cost.

    Parameters
    ----------
    evsi : DataArray[size], or the Dataset from `stakes.evsi`, whose errors are then carried along.
    cost : DataArray[size], in the unit of `evsi`.
    population : how many decisions of this kind the study serves (discounted, if they lie in the
        future).

    Returns
    -------
    Dataset with enbs[size] and, if there are errors, se[size], both in the unit of `evsi`;
    best_size, the size with the highest; optimism, by how much the highest of so many noisy numbers
    is too high on average, if the errors of sizes are independent, at most; worthwhile, whether the
    highest less that is above 2.2 of its errors, and its EVSI above what noise would give
    (``indistinguishable``): if it is not, no study is clearly better than none. Without errors,
    whether it is above 0.

    Raises
    ------
    ValueError
        If the dim ``size`` is missing or the sizes differ, a number is NaN or infinite, or
        `population` is negative.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard.

    Examples
    --------
    >>> sizes = {"size": [10, 20, 40]}
    >>> gain = xr.DataArray([1.0, 2.0, 2.5], sizes, "size")
    >>> enbs(gain, xr.DataArray([1.0, 1.5, 2.5], sizes, "size"))["best_size"].item()
    20
    """
    gain, error = (evsi["evsi"], evsi.get("se")) if isinstance(evsi, xr.Dataset) else (evsi, None)
    cost = _cost_by_size(gain, cost)
    if not (np.isfinite(population) and population >= 0):
        raise ValueError(f"population is a number of decisions, 0 or more, not {population}")
    net = population * gain - cost
    out = xr.Dataset({"enbs": net}, attrs=unit_of(evsi))
    if error is not None:
        out["se"] = population * error
    best = int(np.argmax(net.to_numpy()))
    errors = np.zeros(net.size) if error is None else out["se"].to_numpy()
    optimism = winners_curse(net.to_numpy(), errors)
    clear = float(net[best]) - optimism > CLEAR * errors[best] and not _is_noise(evsi, best)
    return out.assign(
        best_size=net["size"].to_numpy()[best], optimism=optimism, worthwhile=bool(clear)
    )


def _is_noise(evsi: xr.DataArray | xr.Dataset, best: int) -> bool:
    """Whether the EVSI of a size is no higher than noise would give."""
    known = isinstance(evsi, xr.Dataset) and "indistinguishable" in evsi
    return known and bool(evsi["indistinguishable"][best])


def _cost_by_size(gain: xr.DataArray, cost: xr.DataArray) -> xr.DataArray:
    """The cost at each size of the gain, or a ValueError that says what is wrong with either."""
    for name, da in (("evsi", gain), ("cost", cost)):
        if da.dims != ("size",):
            raise ValueError(
                f"{name} needs the one dim 'size'; it has {da.dims or 'none'}: "
                "expand_dims(size=[n]) for one study"
            )
        if not np.isfinite(da).all():
            raise ValueError(
                f"{name} must be finite at every size: mend it, or drop these sizes from evsi and "
                "cost"
            )
    cost = _in_order(cost, gain)
    if not _same_sizes(gain, cost):
        raise ValueError(
            f"evsi has the sizes {gain['size'].values.tolist()}, cost "
            f"{cost['size'].values.tolist()}: give one cost for each size"
        )
    return cost


def _same_sizes(gain: xr.DataArray, cost: xr.DataArray) -> bool:
    here, there = gain.indexes.get("size"), cost.indexes.get("size")
    if here is None or there is None:
        return gain.sizes == cost.sizes
    return bool(here.equals(there))


def _in_order(cost: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    """Costs in the order of the sizes, where the sizes are the same."""
    here, there = gain.indexes.get("size"), cost.indexes.get("size")
    same = (
        here is not None and there is not None and here.is_unique and sorted(here) == sorted(there)
    )
    return cost.sel(size=here) if same else cost
