"""Expected consequences with little noise, as they are asked for from outside."""

from collections.abc import Mapping

import xarray as xr

from stakes.case.case import Case
from stakes.outcomes.consequences import expected
from stakes.outcomes.exact.linearity import exact


def expected_consequences(
    case: Case, fit: xr.DataTree, *, weights: Mapping[str, float] | None = None
) -> xr.DataArray:
    """Value of every option by attribute, as `stakes.consequences`, with what can be integrated
    exactly at its expectation: the same means, with less noise.

    For expected values and their differences alone, which ``stakes.compare(value, expected=...)``
    takes: the spread of what was integrated is lost.

    Parameters
    ----------
    case, fit : an open case and its fit.
    weights : of the attributes, by which an option that waits will choose at its review date; the
        default profile's if None.

    Returns
    -------
    DataArray[chain, draw(, set), option, attribute], relative to the baseline
        Conditional means given what is not integrated, in the case's unit.

    References
    ----------
    Casella, G. and Robert, C. P. (1996). Rao-Blackwellisation of sampling schemes. Biometrika
    83(1), 81-94.
    """
    weighed = case.profiles[case.default_profile].weights if weights is None else weights
    return expected(case, fit, exact(case, fit), weights=weighed)
