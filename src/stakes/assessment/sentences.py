"""The answer in two sentences, likelihood and confidence apart, for the report and the terminal
alike.
"""

from math import hypot

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.statements.readings import CLEARLY, OPEN, differing, likelihood_of
from stakes.assessment.statements.updates import moved
from stakes.assessment.verdict import Verdict, heaviest_tail, verdict_of
from stakes.decision.limits import TRUSTED
from stakes.decision_json.decision import Decision
from stakes.decision_json.options import Confidence
from stakes.decision_json.records import Path, find
from stakes.decision_json.sensitivity import Claim
from stakes.wording import chance, percent

EVEN = 0.45  # probability from which being the best is no surprise


def likelihood_sentence(decision: Decision) -> Pieces:
    """Which option leads, by how much over the runner-up, and how likely it is to be the best."""
    verdict, options = verdict_of(decision), decision.options
    other, *near = verdict.runners_up
    lead = estimate(decision, ("options", other, "lead"), ("options", other, "lead_mcse"))
    tied = (
        f" (or {' or '.join(options[o].label for o in near)}, which cannot be told from it)"
        if near
        else ""
    )
    above = f" {decision.unit} above that of {options[other].label}{tied}, "
    named = options[verdict.best].label + "".join(
        f" (or {options[o].label}, which comes to the same)" for o in verdict.equals
    )
    claim = (named, " has the highest expected value, ", *lead, above)
    odds, likely = _odds(decision, verdict)
    if decision.too_close_to_call:
        return ("Too close to call: ", *claim, "but ", *doubts(decision), "; it ", *odds, ".")
    return (*claim, "and " if likely else "but ", *odds, ".")


def _odds(decision: Decision, verdict: Verdict) -> tuple[Pieces, bool]:
    """How likely it is to be the best, and whether that is no surprise."""
    options = decision.options
    if options[verdict.best].waits:  # with full knowledge some other option is always better
        return ("leaves the choice open until more is known",), True
    path: Path = ("p_best_of_best",) if verdict.equals else ("options", verdict.best, "p_best")
    probability = find(decision, path)
    margin = CLEARLY * hypot(*(options[o].p_best_mcse for o in (verdict.best, *verdict.equals)))
    before, after = chance(
        probability, "{}", f"be the best of the {counted(len(options))} options", margin
    ).split("{}")
    return (before, number(decision, path, percent(probability)), after), probability >= EVEN


def confidence_sentence(facts: Confidence) -> str:
    """The confidence in one sentence."""
    said = (
        f"Confidence is {facts.level}: quantities with a prior from expert judgement carry "
        f"{percent(facts.judged)} of what "
    )
    said += "links all quantities with that lead, and "
    which = {0: f"none of {facts.checks}", facts.checks: f"all {facts.checks}"}
    passed = which.get(facts.passed, f"{facts.passed} of {facts.checks}")
    checked = f"{passed} checks of the model against the evidence passed"
    said += checked if facts.checks else "the model was not checked against evidence"
    return f"{said}." if facts.converged else f"{said}; the chains have not converged."


def counted(n: int) -> str:
    """A number of things, as a word up to ten.

    Examples
    --------
    >>> counted(3), counted(12)
    ('three', '12')
    """
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return words[n] if n < len(words) else str(n)


def inside(label: str) -> str:
    """A label within a sentence: without its capital, where that is not of an abbreviation.

    Examples
    --------
    >>> inside("Cost of works"), inside("EU rules")
    ('cost of works', 'EU rules')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def doubts(decision: Decision) -> Pieces:
    """Why a decision is too close to call, as a clause: the first of its reasons."""
    reason = next(iter(verdict_of(decision).reasons), "views")
    if reason == "lead":
        return ("that lead is within three of its standard errors",)
    if reason == "tail":
        option = heaviest_tail(decision.options)
        k = number(
            decision, ("options", option, "pareto_k"), f"{decision.options[option].pareto_k:.2f}"
        )
        return (
            f"the mean of {decision.options[option].label} rests on a few extreme draws (Pareto k ",
            k,
            f", above {TRUSTED})",
        )
    return (_differing(decision),)


def _differing(decision: Decision) -> str:
    """How many schools of thought and structures have another option lead, and of how many that
    cannot be told.
    """
    kinds = {
        "school": ("school of thought", "schools of thought"),
        "structure": ("structure", "structures"),
    }
    found = []
    for kind, (one, many) in kinds.items():
        count = sum(view.partition(":")[0] == kind for view in decision.differs)
        total = sum(view.partition(":")[0] == kind for view in decision.views)
        found += [f"{count} of {total} {one if total == 1 else many}"] if count else []
    unclear = sum(said == OPEN for said in differing(decision).values())
    rest = f" (of {counted(unclear)} more it cannot be told)" if unclear else ""
    return f"another option leads clearly under {' and '.join(found)}{rest}"


def reading(held: Claim) -> str:
    """One sentence of reading: the words for the probability, and which way the evidence moved it,
    as far as can be told.
    """
    words = " or ".join(likelihood_of(held.probability, held.se))
    ways = moved(held)
    if "hardly moved" in ways:
        way = " or ".join(sorted(ways - {"hardly moved"}))
        said = f"may have {way} it a little" if way else "hardly moved it"
    else:
        said = f"{' or '.join(sorted(ways))} it"
    return f"{words[0].upper()}{words[1:]}; the evidence {said}."
