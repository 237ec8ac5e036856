"""The part of a decision that says what knowing more would be worth."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypedDict

import xarray as xr

from stakes.assessment.decision_record.sequence import sequence_entry
from stakes.assessment.information import SWEEP, Information
from stakes.decision_json.information import Review, Study, StudySize, Worth
from stakes.decision_json.options import PerfectInformation
from stakes.decision_json.sequence import Sequence


class InformationFields(TypedDict):
    """Fields of a `Decision`."""

    evpi_without_waiting: PerfectInformation
    evppi: Mapping[str, Worth]
    studies: Mapping[str, Study]
    sequence: Sequence | None
    waiting: Mapping[str, Review]
    frontier: Mapping[str, Mapping[str, str]]
    certainty_equivalent: Mapping[str, Mapping[str, float | None]]
    dominance: Mapping[str, Literal["first", "second"]]


def information_entries(information: Information) -> InformationFields:
    """The fields that say what knowing more would be worth."""
    i = information
    return {
        "evpi_without_waiting": PerfectInformation(
            value=float(i.evpi["evpi"]), mcse=float(i.evpi["mcse"])
        ),
        "evppi": {str(g): _worth(i.evppi.sel(group=g)) for g in i.evppi["group"].values},
        "studies": {name: _study(table) for name, table in i.studies.items()},
        "sequence": sequence_entry(i.sequence),
        "waiting": _reviews(i.waiting),
        "frontier": {a: _frontier(curve) for a, curve in i.acceptability.items()},
        "certainty_equivalent": {
            f"{float(a):g}": _equivalents(i.equivalents.isel(risk_aversion=k))
            for k, a in enumerate(i.equivalents["risk_aversion"].values)
        },
        "dominance": dict(_dominance(i.dominance)),
    }


def _worth(row: xr.Dataset) -> Worth:
    return Worth(
        value=float(row["evppi"]), se=float(row["se"]), noise_floor=float(row["noise_floor"])
    )


def _equivalents(row: xr.DataArray) -> dict[str, float | None]:
    """By option; null where too few draws carry the number."""
    return {
        str(o): None if bool(row["unreliable"].sel(option=o)) else float(row.sel(option=o))
        for o in row["option"].values
    }


def _dominance(table: xr.Dataset) -> Iterator[tuple[str, Literal["first", "second"]]]:
    """The order by which one option dominates another, by their ids."""
    orders: tuple[Literal["first", "second"], ...] = ("first", "second")
    for a in map(str, table["option"].values):
        for b in map(str, table["other"].values):
            order = next((k for k in orders if table[k].sel(option=a, other=b)), None)
            if order:
                yield f"{a}:{b}", order


def _frontier(curve: xr.DataArray) -> dict[str, str]:
    return {
        f"{factor:g}": str(best) for factor, best in zip(SWEEP, curve["near"].values, strict=True)
    }


def _study(table: xr.Dataset) -> Study:
    sizes = {str(s): _size(table.sel(size=s)) for s in table["size"].values}
    return Study(
        sizes=sizes, best_size=int(table["best_size"]), worthwhile=bool(table["worthwhile"])
    )


def _size(row: xr.Dataset) -> StudySize:
    return StudySize(**{name: float(row[name]) for name in StudySize.model_fields})


def _reviews(waiting: xr.Dataset | None) -> Mapping[str, Review]:
    return (
        {}
        if waiting is None
        else {str(d): _review(waiting.sel(review=d)) for d in waiting["review"].values}
    )


def _review(row: xr.Dataset) -> Review:
    learned, se, floor = (float(row[k]) for k in ("learned", "se", "noise_floor"))
    later, chosen = (
        {str(o): float(row[k].sel(option=o)) for o in row["option"].values}
        for k in ("later", "chosen")
    )
    return Review(learned=learned, se=se, noise_floor=floor, later=later, chosen=chosen)
