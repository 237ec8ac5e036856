"""The case with each other value of what its reader may choose."""

from dataclasses import replace

import xarray as xr

from stakes.case.case import Case
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import quantities_read

PARAMETER = "parameter"  # kind of a view


def swept(case: Case) -> dict[str, tuple[str, Case]]:
    """The case with each other value of the sweeps, and what that is, by view."""
    found = {}
    for name, p in case.parameters.items():
        for i, value in enumerate(p.sweep, 1):
            if value != p.value:
                chosen = {**case.parameters, name: p.model_copy(update={"value": value})}
                found[f"{PARAMETER}:{name}:{i}"] = (
                    f"{p.label}: {value:g} {p.unit}",
                    replace(case, parameters=chosen),
                )
    return found


def read_under(case: Case, fit: xr.DataTree, how: Exact) -> Exact:
    """What can be integrated, in a case whose parameters may have it read other quantities."""
    return replace(how.drawn_states, read=tuple(quantities_read(case, fit)))
