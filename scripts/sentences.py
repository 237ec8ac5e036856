"""What README.md says of the answer, sentence by sentence: every figure and every claim depends on
the decision.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from stakes.assessment.cited_numbers import Pieces, estimate
from stakes.assessment.sentences import asked_sentence, likelihood_sentence
from stakes.assessment.statements.readings import worth
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path
from turning_points import break_evens, leak, near, never, tilt, unmoving

SMALL = 0.1  # of the largest attribute: what is less does not decide


def compared(case: Case, decision: Decision) -> str:
    """The option held against the baseline: the best of those that do not wait, or the next if that
    is the baseline.
    """
    leaders = decision.views["believed"].profiles["run"]
    return leaders.runner_up if leaders.best == case.baseline else leaders.best


def paragraphs(case: Case, decision: Decision) -> Iterator[Pieces]:
    yield (*likelihood_sentence(decision), *_now(decision), *_asked(decision))
    yield (*_waiting(case, decision),)
    yield (*_elsewhere(decision),)
    yield (*_attributes(case, decision), *leak(decision), *unmoving(case, decision))
    yield (
        "**What would change our mind?** ",
        *break_evens(case, decision, compared(case, decision)),
        *tilt(decision),
    )
    yield (
        "**How sure are we?** ",
        *_sound(decision),
        *_worth(case, decision),
        *_studies(case, decision),
    )


def _now(decision: Decision) -> Pieces:
    """Where the best option waits: which of the others leads."""
    if not decision.options[decision.best].waits:
        return ()
    path: Path = ("views", "believed", "profiles", "run")
    run = decision.views["believed"].profiles["run"]
    lead = estimate(decision, (*path, "lead"), (*path, "lead_se"))
    ahead = "leads" if run.resolved else "is ahead of"
    verdict = "" if run.resolved else ", which is within three of its errors"
    names = (decision.options[o].label for o in (run.best, run.runner_up))
    return (
        f" Of the options that do not wait, {f' {ahead} '.join(names)} by ",
        *lead,
        f"{verdict}.",
    )


def _asked(decision: Decision) -> Pieces:
    """Which of the op-ed's own options leads."""
    said = asked_sentence(decision)
    return (" ", *said) if said else ()


def _waiting(case: Case, decision: Decision) -> Pieces:
    """What arrives until the date of an option that waits."""
    day = review(case, decision)
    if not day:
        return ()
    path = ("waiting", day)
    if not learns(case, decision):
        return (
            f"What would be learned by {day[:4]} is worth nothing that can be told from noise.",
        )
    return (
        f"What would be learned by {day[:4]} is worth ",
        *estimate(decision, (*path, "learned"), (*path, "se")),
        ".",
    )


def review(case: Case, decision: Decision) -> str:
    """Date of the first option that waits, empty if none does."""
    return next(
        (str(o.until) for o in case.options.values() if str(o.until) in decision.waiting), ""
    )


def learns(case: Case, decision: Decision) -> bool:
    """Whether what one would learn by then is worth more than noise."""
    held = decision.waiting.get(review(case, decision))
    return held is not None and worth(held.learned, held.se, held.noise_floor) == "yes"


def _elsewhere(decision: Decision) -> Pieces:
    """Which schools and structures have another option lead, and which."""
    views = [v for v in decision.views.values() if v.kind in ("school", "structure")]
    many = (
        f"{_count(decision, 'school')} schools of thought and {_count(decision, 'structure')} "
        "structures"
    )
    if not decision.differs:
        return (f"Under none of {many} does another option lead clearly.",)
    ahead: dict[str, list[str]] = {}
    for name in decision.differs:
        view = decision.views[name]
        ahead.setdefault(view.profiles["run"].ahead, []).append(f"*{view.label}*")
    said = [f"{decision.options[o].label} under {'; '.join(labels)}" for o, labels in ahead.items()]
    return (
        f"Another option leads clearly under {len(decision.differs)} of {len(views)} views "
        f"({many}): {', and '.join(said)}.",
    )


