import numpy as np

from made_up.chains import ar1
from made_up.options import labelled
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
    assert 10 / 4000 < error < 100 / 4000
