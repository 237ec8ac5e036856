"""Everything a report shows, computed once from a fit: the only thing that report, figures and
terminal tables receive.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.beliefs import believed, likelihoods
from stakes.assessment.decision_record.information import information_entries
from stakes.assessment.decision_record.record import Fields, Made, Stamps, Valued, decided, rivals
from stakes.assessment.decision_record.sensitivity import sensitivity_entries
from stakes.assessment.explorer_data import Assumption, payload
from stakes.assessment.information import Information, inform
from stakes.assessment.rank_correlations import linked
from stakes.assessment.sensitivity.analysis import Sensitivity, examine, leading
from stakes.assessment.sensitivity.drivers import Drivers, drivers
from stakes.assessment.sentences import doubts
from stakes.assessment.verdict import confidence
from stakes.case.case import Case
from stakes.case.evidence import known_by
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value
from stakes.decision_json.decision import Decision
from stakes.inference.diagnostics import unconverged
from stakes.inference.drawn.recipe import fewer
from stakes.inference.states import STATE
from stakes.outcomes.consequences import consequences, expected, reviews
from stakes.outcomes.linearity import exact
from stakes.processors import beside, processors

FROM_THRESHOLDS, MOST_ASSUMED = 3, 8  # quantities that a reader may assume something about
LARGE = 1_000_000  # values, above which a process of its own is worth its start
DIAGNOSTICS = ("rhat_max", "ess_min", "divergences", "bfmi_min", "worst")


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
    explorer : draws for the page to compute with; see `stakes.assessment.explorer_data.payload`.
    failures : sentences on diagnostics of any fit that did not pass, each with the fit's name;
        empty where all are sound.
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
    explorer: Mapping[str, Any]
    failures: tuple[str, ...] = ()


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
    weights = case.profiles[profile].weights
    how = exact(case, fit)
    reviewed = reviews(case, fit, weights, how)
    parts = consequences(case, fit, weights=weights, reviewed=reviewed)
    value = net_value(parts, weights)
    absolute = net_value(
        consequences(case, fit, relative=False, simulate=True, weights=weights, reviewed=reviewed),
        weights,
    )
    means = expected(case, fit, how, weights=weights, reviewed=reviewed)
    table = compare(value, expected=net_value(means, weights)).assign(
        compare(absolute)[["cvar", "cvar_mcse"]]
    )
    agreed = net_value(expected(case, fit, how, weights=weights, agreed=True), weights)
    attributes = _attributes(means, weights)
    beliefs, checks = linked(case, fit, value, rivals(value, table)), fit["checks"].to_dataset()
    unsound = unconverged(fit, others or {})
    failed = tuple(sentence for sentences in unsound.values() for sentence in sentences)
    ready = [name for name in means["option"].values if case.options[str(name)].until is None]
    now = means.sel(option=ready)
    asked = (case, fit, parts, means, absolute, weights, how, reviewed)
    driving = (case, fit, value.sel(option=ready), leading(net_value(now, weights)))
    with _beside(parts.size > LARGE, asked, driving) as aside:
        sensitivity = examine(case, fit, others or {}, now, weights, how, lambda: aside()[1])
    information = aside()[0]
    made = Made(profile, confidence(beliefs, checks, failed), unsound, stamps or Stamps())
    decision = decided(
        case,
        fit,
        Valued(value, table, attributes),
        made,
        _fields(case, fit, information, sensitivity),
    )
    return Findings(
        case=case,
        decision=decision,
        comparison=table,
        given_agreement=compare(agreed)[["expected", "mcse"]],
        attributes=attributes,
        beliefs=beliefs,
        evidence=_evidence(case, date.fromisoformat(fit.attrs["as_of"])),
        checks=checks,
        diagnostics={name: np.asarray(fit.attrs[name]).item() for name in DIAGNOSTICS},
        information=information,
        sensitivity=sensitivity,
        explorer=_explorer(case, fit, profile, parts, beliefs, decision),
        failures=failed,
    )


@contextmanager
def _beside(
    large: bool, asked: tuple[Any, ...], driving: tuple[Any, ...]
) -> Iterator[Callable[[], tuple[Information, Drivers]]]:
    """`inform` and `drivers`, in a process of their own if that is worth its start and there is a
    second processor.
    """
    if large and processors() > 1:
        with beside(_from_draws, asked, driving) as found:
            yield lru_cache(found)
    else:
        yield lru_cache(lambda: _from_draws(asked, driving))


def _from_draws(asked: tuple[Any, ...], driving: tuple[Any, ...]) -> tuple[Information, Drivers]:
    return inform(*asked), drivers(*driving)


def _fields(
    case: Case, fit: xr.DataTree, information: Information, sensitivity: Sensitivity
) -> Fields:
    return {
        **information_entries(information),
        **sensitivity_entries(case, sensitivity),
        "beliefs": believed(case, fit, sensitivity.sense),
        "likelihoods": likelihoods(fit),
    }


def _explorer(
    case: Case,
    fit: xr.DataTree,
    profile: str,
    parts: xr.DataArray,
    beliefs: xr.Dataset,
    decision: Decision,
) -> dict[str, Any]:
    """Draws for the reader: of every attribute, of the first thresholds, and of what is most
    closely linked with the lead.

    They are of the first set alone, so that the page stays small: its numbers are those of the
    answer within wider errors.
    """
    first = fewer(parts, 1).isel(set=0, missing_dims="ignore")
    linked = [str(q) for q in beliefs["quantity"].to_numpy()]
    draws = fewer(fit["posterior"].to_dataset(), 1).isel(set=0, missing_dims="ignore")
    asked = [name for name in case.challenges.thresholds if name in linked][:FROM_THRESHOLDS]
    names = list(dict.fromkeys(asked + linked))[:MOST_ASSUMED]
    labels = {
        k: {i: r.label for i, r in records.items()}
        for k, records in (("options", case.options), ("attributes", case.attributes))
    }
    doubt = "".join(doubts(decision)) if decision.too_close_to_call and decision.resolved else ""
    return payload(
        first,
        case.profiles,
        profile,
        [_assumption(case, draws, name) for name in names],
        labels,
        doubt,
    )


def _assumption(case: Case, draws: xr.Dataset, name: str) -> Assumption:
    """A number; or the state, of an event and of a quantity whose states are single values."""
    q = case.quantities[name]
    if q.kind == "event":
        return Assumption(name, q.label, "", draws[name], ("no", "yes"))
    if q.states and all(state.kind == "value" for state in q.states.values()):
        return Assumption(
            name,
            q.label,
            "",
            draws[f"{name}{STATE}"],
            tuple(state.label for state in q.states.values()),
        )
    return Assumption(name, q.label, q.unit, draws[name])


def _attributes(parts: xr.DataArray, weights: Mapping[str, float]) -> xr.Dataset:
    """Mean of each weighted attribute of each option, with its error: `compare` over the options of
    one attribute.
    """
    each = [
        compare(parts.sel(attribute=a, drop=True) * weights[str(a)])[["expected", "mcse"]]
        for a in parts["attribute"].values
    ]
    table = xr.concat(each, "attribute", coords="minimal", compat="override").assign_coords(
        attribute=parts["attribute"].values
    )
    return table.rename(expected="mean").transpose("option", "attribute")


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
