import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.decision.draws.blocks.cells import Distribution
from stakes.decision.draws.blocks.order_statistics import OrderStatistics

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False) | st.sampled_from([0.0, 1.0, -1.0, 1e-9])


def found(x, ranks):
    seen = Distribution()
    seen.add(x[None, None])
    order = OrderStatistics(seen.grids[0], seen.counted[0], ranks)
    for part in np.array_split(x, 3):
        order.add(part, seen.grids[0].cells(part))
    return order


@given(st.lists(NUMBERS, min_size=2, max_size=60), st.floats(0, 1), st.floats(0.01, 1))
@settings(deadline=None)
def test_they_are_those_of_sorted_draws_within_what_is_stated(numbers, prob, worst):
    x = np.array(numbers)
    position, count = prob * (x.size - 1), worst * (x.size - 1)
    at = min(int(position), x.size - 2)
    order = found(x, {at, at + 1, int(count)})
    off = order.width + 1e-9 * np.abs(x).max()
    for rank in (at, at + 1):
        assert order.at(rank) == pytest.approx(np.sort(x)[rank], abs=off)
    assert order.quantile(position, x.size) == pytest.approx(np.quantile(x, prob), abs=off)
    if count > 0:
        s, whole = np.sort(x), int(count)
        mean = (s[:whole].sum() + (count - whole) * s[whole]) / count
        assert order.mean_of_lowest(count) == pytest.approx(mean, abs=off)


@pytest.mark.parametrize("seed", range(3))
def test_of_many_draws_they_are_far_nearer_than_their_error(seed):
    x = np.random.default_rng(seed).standard_t(3, size=200_000)
    order = found(x, {9_999, 10_000, 10_001})
    assert order.width < 1e-6
    assert order.at(10_000) == pytest.approx(np.sort(x)[10_000], abs=order.width)


def test_what_many_draws_share_is_exact():
    x = np.repeat([0.1, 0.7], 500)
    assert found(x, {100}).at(100) == pytest.approx(0.1, abs=1e-13)
