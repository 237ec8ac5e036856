"""Beliefs that would turn the verdict: which side, who takes over, in which order."""

from dataclasses import replace

import pytest

from made_up_record import made_up
from stakes.assessment.findings import Findings
from stakes.report.front.turning import at_ends, turn_section, turns


def decision(best: str, entries: dict[str, dict[str, object]]):
    options = {o: {"label": o.upper()} for o in ("base", "a", "b")}
    crossed = {
        k: {"value": 1.0, "se": 0.01, "roots": [{"value": 1.0, "se": 0.01}], **e}
        for k, e in entries.items()
    }
    return made_up({"options": options, "best": best, "break_even": crossed})


def entry(
    lower: float, upper: float, beyond: float = 0.3, error: float = 0.01
) -> dict[str, object]:
    ends = {"lead_lower": lower, "lead_lower_se": 0.01, "lead_upper": upper, "lead_upper_se": 0.01}
    return {**ends, "probability_beyond": beyond, "probability_beyond_se": error}


@pytest.mark.parametrize(
    ("best", "lower", "upper", "side", "takes_over"),
    [
        ("base", 1.0, -1.0, "under", "a"),  # a overtakes the baseline where it leads it
        ("base", -1.0, 1.0, "over", "a"),
        ("a", 1.0, -1.0, "over", "base"),  # the baseline overtakes a where a trails it
        ("a", -1.0, 1.0, "under", "base"),
        ("base", 0.0, 1.0, "over", "a"),  # the lower end cannot be told from 0
    ],
)
def test_the_side_on_which_another_takes_over(best, lower, upper, side, takes_over) -> None:
    [turn] = turns(decision(best, {"q:a": entry(lower, upper)}), "base")
    assert (turn.side, turn.option) == (side, takes_over)


def test_of_each_quantity_the_option_that_most_likely_takes_over() -> None:
    found = turns(decision("base", {"q:a": entry(1, -1, 0.2), "q:b": entry(1, -1, 0.4)}), "base")
    assert [(t.quantity, t.option) for t in found] == [("q", "b")]


def test_pairs_without_the_best_say_nothing() -> None:
    assert turns(decision("a", {"q:b": entry(1, -1)}), "base") == []


def test_order_is_by_chance_and_by_name_where_errors_leave_it_open() -> None:
    close = {"z:a": entry(1, -1, 0.41, 0.01), "c:a": entry(1, -1, 0.40, 0.01)}
    swapped = {"z:a": entry(1, -1, 0.40, 0.01), "c:a": entry(1, -1, 0.41, 0.01)}
    orders = [[t.quantity for t in turns(decision("base", d), "base")] for d in (close, swapped)]
    assert orders[0] == orders[1] == ["c", "z"]
    clear = {"z:a": entry(1, -1, 0.60), "c:a": entry(1, -1, 0.40)}
    assert [t.quantity for t in turns(decision("base", clear), "base")] == ["z", "c"]


def crossed(findings: Findings, best: str, chances: dict[str, float]) -> Findings:
    """Findings in which another option is best, and quantities lie beyond their break-evens."""
    held = findings.decision.break_even["rate:act"]
    entries = {
        key: held.model_copy(update={"probability_beyond": p, "probability_beyond_se": 0.01})
        for key, p in chances.items()
    }
    changed = {"best": best, "same_as_best": (), "break_even": entries, "difference": None}
    return replace(findings, decision=findings.decision.model_copy(update=changed))


def test_where_the_baseline_trails_a_belief_puts_it_before_the_best(findings: Findings) -> None:
    shown = turn_section(crossed(findings, "act", {"rate:act": 0.3}))
    assert shown["title"] == "One belief could put Wait before Act"
    assert (shown["takes_over"], shown["rows"][0]["option"]) == ("Wait", "Wait")
    none = turn_section(crossed(findings, "act", {}))
    assert none["title"] == "No single belief that the case names would put Wait before Act"


def test_where_the_baseline_leads_any_option_may_overtake(findings: Findings) -> None:
    shown = turn_section(crossed(findings, "wait", {"rate:act": 0.3}))
    assert (shown["title"], shown["takes_over"]) == (
        "One belief could turn it from Wait",
        "another",
    )


@pytest.mark.parametrize(("second", "said"), [(0.1, True), (0.29, False)])
def test_the_likeliest_is_named_where_it_can_be_told(
    findings: Findings, second: float, said: bool
) -> None:
    two = crossed(findings, "act", {"rate:act": 0.3, "shift:act": second})
    title = turn_section(two)["title"]
    assert title.startswith("Two beliefs could each put Wait before Act")
    assert ("; likeliest: rate" in title) is said


def test_almost_surely_not_where_it_would_turn_it_only_beyond_errors(findings: Findings) -> None:
    """At an error of 0.01 a chance of nothing may be 3 %."""
    shown = turn_section(crossed(findings, "act", {"rate:act": 0.0}))
    assert (len(shown["rows"]), shown["far"]) == (1, [])
    held = findings.decision.break_even["rate:act"]
    clear = held.model_copy(update={"probability_beyond": 0.001, "probability_beyond_se": 0.001})
    decision = findings.decision.model_copy(update={"break_even": {"rate:act": clear}})
    shown = turn_section(replace(findings, decision=decision))
    assert (len(shown["rows"]), len(shown["far"])) == (0, 1)


@pytest.mark.parametrize(
    ("low", "over", "labels"),
    [(-1.0, "half", 1), (-0.02, "half", 0), (1.0, "half", 0), (-1.0, "wait", 0)],
)
def test_ends_of_belief_that_put_the_next_first(
    findings: Findings, low: float, over: str, labels: int
) -> None:
    """Beyond three errors; and not again for the option that a row names already."""
    held = findings.decision.tornado
    bar = held.quantities["rate"].model_copy(
        update={"low": low, "low_se": 0.01, "high": 2.0, "high_se": 0.01, "swing": 3.0}
    )
    tornado = held.model_copy(update={"lead_of": "act", "over": over, "quantities": {"rate": bar}})
    two = crossed(findings, "act", {"rate:act": 0.3})
    decision = two.decision.model_copy(update={"tornado": tornado})
    assert len(at_ends(replace(two, decision=decision))["labels"]) == labels
