"""The value of information under one set of weights after another: along a willingness to pay."""

from collections.abc import Iterable, Mapping
from typing import Any

import xarray as xr

from stakes.decision.draws.arrays import option_ids, sample_dims, unstacked
from stakes.decision.draws.inputs import Parameters
from stakes.decision.draws.labels import label_at, unit_of
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.net_value import net_value
from stakes.decision.weight_sweep import sweep_dim


def information_curves(
    parts: xr.DataArray,
    weights: xr.DataArray,
    parameters: Parameters | None = None,
    groups: Mapping[str, Iterable[str]] | None = None,
) -> xr.Dataset:
    """EVPI, and EVPPI of parameters, as the weights of the attributes change: of a willingness to
    pay, if one attribute is the effect and its weight the price.

    `acceptability` at the same weights has the frontier and the probability of being best.

    Parameters
    ----------
    parts, weights : as in `acceptability`: draws by attribute and option, and
        DataArray[sweep, attribute].
    parameters, groups : as in `evppi`; EVPI alone if there are none.

    Returns
    -------
    Dataset[sweep], in the unit of `parts`
        evpi, evpi_mcse : as in `evpi`. frontier : the option with the highest expected value. And
        by group, [sweep, group], evppi, se, noise_floor, indistinguishable and share_of_evpi: as in
        `evppi`. The errors are those of each point by itself: along the sweep they go together.

    Raises
    ------
    ValueError
        As in `acceptability` and `evppi`.

    References
    ----------
    Baio, G., Berardi, A. and Heath, A. (2017). Bayesian Cost-Effectiveness Analysis with the R
    package BCEA. Springer, ch. 4.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> effect, cost = rng.normal(1, 1, 4000), rng.normal(2, 0.5, 4000)
    >>> parts = xr.DataArray(
    ...     np.stack([[0 * effect, 0 * cost], [effect, -cost]]),
    ...     {"attribute": ["effect", "cost"]},
    ...     ("option", "attribute", "sample"),
    ... )
    >>> weights = xr.DataArray(
    ...     [[1.0, 1], [2, 1], [4, 1]],
    ...     {"price": [1, 2, 4], "attribute": ["effect", "cost"]},
    ...     ("price", "attribute"),
    ... )
    >>> found = information_curves(parts, weights, xr.Dataset({"effect": ("sample", effect)}))
    >>> found["evpi"].round(1).values.tolist(), found["evppi"].round(1).values.ravel().tolist()
    ([0.1, 0.8, 0.8], [0.1, 0.8, 0.8])
    """
    sweep = sweep_dim(parts, weights)
    option_ids(parts)
    draws, points = unstacked(parts), []
    for i in range(weights.sizes[sweep]):  # one point at a time in memory
        value = net_value(draws, weights.isel({sweep: i}, drop=True))
        points.append(_at(value, parameters, groups))
    curves = xr.concat(points, sweep, combine_attrs="drop")
    along: dict[Any, Any] = dict(weights.isel(attribute=0, drop=True).coords)
    return curves.assign_coords(along).assign_attrs(unit_of(parts))


def _at(
    value: xr.DataArray,
    parameters: Parameters | None,
    groups: Mapping[str, Iterable[str]] | None,
) -> xr.Dataset:
    best = int(value.mean(sample_dims(value)).argmax("option"))
    found = evpi(value).rename(mcse="evpi_mcse").assign(frontier=label_at(value, best))
    if parameters is None:
        return found
    return found.merge(evppi(value, parameters, groups).drop_vars("shrunk"), combine_attrs="drop")
