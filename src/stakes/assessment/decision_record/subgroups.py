"""Each subgroup's own best option, and what it is worth to choose by subgroup."""

from typing import Any

import xarray as xr

from stakes.assessment.valuation import Valuation
from stakes.case.case import Case
from stakes.case.sensitivity import Subgroup
from stakes.decision.economic_evaluation.stratify import GROUP, stratify
from stakes.decision_json.information import InSubgroup, Subgroups
from stakes.inference.states import STATE
from stakes.outcomes.option_values import (
    Asked,
    posterior_of,
    quantities_read,
    set_to,
    values_of,
)


def subgroups(valuation: Valuation) -> Subgroups | None:
    """`stakes.stratify` of the options that do not wait, each subgroup with what it has of its own
    and all else as believed; None where the case declares no subgroups.
    """
    v, groups = valuation, valuation.case.challenges.subgroups
    if not groups:
        return None
    found = stratify(_values(v), {name: group.share for name, group in groups.items()})
    scalar: dict[str, Any] = {
        "best_for_all": str(found["best_for_all"].item()),
        "value": float(found["value_of_strata"]),
        "mcse": float(found["value_of_strata_mcse"]),
        "noise_floor": float(found["noise_floor"]),
        "indistinguishable": bool(found["indistinguishable"]),
        "evpi": float(found["evpi_of_strata"]),
        "evpi_mcse": float(found["evpi_of_strata_mcse"]),
        "evpi_for_all": float(found["evpi_for_all"]),
        "evpi_for_all_mcse": float(found["evpi_for_all_mcse"]),
    }
    rows = {name: _group(g, found.sel({GROUP: name})) for name, g in groups.items()}
    return Subgroups.model_validate({"groups": rows, **scalar})


def _values(v: Valuation) -> xr.DataArray:
    """DataArray[subgroup, chain, draw(, set), option]: net values relative to the baseline."""
    groups, draws = v.case.challenges.subgroups, posterior_of(v.fit)
    several: list[tuple[xr.Dataset, dict[str, Any]]] = [
        (having(v.case, draws, group), {}) for group in groups.values()
    ]
    found = values_of(
        v.case, v.fit, several, quantities_read(v.case, v.fit), Asked(weights=v.weights)
    )
    return found.rename(setting=GROUP).assign_coords({GROUP: list(groups)})


def having(case: Case, draws: xr.Dataset, group: Subgroup) -> xr.Dataset:
    """The draws of all quantities as they are in a subgroup."""
    changed: dict[str, Any] = {}
    for name, value in group.has.items():
        states = case.quantities[name].states or {}
        if isinstance(value, str) and value not in states:
            changed[name] = draws[value].drop_attrs()
        else:
            of = f"{name}{STATE}" if states else name
            changed |= set_to(draws, of, float(value) if isinstance(value, bool) else value)
    return draws.assign(changed)


def _group(group: Subgroup, found: xr.Dataset) -> dict[str, Any]:
    options = {
        str(o): {key: float(found[key].sel(option=o)) for key in InSubgroup.model_fields}
        for o in found["option"].values
    }
    return {
        "label": group.label,
        "share": group.share,
        "options": options,
        "best": str(found["best"].item()),
        "resolved": bool(found["resolved"]),
        "evpi": float(found["evpi"]),
        "evpi_mcse": float(found["evpi_mcse"]),
    }
