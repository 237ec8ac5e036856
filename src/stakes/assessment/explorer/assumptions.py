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


def explorer(valuation: Valuation, linked: list[str], decision: Decision) -> dict[str, Any]:
    """Draws for the reader: of every attribute, and of what may be assumed.

    They are of the first set alone, so that the page stays small: its numbers are those of the
    answer within wider errors.

    Parameters
    ----------
    valuation : what the options are worth.
    linked : ids of quantities, those most closely linked with the lead first.
    decision : the record of the decision.
    """
    case, posterior = valuation.case, valuation.fit["posterior"].to_dataset()
    draws = fewer(posterior, 1).isel(set=0, missing_dims="ignore")
    asked = [name for name in case.challenges.thresholds if name in linked][:FROM_THRESHOLDS]
    names = list(dict.fromkeys(asked + linked))[:MOST_ASSUMED]
    labels = {
        k: {i: r.label for i, r in records.items()}
        for k, records in (("options", case.options), ("attributes", case.attributes))
    }
    doubt = "".join(doubts(decision)) if decision.too_close_to_call and decision.resolved else ""
    return payload(
        fewer(valuation.parts, 1).isel(set=0, missing_dims="ignore"),
        case.profiles,
        decision.profile,
        [assumption(case, draws, name) for name in names],
        labels,
        doubt,
    )


def assumption(case: Case, draws: xr.Dataset, name: str) -> Assumption:
    """A number; or the state, of an event and of a quantity whose states are single values."""
    q = case.quantities[name]
    if q.kind == "event":
        return Assumption(name, q.label, "", draws[name], ("no", "yes"))
    if q.states and all(state.kind == "value" for state in q.states.values()):
        levels = tuple(state.label for state in q.states.values())
        return Assumption(name, q.label, "", draws[f"{name}{STATE}"], levels)
    return Assumption(name, q.label, q.unit, draws[name])
