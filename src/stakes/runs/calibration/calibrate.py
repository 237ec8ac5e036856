"""Simulation-based calibration of a case: parameters from the prior, evidence from the model, a
refit, ranks.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stakes.case.case import Case
from stakes.errors import CaseError, Problem
from stakes.inference.model.joint_model import Split, build, split
from stakes.processors import one_thread
from stakes.runs import store
from stakes.runs.calibration.ranks import ranked, whole_posterior
from stakes.runs.calibration.refits import (
    Mapper,
    Refits,
    by_threads,
    fingerprint,
    refitted,
)
from stakes.runs.calibration.simulation import simulated
from stakes.runs.calibration.verdict import Calibration, tested

FOLDER = "calibration"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a case is calibrated.

    Attributes
    ----------
    refits : data sets of each structure.
    seed : of all of it.
    out : folder of the results.
    each : what maps refits over processors.
    """

    refits: int
    seed: int
    out: Path
    each: Mapper = by_threads


def calibrate(
    case: Case, plan: Plan, say: Callable[[str], None] = lambda line: None
) -> list[Calibration]:
    """Calibrate every structure of a case; what was kept of an earlier run is not done again.

    Parameters
    ----------
    case : an open case.
    plan : see `Plan`.
    say : takes a line of progress.

    Returns
    -------
    list of `Calibration`, the base structure first.

    Raises
    ------
    CaseError
        If evidence speaks to nothing, so that nothing is sampled.

    References
    ----------
    Talts, S., Betancourt, M., Simpson, D., Vehtari, A. and Gelman, A. (2018). Validating Bayesian
    inference algorithms with simulation-based calibration. arXiv:1804.06788.
    Modrák, M. and others (2025). Simulation-based calibration checking for Bayesian computation:
    the choice of test quantities shapes sensitivity. Bayesian Analysis 20(2), 461-488.
    """
    return [
        _one(replace(case, models=models), name, plan, say)
        for name, models in structures(case).items()
    ]


def structures(case: Case) -> dict[str, tuple[Path, ...]]:
    """Model files of each structure by id, the base first; under an empty id where there is but
    one.
    """
    if not case.structures:
        return {"": case.models}
    ordered = sorted(case.structures.values(), key=lambda s: bool(s.instead))
    return {s.id: s.models(case.root, case.models) for s in ordered}


def _one(case: Case, name: str, plan: Plan, say: Callable[[str], None]) -> Calibration:
    whole = split(case, build(case))
    if whole.part is None:
        problem = "no evidence speaks to any quantity, so that nothing is sampled"
        raise CaseError([Problem("models", "", problem, "there is nothing to calibrate")])
    folder = plan.out / FOLDER / f"{name or 'case'}-{fingerprint(case, plan.refits, plan.seed)}"
    kept = folder / "ranks.json"
    if kept.is_file():
        held = json.loads(kept.read_text(encoding="utf-8"))
        ranks = {label: np.array(x) for label, x in held["ranks"].items()}
        return tested(name, ranks, held["diverged"])
    with one_thread():
        ranks, diverged = _ranks(case, whole, Refits(folder, plan.seed), (plan, say))
    lists = {label: x.tolist() for label, x in ranks.items()}
    store.write_text(kept, json.dumps({"diverged": diverged, "ranks": lists}))
    return tested(name, ranks, diverged)


def _ranks(
    case: Case, whole: Split, refits: Refits, how: tuple[Plan, Callable[[str], None]]
) -> tuple[dict[str, np.ndarray], int]:
    plan, say = how
    made = simulated(case, whole, plan.refits, plan.seed)

    def told(done: int, number: int) -> None:
        say(f"{done} of {number} refits.")

    draws = refitted(refits, whole, made, plan.each, told)
    posterior = whole_posterior(case, whole, draws, made, plan.seed)
    diverged = sum(d.attrs["diverged"] > 0 for d in draws)
    return ranked(case, whole, made, posterior, plan.seed), int(diverged)
