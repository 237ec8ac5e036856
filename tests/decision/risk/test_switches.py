"""Aversions at which two options are equally good, against those of normal outcomes."""

import numpy as np
import pytest

from stakes.decision.risk.switches import leader, switches, trusted


def normals(seed, n=100_000):
    return tuple(np.random.default_rng(seed).normal([[100.0], [110.0]], [[50.0], [120.0]], (2, n)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_normal_outcomes_switch_where_the_premiums_make_up_for_the_means(seed):
    (found,) = switches(normals(seed), 0.01)
    assert abs(found.at - 2 * 10 / (120**2 - 50**2)) < 4 * found.error
    assert found.above == 0
    assert not found.doubtful


def test_no_switch_where_one_is_better_throughout():
    one, other = normals(1)
    assert switches((one + 100, other), 0.01) == []
    assert leader((one + 100, other), 0.005) == 0
    assert leader((other, one + 100), 0.005) == 1
    assert leader((one, one), 0.005) == 0


def test_what_the_draws_can_carry_is_trusted_and_no_more():
    pair = normals(1, 4000)
    limit = trusted(pair)
    (found,) = switches(pair, limit)
    assert not found.doubtful
    assert 0 < limit < 700 / (pair[1].max() - pair[1].min())
    assert trusted((0 * pair[0], 0 * pair[1])) == 0
    few = tuple(x[:50] for x in pair)
    assert trusted(few) == 0
