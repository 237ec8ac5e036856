"""The part of a decision that says what would change the answer."""

from collections.abc import Mapping
from math import exp
from typing import TypedDict

import numpy as np
import xarray as xr

from stakes.assessment.decision_record.stress import TOP, component, discovery, finite, tilted
from stakes.assessment.sensitivity.analysis import Sensitivity
from stakes.assessment.sensitivity.crossing import Crossing
from stakes.assessment.sensitivity.planes import Sheet
from stakes.case.case import Case
from stakes.decision_json.records import Record
from stakes.decision_json.sensitivity import (
    Axis,
    BreakEven,
    Claim,
    Effect,
    Importance,
    Leader,
    Plane,
    Root,
    Shares,
    Swing,
    TopicShares,
    Tornado,
    View,
)
from stakes.decision_json.stress import Component, Discovery, Tilt
from stakes.outcomes.consequence_model import YEAR
from stakes.wording import rounded, with_error

OTHERS = (
    "school",
    "structure",
)  # kinds of views that doubt the answer; values are the reader's own


class SensitivityFields(TypedDict):
    """Fields of a `Decision`."""

    break_even: Mapping[str, BreakEven]
    planes: Mapping[str, Plane]
    views: Mapping[str, View]
    differs: tuple[str, ...]
    ruled_out: tuple[str, ...]
    claims: Mapping[str, Claim]
    tornado: Tornado
    importance: Importance
    power_scale: Mapping[str, Component]
    tilt: Tilt
    discover: Discovery


def sensitivity_entries(case: Case, s: Sensitivity) -> SensitivityFields:
    """The fields that say what would change the answer."""
    return {
        "break_even": {f"{c.quantity}:{c.option}": break_even(case, c) for c in s.crossings},
        "planes": {sheet.plane.id: _plane(sheet) for sheet in s.sheets},
        "views": {str(v): _view(s.views.sel(view=v)) for v in s.views["view"].to_numpy()},
        "differs": differs(s),
        "ruled_out": tuple(s.views.attrs.get("ruled_out", ())),
        "claims": {str(c): _claim(s.claims.sel(claim=c)) for c in s.claims["claim"].to_numpy()},
        "tornado": _tornado(s),
        "importance": Importance(
            quantities=_rows(Shares, s.shares),
            topics={} if s.topics is None else _rows(TopicShares, s.topics),
        ),
        "power_scale": {
            str(c): component(s.power.sel(component=c)) for c in s.power["component"].to_numpy()
        },
        "tilt": tilted(s),
        "discover": discovery(s),
    }


def differs(s: Sensitivity) -> tuple[str, ...]:
    """Schools and structures under which another option clearly leads today's best by the values of
    the run.
    """
    ahead = s.views["ahead"].sel(profile="run")
    return tuple(
        v
        for v in map(str, ahead["view"].to_numpy())
        if ahead.sel(view=v).item() and v.partition(":")[0] in OTHERS
    )


def break_even(case: Case, c: Crossing) -> BreakEven:
    """One break-even: the root nearest to the middle of the posterior is its value, and all of them
    are listed.
    """
    roots = tuple(
        Root(value=float(x), se=finite(e)) for x, e in zip(c.roots, c.roots_se, strict=True)
    )
    near = roots[int(np.argmin(np.abs(c.roots - c.centre)))] if roots else None
    years = (case.horizon - case.as_of).days / YEAR
    rate = near.value if near and case.challenges.thresholds[c.quantity].rate else None
    return BreakEven(
        value=near.value if near else None,
        se=near.se if near else None,
        reason="" if near else why_none(case, c),
        roots=roots,
        never=c.never,
        unresolved=c.unresolved,
        probability_beyond=c.probability_beyond,
        probability_beyond_se=c.probability_beyond_se,
        lower=float(c.grid[0]),
        lead_lower=float(c.lead[0]),
        lead_lower_se=float(c.lead_se[0]),
        upper=float(c.grid[-1]),
        lead_upper=float(c.lead[-1]),
        lead_upper_se=float(c.lead_se[-1]),
        chance_in_a_year=None if rate is None else 1 - exp(-rate),
        chance_by_horizon=None if rate is None else 1 - exp(-rate * years),
    )


