"""A hundred futures as dots."""

import numpy as np
import pytest

from stakes.report.front.dots import TALLEST, TRIMMED, futures

LEVELS = (np.arange(100) + 0.5) / 100


@pytest.mark.parametrize("seed", range(5))
def test_no_dot_is_lost_and_each_stands_on_its_side_of_zero(seed: int) -> None:
    draws = np.random.default_rng(seed).standard_t(2, 10_000) + 0.3
    values = np.quantile(draws, LEVELS)
    found = futures(values.tolist())
    assert np.sum(found.columns) == 100
    assert sum(c[0] for c in found.columns) == (values < 0).sum()
    assert found.edge / found.step == pytest.approx(
        round(found.edge / found.step)
    )  # zero is an edge
    left = round(-found.edge / found.step)
    assert all(c[2] == 0 for c in found.columns[:left])
    assert all(c[0] == 0 for c in found.columns[left:])


def test_few_lie_beyond_the_axis_and_stacks_are_low_where_that_can_be() -> None:
    values = np.quantile(np.random.default_rng(0).normal(size=10_000), LEVELS)
    found = futures(values.tolist())
    assert max(sum(c) for c in found.columns) <= TALLEST
    assert max(found.trimmed) <= TRIMMED[0]


def test_a_difference_that_is_always_the_same_is_one_column() -> None:
    found = futures([0.0] * 100)
    assert sum(c[1] for c in found.columns) == 100
