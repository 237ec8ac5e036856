import numpy as np
import pytest
import xarray as xr

from made_up.chains import ar1
from made_up.responses import draws, ishigami, known
from stakes.decision.sensitivity.global_sensitivity.importance import importance


def test_scale_and_shift_do_not_matter():
    x, y = ishigami(4, 1000)
    xr.testing.assert_allclose(
        importance(draws(y), known(*x)), importance(draws(1e9 * y - 7e9), known(*x)), atol=1e-6
    )


def test_constants_and_copies():
    x = np.random.default_rng(7).normal(size=2000)
    table = importance(draws(x), known(x, x, 0 * x + 0.1))
    np.testing.assert_allclose(table["shapley"], [0.5, 0.5, 0], atol=1e-3)
    assert (
        table.sel(parameter="c")[
            ["first_order", "first_order_se", "delta", "delta_se", "shapley", "shapley_se"]
        ]
        == 0
    ).all()


def test_stacked_chains_are_still_chains():
    x, e = ar1(np.random.default_rng(10), 0.5, (2, 4, 200))
    coords = {"chain": range(4), "draw": range(200)}
    y, theta = draws(x + e).assign_coords(coords), known(x).assign_coords(coords)
    stacked = {"sample": ("chain", "draw")}
    xr.testing.assert_identical(
        importance(y.stack(stacked), theta.stack(stacked)), importance(y, theta)
    )


@pytest.mark.parametrize("n", [50, 70])
def test_few_draws_are_no_reason_to_fail(n):
    x = np.arange(float(n))
    table = importance(draws(np.sin(x)), known(x, x**2, x % 3))
    assert np.isfinite(table.to_array()).all()


A, B = np.random.default_rng(11).normal(size=(2, 100))

Y, GOOD = draws(A + B), known(A, B)


@pytest.mark.parametrize(
    ("y", "parameters", "groups", "message"),
    [
        (Y, GOOD.isel(sample=slice(60)), None, "a has 60 along 'sample'"),
        (Y.where(Y < 1), GOOD, None, "draws of y are NaN or infinite"),
        (0 * Y + 0.1, GOOD, None, "y does not vary"),
        (Y, GOOD.where(GOOD < 1), None, "draws of a are NaN or infinite"),
        (Y, GOOD, {"g": ["z"]}, "group 'g': unknown z. The parameters are a, b"),
        (Y, GOOD, {}, "groups is empty"),
        (Y, xr.Dataset(), None, "parameters holds no variables"),
        (Y, GOOD["a"], None, "parameters must be a Dataset"),
        (
            Y[:49],
            GOOD.isel(sample=slice(49)),
            None,
            "at least 50 draws are needed for shares of variance, not 49",
        ),
        (Y.to_numpy(), GOOD, None, "y must be a DataArray of draws, not ndarray"),
        (Y.expand_dims(option=2), GOOD, None, r"unknown dims \['option'\]"),
        (Y.rename(sample="time"), GOOD, None, "draws need the dims"),
        (Y.astype(str), GOOD, None, "draws must be real numbers"),
    ],
)
def test_refused(y, parameters, groups, message):
    with pytest.raises(ValueError, match=message) as error:
        importance(y, parameters, groups)
    assert "\n" not in str(error.value)
