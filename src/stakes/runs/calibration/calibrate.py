"""Simulation-based calibration of a case: parameters from the prior, evidence from the model, a
refit, ranks.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from stakes.case.case import Case
from stakes.processors import one_thread
from stakes.runs import store
from stakes.runs.calibration.picture import plot_ranks
from stakes.runs.calibration.ranks import ranked
from stakes.runs.calibration.refits import Plan, Refits, Say, refits_of
from stakes.runs.calibration.sharing import joined, refits_of_own_files
from stakes.runs.calibration.verdict import Calibration, tested


def calibrate(
    case: Case,
    refits: int = 400,
    *,
    seed: int | None = None,
    posterior: bool = False,
    scheduler: str | None = None,
    keep: Path | None = None,
    say: Say = lambda line: None,
) -> list[Calibration]:
    """Whether the computing of a case is calibrated.

    For every structure: parameters from the prior, data from the model, a refit to these, and the
    rank of each true number among its draws. Model files are independent given their evidence: of a
    structure that puts files in place of others these alone are refitted, and each refit is joined
    to what the base's says of all else.

    Parameters
    ----------
    case : an open case.
    refits : data sets of each structure.
    seed : of all of it; the case's if None.
    posterior : around the observed data, with truths from the posterior.
    scheduler : as in `stakes.runs.many_fits.engine.fit_many`.
    keep : folder in which refits are kept, below ``calibration``, so that a run that was stopped
        goes on where it was; nothing is kept if None.
    say : takes a line of progress.

    Returns
    -------
    list of `stakes.runs.calibration.verdict.Calibration`
        One for each structure, the base first: `ranks` of each number, `table` of how unlikely they
        are if calibrated, and `passed`.

    Raises
    ------
    CaseError
        If evidence speaks to nothing, so that nothing is sampled; as `fit_many` does.
    GateError
        If truths are to be from the posterior, and its chains have not converged.

    References
    ----------
    Talts, S., Betancourt, M., Simpson, D., Vehtari, A. and Gelman, A. (2018). Validating Bayesian
    inference algorithms with simulation-based calibration. arXiv:1804.06788.
    Modrák, M. and others (2025). Simulation-based calibration checking for Bayesian computation:
    the choice of test quantities shapes sensitivity. Bayesian Analysis 20(2), 461-488.
    """
    own = {"refits": refits, "seed": case.seed if seed is None else seed}
    given = own | {"scheduler": scheduler, "posterior": posterior}
    if keep is not None:
        return calibrated(case, Plan(**given, out=keep), say)  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        return calibrated(case, Plan(**given, out=Path(folder)), say)  # type: ignore[arg-type]


def calibrated(case: Case, plan: Plan, say: Say = lambda line: None) -> list[Calibration]:
    """`calibrate` by a plan."""
    names = sorted(case.structures, key=lambda name: bool(case.structures[name].instead)) or [""]
    with one_thread():
        base = refits_of(case, names[0], plan, say)
        found = [_judged(case, names[0], base, plan)]
        for name in names[1:]:
            own = refits_of_own_files(case, name, plan, say)
            found.append(_judged(case, name, joined(case, name, base, own), plan))
    return found


def _judged(case: Case, name: str, refits: Refits, plan: Plan) -> Calibration:
    """The verdict on a structure, kept as numbers and as a picture."""
    ranks = ranked(case, refits, plan.seed)
    calibration = tested(name, ranks, int(refits.diverged.sum()))
    folder = plan.folder(name)
    store.write_text(folder / "ranks.json", json.dumps(_plain(calibration)))
    store.write_picture(folder / "ranks.svg", plot_ranks(calibration)[0])
    return calibration


def _plain(calibration: Calibration) -> Mapping[str, Any]:
    table = calibration.table
    rows = {
        str(n): {k: table[k].sel(number=n).item() for k in table} for n in table["number"].values
    }
    ranks = {label: np.round(x, 6).tolist() for label, x in calibration.ranks.items()}
    facts = {name: table.attrs[name] for name in ("refits", "diverged")}
    return {**facts, "passed": calibration.passed, "numbers": rows, "ranks": ranks}
