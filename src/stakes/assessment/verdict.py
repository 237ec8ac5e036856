"""The answer in two sentences, likelihood and confidence apart, for the report and the terminal alike."""

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any

import xarray as xr

from stakes.assessment.statements.readings import CLEARLY, OPEN, differing, likelihood_of, moved, runners_up
from stakes.wording import Shown, chance, percent, rounded

TOP = 10  # quantities shown, from the highest link, and those that may be among them
JUDGED = "expert judgement"  # basis of a prior
HIGH, LOW = 0.2, 0.5
EVEN = 0.45  # probability from which being the best is no surprise
HEAVY = 0.7  # Pareto k above which a mean over draws cannot be trusted
CONFIDENCE_RULE = (
    "Confidence is low where quantities with a prior from expert judgement carry more than half of what links all quantities "
    "with the lead (the sum of squared rank correlations), a predictive check did not pass or the chains have not converged; "
    "high where they carry at most a fifth and all else is in order; moderate otherwise."
)

Pieces = tuple[str, ...]  # of a sentence; some of them `Shown`


def number(decision: Mapping[str, Any], path: str, text: str) -> Shown:
    """The number at a dotted path of the decision, shown as `text`."""
    return Shown(text, entry(decision, path), path)


def entry(decision: Mapping[str, Any], path: str) -> Any:
    """What stands at a dotted path of the decision."""
    found: Any = decision
    for name in path.split("."):
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found


def estimate(decision: Mapping[str, Any], value: str, error: str, scale: float = 1.0) -> Pieces:
    """A number of the decision ± its standard error, by their paths; the error is left out where it is 0."""
    x, se = (scale * entry(decision, path) for path in (value, error))
    shown = number(decision, value, rounded(x, se))
    return (shown, "\u00a0±\u00a0", number(decision, error, rounded(se, se))) if se > 0 else (shown,)


def likelihood_sentence(decision: Mapping[str, Any]) -> Pieces:
    """Which option leads, by how much over the runner-up, and how likely it is to be the best."""
    options, best = decision["options"], decision["best"]
    same = decision.get("same_as_best", [])
    other, *near = runners_up(decision)
    lead = estimate(decision, f"options.{other}.lead", f"options.{other}.lead_mcse")
    path = "p_best_of_best" if same else f"options.{best}.p_best"
    probability = entry(decision, path)
    margin = CLEARLY * hypot(*(options[o].get("p_best_mcse", 0.0) for o in (best, *same)))
    before, after = chance(probability, "{}", f"be the best of the {_counted(len(options))} options", margin).split("{}")
    odds: Pieces = (before, number(decision, path, percent(probability)), after)
    tied = f" (or {' or '.join(options[o]['label'] for o in near)}, which cannot be told from it)" if near else ""
    above = f" {decision['unit']} above that of {options[other]['label']}{tied}, "
    named = options[best]["label"] + "".join(f" (or {options[o]['label']}, which comes to the same)" for o in same)
    claim = (named, " has the highest expected value, ", *lead, above)
    if options[best].get("waits"):  # with full knowledge some other option is always better
        odds, likely = ("leaves the choice open until more is known",), True
    else:
        likely = probability >= EVEN
    if decision["too_close_to_call"]:
        return ("Too close to call: ", *claim, "but ", *doubts(decision), "; it ", *odds, ".")
    return (*claim, "and " if likely else "but ", *odds, ".")


def confidence_facts(beliefs: xr.Dataset, checks: xr.Dataset, failures: Sequence[str]) -> dict[str, Any]:
    """How far evidence rather than judgement carries the answer.

    Parameters
    ----------
    beliefs : Dataset: judged, judged_se: share of expert judgement in what links quantities with the lead, and its error.
    checks : Dataset[check]: passed.
    failures : what did not converge.

    Returns
    -------
    dict
        level (low, moderate or high, by `CONFIDENCE_RULE`; two of them where the error leaves both), judged and judged_se (as
        given), checks and passed (numbers of them), converged.
    """
    judged, error = float(beliefs["judged"]), float(beliefs["judged_se"])
    passed, total = int(checks["passed"].sum()), checks.sizes["check"]
    sound = 0 < total == passed and not failures
    ends = [_level(judged + side * CLEARLY * error) if sound else "low" for side in (1, -1)]
    return {
        "level": " or ".join(dict.fromkeys(ends)),
        "judged": judged,
        "judged_se": error,
        "checks": total,
        "passed": passed,
        "converged": not failures,
    }


def _level(share: float) -> str:
    return "low" if share > LOW else "high" if share <= HIGH else "moderate"


def confidence_sentence(facts: Mapping[str, Any]) -> str:
    """The `confidence_facts` in one sentence."""
    checks = facts["checks"]
    said = (
        f"Confidence is {facts['level']}: quantities with a prior from expert judgement carry {percent(facts['judged'])} of what "
    )
    said += "links all quantities with that lead, and "
    which = {0: f"none of {checks}", checks: f"all {checks}"}.get(facts["passed"], f"{facts['passed']} of {checks}")
    said += f"{which} checks of the model against the evidence passed" if checks else "the model was not checked against evidence"
    return f"{said}." if facts["converged"] else f"{said}; the chains have not converged."


def _counted(n: int) -> str:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return words[n] if n < len(words) else str(n)


def doubts(decision: Mapping[str, Any]) -> Pieces:
    """Why a decision is too close to call, as a clause."""
    if not decision["resolved"]:
        return ("that lead is within three of its standard errors",)
    tail = heaviest_tail(decision)
    if tail and entry(decision, tail) > HEAVY:
        k = number(decision, tail, f"{entry(decision, tail):.2f}")
        label = decision["options"][tail.split(".")[1]]["label"]
        return (f"the mean of {label} rests on a few extreme draws (Pareto k ", k, f", above {HEAVY})")
    return (_differing(decision),)


def _differing(decision: Mapping[str, Any]) -> str:
    """How many schools of thought and structures have another option lead, and of how many that cannot be told."""
    kinds = {"school": ("school of thought", "schools of thought"), "structure": ("structure", "structures")}
    found = []
    for kind, (one, many) in kinds.items():
        count = sum(view.partition(":")[0] == kind for view in decision["differs"])
        total = sum(view.partition(":")[0] == kind for view in decision["views"])
        found += [f"{count} of {total} {one if total == 1 else many}"] if count else []
    unclear = sum(said == OPEN for said in differing(decision).values())
    rest = f" (of {_counted(unclear)} more it cannot be told)" if unclear else ""
    return f"another option leads clearly under {' and '.join(found)}{rest}"


def heaviest_tail(decision: Mapping[str, Any]) -> str:
    """Path of the highest Pareto k of a net value, empty where the decision holds none."""
    held = {
        f"options.{option}.pareto_k": record["pareto_k"] for option, record in decision["options"].items() if "pareto_k" in record
    }
    return max(held, key=lambda path: held[path], default="")


def reading(held: Mapping[str, Any]) -> str:
    """One sentence of reading: the words for the probability, and which way the evidence moved it, as far as can be told."""
    words = " or ".join(likelihood_of(held["probability"], held["se"]))
    ways = moved(held)
    if "hardly moved" in ways:
        way = " or ".join(sorted(ways - {"hardly moved"}))
        said = f"may have {way} it a little" if way else "hardly moved it"
    else:
        said = f"{' or '.join(sorted(ways))} it"
    return f"{words[0].upper()}{words[1:]}; the evidence {said}."
