import numpy as np
import pytest

from made_up.chains import ar1
from made_up.options import labelled
from stakes.decision.draws.summaries.estimate import Estimate
from stakes.decision.draws.summaries.shares import summary_of
from stakes.decision.expected_value import compare


def test_an_event_not_seen_is_not_impossible():
    rng = np.random.default_rng(0)
    for n in (100, 10_000):
        table = compare(labelled(rng.normal([0, 20], 1, size=(n, 2))))
        np.testing.assert_array_equal(table["p_best"], [0, 1])
        np.testing.assert_allclose(table["p_best_mcse"], 1 / n, rtol=0.05)


def test_an_event_seldom_seen_in_chains_counts_their_effective_draws():
    value = labelled(
        np.stack([0 * (draws := ar1(np.random.default_rng(0), 0.95, (4, 1000))), draws + 20]),
        ("option", "chain", "draw"),
    )
    error = float(compare(value)["p_best_mcse"][0])
    assert 5 / 4000 < error < 100 / 4000


@pytest.mark.parametrize("gap", [1.0, 3.0, 20.0])
def test_being_best_and_not_being_best_of_two_are_as_uncertain(gap):
    slow = ar1(np.random.default_rng(1), 0.95, (4, 1000))
    fast = 2 * np.random.default_rng(2).normal(size=(4, 1000))
    value = labelled(np.stack([0 * slow, slow + fast + gap]), ("option", "chain", "draw"))
    table = compare(value)
    assert float(table["p_best_mcse"][0]) == pytest.approx(float(table["p_best_mcse"][1]))


def test_shares_sum_to_one_and_a_gap_is_never_below_0():
    found = summary_of(
        5,
        Estimate(np.array([1.0, 2.0]), np.ones(2), np.ones(2)),
        Estimate(None, np.ones(2), np.ones(2)),
        Estimate(np.array([0.3, 0.6]), np.ones(2), np.ones(2)),
        Estimate(-1e-17, 1.0, 1.0),
        1,
    )
    np.testing.assert_allclose(found.share.mean, [1 / 3, 2 / 3])
    np.testing.assert_array_equal(found.lead.mean, [1, 0])
    assert found.gap.mean == 0
    assert found.draws == 5
