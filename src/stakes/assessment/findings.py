"""Everything a report shows, computed once from a fit: the only thing that report, figures and
terminal tables receive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from stakes.assessment.beliefs import believed, likelihoods
from stakes.assessment.claims import hold
from stakes.assessment.decision_record.demands import demands
from stakes.assessment.decision_record.information import information_entries
from stakes.assessment.decision_record.record import (
    Fields,
    Made,
    Stamps,
    Valued,
    decided,
    rivals,
    same_as_best,
)
from stakes.assessment.decision_record.sensitivity import sensitivity_entries
from stakes.assessment.decision_record.subgroups import subgroups
from stakes.assessment.explorer.assumptions import by_worth, explorer
from stakes.assessment.information import Information, inform
from stakes.assessment.rank_correlations import linked
from stakes.assessment.sensitivity.analysis import Sensitivity, examine, leading
from stakes.assessment.sensitivity.drivers import Drivers, drivers
from stakes.assessment.shortlist import narrowed
from stakes.assessment.statements.stories import Story, stories
from stakes.assessment.valuation import (
    Valuation,
    among_asked,
    by_attribute,
    chances_of_agreement,
    compared,
    given_agreement,
    labels_compared,
    valued,
)
from stakes.assessment.verdict import confidence
from stakes.case.case import Case
from stakes.case.evidence import known_by
from stakes.decision.net_value import net_value
from stakes.decision_json.decision import Decision
from stakes.inference.gate import unconverged
from stakes.outcomes.futures import Futures, simulated_futures
from stakes.processors import alongside

LARGE = 1_000_000  # values, above which a process of its own is worth its start
DIAGNOSTICS = ("rhat_max", "ess_min", "divergences", "bfmi_min", "worst")


@dataclass(frozen=True)
class Sample:
    """Draws that were given without a case: what they are, in words; what was not worked out from
    all of them, empty where all was; what speaks against relying on them; how many the page
    carries, in words, empty where all; and the name of the file with all numbers, beside the page.
    """

    said: str
    thinned: str
    problems: tuple[str, ...]
    carried: str
    beside: str = "decision.json"


@dataclass(frozen=True)
class Findings:
    """Finished results of one run.

    Attributes
    ----------
    case : the case as read from its files.
    decision : the record that ``decision.json`` holds.
    comparison : `compare` of the net values relative to the baseline, Dataset[option]; its CVaR is
        that of absolute outcomes.
    given_agreement : Dataset[option]: expected, mcse of each option if what it needs from others
        were in force from the start.
    attributes : Dataset[option, attribute]: mean, mcse; weighted by the profile, so that they sum
        to `comparison.expected`.
    beliefs : Dataset[quantity, group, level]: value (groups prior and posterior; levels 0.05, 0.25,
        0.5, 0.75, 0.95), mean [quantity, group], and [quantity] label, unit, topic, basis; link,
        link_se: the squared rank correlation with the lead of the best option over the runner-up;
        highest, lowest: the places it may have by it, in the order of which they come. judged,
        judged_se: share of all links that is of quantities with a prior from expert judgement.
    evidence : Dataset[table]: label, use, known, total, latest (date of the last row known).
    checks : Dataset[check]: likelihood, statistic, observed, median, tail, passed.
    diagnostics : Mapping: rhat_max, ess_min, divergences, bfmi_min, and worst (names of the
        variables with the worst R-hat, ESS).
    information : what knowing more would be worth.
    sensitivity : what would change the answer.
    shortlist : ids of the options that do not wait on which information, sensitivity and explorer
        rest; all if they are few.
    explorer : draws for the page to compute with; see `stakes.assessment.explorer.payload.payload`.
    in_force : Dataset[option]: expected, mcse of the chance that what an option needs from others
        comes and works; None where the case does not say.
    stories : three futures to tell; see `stakes.assessment.statements.stories`.
    failures : sentences on diagnostics of any fit that did not pass, each with the fit's name;
        empty where all are sound.
    sample : the draws, where there is no case: `case` then holds but their labels.
    """

    case: Case
    decision: Decision
    comparison: xr.Dataset
    given_agreement: xr.Dataset
    attributes: xr.Dataset
    beliefs: xr.Dataset
    evidence: xr.Dataset
    checks: xr.Dataset
    diagnostics: Mapping[str, Any]
    information: Information
    sensitivity: Sensitivity
    shortlist: tuple[str, ...]
    explorer: Mapping[str, Any]
    failures: tuple[str, ...] = ()
    sample: Sample | None = None
    stories: Sequence[Story] = ()
    in_force: xr.Dataset | None = None


@labels_compared()
def find(
    case: Case,
    fit: xr.DataTree,
    profile: str,
    stamps: Stamps | None = None,
    others: Mapping[str, xr.DataTree] | None = None,
) -> Findings:
    """All findings of a fit under one profile of values.

    Parameters
    ----------
    case, fit : an open case and its fit.
    profile : id of the profile whose weights count.
    stamps : fingerprint, versions and sampling, for ``decision.json``.
    others : fits of the case's other structures, by id.
    """
    v = valued(case, fit, case.profiles[profile].weights)
    value = net_value(v.parts, v.weights)
    table, attributes = compared(v, value), by_attribute(v)
    asked = among_asked(v, value)
    beliefs, checks = linked(case, fit, value, rivals(value, table)), fit["checks"].to_dataset()
    unsound = unconverged(fit, others or {})
    failed = tuple(sentence for sentences in unsound.values() for sentence in sentences)
    near = narrowed(v)
    information, sensitivity, alone = _looked_into(v, near, others or {})
    sure = confidence(beliefs, checks, failed, *_best_of_all(case, value, table))
    made = Made(profile, sure, unsound, stamps or Stamps())
    fields = _fields(case, fit, information, sensitivity)
    asks, groups = demands(v, case.profiles[profile], table), subgroups(v)
    worth = Valued(value, table, attributes, asked, asks, groups)
    decision = decided(case, fit, worth, made, fields)
    return Findings(
        case=case,
        decision=decision,
        comparison=table,
        given_agreement=alone.agreed,
        attributes=attributes,
        beliefs=beliefs,
        evidence=_evidence(case, date.fromisoformat(fit.attrs["as_of"])),
        checks=checks,
        diagnostics={name: np.asarray(fit.attrs[name]).item() for name in DIAGNOSTICS},
        information=information,
        sensitivity=sensitivity,
        shortlist=tuple(near.ready),
        explorer=explorer(near, _ranked(information, sensitivity, beliefs), decision),
        failures=failed,
        in_force=alone.in_force,
        stories=stories(case, decision, alone.futures, v.weights),
    )


def _ranked(information: Information, sensitivity: Sensitivity, beliefs: xr.Dataset) -> list[str]:
    """Ids of quantities, those first that are most worth knowing."""
    names = [str(q) for q in beliefs["quantity"].to_numpy()]
    return by_worth(information.evppi, sensitivity.tornado, names)


def _best_of_all(case: Case, value: xr.DataArray, table: xr.Dataset) -> tuple[float | None, float]:
    """Probability that the best option, or one that comes to the same, is the best, and its error
    (at most); None if it waits.
    """
    best = str(table["best"].item())
    if case.options[best].until is not None:
        return None, 0.0
    alike = table.sel(option=[best, *same_as_best(value, table)])
    return float(alike["p_best"].sum()), float(np.hypot.reduce(alike["p_best_mcse"].to_numpy()))


class _Alone(NamedTuple):
    """What needs nothing but the valuation."""

    agreed: xr.Dataset
    in_force: xr.Dataset | None
    futures: Futures


def _looked_into(
    v: Valuation, near: Valuation, others: Mapping[str, xr.DataTree]
) -> tuple[Information, Sensitivity, _Alone]:
    """What knowing more would be worth, what would change the answer, and what needs neither: side
    by side where that pays. `near` is of the options that are compared in pairs.
    """
    with alongside(near.parts.size > LARGE, _learned, near) as learned:
        examined = examine(near, others, hold(v.case, v.fit, v.weights))
        agreed = given_agreement(v)
        futures = simulated_futures(v.case, v.fit, v.reviewed)
        alone = _Alone(agreed, chances_of_agreement(v), futures)
        information, driven = learned()
    return information, Sensitivity(**vars(examined), **vars(driven)), alone


@labels_compared()
def _learned(v: Valuation) -> tuple[Information, Drivers]:
    """What the draws tell by regression alone, in which nothing is set."""
    value, now = (net_value(x.sel(option=v.ready), v.weights) for x in (v.parts, v.means))
    return inform(v), drivers(v.case, v.fit, value, leading(now))


def _fields(
    case: Case, fit: xr.DataTree, information: Information, sensitivity: Sensitivity
) -> Fields:
    return {
        **information_entries(information),
        **sensitivity_entries(case, sensitivity),
        "beliefs": believed(case, fit, sensitivity.sense),
        "likelihoods": likelihoods(fit),
    }


def _evidence(case: Case, as_of: date) -> xr.Dataset:
    rows = {name: known_by(table, as_of) for name, table in case.evidence.items()}
    latest = {
        name: str(frame[case.evidence[name].record.known].max())[:10] if len(frame) else ""
        for name, frame in rows.items()
    }
    columns: dict[str, list[Any]] = {
        "label": [t.record.label for t in case.evidence.values()],
        "use": [t.record.use for t in case.evidence.values()],
        "known": [len(frame) for frame in rows.values()],
        "total": [len(t.frame) for t in case.evidence.values()],
        "latest": list(latest.values()),
    }
    return xr.Dataset({k: ("table", v) for k, v in columns.items()}, coords={"table": list(rows)})
