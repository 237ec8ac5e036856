"""The decision, put together: the one place where what was found becomes the record that is
kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.decision_record.information import InformationFields
from stakes.assessment.decision_record.sensitivity import SensitivityFields
from stakes.assessment.decision_record.stress import finite
from stakes.assessment.verdict import judge
from stakes.case.case import Case
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import arviz_arrays, share_error
from stakes.decision.draws.standard_errors.quantiles import quantile_with_error
from stakes.decision_json.beliefs import Belief
from stakes.decision_json.decision import SCHEMA, Decision
from stakes.decision_json.information import Subgroups
from stakes.decision_json.options import (
    Asked,
    Confidence,
    Demands,
    Diagnostics,
    Difference,
    Option,
    PerfectInformation,
    Sampling,
)

LEVELS = tuple((k + 0.5) / 100 for k in range(100))  # of a hundred futures, equally likely
FEW = 100  # draws, below which there is no tail to speak of


@dataclass(frozen=True)
class Stamps:
    """What a decision was made from: a fingerprint of all files and settings, versions of
    libraries, and the sampling.
    """

    fingerprint: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    sampling: Sampling | None = None


@dataclass(frozen=True)
class Valued:
    """Net values relative to the baseline, `stakes.compare` of them, attributes: Dataset[option,
    attribute]: mean, mcse; `stakes.compare` of the options asked about, if any are; what the
    profile asks beside its weights; and how subgroups differ.
    """

    value: xr.DataArray
    table: xr.Dataset
    attributes: xr.Dataset
    asked: xr.Dataset | None = None
    demands: Demands | None = None
    subgroups: Subgroups | None = None


@dataclass(frozen=True)
class Made:
    """How it was made: whose values count, what carries the answer, what did not converge (by fit),
    and stamps.
    """

    profile: str
    confidence: Confidence | None
    unconverged: Mapping[str, Sequence[str]]
    stamps: Stamps


class Fields(InformationFields, SensitivityFields):
    """Fields of a `Decision`."""

    beliefs: Mapping[str, Belief]
    likelihoods: Mapping[str, str]


def decided(case: Case, fit: xr.DataTree, valued: Valued, made: Made, fields: Fields) -> Decision:
    """The decision of a run.

    Parameters
    ----------
    case, fit : an open case and its fit.
    valued : what the options are worth.
    made : how that was found.
    fields : all else.
    """
    value, table, stamps = valued.value, valued.table, made.stamps
    options, best, same = (
        _options(case, value, table),
        str(table["best"].item()),
        same_as_best(value, table),
    )
    verdict = judge(options, best, same, fields["differs"])
    return Decision(
        schema_version=SCHEMA,
        case=case.title,
        as_of=fit.attrs["as_of"],
        unit=case.unit,
        seed=int(fit.attrs["seed"]),
        options=options,
        best=best,
        same_as_best=tuple(same),
        p_best_of_best=float(table["p_best"].sel(option=[best, *same]).sum()),
        difference=_difference(value, table),
        resolved=verdict.resolved,
        too_close_to_call=verdict.too_close,
        asked=None if valued.asked is None else _asked(valued.asked),
        demands=valued.demands,
        subgroups=valued.subgroups,
        evpi=PerfectInformation(value=float(table["evpi"]), mcse=float(table["evpi_mcse"])),
        attributes=_by_option(valued.attributes["mean"]),
        attributes_mcse=_by_option(valued.attributes["mcse"]),
        diagnostics=_diagnostics(fit),
        fingerprint=stamps.fingerprint,
        versions=stamps.versions,
        sampling=stamps.sampling,
        profile=made.profile,
        confidence=made.confidence,
        unconverged={name: tuple(sentences) for name, sentences in made.unconverged.items()},
        **fields,
    )


def _asked(table: xr.Dataset) -> Asked:
    order = [
        str(o) for o in table["option"].values[np.argsort(table["lead"].values, kind="stable")]
    ]
    next_ = table.sel(option=order[1])
    return Asked(
        best=order[0],
        runner_up=order[1],
        lead=float(next_["lead"]),
        lead_mcse=float(next_["lead_mcse"]),
        resolved=bool(table["resolved"]),
    )


def _difference(value: xr.DataArray, table: xr.Dataset) -> Difference:
    """Of the best option and the next that does not come to the same, draw by draw."""
    of, over = rivals(value, table)
    x = to_numpy(value.sel(option=of) - value.sel(option=over))
    quantiles = [quantile_with_error(x, level) for level in LEVELS]
    sides = {"above": x > 0, "below": x < 0}
    shares: dict[str, float] = {}
    for name, side in sides.items():
        shares |= {name: float(side.mean()), f"{name}_se": share_error(side * 1.0)}
    return Difference(
        of=of,
        over=over,
        levels=LEVELS,
        values=tuple(at for at, _ in quantiles),
        values_mcse=tuple(error for _, error in quantiles),
        **shares,
    )


def _diagnostics(fit: xr.DataTree) -> Diagnostics:
    found: dict[str, Any] = {
        name: np.asarray(fit.attrs[name]).item() for name in Diagnostics.model_fields
    }
    return Diagnostics(
        rhat_max=finite(found["rhat_max"]),
        ess_min=found["ess_min"],
        divergences=None if finite(found["divergences"]) is None else int(found["divergences"]),
        bfmi_min=finite(found["bfmi_min"]),
    )


def same_as_best(value: xr.DataArray, table: xr.Dataset) -> list[str]:
    """Options worth the same as the best in every draw, as waiting is where nothing that arrives
    would change the choice.
    """
    best = str(table["best"].item())
    others = [str(o) for o in value["option"].values if str(o) != best]
    return [o for o in others if bool((value.sel(option=o) == value.sel(option=best)).all())]


def _options(case: Case, value: xr.DataArray, table: xr.Dataset) -> dict[str, Option]:
    return {name: _option(case, value, table, name) for name in map(str, table["option"].values)}


def _option(case: Case, value: xr.DataArray, table: xr.Dataset, name: str) -> Option:
    record, row = case.options[name], table.sel(option=name)
    numbers = {
        key: float(row[key]) for key in Option.model_fields if key in row and key != "pareto_k"
    }
    tail = tail_index(value.sel(option=name))
    return Option(label=record.label, waits=record.until is not None, pareto_k=tail, **numbers)


def tail_index(draws: xr.DataArray) -> float:
    """Pareto k of the distance from the median: above 0.7 a mean over draws, and its error, cannot
    be trusted.

    Vehtari, A. et al. (2024). Pareto smoothed importance sampling. JMLR 25(72), 1-58.
    """
    values = to_numpy(draws)
    values = values.reshape(len(values), -1)
    distance = np.abs(values - np.median(values))
    if (
        np.count_nonzero(distance) < distance.size / 2
    ):  # the same in most draws: only those that differ have a tail
        distance = distance[distance > 0][None]
    if distance.size < FEW:
        return 0.0
    try:
        return float(arviz_arrays().pareto_khat(distance, chain_axis=0, draw_axis=1, tail="right"))
    except ValueError:  # the farthest are all as far: states or outcomes of a few values, no tail
        return 0.0


def _by_option(table: xr.DataArray) -> dict[str, dict[str, float]]:
    options, attributes = table["option"].values, table["attribute"].values
    return {
        str(o): {str(a): float(table.sel(option=o, attribute=a)) for a in attributes}
        for o in options
    }


def rivals(value: xr.DataArray, table: xr.Dataset) -> tuple[str, str]:
    """The best option and the next that does not come to the same."""
    order: Sequence[str] = [
        str(o) for o in value["option"].values[np.argsort(-table["expected"].values, kind="stable")]
    ]
    same = same_as_best(value, table)
    return order[0], next((o for o in order[1:] if o not in same), order[1])
