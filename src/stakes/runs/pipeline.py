"""From a case to a decision: check, fit, gate, compare, report.

Saved results are reused where their fingerprint still holds.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.decision_json.options import Sampling
from stakes.decision_json.reading import as_json, read_decision
from stakes.errors import CaseError, GateError
from stakes.inference.gate import advice, by_fit, unconverged
from stakes.processors import one_thread
from stakes.runs import store
from stakes.runs.parallel_fits import Order, make_all
from stakes.runs.saved_findings import FINDINGS, write_findings
from stakes.runs.saved_fits import FIT, Place, adopt, places
from stakes.runs.trial import try_fit, try_out

if TYPE_CHECKING:
    from stakes.assessment.findings import Findings

DECISION, REPORT, RESULTS = "decision.json", "report.html", "results"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a case is run: sampling, whose values count, and what may be reused."""

    as_of: date
    profile: str
    draws: int = 2500
    tune: int = 1000
    chains: int = 4
    seed: int
    fresh: bool = False
    allow_unconverged: bool = False
    progress: bool = True

    @property
    def sampling(self) -> dict[str, int]:
        return {"draws": self.draws, "tune": self.tune, "chains": self.chains, "seed": self.seed}


def usual(case: Case, **given: Any) -> Settings:
    """The case's own date, profile and seed, and the usual sampling, but for what is given."""
    return Settings(
        **{"as_of": case.as_of, "profile": case.default_profile, "seed": case.seed, **given}
    )


def as_last(case: Case, out: Path, **given: Any) -> Settings:
    """Settings of the last run in a folder, by which what it left can be shown as it is; the usual
    ones if there is none.
    """
    last = _left(out)
    if (
        last is None
        or last.sampling is None
        or last.case != case.title
        or last.profile not in case.profiles
    ):
        return usual(case, **given)
    with suppress(ValueError):
        return usual(
            case,
            as_of=date.fromisoformat(last.as_of),
            profile=last.profile,
            **dict(last.sampling),
            **given,
        )
    return usual(case, **given)


def _left(out: Path) -> Decision | None:
    """The decision in a folder; None if there is none that can be read."""
    with suppress(CaseError):
        return read_decision(out / DECISION)
    return None


def run(case: Case, settings: Settings, out: Path, say: Callable[[str], None]) -> Decision:
    """Run a case and leave ``fit.nc``, ``decision.json``, ``report.html`` and what the page was
    made of, ``findings.json``, in `out`.

    Parameters
    ----------
    case : an open case.
    settings : see `Settings`.
    out : folder for the results; made if need be.
    say : takes a line of progress.

    Returns
    -------
    Decision
        As in ``decision.json``.

    Raises
    ------
    GateError
        If the chains of any fit have not converged, unless that is allowed; an older decision and
        report are then set aside under another name.
    CaseError
        If the case's own code does not do what it must, or `out` cannot hold the results: before
        anything is sampled.
    """
    print_ = fingerprint(case, settings)
    store.check_usable(out, (FIT, DECISION, REPORT))
    saved = None if settings.fresh else _saved_decision(out, print_)
    fit, others = fits(case, settings, out, say)
    if saved:
        say(f"Nothing has changed: {DECISION} and {REPORT} stand.")
        return saved
    try_fit(case, fit, settings.profile)
    found = findings_of(case, fit, others, settings)
    page, decision = report_of(found, out), as_json(found.decision)
    store.write_text(out / REPORT, page)
    write_findings(out, found)
    store.write_text(out / DECISION, decision)
    return found.decision


def fingerprint(case: Case, settings: Settings) -> str:
    """Of the decision that a run with these settings makes."""
    return store.decision_fingerprint(
        case, store.fit_fingerprint(case, settings.as_of, settings.sampling), settings.profile
    )


def fits(
    case: Case, settings: Settings, out: Path, say: Callable[[str], None] = lambda line: None
) -> tuple[xr.DataTree, dict[str, xr.DataTree]]:
    """The fit of a case and those of its other structures by id: as saved in `out` where they still
    hold, else made and saved.

    A fit that did not converge is not sampled again with the same settings.

    Raises
    ------
    GateError
        As in `run`.
    """
    where = places(case, settings.as_of, settings.sampling, out)
    if not settings.fresh:
        adopt(where, case.root / RESULTS, say)
    found = {
        name: None if settings.fresh else _saved_fit(place, say) for name, place in where.items()
    }
    wanted = {name: where[name] for name, fit in found.items() if fit is None}
    order = Order(case, settings.as_of, settings.sampling, out, settings.progress)
    if "" in wanted:
        try_out(case, settings.as_of, settings.profile)
    made = make_all(order, wanted, say) if wanted else {}
    others = {name: made[name] if fit is None else fit for name, fit in found.items()}
    fit = others.pop("")
    if (
        not settings.allow_unconverged
    ):  # what was allowed unconverged once is not passed on without that leave
        _gate(fit, others, settings, out, say)
    return fit, others


def _saved_fit(place: Place, say: Callable[[str], None]) -> xr.DataTree | None:
    """What is kept in a place, of this fingerprint; said for the joint model only, but for what did
    not converge.
    """
    name, joint = place.path.name, place.path.name == FIT
    if (fit := place.read()) is not None:
        if joint:
            say(f"{name} is reused: beliefs, models and settings are unchanged.")
        return fit
    if (fit := place.read_failed()) is not None:
        say(
            f"{place.failed.name} is not sampled again: with the same files and settings it did "
            "not converge; --fresh samples it."
        )
        return fit
    if joint and place.path.exists():
        torn = store.read_fit(place.path) is None
        why = (
            "is torn or no fit of ours"
            if torn
            else "was made from other beliefs, models, settings or versions"
        )
        say(f"{name} {why}: fitting again.")
    return None


def _saved_decision(out: Path, fingerprint: str) -> Decision | None:
    decision = _left(out)
    whole = (
        decision is not None and decision.fingerprint == fingerprint and (out / REPORT).is_file()
    )
    return decision if whole else None


def _gate(
    fit: xr.DataTree,
    others: Mapping[str, xr.DataTree],
    settings: Settings,
    out: Path,
    say: Callable[[str], None],
) -> None:
    """Refuse if any fit did not converge, and leave no earlier decision that could be taken for
    this run's.
    """
    failed = unconverged(fit, others)
    if not failed:
        return
    aside = store.set_aside([out / DECISION, out / REPORT, out / FINDINGS])
    if aside:
        say(
            "What an earlier run decided is set aside: "
            f"{' and '.join(path.name for path in aside)}."
        )
    diagnostics = by_fit(fit, others)
    raise GateError(
        failed, advice({name: diagnostics[name] for name in failed}, settings.draws, settings.tune)
    )


def findings_of(
    case: Case, fit: xr.DataTree, others: Mapping[str, xr.DataTree], settings: Settings
) -> "Findings":
    """`stakes.assessment.findings.Findings` of a run, the same to the last digit whichever command
    asks.
    """
    from stakes.assessment.decision_record.record import Stamps
    from stakes.assessment.findings import find

    stamps = Stamps(fingerprint(case, settings), store.versions(), Sampling(**settings.sampling))
    with one_thread():
        return find(case, fit, settings.profile, stamps, others)


def report_of(found: "Findings", out: Path) -> str:
    """The page that shows some findings, and what stands beside them in a folder."""
    from stakes.report.page import html
    from stakes.runs.track_record import beside

    return html(found, beside(found.case, found.decision, out))
