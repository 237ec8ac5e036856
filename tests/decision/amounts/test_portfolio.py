"""Portfolios against all subsets, enumerated."""

from itertools import product

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import stakes


def draws(seed, mean, sd=1.0, n=2000):
    x = np.random.default_rng(seed).normal(mean, sd, (n, len(mean)))
    return xr.DataArray(x, {"option": [f"o{i}" for i in range(len(mean))]}, ("sample", "option"))


def enumerated(worth, price, budget):
    """Value of the two best subsets that the budget allows."""
    subsets = np.array(list(product([0, 1], repeat=len(price))))
    inside = subsets[subsets @ price <= budget]
    return np.sort(inside @ worth)[::-1][:2]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-2, 9), st.integers(0, 9)), min_size=2, max_size=7),
    st.integers(1, 30), st.integers(0, 99),
)  # fmt: skip
def test_the_best_and_the_next_best_are_those_of_all_subsets(items, budget, seed):
    mean, price = np.array([m for m, _ in items]), np.array([float(c) for _, c in items])
    if (price > budget).all():
        return
    value = draws(seed, mean, n=50)
    cost = dict(zip(value["option"].values.tolist(), price, strict=True))
    found = stakes.portfolio(value, cost, budget)
    worth = value.mean("sample").to_numpy()
    best, other = enumerated(worth, price, budget)
    assert float(found["worth"]) == pytest.approx(best, abs=1e-6)
    assert float(found["lead"]) == pytest.approx(best - other, abs=1e-6)
    assert float(found["cost"]) <= budget


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_chance_of_being_best_is_that_over_all_draws(seed):
    mean, price = np.array([3.0, 2.5, 2.0, 1.5]), np.array([4.0, 3.0, 3.0, 2.0])
    value = draws(seed, mean, 1.0, 4000)
    found = stakes.portfolio(value, dict(zip(value["option"].values, price, strict=True)), 6)
    x = value.to_numpy()
    subsets = np.array(list(product([0, 1], repeat=4)))
    worth = x @ subsets[subsets @ price <= 6].T
    share = (x @ found["chosen"].to_numpy() >= worth.max(axis=1) - 1e-9).mean()
    assert abs(float(found["p_best"]) - share) < 4 * float(found["p_best_se"])
    assert 0 < float(found["p_best"]) < 1


def test_value_by_unit_alone_would_buy_the_wrong_ones():
    """The dearest by unit leaves no room for what is worth more."""
    value = draws(1, np.array([6.0, 9.0]), 0.1)
    found = stakes.portfolio(value, {"o0": 5, "o1": 10}, 10)
    assert float(found["per_unit"][0]) > float(found["per_unit"][1])
    assert found["chosen"].values.tolist() == [False, True]
    assert bool(found["resolved"])


def test_costs_go_by_label():
    value = draws(1, np.array([6.0, 9.0]), 0.1)
    cost = xr.DataArray([10.0, 5.0], {"option": ["o1", "o0"]}, "option")
    xr.testing.assert_identical(
        stakes.portfolio(value, cost, 10), stakes.portfolio(value, {"o0": 5, "o1": 10}, 10)
    )


BAD = {
    "nothing to be had": (
        {"o0": 5, "o1": 10}, 4,
        "no option can be had for a budget of 4: the cheapest, o0, costs 5",
    ),
    "a cost missing": ({"o0": 5}, 10, "the cost of o1 is missing"),
    "a cost below 0": ({"o0": 5, "o1": -1}, 10, "the cost of o1 must be a finite number"),
    "no budget": ({"o0": 5, "o1": 10}, np.nan, "budget must be a finite number"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_budgets_are_named_in_one_line(name):
    cost, budget, said = BAD[name]
    with pytest.raises(ValueError) as caught:
        stakes.portfolio(draws(1, np.array([6.0, 9.0]), 0.1, 10), cost, budget)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
