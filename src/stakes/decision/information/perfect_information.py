"""The value of perfect information."""

import xarray as xr

from stakes.decision.draws.arrays import option_draws, option_ids
from stakes.decision.draws.blocks.reading import streams
from stakes.decision.draws.blocks.summary import seen
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import unit_of
from stakes.decision.draws.summaries.shares import Summary
from stakes.decision.draws.summaries.summary import regret_and_information_errors, summarise


@takes_draws
def evpi(value: xr.DataArray) -> xr.Dataset:
    """Expected value of perfect information: E[max over options] less max over options of E.

    Parameters
    ----------
    value : draws as in `compare`.

    Returns
    -------
    Dataset with evpi, in the unit of `value`, and mcse, the Monte Carlo standard error of the mean
    over draws of what the best of the draw is worth above the best on average: of paired
    differences, so that what moves all options alike does not count. Where several options lie
    within their errors of the best, the estimate is low, as the least of several noisy means, and
    `mcse` is widened until a normal interval holds the truth; a reversal that was not seen counts
    as one draw more. With 20 options tied, intervals are somewhat wide (docs/accuracy.md).

    Raises
    ------
    ValueError
        As in `compare`.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard.

    Examples
    --------
    >>> draws = np.array([[0.0, 1.0], [0.0, -1.0], [0.0, 3.0], [0.0, 1.0]])
    >>> evpi(xr.DataArray(draws, dims=("sample", "option")))["evpi"].item()
    0.25
    """
    if streams(value):
        whole = seen(value)
        return _table(value, whole.summary, whole.evpi_error)
    x = option_draws(value)
    found = summarise(x, option_ids(value))
    return _table(value, found, regret_and_information_errors(x, found)[1])


def _table(value: xr.DataArray, found: Summary, error: float) -> xr.Dataset:
    return xr.Dataset({"evpi": found.gap.mean, "mcse": error}, attrs=unit_of(value))