def _count(decision: Decision, kind: str) -> int:
    return sum(view.kind == kind for view in decision.views.values())


def deciding(case: Case, decision: Decision) -> list[str]:
    """Attributes that set the option compared apart: above their errors, and not small beside the
    largest.
    """
    option = compared(case, decision)
    mean, error = decision.attributes[option], decision.attributes_mcse[option]
    largest = max(map(abs, mean.values()))
    found = [a for a in mean if abs(mean[a]) > max(2 * error[a], SMALL * largest)]
    return sorted(found, key=lambda a: -abs(mean[a]))


def _attributes(case: Case, decision: Decision) -> Pieces:
    option = compared(case, decision)
    names = deciding(case, decision)
    said: Pieces = (
        f"What {decision.options[option].label} adds to and takes from "
        f"{case.options[case.baseline].label}: ",
    )
    for i, name in enumerate(names):
        paths = (("attributes", option, name), ("attributes_mcse", option, name))
        said += (
            ", " if i else "",
            f"{case.attributes[name].label.lower()} ",
            *estimate(decision, *paths),
        )
    rest = [a.label.lower() for key, a in case.attributes.items() if key not in names]
    return (
        *said,
        f" {decision.unit}; {_listed(rest)} hardly enter." if rest else f" {decision.unit}.",
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _sound(decision: Decision) -> Pieces:
    facts = decision.confidence
    if facts is None:
        return ()
    chains = "the chains have converged" if facts.converged else "**the chains have not converged**"
    checks = f"{facts.passed} of {facts.checks} checks of the model against the evidence passed"
    return (f"Of the computing: {chains}, and {checks}. ",)


def most(decision: Decision) -> str:
    """The quantity most worth knowing, empty if none is told from noise."""
    held = {name: e for name, e in decision.evppi.items() if not name.endswith("_state")}
    name = max(held, key=lambda n: held[n].value)
    told = worth(held[name].value, held[name].se, held[name].noise_floor)
    return name if told == "yes" else ""


def _worth(case: Case, decision: Decision) -> Pieces:
    said: Pieces = (
        "Of the beliefs: knowing everything before choosing would be worth ",
        *estimate(decision, ("evpi_without_waiting", "value"), ("evpi_without_waiting", "mcse")),
        f" {decision.unit}",
    )
    name = most(decision)
    if not name:
        return (*said, ", and no single quantity is worth knowing above the noise. ")
    q = case.quantities[name]
    worth = estimate(decision, ("evppi", name, "value"), ("evppi", name, "se"))
    return (
        *said,
        "; of single quantities most is in ",
        f"*{q.label}* (",
        *worth,
        f"; basis: {q.basis}). ",
    )


def _studies(case: Case, decision: Decision) -> Pieces:
    if not decision.studies:
        return ()
    paying = [f"*{case.studies[s].label}*" for s, e in decision.studies.items() if e.worthwhile]
    return (
        f"Of {len(decision.studies)} studies that we could price, {'; '.join(paying) or 'none'} "
        "would pay for itself.",
    )


def words(case: Case, decision: Decision) -> dict[str, Any]:
    """All that the block says other than by numbers with errors."""
    return {
        "best": decision.best,
        "compared": compared(case, decision),
        "most": most(decision),
        "too_close_to_call": decision.too_close_to_call,
        "resolved": decision.resolved,
        "differs": sorted(decision.differs),
        "views": [_count(decision, "school"), _count(decision, "structure")],
        "deciding": sorted(deciding(case, decision)),
        "never": never(case, decision),
        "learns": learns(case, decision),
        "near": sorted(near(decision, compared(case, decision))),
        "studies": sorted(s for s, e in decision.studies.items() if e.worthwhile),
        "checks": [
            getattr(decision.confidence, k, None) for k in ("passed", "checks", "converged")
        ],
    }
