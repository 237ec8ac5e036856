"""What would turn the verdict: beliefs that are numbers, each with the mark at which another option
takes over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stakes.assessment.cited_numbers import number
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import counted
from stakes.assessment.statements.readings import CLEARLY, in_order
from stakes.decision_json.decision import Decision
from stakes.decision_json.sensitivity import BreakEven
from stakes.report.front.amounts import brief
from stakes.report.front.strips import Mark, Strip, axis_over
from stakes.report.front.tones import ready, tone
from stakes.report.sections.break_even import never_crossed, quantity_label
from stakes.wording import percent, plain

Row = dict[str, Any]
CHANCES = ("probability", "share")  # units of what is said in per cent
SHORT = 6  # words of a label that a title has room for
REMOTE = 0.02  # probability, up to which a belief is almost surely not where it would turn it


@dataclass(frozen=True)
class Turn:
    """A quantity, the option that takes over where it is on the other side of a break-even, and
    whether that option is compared with the baseline, or the baseline with the best.
    """

    quantity: str
    option: str
    key: str
    entry: BreakEven
    overtakes: bool

    @property
    def side(self) -> str:
        """On which side of the break-even the option is ahead."""
        if len(self.entry.roots) > 1:
            return "beyond"
        clear = abs(self.entry.lead_lower) > CLEARLY * self.entry.lead_lower_se
        lead = self.entry.lead_lower if clear else -self.entry.lead_upper
        return "under" if (lead > 0) == self.overtakes else "over"


def turns(decision: Decision, baseline: str) -> list[Turn]:
    """Break-evens that would turn the verdict, likeliest first: for each quantity, the option that
    most likely takes over.

    Where the baseline is best, any option may overtake it; else it may overtake the best.
    """
    best, leads = ready(decision), leading(decision, baseline)
    found: dict[str, Turn] = {}
    for key, entry in decision.break_even.items():
        quantity, _, option = key.partition(":")
        if entry.value is None or not (leads or option == best):
            continue
        turn = Turn(quantity, option if leads else baseline, key, entry, leads)
        held = found.get(quantity)
        if held is None or entry.probability_beyond > held.entry.probability_beyond:
            found[quantity] = turn
    return [found[q] for q in in_order(_chances(found.values()))]


def leading(decision: Decision, baseline: str) -> bool:
    """Whether the baseline is the best, or comes to the same: then any option may overtake it, and
    else break-evens tell only where it overtakes the best.
    """
    best = ready(decision)
    return baseline in ({best} if best != decision.best else {best, *decision.same_as_best})


def _chances(found: Iterable[Turn]) -> dict[str, tuple[float, float]]:
    """Probability that each quantity lies where it would turn it, with its error."""
    return {t.quantity: (t.entry.probability_beyond, t.entry.probability_beyond_se) for t in found}


def turn_section(findings: Findings) -> Row:
    """Rows, their finding as a title, what would turn it and is almost surely not so, what could
    not, and what else puts the next option first at an end of what is believed.
    """
    decision, baseline = findings.decision, findings.case.baseline
    found = turns(decision, baseline)
    far = [quantity_label(findings, t.quantity)["label"] for t in found if not likely(t)]
    label = decision.options[baseline].label
    return {
        "title": _title(findings, [t for t in found if likely(t)]),
        "rows": turning(findings),
        "far": far,
        "cannot": never_crossed(findings),
        "turn": _turn(findings),
        "takes_over": "another" if leading(decision, baseline) else label,
        "baseline": label,
        "ends": at_ends(findings),
    }


def at_ends(findings: Findings) -> Row:
    """Quantities that put the next option clearly before the best where they are set to an end of
    what is believed of them (the tornado's); none that is a row for the same option.
    """
    decision, tornado = findings.decision, findings.decision.tornado
    rows = {t.quantity: t.option for t in turns(decision, findings.case.baseline) if likely(t)}
    names = [
        name
        for name, e in tornado.quantities.items()
        if e.swing and min(e.low + CLEARLY * e.low_se, e.high + CLEARLY * e.high_se) < 0
    ]
    labels = {o: record.label for o, record in decision.options.items()}
    shown = [quantity_label(findings, n)["label"] for n in names if rows.get(n) != tornado.over]
    return {
        "labels": shown,
        "counted": "One belief" if len(shown) == 1 else f"Each of {counted(len(shown))} beliefs",
        "over": labels.get(tornado.over, ""),
        "best": labels.get(tornado.lead_of, ""),
    }


def likely(turn: Turn) -> bool:
    """Whether the quantity may well be where another option takes over, as far as can be told."""
    entry = turn.entry
    return entry.probability_beyond + CLEARLY * entry.probability_beyond_se > REMOTE


def _turn(findings: Findings) -> str:
    """What a belief would do that turns the verdict."""
    decision, baseline = findings.decision, findings.case.baseline
    best = decision.options[ready(decision)].label
    if leading(decision, baseline):
        return f"turn it from {best}"
    return f"put {decision.options[baseline].label} before {best}"


def _title(findings: Findings, found: list[Turn]) -> str:
    decision, turn = findings.decision, _turn(findings)
    if not found:
        return f"No single belief that the case names would {turn}"
    could = f"belief could {turn}" if len(found) == 1 else f"beliefs could each {turn}"
    said = f"{counted(len(found))} {could}"
    if decision.options[decision.best].waits:
        return f"Without waiting, {said}"
    places = in_order(_chances(found))
    clear = next((q for q, place in places.items() if place == (1, 1)), "")
    label = quantity_label(findings, clear)["label"] if clear else ""
    named = len(found) > 1 and 0 < len(label.split()) <= SHORT
    return f"{said[0].upper()}{said[1:]}" + (f"; likeliest: {label}" if named else "")


def turning(findings: Findings) -> list[Row]:
    """A row for each: what, where, which side, how likely it is there, and as a strip."""
    found = turns(findings.decision, findings.case.baseline)
    return [_row(findings, turn) for turn in found if likely(turn)]


def _row(findings: Findings, turn: Turn) -> Row:
    decision, path = findings.decision, ("break_even", turn.key)
    value, error = turn.entry.value, turn.entry.se
    assert value is not None
    chance = percent(turn.entry.probability_beyond)
    label = quantity_label(findings, turn.quantity)
    text = brief(value, error or 0.0)
    if label["unit"] in CHANCES:
        label, text = label | {"unit": ""}, f"{brief(100 * value, 100 * (error or 0.0))} %"
    return label | {
        "id": turn.quantity,
        "option": decision.options[turn.option].label,
        "tone": tone(decision, turn.option),
        "side": turn.side,
        "value": number(decision, (*path, "value"), text),
        "chance": number(decision, (*path, "probability_beyond"), chance),
        "strip": _strip(decision, turn),
    }


def _strip(decision: Decision, turn: Turn) -> Strip | None:
    """Today's belief, from its 5 to its 95 % quantile with the median, in the colours of who is
    ahead; the break-even as a line.
    """
    belief, at = decision.beliefs.get(turn.quantity), turn.entry.value
    if belief is None or at is None or None in (belief.posterior.low, belief.posterior.high):
        return None
    low, middle, high = (getattr(belief.posterior, k) for k in ("low", "median", "high"))
    axis = axis_over([low, high, at])
    parts: list[Mark] = [axis.range(low, high, tone(decision, ready(decision)))]
    other = tone(decision, turn.option)
    if turn.side == "under" and low < at:
        parts.append(axis.range(low, min(high, at), other))
    if turn.side == "over" and high > at:
        parts.append(axis.range(max(low, at), high, other))
    marks = (*parts, axis.dot(middle), axis.line(at))
    said = f"Believed {plain(low)} to {plain(high)}, median {plain(middle)}; mark at {plain(at)}"
    return Strip(marks, said)
