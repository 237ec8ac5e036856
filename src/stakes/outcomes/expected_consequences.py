"""Expected consequences with little noise, as they are asked for from outside."""

from collections.abc import Mapping

import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.control_variates import steadied
from stakes.inference.diagnostics import GRADIENTS
from stakes.inference.drawn.draw_sets import SET
from stakes.outcomes.consequences import expected
from stakes.outcomes.exact.expectations import SETS
from stakes.outcomes.exact.linearity import exact


def expected_consequences(
    case: Case, fit: xr.DataTree, *, weights: Mapping[str, float] | None = None
) -> xr.DataArray:
    """Value of every option by attribute, as `stakes.consequences`, with what can be integrated
    exactly at its expectation: the same means, with less noise. Noise that the gradients of a fit
    show is taken off as well; see `stakes.decision.draws.control_variates.steadied`.

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
    return steady(expected(case, fit, exact(case, fit), weights=weighed), fit)


def steady(values: xr.DataArray, fit: xr.DataTree) -> xr.DataArray:
    """Expected values of a fit [chain, draw(, set), ...], without the noise that its gradients
    show, and as many sets as those of other expectations, each the mean of some.
    """
    if SET in values.dims and values.sizes[SET] > SETS:
        values = values.coarsen({SET: values.sizes[SET] // SETS}, boundary="trim").mean()
    if GRADIENTS not in fit.children:
        return values
    known = fit[GRADIENTS].to_dataset()
    return steadied(values, known["place"], known["gradient"]).assign_attrs(values.attrs)
