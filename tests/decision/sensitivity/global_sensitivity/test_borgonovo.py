import math

import numpy as np
import pytest

from made_up.chains import ar1
from made_up.responses import draws, known, normal_delta, off
from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = [1, 2]


@pytest.mark.parametrize("seed", SEEDS)
def test_delta_of_normals(seed):
    a, b, idle = np.random.default_rng(seed).normal(size=(3, 10_000))
    table = importance(draws(a + b), known(a, b, idle))
    truth = normal_delta(math.sqrt(0.5))
    assert (off(table, "delta", [truth, truth, 0]) < 3).all()
    assert (table["delta"][:2] > 10 * table["delta_se"][:2]).all()


def test_delta_of_a_group_and_of_states():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 5000))
    both = importance(draws(a + b + rng.normal(size=5000)), known(a, b), {"ab": ["a", "b"]})
    assert (off(both, "delta", normal_delta(math.sqrt(2 / 3))) < 4).all()
    s = rng.integers(0, 2, 5000)
    table = importance(draws(np.where(rng.random(5000) < 0.8, s, 1 - s)), known(s=s))
    assert (off(table, "delta", 0.3) < 4).all()  # half of |0.8 - 0.5| + |0.2 - 0.5|
    assert (off(table, "first_order", 0.36) < 4).all()


@pytest.mark.parametrize("shape", [(2000,), (4, 500)])
def test_delta_does_not_see_monotone_transforms(shape):
    rng = np.random.default_rng(2)
    a, b = ar1(rng, 0.5, (2, *shape))
    plain = importance(draws(a + b), known(a))["delta"]
    for y, x in ((np.exp(a + b), a), (a + b, np.exp(3 * a)), ((a + b) ** 3, np.arctan(a))):
        np.testing.assert_allclose(importance(draws(y), known(x))["delta"], plain, atol=1e-9)
