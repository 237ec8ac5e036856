"""The explorer: the draws behind the answer, packed into the report's page so that a reader can try
other weights and beliefs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import xarray as xr
from markupsafe import Markup

from stakes.assessment.explorer.packing import halved, packed
from stakes.decision.draws.arrays import check_finite, option_ids, sample_dims, to_numpy
from stakes.decision.draws.summaries.estimate import estimate
from stakes.decision.net_value import net_value
from stakes.wording import significant

type Array = npt.NDArray[Any]

BANDWIDTH = 0.15  # standard deviations of a quantity that "about" spans
EDGES = (0.01, 0.99)  # quantiles between which a number may be assumed
WIDE = 50.0  # ratio of these quantiles from which the scale is logarithmic
FEW = 200  # effective draws, below which the page warns
LEVELS = 256  # that a byte can tell apart


class Weighting(Protocol):
    """What a profile of values needs here."""

    @property
    def label(self) -> str: ...
    @property
    def weights(self) -> Mapping[str, float]: ...


@dataclass(frozen=True)
class Assumption:
    """A quantity whose value a reader may assume.

    Attributes
    ----------
    id, label, unit : its name in links, its name for readers, and its unit (empty for none).
    draws : DataArray[chain, draw] or [sample], draw for draw those of the attributes; with
        `levels`, indexes of them.
    levels : names of the levels of a state; none for a number.
    """

    id: str
    label: str
    unit: str
    draws: xr.DataArray
    levels: tuple[str, ...] = ()


def payload(
    parts: xr.DataArray,
    profiles: Mapping[str, Weighting],
    profile: str,
    assumptions: Sequence[Assumption],
    labels: Mapping[str, Mapping[str, str]],
    doubts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the page needs to compute the answer again: draws of the attributes and of what may be
    assumed, and their scales.

    Series of attributes are base64 of little-endian numbers of 16 bits, times `by`, others of
    float32 (states: of bytes); one that is zero throughout is null. `means` are their means,
    float64. `slow` is the number of draws worth one independent draw, by which variances of means
    grow: of each option's value, of its share in being best, and of each difference between two
    options. It is found under `profile` and taken to hold for other weights.

    Parameters
    ----------
    parts : DataArray[option, attribute and the sample dims] with attrs unit and relative_to (id of
        the baseline).
    profiles, profile : what each profile weighs, by id, and the id of the run's.
    assumptions : what a reader may assume; a number or state that hardly varies is left out. The
        bell-shaped weight of a draw has the standard deviation `BANDWIDTH` times that of the
        quantity, on the scale (linear or logarithmic) of its slider, with draws beyond the ends of
        the slider taken to lie there.
    labels : of options and attributes, under these names, by id.
    doubts : by profile, why the answer is too close to call even where the lead is resolved; empty
        where it is not.

    Raises
    ------
    ValueError
        If a profile lacks a weight or has a negative one, numbers are not finite or too large for
        float32, or draws do not match.
    """
    ids, names = option_ids(parts), [str(a) for a in parts["attribute"].to_numpy()]
    if negative := [name for name, record in profiles.items() if min(record.weights.values()) < 0]:
        raise ValueError(f"a slider starts at 0: weights of {', '.join(negative)} are negative")
    values = {name: net_value(parts, record.weights) for name, record in profiles.items()}
    x = to_numpy(parts, "option", "attribute")
    check_finite(x.reshape(len(ids), -1), ids)
    if np.abs(x).max() > np.finfo(np.float32).max:
        raise ValueError("parts are too large for float32: give them in a larger unit")
    flat = x.reshape(*x.shape[:2], -1)
    return {
        "unit": parts.attrs["unit"],
        "baseline": labels["options"][parts.attrs["relative_to"]],
        "base": ids.index(parts.attrs["relative_to"]),
        "draws": flat.shape[-1],
        "few": FEW,
        "doubts": [(doubts or {}).get(name, "") for name in profiles],
        "options": [{"id": o, "label": labels["options"][o]} for o in ids],
        "attributes": [{"id": a, "label": labels["attributes"][a]} for a in names],
        "profile": list(profiles).index(profile),
        "profiles": [
            {
                "id": name,
                "label": record.label,
                "weights": [float(record.weights[a]) for a in names],
            }
            for name, record in profiles.items()
        ],
        "parts": [[halved(series) if series.any() else None for series in row] for row in flat],
        "means": packed(flat.mean(axis=-1), "<f8"),
        "slow": _slowness(to_numpy(values[profile], "option")),
        "assumptions": [entry for a in assumptions if (entry := _assumption(a, parts))],
    }


