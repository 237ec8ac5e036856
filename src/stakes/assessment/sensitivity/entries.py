"""The part of ``decision.json`` that says what would change the answer."""

from math import exp, isfinite
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.sensitivity.analysis import Sensitivity
from stakes.assessment.sensitivity.break_evens import Crossing, Sheet
from stakes.assessment.statements.readings import CLEARLY
from stakes.case.case import Case
from stakes.outcomes.consequence_model import YEAR
from stakes.wording import rounded, with_error

OTHERS = ("school", "structure")  # kinds of views that doubt the answer; values are the reader's own
TOP = 15  # quantities of a tornado and of shares


def entries(case: Case, s: Sensitivity) -> dict[str, Any]:
    """Entries by key; numbers are plain, and null where there is none."""
    return {
        "break_even": {f"{c.quantity}:{c.option}": break_even_entry(case, c) for c in s.crossings},
        "planes": {sheet.plane.id: _sheet(sheet) for sheet in s.sheets},
        "views": {str(v): _view(s.views.sel(view=v)) for v in s.views["view"].to_numpy()},
        "differs": differs(s),
        "ruled_out": list(s.views.attrs.get("ruled_out", [])),
        "claims": {str(c): _row(s.claims.sel(claim=c)) for c in s.claims["claim"].to_numpy()},
        "tornado": {
            "lead_of": s.best,
            "over": s.rival,
            "quantities": _rows(s.tornado, int(np.count_nonzero(s.tornado["swing"]))),
        },
        "importance": {"quantities": _rows(s.shares), "topics": {} if s.topics is None else _rows(s.topics)},
        "power_scale": {str(c): _component(s.power.sel(component=c)) for c in s.power["component"].to_numpy()},
        "tilt": _tilt(s),
        "discover": _boxes(s),
    }


def differs(s: Sensitivity) -> list[str]:
    """Schools and structures under which another option clearly leads today's best by the values of the run."""
    ahead = s.views["ahead"].sel(profile="run")
    return [str(v) for v in ahead["view"].to_numpy() if ahead.sel(view=v).item() and str(v).partition(":")[0] in OTHERS]


def break_even_entry(case: Case, c: Crossing) -> dict[str, Any]:
    """One break-even: the root nearest to the middle of the posterior is its value, and all of them are listed."""
    near = int(np.argmin(np.abs(c.roots - c.centre))) if len(c.roots) else 0
    entry: dict[str, Any] = {
        "value": float(c.roots[near]) if len(c.roots) else None,
        "se": _number(c.roots_se[near]) if len(c.roots) else None,
        "reason": "" if len(c.roots) else why_none(case, c),
        "roots": [{"value": float(x), "se": _number(e)} for x, e in zip(c.roots, c.roots_se, strict=True)],
        "never": c.never,
        "unresolved": None if c.unresolved is None else list(c.unresolved),
        "probability_beyond": c.probability_beyond,
        "probability_beyond_se": c.probability_beyond_se,
    }
    for end, i in (("lower", 0), ("upper", -1)):
        entry |= {end: float(c.grid[i]), f"lead_{end}": float(c.lead[i]), f"lead_{end}_se": float(c.lead_se[i])}
    if case.challenges.thresholds[c.quantity].rate and len(c.roots):
        years = (case.horizon - case.as_of).days / YEAR
        entry |= {"chance_in_a_year": 1 - exp(-c.roots[near]), "chance_by_horizon": 1 - exp(-c.roots[near] * years)}
    return entry


def why_none(case: Case, c: Crossing) -> str:
    """Why there is no break-even, in words."""
    option, baseline = case.options[c.option].label, case.options[case.baseline].label
    ends = [f"{with_error(c.lead[i], c.lead_se[i])} at {rounded(c.grid[i], 0.0)}" for i in (0, -1)]
    if c.never:
        verdict = f"{option} is worth {'more' if c.lead[0] > 0 else 'less'} than {baseline} over the whole range"
    elif c.unresolved is not None:
        low, high = (rounded(x, 0.0) for x in c.unresolved)
        verdict = f"the lead of {option} over {baseline} crosses 0 between {low} and {high}, not resolved"
    else:
        verdict = f"the lead of {option} over {baseline} nowhere differs from 0 by more than two of its errors on both sides"
    return f"{verdict}: {ends[0]}, {ends[1]} ({case.unit})"