def why_none(case: Case, c: Crossing) -> str:
    """Why there is no break-even, in words."""
    option, baseline = case.options[c.option].label, case.options[case.baseline].label
    ends = [f"{with_error(c.lead[i], c.lead_se[i])} at {rounded(c.grid[i], 0.0)}" for i in (0, -1)]
    if c.never:
        verdict = (
            f"{option} is worth {'more' if c.lead[0] > 0 else 'less'} than {baseline} over "
            "the whole range"
        )
    elif c.unresolved is not None:
        low, high = (rounded(x, 0.0) for x in c.unresolved)
        verdict = (
            f"the lead of {option} over {baseline} crosses 0 between {low} and {high}, not resolved"
        )
    else:
        verdict = (
            f"the lead of {option} over {baseline} nowhere differs from 0 by more than two "
            "of its errors on both sides"
        )
    return f"{verdict}: {ends[0]}, {ends[1]} ({case.unit})"


def _numbers(kind: type[Record], row: xr.Dataset) -> dict[str, float | None]:
    """Of a row, what the fields of a record ask for."""
    return {name: finite(row[name]) for name in kind.model_fields}


def _claim(row: xr.Dataset) -> Claim:
    numbers = {name: float(row[name]) for name in Claim.model_fields if name != "effect"}
    effect = {name: float(row[f"effect_{name}"]) for name in Effect.model_fields}
    if np.isnan(effect["given"]):
        return Claim(**numbers, effect=None)
    known = {name: finite(x) for name, x in effect.items() if name != "given"}
    return Claim(**numbers, effect=Effect(given=effect["given"], **known))


def _rows[R: Record](kind: type[R], table: xr.Dataset, more: int = 0) -> dict[str, R]:
    """The first rows, and as many more as are asked for."""
    names = table["parameter"].to_numpy()[: max(TOP, more)]
    return {str(p): kind(**_numbers(kind, table.sel(parameter=p))) for p in names}


def _tornado(s: Sensitivity) -> Tornado:
    swinging = int(np.count_nonzero(s.tornado["swing"]))
    return Tornado(lead_of=s.best, over=s.rival, quantities=_rows(Swing, s.tornado, swinging))


def _plane(sheet: Sheet) -> Plane:
    lead, error = (
        {o: tuple(tuple(row) for row in table[i].tolist()) for i, o in enumerate(sheet.options)}
        for table in (sheet.lead, sheet.lead_se)
    )
    return Plane(
        x=Axis(quantity=sheet.plane.x, values=tuple(sheet.x.tolist())),
        y=Axis(quantity=sheet.plane.y, values=tuple(sheet.y.tolist())),
        lead=lead,
        lead_se=error,
        boundary={
            o: tuple((float(x), float(y)) for x, y in sheet.boundary(o)) for o in sheet.options
        },
    )


def _view(row: xr.Dataset) -> View:
    return View(
        label=str(row["label"].item()),
        kind=row["kind"].item(),
        draws=int(row["draws"]),
        weight=finite(row["weight"]),
        profiles={str(p): _leader(row.sel(profile=p)) for p in row["profile"].to_numpy()},
    )


def _leader(row: xr.Dataset) -> Leader:
    return Leader(
        best=str(row["best"].item()),
        runner_up=str(row["runner_up"].item()),
        lead=float(row["lead"]),
        lead_se=float(row["lead_se"]),
        resolved=bool(row["resolved"]),
        ahead=str(row["ahead"].item()),
        against=finite(row["against"]),
        against_se=finite(row["against_se"]),
    )
