import numpy as np
import pytest

from made_up.parameters import options
from stakes.decision.information.choice import choice
from stakes.decision.limits import CLEAR

X = np.random.default_rng(1).normal(size=(3, 4000))


def test_leads_are_over_the_best_on_average_the_closest_first():
    rows = (X[0] - 2, X[1] + 1, X[2])
    found = choice(options(*rows))
    np.testing.assert_allclose(found.lead, [rows[2] - rows[1], rows[0] - rows[1]])
    assert found.shape == (4000,)
    best = np.max(rows, axis=0) - rows[1]
    assert found.evpi == pytest.approx(best.mean())
    assert found.jump == pytest.approx(np.sqrt((best[best > 0] ** 2).mean()))


def test_what_equals_another_in_every_draw_counts_once():
    found = choice(options(X[0], X[0] + 1, X[0], X[0] + 1))
    assert len(found.lead) == 1
    assert found.evpi == 0
    assert found.jump == 0


def test_rivals_are_those_not_clearly_behind_the_best():
    error = np.std(X[0] - X[1]) / np.sqrt(4000)
    near, far = (
        choice(options(X[0] - X[0].mean(), X[1] - X[1].mean() - gap * error))
        for gap in (CLEAR - 0.2, CLEAR + 0.2)
    )
    assert near.rivals == [0]
    assert far.rivals == []


def test_a_tie_goes_to_the_id_that_comes_first():
    one, other = np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0])
    value = options(one, other).assign_coords(option=["b", "a"])
    np.testing.assert_array_equal(choice(value).lead, [one - other])