def _number(x: Any) -> float | None:
    return float(x) if isfinite(float(x)) else None


def _row(row: xr.Dataset) -> dict[str, Any]:
    return {str(k): _number(v) for k, v in row.data_vars.items() if v.ndim == 0}


def _rows(table: xr.Dataset, more: int = 0) -> dict[str, Any]:
    """The first rows, and as many more as are asked for."""
    each = table[[v for v in table if "parameter" in table[v].dims]]
    return {str(p): _row(each.sel(parameter=p)) for p in each["parameter"].to_numpy()[: max(TOP, more)]}


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "x": {"quantity": sheet.plane.x, "values": sheet.x.tolist()},
        "y": {"quantity": sheet.plane.y, "values": sheet.y.tolist()},
        "lead": {o: sheet.lead[i].tolist() for i, o in enumerate(sheet.options)},
        "lead_se": {o: sheet.lead_se[i].tolist() for i, o in enumerate(sheet.options)},
        "boundary": {o: [list(point) for point in sheet.boundary(o)] for o in sheet.options},
    }


def _view(row: xr.Dataset) -> dict[str, Any]:
    cells = {
        str(p): {
            "best": str(cell["best"].item()),
            "runner_up": str(cell["runner_up"].item()),
            "lead": float(cell["lead"]),
            "lead_se": float(cell["lead_se"]),
            "resolved": bool(cell["resolved"]),
            "ahead": str(cell["ahead"].item()),
        }
        for p in row["profile"].to_numpy()
        for cell in [row.sel(profile=p)]
    }
    weight = _number(row["weight"])
    about = {"label": str(row["label"].item()), "kind": str(row["kind"].item()), "draws": int(row["draws"])}
    return about | ({"weight": weight} if weight is not None else {}) | {"profiles": cells}


def _component(row: xr.Dataset) -> dict[str, Any]:
    alphas = [
        {
            "alpha": float(a),
            "expected": {str(o): float(at["expected"].sel(option=o)) for o in at["option"].to_numpy()},
            "se": {str(o): float(at["se"].sel(option=o)) for o in at["option"].to_numpy()},
            "best": str(at["best"].item()),
            "pareto_k": _number(at["pareto_k"]),
            "refitted": bool(at["refitted"]),
            "lead": {str(o): float(at["lead"].sel(option=o)) for o in at["option"].to_numpy()},
            "lead_se": {str(o): float(at["lead_se"].sel(option=o)) for o in at["option"].to_numpy()},
        }
        for a in row["alpha"].to_numpy()
        for at in [row.sel(alpha=a)]
    ]
    flips = {
        str(side): {k: _number(row[name].sel(side=side)) for k, name in
                    (("value", "flip_alpha"), ("se", "flip_se"), ("searched", "searched"))}
        for side in row["side"].to_numpy()
    }  # fmt: skip
    return {"alphas": alphas, "flip": flips}


def _tilt(s: Sensitivity) -> dict[str, Any]:
    shift = s.tilt["shift_sd"]
    size = np.abs(np.nan_to_num(shift.to_numpy()))
    falling = np.argsort(-size, kind="stable")
    order = [i for k, i in enumerate(falling) if k < TOP or size[i] > CLEARLY * s.tilt["shift_se"].to_numpy()[i]]
    moved = {
        str(shift["parameter"].to_numpy()[i]): {"shift_sd": _number(shift[i]), "se": _number(s.tilt["shift_se"][i])}
        for i in order
    }
    scalars = {k: _number(s.tilt[k]) for k in ("kl", "se", "ess", "pareto_k")}
    return {"between": [s.best, s.rival], **scalars, "reason": s.tilt.attrs.get("reason", ""), "moves": moved}


def _boxes(s: Sensitivity) -> dict[str, Any]:
    boxes = []
    for b in range(s.boxes.sizes["box"]):
        row = s.boxes.isel(box=b)
        limits = {
            str(p): [_number(x) for x in row["limits"].sel(parameter=p).to_numpy()]
            for p in row["parameter"].to_numpy()
            if np.isfinite(row["limits"].sel(parameter=p)).any()
        }
        boxes.append({"limits": limits} | _row(row))
    return {"option": s.best, "boxes": boxes, "base_rate": _number(s.boxes.attrs.get("base_rate", np.nan)),
            "reason": s.boxes.attrs.get("reason", "")}  # fmt: skip
