"""Results as frames: a row for each entry, a column for each number, and the unit of each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from stakes.decision_json.decision import Decision
from stakes.decision_json.records import CASE, SHARE, Record

SHARES = ("p_best", "share", "probability", "coverage", "density", "mass", "base_rate")
PLAIN = ("kl", "shift_sd", "first_order", "delta", "shapley", "explained", "draws", "weight")
COUNTS = ("pareto_k", "ess")  # of whatever they are
OF_PARAMETER = ("at_low", "at_high", "limits")


def tidy(result: xr.Dataset | xr.DataArray | Decision, units: bool = False) -> pd.DataFrame:
    """A result as a frame: a row for each entry, its labels and its numbers as columns.

    ``frame.attrs["units"]`` says the unit of each number that has one; Parquet keeps it, CSV does
    not: for that, `units` puts them into the names of the columns.

    Parameters
    ----------
    result : what a function of this package returns for draws (a Dataset or a DataArray), or a
        decision, of which it is the table of options.
    units : name columns as ``expected (euros)``.

    Returns
    -------
    DataFrame
        Numbers without dims (as the EVPI of `stakes.compare`) are in ``frame.attrs`` under their
        names; where a result has no dims at all, they are its only row.

    Raises
    ------
    ValueError
        If `result` is anything else.

    Examples
    --------
    >>> import numpy as np, stakes
    >>> draws = np.random.default_rng(1).normal([0.0, 1.0], size=(4000, 2))
    >>> value = xr.DataArray(draws, dims=("sample", "option"), attrs={"unit": "euros"})
    >>> frame = tidy(stakes.compare(value)[["expected", "p_best"]], units=True)
    >>> frame.columns.tolist()
    ['option', 'expected (euros)', 'p_best (share)']
    """
    if isinstance(result, Decision):
        frame, found = _of_records(result.options, "option", result.unit)
    elif isinstance(result, xr.DataArray | xr.Dataset):
        frame, found = _of_labelled(result)
    else:
        raise ValueError(
            f"a result is a Dataset, a DataArray or a decision, not {type(result).__name__}"
        )
    held = {name: unit for name, unit in found.items() if name in frame.columns}
    if units:
        frame = frame.rename(columns={name: f"{name} ({unit})" for name, unit in held.items()})
    frame.attrs["units"] = held
    return frame


def _of_labelled(result: xr.Dataset | xr.DataArray) -> tuple[pd.DataFrame, dict[str, str]]:
    table = result if isinstance(result, xr.Dataset) else _named(result)
    unit = str(result.attrs.get("unit", ""))
    known = {str(n): text for n, da in table.variables.items() if (text := _unit(str(n), da, unit))}
    if "parameter" in result.attrs:  # the unit is that of the parameter, and leads have another
        known = {name: text for name, text in known.items() if not name.startswith("lead")}
    if not table.sizes:
        row = {str(n): table[n].item() for n in table.variables}
        return pd.DataFrame([row]), known
    scalars = [str(n) for n, da in table.variables.items() if not da.dims]
    frame = table.drop_vars(scalars).to_dataframe().reset_index()
    frame.attrs |= {name: table[name].item() for name in scalars}
    return frame, known


def _named(result: xr.DataArray) -> xr.Dataset:
    return result.to_dataset(name=str(result.name or "value"))


def _unit(name: str, variable: xr.Variable, unit: str) -> str:
    """Of a number: that of the result, but for shares and for what has none or one of its own."""
    if variable.dtype.kind != "f":
        return ""
    if name.startswith(SHARES):
        return "share"
    own = str(variable.attrs.get("unit", ""))
    bare = name.startswith((*PLAIN, *OF_PARAMETER)) or name.endswith(COUNTS)
    return own if own or bare else unit


def _of_records(
    records: Mapping[str, Record], what: str, unit: str
) -> tuple[pd.DataFrame, dict[str, str]]:
    """A row for each record, by the units that its fields say."""
    rows: list[dict[str, Any]] = [{what: k, **r.model_dump()} for k, r in records.items()]
    words = {CASE: unit, SHARE: "share"}
    fields = type(next(iter(records.values()))).model_fields
    units = {
        name: words[str(field.json_schema_extra["unit"])]
        for name, field in fields.items()
        if isinstance(field.json_schema_extra, dict)
        and field.json_schema_extra.get("unit") in words
    }
    return pd.DataFrame(rows), units
