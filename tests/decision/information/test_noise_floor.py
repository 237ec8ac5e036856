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
