import numpy as np
import pytest
import xarray as xr

from made_up.powers import exact, problem
from stakes import power_scale
from stakes.decision.sensitivity.changed_beliefs import flip_search, scaled_expectation

DIMS = ("chain", "draw")


@pytest.mark.parametrize("seed", range(4))
def test_the_choice_flips_at_a_prior_power_of_1_2(seed):
    fit, value = problem(seed, draws=25_000)
    table = power_scale(fit, value, [0.8, 1.25])
    flip, error = (
        float(table[k].sel(component="prior", side="stronger")) for k in ("flip_alpha", "flip_se")
    )
    assert abs(flip - 1.2) < 0.05
    assert abs(flip - 1.2) < 4 * error
    assert np.isnan(table["flip_alpha"].sel(component="prior", side="weaker"))
    weaker = float(table["flip_alpha"].sel(component="likelihood", side="weaker"))
    assert abs(weaker - 1 / 1.2) < 0.05  # 2.4 a / (1 + 2 a) = 0.75 at a = 5/6
    assert str(table["best"].sel(component="prior", alpha=0.8).item()) == "yes"
    assert str(table["best"].sel(component="prior", alpha=1.25).item()) == "no"


def test_no_flip_says_how_far_was_searched():
    fit, value = problem(0, at=-50)
    table = power_scale(fit, value, [0.8])
    assert table["flip_alpha"].isnull().all()
    assert (table["searched"].sel(side="stronger") >= 2).all()
    assert (table["searched"].sel(side="weaker") <= 0.5).all()


def test_a_flip_beyond_trust_is_found_between_refits(monkeypatch):
    for module in (flip_search, scaled_expectation):  # no weights are trusted
        monkeypatch.setattr(module, "TRUSTED", -9.0)
    fit, value = problem(2)
    table = power_scale(fit, value, [1.1, 1.15, 1.3], {"prior": ["theta"]}, exact)
    flip = table.sel(component="prior", side="stronger")
    assert 1.1 <= float(flip["flip_alpha"]) <= 1.3
    assert float(flip["flip_se"]) > 0


@pytest.mark.parametrize("seed", range(4, 7))
def test_the_flip_is_within_0_05_with_40_000_draws(seed):
    fit, value = problem(seed, draws=10_000)
    cell = power_scale(fit, value, [0.8]).sel(component="prior", side="stronger")
    assert abs(float(cell["flip_alpha"]) - 1.2) < min(0.05, 4 * float(cell["flip_se"]))


def test_the_error_of_the_flip_covers():
    z = []
    for seed in range(40):
        fit, value = problem(seed, draws=500)
        cell = power_scale(fit, value, [0.8]).sel(component="prior", side="stronger")
        z.append((float(cell["flip_alpha"]) - 1.2) / float(cell["flip_se"]))
    assert (np.abs(z) < 1.96).mean() >= 0.88


@pytest.mark.parametrize("seed", range(4))
def test_a_flip_between_refits_is_within_its_error(monkeypatch, seed):
    for module in (flip_search, scaled_expectation):  # no weights are trusted
        monkeypatch.setattr(module, "TRUSTED", -9.0)
    fit, value = problem(2)

    def refit(component, alpha):
        rng = np.random.default_rng(1000 * seed + int(100 * alpha))
        theta = xr.DataArray(
            rng.normal(2.4 / (2 + alpha), (2 + alpha) ** -0.5, (4, 2000)), dims=DIMS
        )
        return xr.concat([0 * theta, theta - 0.75], "option").assign_coords(option=["no", "yes"])

    side = (
        power_scale(fit, value, [1.1, 1.15, 1.3], {"prior": ["theta"]}, refit)
        .isel(component=0)
        .sel(side="stronger")
    )
    assert abs(float(side["flip_alpha"]) - 1.2) < 4 * float(side["flip_se"])
    assert float(side["searched"]) == 1.3
