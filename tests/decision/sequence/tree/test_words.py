"""Conditions in words."""

import numpy as np
import pytest

from stakes.decision.sequence.tree.rules import Condition, Seen, rules
from stakes.decision.sequence.tree.words import as_shown, depths, either, in_order, said

COUNT = {"hits": Seen(np.arange(5.0))}
NAMED = {"report": Seen(np.arange(3), ("bad", "fair", "good"))}
WIDE = {"high_water": Seen(np.linspace(0, 5, 100))}


@pytest.mark.parametrize(
    ("conditions", "seen", "words"),
    [
        ([("hits", 2.0, True)], COUNT, "hits is 1 or less"),
        ([("hits", 2.0, False)], COUNT, "hits is 2 or more"),
        ([("hits", 1.0, True)], COUNT, "hits is 0"),
        ([("hits", 1.0, False), ("hits", 3.0, True)], COUNT, "hits is 1 to 2"),
        ([("report", 2.0, True, "good")], NAMED, "report is good"),
        ([("report", 2.0, False, "good")], NAMED, "report is not good"),
        ([("high_water", 3.5, True)], WIDE, "high water is below 3.5"),
        ([("high_water", 3.5, False)], WIDE, "high water is 3.5 or more"),
        ([("high_water", 3.5, True), ("high_water", 2, False)], WIDE,
         "high water is 2 or more and below 3.5"),
        ([("hits", 1.0, True), ("report", 2.0, True, "good")], COUNT | NAMED,
         "hits is 0 and report is good"),
    ],
)  # fmt: skip
def test_conditions_are_said_as_one_would(conditions, seen, words):
    assert said([Condition(*c) for c in conditions], seen) == words


def test_any_of_several_is_said_and_nothing_where_none_is_needed():
    assert either(["a is 1", "b is 2"]) == "a is 1, or b is 2"
    assert either(["a is 1", ""]) == ""


def test_a_walk_through_the_tree_meets_parents_first():
    parents = [-1, -1, 0, 1, 0]
    assert in_order(parents) == [0, 2, 4, 1, 3]
    assert depths(parents) == [0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("x", "error", "words"), [(12.345, 0.02, "12.35"), (12.345, 3.0, "12"), (-10, 0, "-10")]
)
def test_numbers_are_shown_to_their_errors(x, error, words):
    assert as_shown(x, error) == words


def test_rules_divide_all_draws_between_them():
    """Of two summaries the one that matters; where one option is best everywhere, one rule."""
    rng = np.random.default_rng(1)
    x, noise = rng.normal(size=(2, 5000))
    seen = {"x": Seen(x), "noise": Seen(noise)}
    found = rules(np.stack([0 * x, np.where((x > -1) & (x < 1), 1.0, -1.0)]), seen)
    assert {c.name for rule in found for c in rule.conditions} == {"x"}
    met = np.array(
        [np.logical_and.reduce([c.met(seen) for c in rule.conditions]) for rule in found]
    )
    assert (met.sum(axis=0) == 1).all()
    taken = met[[i for i, rule in enumerate(found) if rule.option == 1]].any(axis=0)
    assert (taken == (np.abs(x) < 1)).mean() > 0.97
    assert [rule.conditions for rule in rules(np.stack([0 * x, 1 + 0 * x]), seen)] == [()]
