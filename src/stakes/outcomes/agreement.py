"""How likely it is that what an option needs from others comes, and works."""

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.case.reading.case_code import running
from stakes.case.reading.expected_form import FILE
from stakes.case.reading.module_loading import load_module
from stakes.errors import CaseError, Problem
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.option_values import day_of, posterior_of

FUNCTION = "in_force"
FIX = "return a DataArray[option, chain, draw] of chances, with the ids of options"


def in_force(case: Case, fit: xr.DataTree, sets: int = 1) -> xr.DataArray | None:
    """Chance that what each option needs from others comes to be in force within the horizon, by
    the function ``in_force`` of the case's ``consequences.py``; None where there is none.

    Parameters
    ----------
    case, fit : an open case and its fit.
    sets : of draws that are used.

    Returns
    -------
    DataArray[chain, draw(, set), option]

    Raises
    ------
    CaseError
        If the function returns anything else, in one line.
    """
    path = case.root / FILE
    with running(case.root, path, FUNCTION):
        asked = getattr(load_module(path), FUNCTION, None)
        if asked is None:
            return None
        beliefs, day = Beliefs(fewer(posterior_of(fit), sets)), day_of(case, fit)
        found = asked(beliefs, Call(case, day).setting(beliefs, day))
    return beliefs.labelled(_checked(found, case), "option")


def _checked(found: object, case: Case) -> xr.DataArray:
    if not isinstance(found, xr.DataArray) or set(found.dims) != {"option", "chain", "draw"}:
        raise CaseError([Problem(FILE, FUNCTION, "does not return what it must", FIX)])
    known = {str(o) for o in found["option"].to_numpy()} if "option" in found.coords else set()
    if not known or not known <= set(case.options):
        raise CaseError([Problem(FILE, FUNCTION, "returns an option that is unknown", FIX)])
    x = found.to_numpy()
    if not (np.isfinite(x).all() and x.min() >= 0 and x.max() <= 1 + 1e-9):
        raise CaseError([Problem(FILE, FUNCTION, "returns what is no chance", FIX)])
    return found
