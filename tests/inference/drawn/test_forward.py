"""What is computed of random variables: a function kept with a model gives what a new one gives."""

import numpy as np
import pymc as pm
import pytest

from stakes.inference.drawn import forward as module
from stakes.inference.drawn.forward import forward

DRAWS, SETS = 50, 3


@pytest.fixture
def model():
    with pm.Model() as model:
        data = pm.Data("data", np.array([1.0, 2.0]))
        known = pm.Normal("known", 0.0, 1.0)
        drawn = pm.Normal("drawn", known, 1.0)
        pm.Deterministic("both", known + drawn + data.sum())
        pm.Normal("of_each", known, 1.0, shape=data.shape)
    return model


def computed(model, seed):
    values = {"known": np.random.default_rng(seed).normal(size=(DRAWS, 1))}
    return forward(model, values, ["drawn", "both"], DRAWS, SETS, seed)


def test_it_is_made_once_for_values_of_one_shape(model, monkeypatch):
    made = []
    honest = module.function
    monkeypatch.setattr(module, "function", lambda *a, **k: made.append(1) or honest(*a, **k))
    for seed in range(3):
        computed(model, seed)
    assert len(made) == 1
    forward(model, {}, ["both"], DRAWS, SETS, 1)
    assert len(made) == 2


def test_values_data_and_seed_are_those_of_the_call(model):
    first = [computed(model, seed) for seed in (1, 2)]
    model["data"].set_value(np.array([1.0, 2.0, 4.0]))
    later = [computed(model, seed) for seed in (1, 2)]
    for before, after in zip(first, later, strict=True):
        np.testing.assert_array_equal(after["drawn"], before["drawn"])
        np.testing.assert_allclose(after["both"] - before["both"], 4.0)
    assert (first[0]["drawn"] != first[1]["drawn"]).all()


def test_what_is_as_long_as_the_data_is_drawn_as_long(model):
    for data in ([1.0, 2.0], [1.0, 2.0, 4.0]):
        model["data"].set_value(np.array(data))
        found = forward(model, {}, ["of_each"], DRAWS, SETS, 1)["of_each"]
        assert found.shape == (DRAWS, SETS, len(data))


def test_a_kept_function_gives_what_a_new_one_gives(model):
    computed(model, 1)
    kept = computed(model, 2)
    module._KEPT.clear()
    for name, x in computed(model, 2).items():
        np.testing.assert_array_equal(x, kept[name])
