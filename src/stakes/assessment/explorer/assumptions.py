"""What a reader may assume in the explorer: the first thresholds of the case, and what is most
closely linked with the lead.
"""

from typing import Any

import xarray as xr

from stakes.assessment.explorer.payload import Assumption, payload
from stakes.assessment.sentences import doubts
from stakes.assessment.valuation import Valuation
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.states import STATE

FROM_THRESHOLDS, MOST_ASSUMED = 3, 8  # quantities
NUMBERS = 350_000  # that the page carries at most: 2 MB


def explorer(valuation: Valuation, linked: list[str], decision: Decision) -> dict[str, Any]:
    """Draws for the reader: of every attribute, and of what may be assumed.

    They are of the first set alone, and every so many-th where options are many, so that the page
    stays small: its numbers are those of the answer within wider errors.

    Parameters
    ----------
    valuation : what the options are worth.
    linked : ids of quantities, those most closely linked with the lead first.
    decision : the record of the decision.
    """
    case, posterior = valuation.case, valuation.fit["posterior"].to_dataset()
    parts = _some(valuation.parts)
    kept = slice(None, None, thinning(parts))
    draws = fewer(posterior, 1).isel(set=0, missing_dims="ignore").isel(draw=kept)
    asked = [name for name in case.challenges.thresholds if name in linked][:FROM_THRESHOLDS]
    names = list(dict.fromkeys(asked + linked))[:MOST_ASSUMED]
    labels = {
        k: {i: r.label for i, r in records.items()}
        for k, records in (("options", case.options), ("attributes", case.attributes))
    }
    doubt = "".join(doubts(decision)) if decision.too_close_to_call and decision.resolved else ""
    return payload(
        parts.isel(draw=kept),
        case.profiles,
        decision.profile,
        [assumption(case, draws, name) for name in names],
        labels,
        doubt,
    )


def _some(parts: xr.DataArray) -> xr.DataArray:
    return fewer(parts, 1).isel(set=0, missing_dims="ignore")


def thinning(parts: xr.DataArray) -> int:
    """Of how many draws one is kept, so that all series but those of zeros fit on the page.

    Examples
    --------
    >>> import numpy as np
    >>> dims = ("chain", "draw", "option", "attribute")
    >>> [thinning(xr.DataArray(np.ones((4, 2500, n, 9)), dims=dims)) for n in (3, 13)]
    [1, 4]
    """
    held = (parts != 0).any(("chain", "draw"))
    numbers = int(held.sum()) * parts.sizes["chain"] * parts.sizes["draw"]
    return max(-(-numbers // NUMBERS), 1)


def assumption(case: Case, draws: xr.Dataset, name: str) -> Assumption:
    """A number; or the state, of an event and of a quantity whose states are single values."""
    q = case.quantities[name]
    if q.kind == "event":
        return Assumption(name, q.label, "", draws[name], ("no", "yes"))
    if q.states and all(state.kind == "value" for state in q.states.values()):
        levels = tuple(state.label for state in q.states.values())
        return Assumption(name, q.label, "", draws[f"{name}{STATE}"], levels)
    return Assumption(name, q.label, q.unit, draws[name])
