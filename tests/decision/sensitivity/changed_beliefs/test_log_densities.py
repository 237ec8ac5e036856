import numpy as np
import pytest
import xarray as xr

from made_up.powers import problem
from stakes import power_scale

DIMS = ("chain", "draw")


def test_a_constant_density_changes_nothing():
    fit, value = problem(1)
    flat = xr.DataTree.from_dict(
        {
            "log_prior": fit["log_prior"].to_dataset() * 0,
            "log_likelihood": fit["log_likelihood"].to_dataset(),
        }
    )
    table = power_scale(flat, value, [0.5]).sel(component="prior", alpha=0.5)
    np.testing.assert_allclose(table["expected"], value.mean(DIMS))
    assert float(table["pareto_k"]) == -np.inf


def test_a_name_in_both_groups_must_say_which():
    fit, value = problem(1, draws=100)
    both = xr.DataTree.from_dict(
        {g: fit["log_prior"].to_dataset() for g in ("log_prior", "log_likelihood")}
    )
    with pytest.raises(ValueError, match="write log_prior/theta or log_likelihood/theta"):
        power_scale(both, value, groups={"p": ["theta"]})
    assert power_scale(both, value, [0.8], {"p": ["log_prior/theta"]}).sizes["component"] == 1


def test_a_fit_without_densities_or_with_broken_ones_is_refused():
    fit, value = problem(1, draws=100)
    with pytest.raises(ValueError, match="lacks log_likelihood"):
        power_scale(xr.DataTree.from_dict({"log_prior": fit["log_prior"].to_dataset()}), value)
    broken = xr.DataTree.from_dict(
        {g: fit[g].to_dataset().where(value.sel(option="yes", drop=True) > 0) for g in fit.children}
    )
    with pytest.raises(ValueError, match="NaN or infinite"):
        power_scale(broken, value)
    with pytest.raises(ValueError, match="along 'draw'"):
        power_scale(fit, value.isel(draw=slice(0, 50)))


def test_independent_draws_and_further_dims_of_a_density():
    fit, value = problem(1, draws=500)
    flat = {
        g: fit[g].to_dataset().stack(sample=DIMS).drop_vars(["sample", *DIMS]) for g in fit.children
    }
    theta = value.stack(sample=DIMS).drop_vars(["sample", *DIMS])
    split = {g: xr.concat([0.25 * d, 0.75 * d], "obs") for g, d in flat.items()}
    one, other = (power_scale(xr.DataTree.from_dict(logs), theta, [0.8]) for logs in (flat, split))
    np.testing.assert_allclose(one["expected"], other["expected"], atol=1e-9)
    np.testing.assert_allclose(
        one["expected"], power_scale(fit, value, [0.8])["expected"], atol=1e-9
    )


def test_components_take_their_own_variables_and_names():
    fit, value = problem(1, draws=500)
    default = power_scale(fit, value, [0.8])
    table = power_scale(
        fit, value, [0.8], {"all": ["theta", "y"], "evidence": ["log_likelihood/y"]}
    )
    assert table["component"].values.tolist() == ["all", "evidence"]
    np.testing.assert_array_equal(
        table["expected"].sel(component="evidence"), default["expected"].sel(component="likelihood")
    )
    # prior and evidence raised together leave the mean of a normal posterior alone, and only spread
    # it
    both = table.sel(component="all", alpha=0.8, option="yes")
    assert abs(float(both["expected"]) - 0.05) < 4 * float(both["se"])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_densities_that_are_none(bad):
    fit, value = problem(1, draws=50)
    broken = fit["log_prior"].to_dataset().copy(deep=True)
    broken["theta"][0, 0] = bad
    logs = {"log_prior": broken, "log_likelihood": fit["log_likelihood"].to_dataset()}
    with pytest.raises(ValueError, match="1 draws of log_prior/theta are NaN or infinite"):
        power_scale(xr.DataTree.from_dict(logs), value)


def test_all_missing_groups_are_named():
    fit, value = problem(1, draws=50)
    with pytest.raises(ValueError, match="lacks log_prior and log_likelihood"):
        power_scale(xr.DataTree(), value)
    with pytest.raises(ValueError, match="lacks log_prior:"):
        power_scale(
            xr.DataTree.from_dict({"log_likelihood": fit["log_likelihood"].to_dataset()}), value
        )


def test_no_components_are_refused_in_words():
    with pytest.raises(ValueError, match=r"component|groups"):
        power_scale(*problem(1, draws=50), groups={})
