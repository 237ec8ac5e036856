import math
from itertools import combinations

import numpy as np
import pytest

from made_up.responses import draws, known, off
from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = [1, 2]


def linear_truth(slope, spread, noise):
    """First-order shares and Shapley effects of slope @ x + noise, x normal with covariance
    `spread`.
    """
    k, total = len(slope), slope @ spread @ slope + noise**2
    cross = spread @ slope

    def explained(s):
        s = list(s)
        return cross[s] @ np.linalg.solve(spread[np.ix_(s, s)], cross[s]) / total if s else 0.0

    effects = [
        sum(
            (explained({*s, i}) - explained(s)) / (k * math.comb(k - 1, m))
            for m in range(k)
            for s in combinations(others, m)
        )
        for i in range(k)
        for others in [[j for j in range(k) if j != i]]
    ]
    return [explained({i}) for i in range(k)], effects


@pytest.mark.parametrize("noise", [0.0, 1.5])
@pytest.mark.parametrize("seed", SEEDS)
def test_correlated_normals(seed, noise):
    rng = np.random.default_rng(seed)
    slope, spread = (
        np.array([1.0, 1.0, 1.0, 0.0]),
        np.array([[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 4, -1.8], [0, 0, -1.8, 1]]),
    )
    x = rng.multivariate_normal(np.zeros(4), spread, 5000).T
    table = importance(draws(slope @ x + noise * rng.normal(size=5000)), known(*x))
    first, effects = linear_truth(slope, spread, noise)
    assert (off(table, "first_order", first) < 4).all()
    assert (off(table, "shapley", effects) < 4).all()
    assert float(table["shapley"].sum()) == pytest.approx(float(table["explained"]))
    assert off(table, "explained", sum(effects)) < 4
    wrong = linear_truth(slope, np.diag(np.diag(spread)), noise)
    assert off(table, "shapley", wrong[1]).max() > 4


def test_groups_and_their_parts():
    rng = np.random.default_rng(6)
    x, s = rng.normal(size=(5, 2000)), rng.integers(0, 3, 2000)
    y = x[0] + x[1] * x[2] + (s == 2)
    theta = (
        known(v=x[0], s=s).assign(w=(("label", "sample"), x[1:])).assign_coords(label=list("pqrt"))
    )
    table = importance(
        draws(y), theta, {"all": ["v", "w", "s"], "w": ["w"], "pq": ["w[p]", "w[q]"], "v": ["v"]}
    )
    assert table["parameter"].values.tolist() == ["all", "w", "pq", "v"]
    total = 2 + 2 / 9
    assert (off(table, "first_order", [1, 1 / total, 1 / total, 1 / total]) < 4).all()
    assert float(table["shapley"].sum()) == pytest.approx(float(table["explained"]))


def test_many_groups_have_no_shapley_effects():
    x = np.random.default_rng(8).normal(size=(9, 500))
    table = importance(draws(x.sum(axis=0)), known(*x))
    assert table["shapley"].isnull().all()
    assert table["shapley_se"].isnull().all()
    assert "at most 8 groups, not 9: put parameters together" in table.attrs["reason"]
    assert (off(table, "first_order", 1 / 9) < 4.5).all()
    assert table["explained"] > 0.98
    assert "reason" not in importance(draws(x.sum(axis=0)), known(*x[:2])).attrs
