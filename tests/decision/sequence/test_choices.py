"""What one would choose with evidence in hand."""

import numpy as np
import pytest
import xarray as xr

from made_up.parameters import known, options
from stakes.decision.sequence.policy import choices
from stakes.decision.sequence.stage import Stage


def chosen_by(value, told):
    """What is chosen once, with what is told."""
    return choices([Stage("now", value, told)])[0]


def problem(seed, noise=1.0, n=6000):
    rng = np.random.default_rng(seed)
    x, e = rng.normal(size=(2, n))
    return options(0.2 + 0 * x, -0.5 + x + noise * e, 0.1 - x), x


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_option_of_the_highest_expected_value_is_chosen(seed):
    value, x = problem(seed)
    best = np.argmax([0.2 + 0 * x, x - 0.5, 0.1 - x], axis=0)
    found = chosen_by(value, known(x=x))
    assert found.dims == ("sample",)
    assert np.mean(found.values == best) > 0.97
    assert set(found.values) == {0, 1, 2}


def test_the_position_is_that_of_the_option_whatever_the_order():
    value, x = problem(1)
    found, turned = (
        chosen_by(value, known(x=x)),
        chosen_by(value.isel(option=[2, 0, 1]), known(x=x)),
    )
    np.testing.assert_array_equal(np.array([2, 0, 1])[turned], found)


def test_choices_are_not_made_by_the_noise_of_their_own_draw():
    """With draws that say nothing, what is chosen is worth no more than the best on average."""
    gains = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        value = options(*rng.normal(size=(2, 500)))
        chosen = chosen_by(value, known(x=rng.normal(size=500)))
        gains.append(float(value.isel(option=chosen).mean() - value.mean("sample").max()))
    assert np.mean(gains) < 2 * np.std(gains, ddof=1) / np.sqrt(40)


@pytest.mark.parametrize("told", [np.zeros(6000), np.full(6000, 3.0)])
def test_without_anything_told_the_best_on_average_is_chosen(told):
    value, _ = problem(1)
    best = int(value.mean("sample").argmax("option"))
    np.testing.assert_array_equal(chosen_by(value, known(x=told)), best)


def test_summaries_that_say_the_same_add_nothing():
    value, x = problem(2)
    one, both = (chosen_by(value, s) for s in (known(x=x), known(x=x, again=1 - 2 * x)))
    np.testing.assert_array_equal(one, both)


def test_labels_of_the_draws_stay():
    value, x = problem(1, n=800)
    coords = {"chain": range(4), "draw": np.arange(10, 210)}
    chains = xr.DataArray(
        value.values.reshape(3, 4, 200), {"option": list("abc"), **coords}, ("option", *coords)
    )
    told = xr.Dataset({"x": (("chain", "draw"), x.reshape(4, 200))}, coords)
    found = chosen_by(chains, told)
    assert found.dims == ("chain", "draw")
    assert found["draw"].values.tolist() == list(range(10, 210))
    assert found.dtype.kind == "i"
