"""What the evidence did to a belief, in lines: before and after, how far the median moved."""

from collections.abc import Mapping

from stakes.assessment.cited_numbers import Pieces, categorical, estimate, named, number
from stakes.assessment.statements.updates import shifted, widened
from stakes.case.priors import Quantity
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path
from stakes.wording import Shown, percent


def before_and_after(decision: Decision, q: Quantity, brief: bool) -> list[Pieces]:
    entry = decision.beliefs.get(q.id)
    if entry is None or q.kind == "value":
        return []
    groups = [("prior", "Before: "), ("posterior", "After: ")]
    if not entry.prior:
        groups = [("posterior", "")]
    lines = [(word, *_believed(decision, q, group, brief)) for group, word in groups]
    return lines + ([] if categorical(q.states) else _shift(decision, q))


def _believed(decision: Decision, q: Quantity, group: str, brief: bool) -> Pieces:
    """What is believed of a quantity before the evidence or after it."""
    path, held = ("beliefs", q.id, group), getattr(decision.beliefs[q.id], group)
    if q.kind == "event":
        share = number(decision, (*path, "mean"), percent(held.mean))
        return share, " that it is so."
    states = _states(decision, path, held.states)
    if categorical(q.states) and states:  # its numbers only stand for names
        return (*states[1:], ".")
    low, median, high = (
        number(decision, (*path, k), named(q.states, getattr(held, k)))
        for k in ("low", "median", "high")
    )
    unit = "" if categorical(q.states) else f" {q.unit}"
    known = group == "posterior" and not brief and None not in (held.mean, held.mcse)
    mean = ("; mean ", *_mean(decision, path)) if known and unit else ()
    return median, " (90 % from ", low, " to ", high, f"){unit}", *mean, *states, "."


def _mean(decision: Decision, path: Path) -> Pieces:
    return estimate(decision, (*path, "mean"), (*path, "mcse"))


def _shift(decision: Decision, q: Quantity) -> list[Pieces]:
    """How far the evidence moved the median, and how wide it left the interval.

    Nothing where no evidence speaks to the topic, for then the two differ by the draws alone, or
    where the values are but two.
    """
    before, after = decision.beliefs[q.id].prior, decision.beliefs[q.id].posterior
    width = before.high - before.low if before else 0.0
    if (
        before is None
        or q.topic not in decision.likelihoods.values()
        or not width
        or before.median in (before.low, before.high)
    ):
        return []
    shift, left = (after.median - before.median) / width, (after.high - after.low) / width
    ways, widths = shifted(decision.beliefs[q.id]), widened(decision.beliefs[q.id])
    moved: Pieces = ()
    if "no" not in ways:
        way = " or ".join(sorted(ways))
        moved = (
            f"moved the median {way} by ",
            Shown(percent(abs(shift)), shift),
            " of the prior's 90 % interval",
        )
    if "no" not in widths:
        moved += (*([", "] if moved else []), "left it ", Shown(percent(left), left), " as wide")
    little = "hardly moved it" if len(ways) == len(widths) == 1 else "may have moved it a little"
    return [("The evidence ", *moved, ".") if moved else (f"The evidence {little}.",)]


def _states(decision: Decision, path: Path, states: Mapping[str, float]) -> Pieces:
    found: Pieces = ()
    for level, share in states.items():
        found += (
            "; ",
            level.replace("_", " "),
            " ",
            number(decision, (*path, "states", level), percent(share)),
        )
    return found