def section(payload: Mapping[str, Any], notes: Sequence[str] = ()) -> dict[str, Any]:
    """What ``explorer.html.j2`` shows, under the name ``explorer``.

    Parameters
    ----------
    payload : as made by `payload`.
    notes : sentences on what the page cannot recompute.

    Examples
    --------
    >>> shown = section({"unit": "</script>", "baseline": "Wait", "draws": 4000, "few": 200})
    >>> shown["draws"], "<" in shown["json"]
    ('4,000', False)
    """
    text = json.dumps(payload, allow_nan=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )  # no label can end the script
    return {
        "json": Markup(text),
        "unit": payload["unit"],
        "baseline": payload["baseline"],
        "weighed": len(payload.get("attributes", ()))
        != 1,  # by one attribute alone nothing changes
        "draws": f"{payload['draws']:,}",
        "few": payload["few"],
        "bandwidth": BANDWIDTH,
        "notes": list(notes),
        "accuracy": _accuracy(payload.get("form")),
        "schools": bool((payload.get("form") or {}).get("schools")),
    }


def _accuracy(form: Mapping[str, Any] | None) -> str:
    """How exact the form is, by how many quantities are set."""
    if not form or not form["axes"]:
        return ""
    each = [f"{significant(100 * x, 1)} % ({k} set)" for k, x in enumerate(form["error"]) if k]
    return (
        "Values with quantities set are sums of terms, each worked out by the case's own code in "
        f"{form['number']:,} draws of this run. At random settings they were off, of what the "
        f"setting changes, by {', '.join(each)}. The "
        f"distribution is of {len(form['at'])} draws, what moves each of them within "
        f"{significant(100 * form['loss'], 1)} % of a typical spread."
    )


def _slowness(x: Array) -> dict[str, Any]:
    top = x.max(axis=0)
    share = (x == top) / (x == top).sum(axis=0)
    scale = float(np.abs(x).mean(axis=tuple(range(1, x.ndim))).max())
    return {
        "value": [_slow(row) for row in x],
        "share": [_slow(row) for row in share],
        "lead": [[_slow(np.subtract(a, b, dtype=float), scale) for b in x] for a in x],
    }


def _slow(series: Array, scale: float = 0.0) -> float:
    return float(series.size / estimate(series, scale).ess)


def _assumption(record: Assumption, parts: xr.DataArray) -> dict[str, Any] | None:
    like = {dim: parts.sizes[dim] for dim in sample_dims(parts)}
    if dict(record.draws.sizes) != like:
        raise ValueError(
            f"{record.id}: its draws are {dict(record.draws.sizes)}, those of the attributes {like}"
        )
    draws = to_numpy(record.draws).ravel()
    if not np.isfinite(draws).all():
        raise ValueError(f"{record.id}: its draws must be finite")
    scales = _state(record, draws) if record.levels else _number(draws)
    return (
        {"id": record.id, "label": record.label, "unit": record.unit, **scales} if scales else None
    )


def _state(record: Assumption, draws: Array) -> dict[str, Any] | None:
    found = np.unique(draws)
    if not np.isin(found, range(min(len(record.levels), LEVELS))).all():
        raise ValueError(
            f"{record.id}: draws of a state are indexes of its {len(record.levels)} levels, not "
            f"{found.tolist()}"
        )
    offered = [
        record.levels[int(i)] if i in found else None for i in range(len(record.levels))
    ]  # nothing to condition on else
    return (
        {"kind": "state", "levels": offered, "draws": packed(draws, "u1")}
        if len(found) > 1
        else None
    )


def _number(draws: Array) -> dict[str, Any] | None:
    low, middle, high = (float(q) for q in np.quantile(draws, (EDGES[0], 0.5, EDGES[1])))
    if not low < high:
        return None
    log = bool(draws.min() > 0 and high > WIDE * low)
    ends = np.log([low, high]) if log else (low, high)
    spread = float(np.clip(np.log(draws) if log else draws, *ends).std())
    scale = {"low": low, "high": high, "middle": middle, "log": log, "width": BANDWIDTH * spread}
    return {"kind": "number", **scale, "draws": packed(draws)}
