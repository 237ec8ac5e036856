"""Importance where the outcome is a function of a parameter, or has nothing to do with it."""

import numpy as np
import pytest
import xarray as xr

from stakes.decision.draws.regression import axis
from stakes.decision.sensitivity.global_sensitivity import borgonovo, explained_variance, response
from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = range(4)


def of(y, **known):
    return importance(
        xr.DataArray(y, dims="sample"),
        xr.Dataset({name: ("sample", x) for name, x in known.items()}),
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("function", [lambda x: x, np.exp, lambda x: x**2])
def test_delta_of_a_function_is_one(function, seed):
    x = np.random.default_rng(seed).normal(size=4000)
    table = of(function(x), x=x)
    assert table["delta"] > 0.99
    assert abs(table["delta"] - 1) < 3 * table["delta_se"]


def test_a_smooth_ratio_alone_would_say_less(monkeypatch):
    monkeypatch.setattr(borgonovo, "CLOSE", 2.0)
    x = np.random.default_rng(1).normal(size=4000)
    assert of(x, x=x)["delta"] < 0.95


@pytest.mark.parametrize("kind", ["number", "state"])
def test_of_an_irrelevant_input_the_interval_holds_nought(kind):
    above = 0
    for seed in range(60):
        y, x = np.random.default_rng(seed).normal(size=(2, 2000))
        r = response.response(y)
        known = x if kind == "number" else np.floor(3 * (x - x.min()) / (x.max() - x.min() + 1))
        value, error = borgonovo.delta(r, [response.element(r, known)])
        above += max(value, 0) > 1.96 * error
    assert above <= 6  # 5 % of 60 is 3


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draws", [4000, 10_000])
def test_first_order_of_a_function_with_a_long_tail_is_one(draws, seed):
    x = np.random.default_rng(seed).normal(size=draws)
    table = of(np.exp(2 * x), x=x)
    assert abs(table["first_order"] - 1) < 3 * table["first_order_se"] + 1e-9


def test_bins_that_end_before_the_tail_would_hide_it(monkeypatch):
    x = np.random.default_rng(2).normal(size=4000)
    for module in (response, explained_variance):
        monkeypatch.setattr(module, "fine_axis", axis.axis)
    assert of(np.exp(2 * x), x=x)["first_order"] < 0.97
