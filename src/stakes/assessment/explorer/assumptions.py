"""What a reader may set or assume in the explorer: what is most worth knowing."""

from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.explorer.anchors import anchors, doubts_by_profile
from stakes.assessment.explorer.form import form
from stakes.assessment.explorer.payload import Assumption, payload
from stakes.assessment.explorer.schools import schools
from stakes.assessment.explorer.schools_form import schools_form
from stakes.assessment.explorer.settable import settable
from stakes.assessment.valuation import Valuation
from stakes.case.case import Case
from stakes.decision.net_value import net_value
from stakes.decision_json.decision import Decision
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.states import STATE
from stakes.outcomes.option_values import posterior_of
from stakes.progress import step

MOST = 8  # quantities
NUMBERS = 130_000  # that the page carries of the draws as believed, at most: 0.35 MB


@step("explorer", "Working out what the page needs to set quantities: less than a minute.")
def explorer(valuation: Valuation, ranked: list[str], decision: Decision) -> dict[str, Any]:
    """Draws for the reader: of every attribute, and of what may be assumed; and the form by which
    quantities are set.

    Draws are of the first set alone, and every so many-th where options are many, so that the page
    stays small; means are those of the answer, and draws say by how much they move.

    Parameters
    ----------
    valuation : what the options are worth.
    ranked : ids of quantities, those first that matter most; from `by_worth`.
    decision : the record of the decision.
    """
    v, case = valuation, valuation.case
    parts = _some(v.parts)
    every = thinning(parts)
    kept, names = slice(None, None, every), ranked[:MOST]
    draws = fewer(posterior_of(v.fit), 1).isel(set=0, missing_dims="ignore").isel(draw=kept)
    labels = {
        k: {i: r.label for i, r in records.items()}
        for k, records in (("options", case.options), ("attributes", case.attributes))
    }
    own = [name for name in names if set(draws[name].dims) <= {"chain", "draw"}]
    made = payload(
        parts.isel(draw=kept),
        case.profiles,
        decision.profile,
        [assumption(case, draws, name) for name in own],
        labels,
        doubts_by_profile(decision, case.profiles),
    )
    spread = net_value(v.parts, v.weights).std(("chain", "draw"), skipna=False)
    typical = float(np.median(spread.to_numpy()))
    scale = np.array([max(p.weights[a] for p in case.profiles.values()) for a in case.attributes])
    found = settable(v, names, every)
    counted = np.where(scale > 0, scale, 1.0)
    its = form(found, case, posterior_of(v.fit), counted, typical)
    its["at"] = found.shown.tolist()
    held = schools(v, found)
    its["schools"] = schools_form(held, counted) if held else None
    return made | anchors(v, decision, parts.isel(draw=kept)) | {"form": its}


def by_worth(evppi: xr.Dataset, tornado: xr.Dataset, linked: list[str]) -> list[str]:
    """Ids of quantities: first those that are clearly worth knowing, by that; then those that, when
    set, move the lead, by how far; then those linked with it.

    Parameters
    ----------
    evppi : Dataset[group], in falling order; see `stakes.assessment.information.Information`.
    tornado : Dataset[parameter], in falling order.
    linked : ids of all quantities that vary, the most closely linked first.
    """
    worth = [str(g) for g in evppi["group"].to_numpy()[~evppi["indistinguishable"].to_numpy()]]
    moving = [str(p) for p in tornado["parameter"].to_numpy()[tornado["swing"].to_numpy() > 0]]
    names = [name.removesuffix(STATE) for name in worth] + moving + linked
    return [name for name in dict.fromkeys(names) if name in linked or name in moving]


def _some(parts: xr.DataArray) -> xr.DataArray:
    return fewer(parts, 1).isel(set=0, missing_dims="ignore")


def thinning(parts: xr.DataArray) -> int:
    """Of how many draws one is kept, so that all series but those of zeros fit on the page.

    Examples
    --------
    >>> import numpy as np
    >>> dims = ("chain", "draw", "option", "attribute")
    >>> [thinning(xr.DataArray(np.ones((4, 2500, n, 9)), dims=dims)) for n in (3, 13)]
    [3, 9]
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
