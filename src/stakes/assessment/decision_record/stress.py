"""The part of a decision that says what a change of belief would do: powers, the least change,
boxes.
"""

from math import isfinite
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.sensitivity.analysis import Sensitivity
from stakes.assessment.statements.readings import CLEARLY
from stakes.decision_json.stress import Box, Component, Discovery, Flip, Move, Power, Tilt

TOP = 15  # quantities of a tornado, of shares and of a tilt


def finite(x: Any) -> float | None:
    """A number; None where there is none."""
    return float(x) if isfinite(float(x)) else None


def tail(k: Any) -> float | None:
    """Pareto k of weights: 0 where they have no tail, None where it cannot be told.

    Examples
    --------
    >>> tail(-np.inf), tail(np.inf), tail(0.4)
    (0.0, None, 0.4)
    """
    return 0.0 if float(k) == -np.inf else finite(k)


def component(row: xr.Dataset) -> Component:
    """A prior or evidence under several powers."""
    flips = {str(side): _flip(row.sel(side=side)) for side in row["side"].to_numpy()}
    return Component(
        alphas=tuple(_power(row.sel(alpha=a)) for a in row["alpha"].to_numpy()), flip=flips
    )


def _power(row: xr.Dataset) -> Power:
    expected, se, lead, lead_se = (
        _by_option(row[name]) for name in ("expected", "se", "lead", "lead_se")
    )
    return Power(
        alpha=float(row["alpha"]),
        expected=expected,
        se=se,
        best=str(row["best"].item()),
        pareto_k=tail(row["pareto_k"]),
        refitted=bool(row["refitted"]),
        lead=lead,
        lead_se=lead_se,
    )


def _by_option(da: xr.DataArray) -> dict[str, float]:
    return {str(o): float(da.sel(option=o)) for o in da["option"].to_numpy()}


def _flip(row: xr.Dataset) -> Flip:
    return Flip(
        value=finite(row["flip_alpha"]), se=finite(row["flip_se"]), searched=finite(row["searched"])
    )


def tilted(s: Sensitivity) -> Tilt:
    """The least change of belief, and the quantities that it moves most or clearly."""
    shift, error = s.tilt["shift_sd"], s.tilt["shift_se"]
    size = np.abs(np.nan_to_num(shift.to_numpy()))
    falling = np.argsort(-size, kind="stable")
    order = [i for k, i in enumerate(falling) if k < TOP or size[i] > CLEARLY * error.to_numpy()[i]]
    names = [str(shift["parameter"].to_numpy()[i]) for i in order]
    moves = {
        name: Move(shift_sd=finite(shift[i]), se=finite(error[i]))
        for name, i in zip(names, order, strict=True)
    }
    known = {k: finite(s.tilt[k]) for k in ("kl", "se", "ess")}
    known["pareto_k"] = tail(s.tilt["pareto_k"])
    return Tilt(
        between=(s.best, s.rival), reason=s.tilt.attrs.get("reason", ""), moves=moves, **known
    )


def discovery(s: Sensitivity) -> Discovery:
    """Where the best option is not the best."""
    return Discovery(
        option=s.best,
        boxes=tuple(_box(s.boxes.isel(box=b)) for b in range(s.boxes.sizes["box"])),
        base_rate=finite(s.boxes.attrs.get("base_rate", np.nan)),
        reason=s.boxes.attrs.get("reason", ""),
    )


def _box(row: xr.Dataset) -> Box:
    ends = {
        str(p): [finite(x) for x in row["limits"].sel(parameter=p).to_numpy()]
        for p in row["parameter"].to_numpy()
    }
    limits = {
        name: (low, high) for name, (low, high) in ends.items() if (low, high) != (None, None)
    }
    shares = {k: finite(row[k]) for k in ("coverage", "coverage_se", "density", "density_se")}
    return Box(limits=limits, mass=float(row["mass"]), restricted=int(row["restricted"]), **shares)
