"""Statements as sets of readings: nothing that errors leave open is told."""

import numpy as np

from made_up_record import filled
from stakes.assessment.statements.readings import OPEN, first, flipped, in_order, pays, place, ranks
from stakes.decision_json.information import Study
from stakes.decision_json.stress import Flip


def test_places_cover_what_cannot_be_told_apart():
    rng = np.random.default_rng(4)
    truth = np.array([3.0, 2.0, 1.95, 1.0, 0.9, 0.0])
    wrong = 0
    for _ in range(500):
        between = ranks(truth + rng.normal(size=6) * 0.1, [0.1] * 6)
        wrong += sum(not low <= i + 1 <= high for i, (low, high) in enumerate(between))
    assert wrong / 3000 < 0.01
    assert between[0] == (1, 1)
    assert place((1, 1)) == "1"
    assert place((2, 3)) == "2–3"


def test_ties_are_shown_together_and_in_the_order_of_their_ids():
    entries = {name: (x, 0.1) for name, x in (("d", 1.0), ("b", 1.05), ("c", 1.02), ("a", 9.0))}
    places = in_order(entries)
    assert list(places) == ["a", "b", "c", "d"]
    assert list(first(places, 2)) == ["a", "b", "c", "d"]
    assert list(first(places, 1)) == ["a"]


def test_a_study_pays_only_beyond_its_error():
    sizes = {size: {"enbs": x, "se": 0.1} for size, x in (("1", -0.5), ("5", 0.2))}
    assert pays(filled(Study, {"sizes": sizes})) == "cannot be told"
    assert pays(filled(Study, {"sizes": sizes | {"9": {"enbs": 0.4, "se": 0.1}}})) == "yes"
    assert pays(filled(Study, {"sizes": {"1": sizes["1"]}})) == "no"


def test_a_flip_is_told_as_far_as_it_was_searched():
    flip = {
        "weaker": Flip(value=0.5, se=0.01, searched=0.125),
        "stronger": Flip(value=None, se=None, searched=1.4),
    }
    assert [flipped(flip, power) for power in (0.3, 0.8, 1.25, 1.5)] == [
        {"yes"},
        {"no"},
        {"no"},
        OPEN,
    ]
    assert flipped(flip, 0.51) == OPEN
