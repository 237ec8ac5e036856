"""Every likelihood of the case has checks that it passes, and that a sabotaged twin of its evidence
does not.
"""

import numpy as np
import pytest
import xarray as xr

from stakes.case.reading.module_loading import load_module
from stakes.inference.predictive_checks import SURPRISING, checks

NEVER = -1.0


def all_like_a_rival(record):
    acts = record[:, :9].reshape(-1, 3, 3)
    twin = np.zeros_like(acts)
    twin[:, :, 2] = acts.sum(axis=2)
    return np.concatenate([twin.reshape(-1, 9), record[:, 9:]], axis=1)


SABOTAGED = {
    "hit": np.zeros_like,
    "moscow_record": all_like_a_rival,
    "agreed": np.ones_like,
    "worked": lambda lags: np.full_like(lags, NEVER),
    "warning_worked": lambda lags: np.full_like(lags, 0.5),
    "ended": lambda x: x * 6,
    "stopped": np.zeros_like,
    "resumed": np.zeros_like,
    "away": lambda years: years * 30,
    "eroded_strict": np.ones_like,
    "eroded_loose": np.ones_like,
    "eased": np.ones_like,
    "severity": lambda x: np.full_like(x, 2),
    "known_passes": np.ones_like,
    "repaired": np.ones_like,
    "answers_strict": np.ones_like,
    "answers_broad": np.ones_like,
    "prices": lambda x: x + np.array([0.0, 6.0]),
    "partner_campaigns": lambda x: x + 15,
    "attacks": lambda x: x + 4,
}
# tail of the least likely record there can be of so few rows: of seven ruptures none was mended
FEW_ROWS = {"resumed": 0.05}


@pytest.fixture(scope="module")
def statistics(real_case):
    found = [getattr(load_module(path), "CHECKS", {}) for path in real_case.models]
    return {name: functions for of_file in found for name, functions in of_file.items()}


def table(fit, statistics, name, observed):
    predictive = fit["posterior_predictive"].to_dataset()
    held = xr.Dataset({name: fit["observed_data"][name].copy(data=observed)})
    return checks(held, predictive, statistics)


@pytest.mark.slow
def test_each_likelihood_has_a_twin(real_fit, statistics):
    assert set(SABOTAGED) == set(real_fit["observed_data"].data_vars) == set(statistics)


@pytest.mark.slow
@pytest.mark.parametrize("name", SABOTAGED)
def test_the_evidence_passes_and_its_twin_does_not(real_fit, statistics, name):
    seen = real_fit["observed_data"][name].to_numpy()
    assert table(real_fit, statistics, name, seen)["passed"].all()
    twin = table(real_fit, statistics, name, SABOTAGED[name](seen))
    assert float(twin["tail"].min()) < FEW_ROWS.get(name, SURPRISING)
