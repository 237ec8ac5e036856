"""The part of a decision that says what to choose in sequence."""

import xarray as xr

from stakes.decision_json.sequence import Branch, Flexibility, Sequence

NUMBERS = ("value", "upper", "gap", "held", "tree_value")


def sequence_entry(found: xr.Dataset | None) -> Sequence | None:
    """The record of what `stakes.policy` found; None if the case has no stages."""
    if found is None:
        return None
    numbers = {name: float(found[name]) for k in NUMBERS for name in (k, f"{k}_se")}
    stages = [str(name) for name in found["stage"].to_numpy()]
    return Sequence(
        **numbers,
        held_options={name: str(found["held_option"].sel(stage=name).item()) for name in stages},
        flexibility={name: _flexibility(found.sel(stage=name)) for name in stages},
        branches=tuple(_branch(found.isel(branch=i)) for i in range(found.sizes["branch"])),
    )


def _flexibility(row: xr.Dataset) -> Flexibility:
    return Flexibility(value=float(row["flexibility"]), se=float(row["flexibility_se"]))


def _branch(row: xr.Dataset) -> Branch:
    return Branch(
        stage=str(row["stage_of"].item()),
        parent=int(row["parent"]),
        option=str(row["option_of"].item()),
        when=str(row["when"].item()),
        share=float(row["share"]),
        value=float(row["branch_value"]),
        se=float(row["branch_value_se"]),
    )
