import numpy as np
import pytest
import xarray as xr

from made_up.powers import exact, problem
from stakes import power_scale
from stakes.decision.sensitivity.changed_beliefs import flip_search, scaled_expectation

DIMS = ("chain", "draw")


@pytest.fixture
def strict(monkeypatch):
    """Weights trusted only up to a Pareto k of 0.2, so that a prior power of 0.5 (0.3) is beyond
    and 1.25 is not.
    """
    for module in (flip_search, scaled_expectation):
        monkeypatch.setattr(module, "TRUSTED", 0.2)


def test_refits_are_used_where_weights_cannot_be_trusted(strict):
    fit, value = problem(1)
    alone, again = (
        power_scale(fit, value, [0.5, 1.25], {"prior": ["theta"]}, refit) for refit in (None, exact)
    )
    assert alone["pareto_k"].values[0, 0] > 0.2 > alone["pareto_k"].values[0, 1]
    assert again["refitted"].values.tolist() == [[True, False]]
    cell = again.sel(component="prior", alpha=0.5, option="yes")
    assert abs(float(cell["expected"]) - (0.96 - 0.75)) < 4 * float(cell["se"])
    assert not alone["refitted"].any()


def test_a_power_that_was_not_sampled_falls_back_to_weights(strict):
    fit, value = problem(1)

    def nothing(component, alpha):
        raise LookupError

    table = power_scale(fit, value, [0.5], {"prior": ["theta"]}, nothing)
    assert not table["refitted"].any()
    assert np.isfinite(table["expected"]).all()


def sharp(seed, precision=19.0):
    """Evidence worth 19 priors, so that a power of 0.05 asks for draws far outside the
    posterior.
    """
    rng = np.random.default_rng(seed)
    x = 1.2 * precision / (1 + precision) + rng.normal(size=(4, 2500)) / (1 + precision) ** 0.5
    theta = xr.DataArray(x, dims=DIMS)
    data = xr.Dataset({"theta": theta})
    logs = {
        "log_prior": -(data**2) / 2,
        "log_likelihood": (-precision / 2 * (data - 1.2) ** 2).rename(theta="y"),
    }
    return xr.DataTree.from_dict(logs), xr.concat(
        [0 * theta, theta - 0.75], "option"
    ).assign_coords(option=["no", "yes"])


def sharp_again(seed, alpha):
    """The posterior of `sharp` sampled with its evidence to a power: theta, and the value of both
    options.
    """
    p = 1 + 19 * alpha
    theta = xr.DataArray(
        np.random.default_rng(seed + 50).normal(1.2 * 19 * alpha / p, p**-0.5, (4, 2000)), dims=DIMS
    )
    return theta, xr.concat([0 * theta, theta - 0.75], "option").assign_coords(option=["no", "yes"])


@pytest.mark.parametrize("seed", range(3))
def test_refits_stand_in_where_the_weights_cannot_be_trusted(seed):
    fit, value = sharp(seed)
    asked = []

    def refit(component, alpha):
        asked.append((component, alpha))
        return sharp_again(seed, alpha)[1]

    weighted = power_scale(fit, value, [0.05, 0.8], {"evidence": ["y"]}).isel(component=0)
    assert (weighted["pareto_k"] > 0.7).values.tolist() == [True, False]
    assert not weighted["refitted"].any()
    table = power_scale(fit, value, [0.05, 0.8], {"evidence": ["y"]}, refit).isel(component=0)
    assert table["refitted"].values.tolist() == [True, False]
    assert float(table["pareto_k"][0]) == -np.inf  # its own draws need no weights
    assert float(table["pareto_k"][1]) == float(weighted["pareto_k"][1])
    assert {alpha for _, alpha in asked} == {0.05}
    for alpha in (0.05, 0.8):
        cell = table.sel(alpha=alpha, option="yes")
        truth = 1.2 * 19 * alpha / (1 + 19 * alpha) - 0.75
        assert abs(float(cell["expected"]) - truth) < 4 * float(cell["se"])
    assert table["best"].values.tolist() == ["no", "yes"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("near", "trusted"), [(0.06, True), (1.0, False)])
def test_weights_that_come_with_a_refit_are_judged_as_any(seed, near, trusted):
    """Draws of a power nearby, weighted to the one asked for; from far away the same weights are
    not trusted.
    """
    fit, value = sharp(seed)

    def refit(component, alpha):
        theta, again = sharp_again(seed, near)
        return again, ((alpha - near) * (-19 / 2 * (theta - 1.2) ** 2)).to_numpy()

    point = power_scale(fit, value, [0.05], {"evidence": ["y"]}, refit).isel(component=0, alpha=0)
    assert bool(point["refitted"])
    assert bool(point["pareto_k"] <= 0.7) == trusted
    yes = point.sel(option="yes")
    truth = 1.2 * 19 * 0.05 / (1 + 19 * 0.05) - 0.75
    if trusted:
        assert abs(float(yes["expected"]) - truth) < 4 * float(yes["se"])
