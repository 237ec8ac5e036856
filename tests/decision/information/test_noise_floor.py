import numpy as np
import pytest
import xarray as xr

from made_up.chains import ar1
from made_up.parameters import known, options
from stakes.decision.draws.regression.autocorrelation_times import autocorrelation_times
from stakes.decision.information.choice import choice
from stakes.decision.information.noise_floor import null_estimates
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.regression_estimator import regress


@pytest.mark.parametrize("phi", [0, 0.5])
def test_noise_floor_is_that_of_shifted_values(phi):
    rng = np.random.default_rng(3)
    x, lead = (ar1(rng, phi, (4, 1000)).ravel() for _ in range(2))
    lead += -0.1 - lead.mean()
    shape = (4000,) if phi == 0 else (4, 1000)
    dims = ("sample",) if phi == 0 else ("chain", "draw")

    def given_lead(y):
        return choice(xr.DataArray(np.stack([0 * y, y]).reshape(2, *shape), dims=("option", *dims)))

    asked = given_lead(lead)
    fit = regress(asked, [x])
    time = autocorrelation_times(fit.basis, fit.modes, asked.lead, asked.shape)
    null = null_estimates(fit.basis, fit.modes, fit.spread, time, 4000)
    shifted = np.array(
        [regress(given_lead(np.roll(lead, s)), [x]).gain.mean() for s in range(200, 3800, 9)]
    )
    assert np.mean(shifted > np.quantile(null, 0.99)) < 0.03
    assert np.quantile(shifted, 0.97) < np.quantile(null, 0.99) < 4 * np.quantile(shifted, 0.99)


def test_irrelevant_parameters_are_indistinguishable_from_zero():
    def found(slope):
        rng = np.random.default_rng(4)
        runs = [rng.normal(size=(2, 4000)) for _ in range(100)]
        return np.mean(
            [
                not evppi(options(0 * x, 0.1 + slope * x + e), known(x=x))["indistinguishable"][0]
                for x, e in runs
            ]
        )

    assert found(0) <= 0.05
    assert found(0.15) > 0.9


KINDS = {
    "number": lambda rng: [rng.normal(size=600)],
    "state": lambda rng: [rng.integers(0, 4, 600).astype(float)],
    "two numbers": lambda rng: list(rng.normal(size=(2, 600))),
}


def unrelated(kind, rivals, seed):
    """Leads with the same means and covariance whatever the seed, and parameters of no use."""
    rng = np.random.default_rng(seed)
    mean, root = [-0.05, -0.12][:rivals], np.array([[1.0, 0.0], [0.6, 0.8]])[:rivals]
    leads = root @ rng.normal(size=(2, 600))
    leads += np.reshape(mean, (-1, 1)) - leads.mean(axis=1, keepdims=True)
    return choice(options(0 * leads[0], *leads)), KINDS[kind](rng)


@pytest.mark.parametrize("rivals", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_null_estimates_are_those_of_draws_that_tell_nothing(kind, rivals):
    found = np.array(
        [max(regress(*unrelated(kind, rivals, seed)).gain.mean(), 0) for seed in range(250)]
    )
    fit = regress(*unrelated(kind, rivals, 1))
    null = null_estimates(fit.basis, fit.modes, fit.spread, fit.time, 600)
    error = np.hypot(found.std() / 250**0.5, null.std() / null.size**0.5)
    assert abs(null.mean() - found.mean()) < 4 * error + 0.1 * found.mean()
    assert null.std() == pytest.approx(found.std(), rel=0.3)
    assert (null >= 0).all()


def test_the_floor_falls_with_the_root_of_the_number_of_draws_where_options_tie():
    fit = regress(*unrelated("number", 1, 1))
    tied = fit.modes._replace(mean=0 * fit.modes.mean)
    few, many = (null_estimates(fit.basis, tied, fit.spread, fit.time, n) for n in (600, 60_000))
    assert many.mean() == pytest.approx(few.mean() / 10, rel=0.1)
    slow = null_estimates(fit.basis, tied, fit.spread, 4 * fit.time, 600)
    assert slow.mean() == pytest.approx(2 * few.mean(), rel=0.1)
