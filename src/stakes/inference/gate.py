"""The gate: a decision is made only from chains that have converged."""

from collections.abc import Iterator, Mapping
from typing import Any

import xarray as xr

from stakes.inference.diagnostics import BFMI, ESS, RHAT

BEYOND = 100  # up to which R-hat is told apart
JOINT = "the joint model"


def reasons(diagnostics: Mapping[str, Any]) -> tuple[str, ...]:
    """What did not pass, a clause each; empty for a sound fit."""
    return tuple(clause.replace("{}", "").rstrip(",") for clause in _clauses(diagnostics))


def failures(diagnostics: Mapping[str, Any], fit_name: str = JOINT) -> tuple[str, ...]:
    """What did not pass, a sentence each that names the fit and the variables; empty for a sound
    fit.

    Parameters
    ----------
    diagnostics : as from `diagnose`; names of variables may be missing.
    fit_name : such as "the joint model".
    """
    return tuple(clause.replace("{}", f" in {fit_name}") for clause in _clauses(diagnostics))


def _clauses(d: Mapping[str, Any]) -> Iterator[str]:
    """Clauses with a place, {}, for the name of the fit."""
    rhat, ess = (f" for {d[key]}" if d.get(key) else "" for key in ("worst_rhat", "worst_ess"))
    apart = (
        f", whose draws lie apart from the others in {d['diverging_in']}"
        if d.get("diverging_in")
        else ""
    )
    count = int(d["divergences"])
    if not d["rhat_max"] <= RHAT:
        reached = (
            f"reaches {d['rhat_max']:.3f}" if d["rhat_max"] < BEYOND else f"is beyond {BEYOND}"
        )
        yield f"R-hat {reached}, above {RHAT},{rhat}{{}}"
    if not d["ess_min"] >= ESS:
        yield f"the smallest effective sample size is {d['ess_min']:.0f}, under {ESS},{ess}{{}}"
    if count > 0:
        yield f"{count} divergent transition{'s' if count > 1 else ''}{{}}{apart}"
    if d.get("first_diverged_in"):
        where = d["first_diverged_in"]
        yield (
            f"divergent draws of the first try lay apart in {where}{{}}, which shorter steps "
            "hide and do not mend"
        )
    if not d["bfmi_min"] >= BFMI:
        yield f"the smallest BFMI is {d['bfmi_min']:.2f}, under {BFMI},{{}}"


def structure_name(name: str) -> str:
    """What messages call the fit of another structure."""
    return f"the structure '{name}'"


def refit_name(component: str, alpha: float) -> str:
    """What messages call a scaled refit."""
    return f"the refit with {component} at power {alpha:.2g}"


def by_fit(fit: xr.DataTree, others: Mapping[str, xr.DataTree]) -> dict[str, Mapping[str, Any]]:
    """Diagnostics of every fit by its name: the joint model, its scaled refits, and the other
    structures.
    """
    scaled = fit["scaled"].children.values() if "scaled" in fit.children else ()
    refits = {
        refit_name(str(t.attrs["component"]), float(t.attrs["alpha"])): t.attrs for t in scaled
    }
    structures = {structure_name(name): other.attrs for name, other in others.items()}
    return {
        name: {str(k): v for k, v in attrs.items()}
        for name, attrs in ({JOINT: fit.attrs} | refits | structures).items()
    }


def unconverged(fit: xr.DataTree, others: Mapping[str, xr.DataTree]) -> dict[str, list[str]]:
    """Sentences on what did not pass by the name of the fit; only fits that failed."""
    found = {name: list(failures(d, name)) for name, d in by_fit(fit, others).items()}
    return {name: sentences for name, sentences in found.items() if sentences}


def advice(failed: Mapping[str, Mapping[str, Any]], draws: int, tune: int) -> tuple[str, ...]:
    """What may help, a line each, for fits that did not pass.

    Parameters
    ----------
    failed : diagnostics of these fits by name.
    draws, tune : settings that they were sampled with.
    """
    refits = [name for name in failed if name.startswith("the refit")]
    main = [d for name, d in failed.items() if name not in refits]
    apart = [d for d in main if not d["rhat_max"] <= RHAT]
    few = [d for d in main if not d["ess_min"] >= ESS]
    stiff = [
        d
        for d in main
        if d["divergences"] > 0 or not d["bfmi_min"] >= BFMI or d.get("first_diverged_in")
    ]
    named = [d.get("first_diverged_in") or d.get("diverging_in") for d in stiff]
    where = " and ".join(dict.fromkeys(filter(None, named)))
    lines = []
    if stiff:
        hard = f"a posterior that is hard to explore{f' ({where})' if where else ''}"
        lines.append(
            f"Divergences and a low BFMI come from {hard}: in models/, write a scale times a "
            "standard normal"
        )
        lines[-1] += " instead of a normal with that scale, or give less extreme priors."
    if apart:
        lines.append(
            "Chains that disagree: try a longer warm-up (below); if it stays so, the posterior "
            "has several modes."
        )
    if few or apart or stiff:
        lines.append(f"Try `stakes --draws {2 * draws} --tune {4 * tune}`.")
    if refits:
        lines.append(
            f"For {', '.join(refits)}: try another --seed; how far priors may be scaled is a "
            "check, not the answer."
        )
    return (*lines, "--allow-unconverged reports anyway, under a banner.")
