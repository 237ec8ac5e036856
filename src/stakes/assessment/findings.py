"""Everything a report shows, computed once from a fit: the only thing that report, figures and terminal tables receive."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.beliefs import believed, likelihoods
from stakes.assessment.explorer_data import Assumption, payload
from stakes.assessment.information import Information, as_entries, inform
from stakes.assessment.rank_correlations import linked
from stakes.assessment.sensitivity.analysis import Sensitivity, examine, leading
from stakes.assessment.sensitivity.drivers import Drivers, drivers
from stakes.assessment.sensitivity.entries import entries
from stakes.assessment.statements.readings import CLEARLY
from stakes.assessment.verdict import HEAVY, confidence_facts, doubts
from stakes.case.case import Case
from stakes.case.evidence import known_by
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import arviz_arrays
from stakes.decision.expected_value import compare, net_value
from stakes.inference.diagnostics import unconverged
from stakes.inference.drawn.recipe import fewer
from stakes.inference.states import STATE
from stakes.outcomes.consequences import consequences, expected, reviews
from stakes.outcomes.linearity import exact
from stakes.processors import beside, processors

FROM_THRESHOLDS, MOST_ASSUMED = 3, 8  # quantities that a reader may assume something about
LARGE = 1_000_000  # values, above which a process of its own is worth its start
FEW = 100  # draws, below which there is no tail to speak of
DIAGNOSTICS = ("rhat_max", "ess_min", "divergences", "bfmi_min", "worst")


@dataclass(frozen=True)
class Findings:
    """Finished results of one run.

    Attributes
    ----------
    case : the case as read from its files.
    decision : what ``decision.json`` holds.
    comparison : `compare` of the net values relative to the baseline, Dataset[option]; its CVaR is that of absolute outcomes.
    given_agreement : Dataset[option]: expected, mcse of each option if what it needs from others were in force from the start.
    attributes : Dataset[option, attribute]: mean, mcse; weighted by the profile, so that they sum to `comparison.expected`.
    beliefs : Dataset[quantity, group, level]: value (groups prior and posterior; levels 0.05, 0.25, 0.5, 0.75, 0.95), mean
        [quantity, group], and [quantity] label, unit, topic, basis; link, link_se: the squared rank correlation with the lead of
        the best option over the runner-up; highest, lowest: the places it may have by it, in the order of which they come.
        judged, judged_se: share of all links that is of quantities with a prior from expert judgement.
    evidence : Dataset[table]: label, use, known, total, latest (date of the last row known).
    checks : Dataset[check]: likelihood, statistic, observed, median, tail, passed.
    diagnostics : Mapping: rhat_max, ess_min, divergences, bfmi_min, and worst (names of the variables with the worst R-hat, ESS).
    information : what knowing more would be worth.
    sensitivity : what would change the answer.
    explorer : draws for the page to compute with; see `stakes.assessment.explorer_data.payload`.
    failures : sentences on diagnostics of any fit that did not pass, each with the fit's name; empty where all are sound.
    """

    case: Case
    decision: Mapping[str, Any]
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
    case: Case, fit: xr.DataTree, profile: str, stamps: Mapping[str, Any], others: Mapping[str, xr.DataTree] | None = None
) -> Findings:
    """All findings of a fit under one profile of values.

    Parameters
    ----------
    case, fit : an open case and its fit.
    profile : id of the profile whose weights count.
    stamps : fingerprint and versions, for ``decision.json``.
    others : fits of the case's other structures, by id.
    """
    weights = case.profiles[profile].weights
    how = exact(case, fit)
    reviewed = reviews(case, fit, weights, how)
    parts = consequences(case, fit, weights=weights, reviewed=reviewed)
    value = net_value(parts, weights)
    absolute = net_value(consequences(case, fit, relative=False, simulate=True, weights=weights, reviewed=reviewed), weights)
    means = expected(case, fit, how, weights=weights, reviewed=reviewed)
    table = compare(value, expected=net_value(means, weights)).assign(compare(absolute)[["cvar", "cvar_mcse"]])
    agreed = compare(net_value(expected(case, fit, how, weights=weights, agreed=True), weights))[["expected", "mcse"]]
    attributes = _attributes(means, weights)
    beliefs, checks = linked(case, fit, value, _rivals(value, table)), fit["checks"].to_dataset()
    diagnostics = {name: np.asarray(fit.attrs[name]).item() for name in DIAGNOSTICS}
    unsound = unconverged(fit, others or {})
    failed = tuple(sentence for sentences in unsound.values() for sentence in sentences)
    ready = [name for name in means["option"].values if case.options[str(name)].until is None]
    expected_now, now = means.sel(option=ready), value.sel(option=ready)
    asked = (case, fit, parts, means, absolute, weights, how, reviewed)
    driving = (case, fit, now, leading(net_value(expected_now, weights)))
    with _beside(parts.size > LARGE, asked, driving) as aside:
        sensitivity = examine(case, fit, others or {}, expected_now, weights, how, lambda: aside()[1])
    information = aside()[0]
    more = {"confidence": confidence_facts(beliefs, checks, failed), **as_entries(information), **entries(case, sensitivity)}
    more |= {"beliefs": believed(case, fit, sensitivity.sense), "likelihoods": likelihoods(fit), "unconverged": unsound}
    decision = _decision(case, fit, profile, value, table, attributes, {**more, **stamps})
    return Findings(
        case=case,
        decision=decision,
        comparison=table,
        given_agreement=agreed,
        attributes=attributes,
        beliefs=beliefs,
        evidence=_evidence(case, date.fromisoformat(fit.attrs["as_of"])),
        checks=checks,
        diagnostics=diagnostics,
        information=information,
        sensitivity=sensitivity,
        explorer=_explorer(case, fit, profile, parts, beliefs, decision),
        failures=failed,
    )


@contextmanager
def _beside(large: bool, asked: tuple[Any, ...], driving: tuple[Any, ...]) -> Iterator[Callable[[], tuple[Information, Drivers]]]:
    """`inform` and `drivers`, in a process of their own if that is worth its start and there is a second processor."""
    if large and processors() > 1:
        with beside(_from_draws, asked, driving) as found:
            yield lru_cache(found)
    else:
        yield lru_cache(lambda: _from_draws(asked, driving))


def _from_draws(asked: tuple[Any, ...], driving: tuple[Any, ...]) -> tuple[Information, Drivers]:
    return inform(*asked), drivers(*driving)


def _explorer(
    case: Case,
    fit: xr.DataTree,
    profile: str,
    parts: xr.DataArray,
    beliefs: xr.Dataset,
    decision: Mapping[str, Any],
) -> dict[str, Any]:
    """Draws for the reader: of every attribute, of the first thresholds, and of what is most closely linked with the lead.

    They are of the first set alone, so that the page stays small: its numbers are those of the answer within wider errors.
    """
    first = fewer(parts, 1).isel(set=0, missing_dims="ignore")
    linked = [str(q) for q in beliefs["quantity"].to_numpy()]
    draws = fewer(fit["posterior"].to_dataset(), 1).isel(set=0, missing_dims="ignore")
    asked = [name for name in case.challenges.thresholds if name in linked][:FROM_THRESHOLDS]
    names = list(dict.fromkeys(asked + linked))[:MOST_ASSUMED]
    labels = {
        k: {i: r.label for i, r in records.items()} for k, records in (("options", case.options), ("attributes", case.attributes))
    }
    doubt = "".join(doubts(decision)) if decision["too_close_to_call"] and decision["resolved"] else ""
    return payload(first, case.profiles, profile, [_assumption(case, draws, name) for name in names], labels, doubt)


def _assumption(case: Case, draws: xr.Dataset, name: str) -> Assumption:
    """A number; or the state, of an event and of a quantity whose states are single values."""
    q = case.quantities[name]
    if q.kind == "event":
        return Assumption(name, q.label, "", draws[name], ("no", "yes"))
    if q.states and all(state.kind == "value" for state in q.states.values()):
        return Assumption(name, q.label, "", draws[f"{name}{STATE}"], tuple(state.label for state in q.states.values()))
    return Assumption(name, q.label, q.unit, draws[name])


def _attributes(parts: xr.DataArray, weights: Mapping[str, float]) -> xr.Dataset:
    """Mean of each weighted attribute of each option, with its error: `compare` over the options of one attribute."""
    each = [compare(parts.sel(attribute=a, drop=True) * weights[str(a)])[["expected", "mcse"]] for a in parts["attribute"].values]
    table = xr.concat(each, "attribute", coords="minimal", compat="override").assign_coords(attribute=parts["attribute"].values)
    return table.rename(expected="mean").transpose("option", "attribute")


def _same_as_best(value: xr.DataArray, table: xr.Dataset) -> list[str]:
    """Options worth the same as the best in every draw, as waiting is where nothing that arrives would change the choice."""
    best = str(table["best"].item())
    others = [str(o) for o in value["option"].values if str(o) != best]
    return [o for o in others if bool((value.sel(option=o) == value.sel(option=best)).all())]


def _tail_index(draws: xr.DataArray) -> float:
    """Pareto k of the distance from the median: above 0.7 a mean over draws, and its error, cannot be trusted.

    Vehtari, A. et al. (2024). Pareto smoothed importance sampling. JMLR 25(72), 1-58.
    """
    values = to_numpy(draws)
    values = values.reshape(len(values), -1)
    distance = np.abs(values - np.median(values))
    if np.count_nonzero(distance) < distance.size / 2:  # the same in most draws: only those that differ have a tail
        distance = distance[distance > 0][None]
    if distance.size < FEW:
        return 0.0
    return float(arviz_arrays().pareto_khat(distance, chain_axis=0, draw_axis=1, tail="right"))


def _decision(
    case: Case,
    fit: xr.DataTree,
    profile: str,
    value: xr.DataArray,
    table: xr.Dataset,
    attributes: xr.Dataset,
    more: Mapping[str, Any],
) -> dict[str, Any]:
    tails = {str(o): _tail_index(value.sel(option=o)) for o in value["option"].values}
    columns = [*("expected", "mcse", "lower", "upper", "p_best", "p_best_mcse"), *("expected_regret", "cvar", "cvar_mcse")]
    columns += ["lead", "lead_mcse"]
    options = {
        str(o): {"label": case.options[str(o)].label, "waits": case.options[str(o)].until is not None}
        | {c: float(table[c].sel(option=o)) for c in columns}
        | {"pareto_k": tails[str(o)]}
        for o in table["option"].values
    }
    same = _same_as_best(value, table)
    leads = table.drop_sel(option=[str(table["best"].item()), *same])
    resolved = leads.sizes["option"] > 0 and bool((leads["lead"] > CLEARLY * leads["lead_mcse"]).all())
    return {
        "case": case.title,
        "as_of": fit.attrs["as_of"],
        "unit": case.unit,
        "profile": profile,
        "seed": int(fit.attrs["seed"]),
        "options": options,
        "best": str(table["best"].item()),
        "same_as_best": same,
        "p_best_of_best": float(table["p_best"].sel(option=[str(table["best"].item()), *same]).sum()),
        "resolved": resolved,
        "too_close_to_call": not resolved or max(tails.values()) > HEAVY or bool(more["differs"]),
        "evpi": {"value": float(table["evpi"]), "mcse": float(table["evpi_mcse"])},
        "attributes": _by_option(attributes["mean"]),
        "attributes_mcse": _by_option(attributes["mcse"]),
        "diagnostics": {name: np.asarray(fit.attrs[name]).item() for name in DIAGNOSTICS if name != "worst"},
        **more,
    }


def _by_option(table: xr.DataArray) -> dict[str, dict[str, float]]:
    options, attributes = table["option"].values, table["attribute"].values
    return {str(o): {str(a): float(table.sel(option=o, attribute=a)) for a in attributes} for o in options}


def _rivals(value: xr.DataArray, table: xr.Dataset) -> tuple[str, str]:
    """The best option and the next that does not come to the same."""
    order = [str(o) for o in value["option"].values[np.argsort(-table["expected"].values, kind="stable")]]
    same = _same_as_best(value, table)
    return order[0], next((o for o in order[1:] if o not in same), order[1])


def _evidence(case: Case, as_of: date) -> xr.Dataset:
    rows = {name: known_by(table, as_of) for name, table in case.evidence.items()}
    latest = {name: str(frame[case.evidence[name].record.known].max())[:10] if len(frame) else "" for name, frame in rows.items()}
    columns: dict[str, list[Any]] = {
        "label": [t.record.label for t in case.evidence.values()],
        "use": [t.record.use for t in case.evidence.values()],
        "known": [len(frame) for frame in rows.values()],
        "total": [len(t.frame) for t in case.evidence.values()],
        "latest": list(latest.values()),
    }
    return xr.Dataset({k: ("table", v) for k, v in columns.items()}, coords={"table": list(rows)})
