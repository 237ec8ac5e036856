"""A day of a backtest, from what its fit left: the record that is kept."""

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.decision_json.options import Diagnostics
from stakes.runs.backtesting.dates import AsOf, cells_between, rows_between
from stakes.runs.backtesting.decision_at import DIAGNOSTICS
from stakes.runs.backtesting.record import NUMBERS, Believed, Day, Moved, Standing


def day_of(
    case: Case,
    at: AsOf,
    before: date | None,
    found: xr.Dataset,
    refitted: Mapping[str, xr.Dataset],
) -> Day:
    """The record of a day.

    Parameters
    ----------
    case : an open case.
    at : the day and its decision.
    before : the day before it in the backtest, if there is one.
    found : what `decided_at` made of its fit.
    refitted : what it made of fits without a row of evidence, by name.
    """
    failed = [line for line in str(found.attrs["failures"]).split("\n") if line]
    given: dict[str, Any] = {
        "date": str(at.day),
        "decided": str(max(at.decided, at.day)),
        "horizon": str(at.horizon),
        "hindsight": at.day < case.as_of,
        "diagnostics": _diagnostics(found),
        "unconverged": failed,
        "arrived_rows": rows_between(case, before, at.day),
        "arrived_cells": cells_between(case, before, at.day),
        "learned": [] if failed else _moved(case, at, found, refitted),
    }
    return Day(**given, **(_NOTHING if failed else _numbers(found)))


def _moved(
    case: Case, at: AsOf, found: xr.Dataset, refitted: Mapping[str, xr.Dataset]
) -> list[Moved]:
    """What each row did, farthest first; null where the fit without it did not converge."""
    rows = []
    for name in found["row"].to_numpy() if "row" in found else ():
        table, _, row = str(name).rpartition(".")
        result, again = found.sel(row=name), refitted.get(f"{at.day}.{name}")
        by, error = float(result["by"]), float(result["by_mcse"])
        if again is not None:
            by = float(found["pair_lead"] - again["pair_lead"])
            error = float(np.hypot(found["pair_lead_mcse"], again["pair_lead_mcse"]))
        known = again is None or not again.attrs["failures"]
        k = float(result["pareto_k"])
        rows.append(
            Moved(
                table=table,
                row=int(row),
                label=case.evidence[table].record.label,
                by=by if known else None,
                by_mcse=error if known else None,
                pareto_k=k if isfinite(k) else None,
                refitted=again is not None,
            )
        )
    return sorted(rows, key=lambda moved: -abs(moved.by or 0.0))


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("best", "runner_up", "resolved")),
    **dict.fromkeys(f"{name}{error}" for name in NUMBERS for error in ("", "_mcse")),
    "options": {},
    "quantities": {},
}


def _diagnostics(found: xr.Dataset) -> Diagnostics:
    known = {name: float(found.attrs[name]) for name in DIAGNOSTICS}
    rhat = known["rhat_max"]
    return Diagnostics(
        rhat_max=rhat if isfinite(rhat) else None,
        ess_min=known["ess_min"],
        divergences=int(known["divergences"]),
        bfmi_min=known["bfmi_min"],
    )


def _numbers(found: xr.Dataset) -> dict[str, Any]:
    best = str(found["best"].item())
    options = _records(found, "option", "", Standing)
    rest = {name: record for name, record in options.items() if name != best}
    runner = min(rest, key=lambda name: rest[name].lead)
    ends = [f"{end}{error}" for end in ("low", "high") for error in ("", "_mcse")]
    return {
        **{f"lead_{end}": float(found[f"pair_{end}"]) for end in ends},
        "best": best,
        "runner_up": runner,
        "resolved": bool(found["resolved"]),
        "lead": rest[runner].lead,
        "lead_mcse": rest[runner].lead_mcse,
        "p_best": options[best].p_best,
        "p_best_mcse": options[best].p_best_mcse,
        "evpi": float(found["evpi"]),
        "evpi_mcse": float(found["evpi_mcse"]),
        "options": options,
        "quantities": _records(found, "quantity", "quantity_", Believed),
    }


def _records(found: xr.Dataset, dim: str, prefix: str, record: Any) -> dict[str, Any]:
    """A record for each label along a dimension."""
    rows = {str(name): found.sel({dim: name}) for name in found[dim].to_numpy()}
    return {
        name: record(**{k: float(row[f"{prefix}{k}"]) for k in record.model_fields})
        for name, row in rows.items()
    }
