"""Beliefs that would turn the verdict: which side, who takes over, in which order."""

import pytest

from made_up_record import made_up
from stakes.report.front.turning import turns


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
