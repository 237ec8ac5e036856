import numpy as np
import pytest

from stakes.decision.draws.regression.axis import axis, fine_axis

RNG = np.random.default_rng(1)
KINDS = {
    "number": RNG.normal(size=3000),
    "long tail": np.exp(3 * RNG.normal(size=3000)),
    "state": RNG.integers(0, 5, 3000).astype(float),
    "category": RNG.integers(0, 60, 3000),
    "twenty levels": RNG.integers(0, 20, 3000).astype(float),
    "half of it equal": np.maximum(RNG.normal(size=3000), 0),
}


@pytest.mark.parametrize("make", [axis, fine_axis])
@pytest.mark.parametrize("kind", KINDS)
def test_functions_are_orthonormal_over_the_draws(kind, make):
    found = make(KINDS[kind])
    at = found.table[found.bin]
    np.testing.assert_allclose(at.T @ at / 3000, np.eye(at.shape[1]), atol=1e-6)
    np.testing.assert_array_equal(found.table[:, 0], 1)
    assert len(found.rough) == len(found.order) == at.shape[1]
    assert found.order[0] == 0
    assert (found.rough >= 0).all()


@pytest.mark.parametrize("kind", ["state", "twenty levels"])
def test_a_state_has_a_free_mean_at_each_level(kind):
    x = KINDS[kind]
    found = axis(x)
    assert found.table.shape[1] == len(set(x))
    assert not found.rough.any()
    assert found.order.tolist() == [0] + [1] * (len(set(x)) - 1)
    y = RNG.normal(size=3000)
    at = found.table[found.bin]
    means = [y[x == level].mean() for level in x]
    np.testing.assert_allclose(at @ at.T @ y / 3000, means, atol=1e-9)


def test_21_levels_are_a_number():
    assert axis(np.repeat(np.arange(21.0), 200)).order.tolist()[:4] == [0, 1, 2, 3]
    assert axis(np.repeat(np.arange(20.0), 200)).order.max() == 1


def test_levels_of_a_category_are_shrunk_the_more_the_fewer_draws_they_have():
    count = np.array([400] * 30 + [5] * 10)
    x = np.repeat(np.arange(40), count)
    found = axis(x)
    assert (found.rough[1:] > 0).all()
    kept = 1 / (1 + found.rough)
    shrunk = []
    for level in (0, 35):
        y = (x == level) * 1.0 - (x == level).mean()
        weight = found.table[found.bin].T @ y / x.size
        shrunk.append((found.table[found.bin] @ (kept * weight))[x == level][0] / y.max())
    assert shrunk[1] < 0.8 * shrunk[0]


def test_the_rarest_of_very_many_levels_count_as_one():
    x = np.concatenate([np.repeat(np.arange(249), 20), np.arange(249, 349)])
    found = axis(x)
    assert found.bin.max() == 249
    assert len(set(found.bin[x >= 249])) == 1
    assert len(set(found.bin[x < 249])) == 249


def test_bins_hold_neighbours_and_about_as_many_draws_each():
    x = KINDS["number"]
    found = axis(x)
    order = np.argsort(x)
    assert (np.diff(found.bin[order]) >= 0).all()
    count = np.bincount(found.bin)
    assert count.max() < 4 * count.mean()
    assert len(count) > 300


def test_bins_of_a_long_tail_are_taken_apart():
    x = KINDS["long tail"]
    farthest = np.argsort(x)[-5:]
    assert len(set(fine_axis(x).bin[farthest])) == 5
    assert len(set(axis(x).bin[farthest])) < 5
