"""The answer in two sentences, likelihood and confidence apart, for the report and the terminal
alike.
"""

from collections.abc import Sequence
from math import hypot

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.statements.readings import CLEARLY, OPEN, differing, likelihood_of
from stakes.assessment.statements.updates import moved
from stakes.assessment.verdict import Verdict, heaviest_tail, in_question, verdict_of
from stakes.decision.limits import TRUSTED
from stakes.decision_json.decision import Decision
from stakes.decision_json.options import Confidence
from stakes.decision_json.records import Path, find
from stakes.decision_json.sensitivity import Claim
from stakes.wording import COARSE, EVEN, chance, interval_ends, percent, rounded

NAMED = 10  # options, and no more than one besides


def likelihood_sentence(decision: Decision) -> Pieces:
    """Which option leads, by how much over the runner-up, and how likely it is to be the best."""
    verdict, options = verdict_of(decision), decision.options
    other, *near = verdict.runners_up
    lead = estimate(decision, ("options", other, "lead"), ("options", other, "lead_mcse"))
    tied = f" (or {_either(decision, near)}, which cannot be told from it)" if near else ""
    above = f" {decision.unit} above that of {options[other].label}{tied}, "
    named = options[verdict.best].label + "".join(
        f" (or {options[o].label}, which comes to the same)" for o in verdict.equals
    )
    claim = (named, " has the highest expected value, ", *lead, above)
    odds, likely = _odds(decision, verdict)
    if decision.too_close_to_call:
        return ("Too close to call: ", *claim, "but ", *doubts(decision), "; it ", *odds, ".")
    return (*claim, "and " if likely else "but ", *odds, ".")


def asked_sentence(decision: Decision) -> Pieces:
    """Which of the options that the question names leads, where another is the best; else empty."""
    held, options = decision.asked, decision.options
    if held is None or decision.best == held.best:
        return ()
    lead = estimate(decision, ("asked", "lead"), ("asked", "lead_mcse"))
    best, runner_up = (options[o].label for o in (held.best, held.runner_up))
    if not held.resolved:
        return (f"Of the options that the question names {best} and {runner_up} are within ",
                "three errors of each other: ", *lead, f" {decision.unit}.")  # fmt: skip
    behind = estimate(decision, ("options", held.best, "lead"), ("options", held.best, "lead_mcse"))
    return (
        f"Of the options that the question names {best} leads, by ",
        *lead,
        f" {decision.unit} over {runner_up}; it is ",
        *behind,
        f" {decision.unit} below the best.",
    )


def _either(decision: Decision, names: Sequence[str]) -> str:
    """One or another of some options, of very many the first."""
    labels = [decision.options[o].label for o in names]
    few = labels if len(labels) <= NAMED + 1 else [*labels[:NAMED], f"{len(labels) - NAMED} others"]
    return " or ".join(few)


def _odds(decision: Decision, verdict: Verdict) -> tuple[Pieces, bool]:
    """How likely it is to be the best, and whether that is no surprise."""
    options = decision.options
    if options[verdict.best].waits:  # with full knowledge some other option is always better
        return ("leaves the choice open until more is known",), True
    path, error = chance_of_best(decision)
    probability = find(decision, path)
    before, after = chance(
        probability, "{}", f"be the best of the {counted(len(options))} options", CLEARLY * error
    ).split("{}")
    said = (before, number(decision, path, percent(probability)), after)
    return said, probability >= EVEN


def chance_of_best(decision: Decision) -> tuple[Path, float]:
    """Where the probability stands that the best option, or one that comes to the same, is the
    best, and its standard error (at most: as if theirs were independent).
    """
    alike = (decision.best, *decision.same_as_best)
    path: Path = ("p_best_of_best",) if len(alike) > 1 else ("options", decision.best, "p_best")
    return path, hypot(*(decision.options[o].p_best_mcse for o in alike))


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
        first = (decision.best, *decision.same_as_best)
        option = heaviest_tail(in_question(decision.options, first))
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


def stages_sentence(decision: Decision) -> Pieces:
    """What it adds at each stage of the case that one need not choose before; nothing without
    stages.
    """
    days = list(decision.sequence.flexibility)[1:] if decision.sequence else []
    if not days:
        return ()
    worth: list[str] = []
    for day in days:
        path = ("sequence", "flexibility", day)
        worth += [", ", day, " ", *estimate(decision, (*path, "value"), (*path, "se"))]
    said = f"To choose again with what will have been seen adds, in {decision.unit}: "
    noise = noise_sentence(decision)
    return (said, *worth[1:], ".", f" {noise}" if noise else "")


def noise_sentence(decision: Decision) -> str:
    """What it means that a stage adds nothing, or clearly less; empty where none does.

    Choices are tried on draws that the regressions do not know, and follow these only where that
    pays in draws of which they know nothing either: now and then wrongly.
    """
    found = decision.sequence.flexibility if decision.sequence else {}
    less = [day for day, e in found.items() if e.value < -CLEARLY * e.se]
    same = [day for day in list(found)[1:] if found[day].value == found[day].se == 0]
    said = []
    if less:
        said.append(
            f"Below 0, as at {' and '.join(less)}, what arrives does not pay for the noise of "
            "learning from it: nothing is lost by choosing beforehand."
        )
    if same:
        said.append(
            f"Exactly 0, as at {' and '.join(same)}, the same is chosen whatever arrives: no way "
            "of choosing by it gains clearly in draws that it was not found by."
        )
    return " ".join(said)


def size(decision: Decision, name: str, unit: str) -> Pieces:
    """How large the effect of a claim is: its median and 90 % interval, its mean with the error,
    and where its condition holds in some of the draws alone, in how many; nothing if it has none.
    """
    effect, path = decision.claims[name].effect, ("claims", name, "effect")
    if effect is None:
        return ()
    if effect.median is None or effect.lower is None or effect.upper is None:
        return ("its condition holds in no draw",)
    width = effect.upper - effect.lower
    middle = rounded(effect.median, max(effect.median_se or 0.0, COARSE * width))
    ends = interval_ends(effect.lower, effect.upper)
    lower, upper = (
        number(decision, (*path, key), text)
        for key, text in zip(("lower", "upper"), ends, strict=True)
    )
    among = number(decision, (*path, "given"), percent(effect.given))
    return (
        *(number(decision, (*path, "median"), middle), " (", lower, " to ", upper, f") {unit}"),
        "; mean ",
        *estimate(decision, (*path, "mean"), (*path, "mean_se")),
        *(("; of ", among, " of the draws") if effect.given < 1 else ()),
    )
