"""What knowing more would be worth, from draws alone."""

import warnings

import numpy as np
import xarray as xr

from stakes.assessment.information import AVERSION, Information
from stakes.assessment.without_case.given import Given
from stakes.assessment.without_case.thinned import every, kept
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.stochastic_dominance import dominance

RISKLESS = ".* is 0 in every draw and counts as riskless"


def knowing(held: Given, numbers: xr.Dataset, best: str) -> Information:
    """Values of information of all draws; certainty equivalents and dominance of the values as
    given.

    Parameters
    ----------
    held : what is given.
    numbers : those of its numbers of which the value of knowing is asked.
    best : the option with the highest expected value, from which others are to be told apart.
    """
    none = xr.Dataset(coords={"group": np.array([], str)})
    with warnings.catch_warnings():  # values as given may well be relative to an option
        warnings.filterwarnings("ignore", RISKLESS)
        equivalents = certainty_equivalent(held.value, _aversions(held.value, best), best)
        orders = dominance(held.value)
    return Information(
        evpi=evpi(held.value),
        evppi=_falling(held, numbers) if numbers.data_vars else none,
        topics=_of_groups(held) if held.groups else none,
        studies={},
        sequence=None,
        waiting=None,
        acceptability={},
        equivalents=equivalents,
        dominance=orders,
    )


def _aversions(value: xr.DataArray, best: str) -> xr.DataArray:
    """Multiples of 1/sd of the best option's values, to one digit; only 0 where these do not
    vary.
    """
    sd = float(value.sel(option=best).std())
    found = [float(f"{a / sd:.0e}") for a in AVERSION] if sd > 0 else [0.0]
    return xr.DataArray(found, dims="risk_aversion")


def _of_groups(held: Given) -> xr.Dataset:
    """Of the parameters that are asked about together, from every so many-th draw: a regression on
    several numbers has up to 300 columns.
    """
    some = kept(held.value, every(held.value.size // held.value.sizes["option"]))
    table = evppi(held.value.isel(some), held.numbers.isel(some), held.groups)
    order = np.argsort(-table["evppi"].to_numpy(), kind="stable")
    return table.assign(label=("group", list(held.groups))).isel(group=order)


def _falling(held: Given, numbers: xr.Dataset) -> xr.Dataset:
    table = evppi(held.value, numbers)
    label = [held.elements[str(g)].label for g in table["group"].to_numpy()]
    order = np.argsort(-table["evppi"].to_numpy(), kind="stable")
    return table.assign(label=("group", label)).isel(group=order)
