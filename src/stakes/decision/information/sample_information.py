"""The value of a study before choosing (EVSI)."""

import xarray as xr

from stakes.decision.draws.dependence import independent_members
from stakes.decision.draws.inputs import Parameters, takes_draws
from stakes.decision.draws.labels import unit_of
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.information.choice import choice
from stakes.decision.information.learnt import columns_of
from stakes.decision.information.regression_estimator import learn


@takes_draws
def evsi(value: xr.DataArray, summaries: Parameters) -> xr.Dataset:
    """Expected value of sample information: what a study is worth before choosing, by regression on
    its simulated summaries.

    Parameters
    ----------
    value : draws as in `evppi`.
    summaries : what the study would report, simulated once for each of the same draws: such as a
        mean, a count, an estimate with its spread. All variables are known together, by size where
        they have the dim ``size``.

    Returns
    -------
    Dataset with evsi, se, noise_floor and indistinguishable as in `evppi`, for each ``size`` if the
    summaries have that dim. The sizes are estimated one by one: they may fall by no more than their
    errors where the truth grows.

    Raises
    ------
    ValueError
        As in `evppi`.

    References
    ----------
    Strong, M., Oakley, J. E., Brennan, A. and Breeze, P. (2015). Estimating the expected value of
    sample information using the probabilistic sensitivity analysis sample: a fast, nonparametric
    regression-based method. Medical Decision Making 35(5), 570-583. Heath, A., Manolopoulou, I. and
    Baio, G. (2018). Efficient Monte Carlo estimation of the expected value of sample information
    using moment matching. Medical Decision Making 38(2), 163-173.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> effect = rng.normal(0, 1, 4000)
    >>> value = xr.DataArray(np.stack([0 * effect, effect]), dims=("option", "sample"))
    >>> means = np.stack([effect + rng.normal(0, n**-0.5, 4000) for n in (1, 100)])
    >>> study = xr.Dataset({"mean": (("size", "sample"), means)}, {"size": [1, 100]})
    >>> evsi(value, study)["evsi"].round(1).values.tolist()
    [0.3, 0.4]
    """
    given = choice(value)
    study = check_draws(value, summaries, "summaries")
    sizes = range(study.sizes["size"]) if "size" in study.dims else [None]
    found = []
    for i in sizes:
        one = study if i is None else study.isel(size=i, drop=True)
        group = {name: x for parts in elements(one).values() for name, x in parts.items()}
        found.append(learn(given, list(independent_members(group)[0].values())))
    table = xr.Dataset(columns_of("evsi", found, "size"), attrs=unit_of(value))
    if "size" not in study.dims:
        return table.isel(size=0)
    return table.assign_coords(size=study["size"]) if "size" in study.coords else table
