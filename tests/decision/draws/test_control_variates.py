"""Means by what gradients tell: the same expectation, less noise, and errors that cover."""

import numpy as np
import pytest
import xarray as xr
from scipy.special import gamma as gamma_function

from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.control_variates import steadied
from stakes.decision.draws.standard_errors.means import standard_error

REPEATS = 400
LEAST = 0.925  # of 400 intervals of 95 %, in 99 of 100 tests
SHAPE = 3.0  # of a gamma distribution, sampled by its logarithm


def labelled(x, *more):
    return xr.DataArray(x, dims=("chain", "draw", *more))


def gamma(rng, draws=250):
    """Logarithms of gamma numbers, and the gradient of their log density."""
    x = np.log(rng.gamma(SHAPE, size=(4, draws, 2)))
    return labelled(x, "coordinate"), labelled(SHAPE - np.exp(x), "coordinate")


def walk(rng, slow=0.7, draws=1000):
    """Chains of a standard normal that forget slowly."""
    x = rng.normal(size=(4, draws, 1))
    for t in range(1, draws):
        x[:, t] = slow * x[:, t - 1] + (1 - slow**2) ** 0.5 * x[:, t]
    return labelled(x, "coordinate"), labelled(-x, "coordinate")


def of_gamma(place):
    """A value that is no polynomial of the coordinates, and its mean."""
    x = np.exp(place)
    worth = (np.sqrt(x) + 0.3 * np.sin(4 * place)).sum("coordinate")
    of_sine = gamma_function(SHAPE + 4j).imag / gamma_function(SHAPE)  # E[x^(4i)]
    return worth, 2 * (gamma_function(SHAPE + 0.5) / gamma_function(SHAPE) + 0.3 * of_sine)


def of_walk(place):
    x = place.isel(coordinate=0)
    return np.exp(0.5 * x) + 0.2 * np.sin(3 * x), np.exp(0.125)


@pytest.mark.parametrize(("made", "of"), [(gamma, of_gamma), (walk, of_walk)])
def test_errors_cover_and_are_smaller(made, of):
    found = []
    for seed in range(REPEATS):
        place, gradient = made(np.random.default_rng(seed))
        value, truth = of(place)
        steady = to_numpy(steadied(value, place, gradient))
        error, before = standard_error(steady), standard_error(to_numpy(value))
        found.append((steady.mean() - truth, error, float(value.mean()) - truth, before))
    off, error, plain, before = np.array(found).T
    assert (abs(off) < 1.96 * error).mean() > LEAST
    assert off.std() < 0.6 * plain.std()
    assert np.median(error) < 0.6 * np.median(before)
    assert abs(off.mean()) < 4 * off.std() / REPEATS**0.5


def test_what_is_quadratic_under_a_normal_density_is_nearly_exact():
    x = labelled(np.random.default_rng(2).normal(size=(4, 500, 3)), "coordinate")
    value = (x**2).sum("coordinate") - 2 * x[..., 1] + 5
    assert abs(float(value.mean()) - 8) > 0.02
    assert float(steadied(value, x, -x).mean()) == pytest.approx(8, abs=0.002)


def test_a_mean_that_even_sets_make_sure_is_left_alone():
    """What only sets vary in, evenly, has an error far below that of as many independent draws."""
    rng = np.random.default_rng(7)
    x = labelled(rng.normal(size=(4, 1000, 40)), "coordinate")
    even = np.stack([rng.permutation((np.arange(4000) + 0.5) / 4000) for _ in range(4)], axis=-1)
    value = labelled(even.reshape(4, 1000, 4), "set")
    assert float(steadied(value, x, -x).mean()) == pytest.approx(0.5, abs=1e-9)


def test_what_has_nothing_to_do_with_it_stays_as_it_is():
    rng = np.random.default_rng(3)
    x = labelled(rng.normal(size=(4, 500, 3)), "coordinate")
    apart = labelled(rng.normal(size=(4, 500, 20)), "option")
    both = xr.concat([apart, (apart + 9 * x[..., 0]).isel(option=[0])], "option")
    steady = steadied(both, x, -x)
    errors = [standard_error(to_numpy(x, "option")[20]) for x in (both, steady)]
    assert errors[1] < 0.2 * errors[0]
    apart_now = steady[..., :20]
    assert (apart_now - apart).std() < 0.1  # chance alone takes a little off
    np.testing.assert_allclose(apart_now.std(), apart.std(), rtol=0.01)


def test_with_few_draws_gradients_alone_are_used_and_with_very_few_nothing():
    rng = np.random.default_rng(4)
    x = labelled(rng.normal(size=(4, 30, 10)), "coordinate")
    straight, square = 3 * x[..., 0], x[..., 0] ** 2
    assert float(abs(steadied(straight, x, -x).mean())) < 1e-9
    assert float(steadied(square, x, -x).std()) > 0.5
    few = x.isel(draw=slice(24))
    assert steadied(straight.isel(draw=slice(24)), few, -few).identical(
        straight.isel(draw=slice(24))
    )


def test_sets_keep_their_differences():
    rng = np.random.default_rng(5)
    x = labelled(rng.normal(size=(4, 400, 2)), "coordinate")
    own = xr.DataArray(rng.normal(size=(3, 4, 400, 4)), dims=("option", "chain", "draw", "set"))
    value = own + 7 * x[..., 0]
    steady = steadied(value, x, -x)
    assert steady.dims == value.dims
    np.testing.assert_allclose(
        steady - steady.mean("set"), own - own.mean("set"), rtol=0.01, atol=0.01
    )
    errors = [standard_error(to_numpy(v, "option")[0]) for v in (value, steady)]
    assert errors[1] < 0.2 * errors[0]


def test_the_order_of_dims_does_not_matter():
    rng = np.random.default_rng(6)
    x = labelled(rng.normal(size=(4, 100, 2)), "coordinate")
    value = (x**2).rename(coordinate="option")
    plain = steadied(value, x, -x)
    turned = steadied(value.transpose("option", "draw", "chain"), x.transpose(), (-x).transpose())
    np.testing.assert_allclose(turned.transpose(*plain.dims), plain)
