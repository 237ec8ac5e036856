"""The recipe that a posterior carries: kept as text, under powers, pruned and joined."""

import json

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.inference.drawn.made_up_recipe import drawn, of

from stakes.inference.drawn.expansion import compact, expand
from stakes.inference.drawn.recipe import (
    Recipe,
    powered,
    pruned,
    recipe_of,
    with_both,
    with_recipe,
)


def test_the_recipe_survives_json(whole):
    r, posterior = whole
    again = recipe_of(posterior)
    assert json.loads(json.dumps(again.__dict__)) == json.loads(json.dumps(r.__dict__))
    assert recipe_of(with_recipe(posterior, again)) == again
    assert recipe_of(posterior.assign_attrs(recipe="")) is None


def test_powers_change_what_they_name_and_keep_the_numbers_behind(whole):
    r, posterior = whole
    again = drawn(
        powered(r, {"b_low": 0.25, "c": 2.0, "v[0]": 0.5}),
        **{k: posterior[k] for k in ("d_state_probability", "e_state_probability", "d_by_state")},
    )
    low = posterior["b_by_state"].sel(b_level="low")
    np.testing.assert_allclose(
        again["b_by_state"].sel(b_level="low"), 2 * low, rtol=1e-9
    )  # sd / sqrt(1/4)
    assert float(again["c"].mean()) == pytest.approx(
        0.1**2 / (0.1**2 + 0.9**2), abs=4 * np.sqrt(0.012 / again["c"].size)
    )
    gamma = stats.gamma(1.5, scale=2.0)
    assert float(again["v"].sel(group="x").mean()) == pytest.approx(gamma.mean(), rel=0.003)
    for name in ("a", "b_state", "d", "e"):
        xr.testing.assert_equal(again[name], posterior[name])


def test_pruned_and_joined_recipes_hold_what_the_posterior_holds(whole):
    r, posterior = whole
    some = pruned(posterior.drop_vars(["a", "c", "b", "b_state"]))
    assert set(recipe_of(some).names) == {"v", "b_by_state", "d", "d_state", "e"}
    assert set(expand(compact(some))) == set(some)
    alone = pruned(
        posterior.drop_vars(["b_by_state", "e_state_probability"])
    )  # what these made can only be kept as it is
    assert not {"b", "b_state", "e"} & set(recipe_of(alone).names)
    xr.testing.assert_equal(expand(compact(alone))["b"], posterior["b"])
    other = with_recipe(
        posterior[["a"]],
        Recipe(12, 8, {"a": {**of([2, 3, 4], [0, 9]), "dimension": 0}}, {"a": ["a"]}),
    )
    both = recipe_of(with_both(posterior, posterior, other))
    assert both.parts["a"]["jqpd"] != r.parts["a"]["jqpd"]
    assert set(both.names) == set(r.names)
