"""What the last run left, for commands that only read: they never fit and never delete."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.errors import CaseError, Problem
from stakes.report.changes.differences import read_earlier
from stakes.runs import store
from stakes.runs.pipeline import (
    DECISION,
    REPORT,
    RESULTS,
    Settings,
    as_last,
    findings_of,
    fingerprint,
    report_of,
    usual,
)
from stakes.runs.saved_findings import read_findings
from stakes.runs.saved_fits import places

if TYPE_CHECKING:
    from stakes.assessment.findings import Findings

FIRST = "run `stakes run` first"


def last_decision(case: Case, out: Path, say: Callable[[str], None]) -> Decision:
    """The decision in a folder, as it stands.

    Parameters
    ----------
    case : an open case.
    out : folder with the results of its last run.
    say : takes a line where the decision was made from other files or settings, and one for each
        fit that did not converge.

    Raises
    ------
    CaseError
        If there is none, it is torn, or it is of another case.
    """
    decision = read_earlier(out, case.title, FIRST)
    if not _current(case, decision, out):
        say(
            "This decision was made from other files, settings or versions than are here now; "
            f"`{_command(case, out)}` renews it."
        )
    for sentences in (decision.unconverged or {}).values():
        say(f"Not converged: {'; '.join(sentences)}.")
    return decision


def read_fits(
    case: Case, settings: Settings, out: Path
) -> tuple[xr.DataTree, dict[str, xr.DataTree]]:
    """The saved fit of a case and those of its other structures by id; none is made.

    Fits that did not converge are read only where the settings allow them.

    Raises
    ------
    CaseError
        If one is not there, or was made from other files or settings.
    """
    found = {}
    for name, place in places(case, settings.as_of, settings.sampling, out).items():
        fit = place.read()
        if fit is None and settings.allow_unconverged:
            fit = place.read_failed()
        if fit is None:
            problem = "is not there, or was made from other beliefs, models, settings or versions"
            raise CaseError([Problem(str(place.path), "", problem, FIRST)])
        found[name] = fit
    return found.pop(""), found


def render(case: Case, out: Path) -> Path:
    """Render the page of the decision in a folder again: from its findings, and where these are
    not kept from its fits.

    Raises
    ------
    CaseError
        If there is no decision, or it or a fit was made from other files or settings: the page
        would show something else.
    """
    decision = read_earlier(out, case.title, FIRST)
    found = read_findings(out, case, decision)
    if found is None:
        found = _found_again(case, decision, out)
    store.write_text(out / REPORT, report_of(found, out))
    return out / REPORT


def _found_again(case: Case, decision: Decision, out: Path) -> "Findings":
    if not _current(case, decision, out):
        problem = (
            "was made from other files, settings or versions, so that its page cannot be "
            "rendered again"
        )
        raise CaseError(
            [Problem(str(out / DECISION), "", problem, f"`{_command(case, out)}` renews both")]
        )
    settings = as_last(case, out, allow_unconverged=bool(decision.unconverged))
    return findings_of(case, *read_fits(case, settings, out), settings)


def _current(case: Case, decision: Decision, out: Path) -> bool:
    return decision.fingerprint == fingerprint(case, as_last(case, out))


def _command(case: Case, out: Path) -> str:
    """The command by which a run with the settings of the last one is made."""
    last, plain = as_last(case, out), usual(case)
    words = ["stakes run"]
    for name in ("as_of", "profile", "draws", "tune", "chains", "seed"):
        if getattr(last, name) != getattr(plain, name):
            words.append(f"--{name.replace('_', '-')} {getattr(last, name)}")
    return " ".join([*words, *([f"--out {out}"] if out.resolve() != case.root / RESULTS else [])])
