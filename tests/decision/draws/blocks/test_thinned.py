import numpy as np

from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.blocks.thinned import Thinned
from stakes.decision.draws.standard_errors.long_tails import MANY, thinned

X = np.random.default_rng(1).normal(size=(2, 3, 50_001))


def test_the_draws_are_those_taken_of_draws_in_memory():
    found = Thinned(Layout(3, 50_001, False, [], []))
    for chain, draw in ((1, 40_000), (0, 0), (1, 0), (0, 40_000)):  # in any order
        found.add(X[:, chain : chain + 1 + chain, draw : draw + 40_000], chain, draw)
    expected = np.stack([thinned(row.ravel()) for row in X])
    np.testing.assert_array_equal(found.rows, expected)
    assert expected.shape[1] < X[0].size
    part = found.part()
    assert part.factor == (expected.shape[1] / X[0].size) ** 0.5
    assert expected.shape[1] >= MANY
