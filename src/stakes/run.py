"""From a case to a decision: check, fit, gate, compare, report. Saved results are reused where their fingerprint still holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xarray as xr

from stakes import store
from stakes.case import Case
from stakes.densities import POWERS
from stakes.diagnostics import failures
from stakes.errors import GateError

FIT, DECISION, REPORT = "fit.nc", "decision.json", "report.html"


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
    return Settings(**{"as_of": case.as_of, "profile": case.default_profile, "seed": case.seed, **given})


def as_last(case: Case, out: Path, **given: Any) -> Settings:
    """Settings of the last run in a folder, by which what it left can be shown as it is; the usual ones if there is none."""
    last = store.read_decision(out / DECISION) or {}
    sampling = last.get("sampling")
    if last.get("case") != case.title or not isinstance(sampling, dict) or last.get("profile") not in case.profiles:
        return usual(case, **given)
    return usual(case, as_of=date.fromisoformat(last["as_of"]), profile=last["profile"], **sampling, **given)


def run(case: Case, settings: Settings, out: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Run a case and leave ``fit.nc``, ``decision.json`` and ``report.html`` in `out`.

    Parameters
    ----------
    case : an open case.
    settings : see `Settings`.
    out : folder for the results; made if need be.
    say : takes a line of progress.

    Returns
    -------
    dict
        The decision, as in ``decision.json``.

    Raises
    ------
    GateError
        If the chains have not converged, unless that is allowed; an older decision and report are then removed.
    CaseError
        If the case's own code does not do what it must.
    """
    fit_print = store.fit_fingerprint(case, settings.as_of, settings.sampling)
    print_ = store.decision_fingerprint(case, fit_print, settings.profile)
    saved = None if settings.fresh else _saved_decision(out, print_)
    fit, others = fits(case, settings, out, say)
    if saved:
        say(f"Nothing has changed: {DECISION} and {REPORT} stand.")
        return saved
    stamps = {"fingerprint": print_, "versions": store.versions(), "sampling": settings.sampling}
    return _decide(case, fit, others, settings, out, stamps)


def fits(
    case: Case, settings: Settings, out: Path, say: Callable[[str], None] = lambda line: None
) -> tuple[xr.DataTree, dict[str, xr.DataTree]]:
    """The fit of a case and those of its other structures by id: as saved in `out` where they still hold, else made and saved.

    Raises
    ------
    GateError
        As in `run`.
    """
    fit_print = store.fit_fingerprint(case, settings.as_of, settings.sampling)
    fit = None if settings.fresh else _saved_fit(out / FIT, fit_print, say)
    fit = fit if fit is not None else _new_fit(case, settings, out / FIT, fit_print, say)
    others = {name: _other_fit(case, settings, name, out, say) for name, one in case.structures.items() if one.instead}
    for one in (fit, *others.values()):
        _gate(one, settings, out)  # what was allowed unconverged once is not passed on without that leave
    return fit, others


def _saved_fit(path: Path, fingerprint: str, say: Callable[[str], None]) -> xr.DataTree | None:
    fit = store.read_fit(path)
    if fit is None:
        if path.exists():
            say(f"{path.name} is torn or no fit of ours: fitting again.")
        return None
    if fit.attrs["fingerprint"] != fingerprint:
        say(f"{path.name} was made from other beliefs, models, settings or versions: fitting again.")
        return None
    say(f"{path.name} is reused: beliefs, models and settings are unchanged.")
    return fit


def _saved_decision(out: Path, fingerprint: str) -> dict[str, Any] | None:
    decision = store.read_decision(out / DECISION)
    whole = decision and decision.get("fingerprint") == fingerprint and (out / REPORT).is_file()
    return decision if whole else None


def _new_fit(case: Case, settings: Settings, path: Path, fingerprint: str, say: Callable[[str], None]) -> xr.DataTree:
    from stakes import fitting

    say("Compiling and sampling the joint model; the first time takes about a minute.")
    fit = fitting.fit(case, as_of=settings.as_of, **settings.sampling, progress=settings.progress, alphas=POWERS)
    fit.attrs["fingerprint"] = fingerprint
    store.write_fit(path, fit)
    return fit


def _other_fit(case: Case, settings: Settings, name: str, out: Path, say: Callable[[str], None]) -> xr.DataTree:
    """The fit of another structure: only the files that differ."""
    path, structure = out / f"fit.{name}.nc", case.structures[name]
    fingerprint = store.fit_fingerprint(case, settings.as_of, settings.sampling, structure.models(case.root, case.models))
    fit = None if settings.fresh else store.read_fit(path)
    if fit is None or fit.attrs["fingerprint"] != fingerprint:
        from stakes.alternatives import fit_alternative

        say(f"Compiling and sampling what differs in the structure '{name}'.")
        fit = fit_alternative(case, structure, as_of=settings.as_of, **settings.sampling, progress=settings.progress)
        fit.attrs["fingerprint"] = fingerprint
        store.write_fit(path, fit)
    return fit


def _gate(fit: xr.DataTree, settings: Settings, out: Path) -> None:
    failed = failures({str(k): v for k, v in fit.attrs.items()})
    if failed and not settings.allow_unconverged:
        for name in (DECISION, REPORT):
            (out / name).unlink(missing_ok=True)
        raise GateError(failed)


def _decide(
    case: Case,
    fit: xr.DataTree,
    others: Mapping[str, xr.DataTree],
    settings: Settings,
    out: Path,
    stamps: Mapping[str, Any],
) -> dict[str, Any]:
    from stakes import findings, report

    found = findings.find(case, fit, settings.profile, stamps, others)
    page, decision = report.html(found), store.as_json(found.decision)
    store.write_text(out / REPORT, page)
    store.write_text(out / DECISION, decision)
    return dict(found.decision)
