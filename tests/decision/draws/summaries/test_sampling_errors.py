import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.draws.summaries.sampling_errors import (
    cvar_errors,
    few,
    quantile_error,
    ranks_behind,
)
from stakes.decision.expected_value import compare


def test_a_quantile_and_its_error():
    found = [
        (np.quantile(x, 0.05), quantile_error(x, 0.05))
        for x in np.random.default_rng(1).normal(size=(300, 2000))
    ]
    at, error = np.array(found).T
    assert error.mean() == pytest.approx(at.std(), rel=0.12)  # a spread of 300 has an error of 4 %
    assert np.mean(np.abs(at + 1.6449) <= 1.96 * error) > 0.91


def test_what_never_varies_has_no_error():
    x = np.stack([np.zeros(500), -np.ones(500)])
    table = compare(xr.DataArray(x, {"option": ["stay", "go"]}, ("option", "sample")))
    for name in (
        "evpi_mcse",
        "lower_mcse",
        "upper_mcse",
        "regret_mcse",
        "cvar_mcse",
        "cvar_lead_mcse",
    ):
        assert not table[name].any()


def test_tail_means_are_paired():
    rng = np.random.default_rng(1)
    common = rng.normal(0, 100, 4000)
    value = xr.DataArray(
        np.stack([common + 1, common]), {"option": ["a", "b"]}, ("option", "sample")
    )
    table = compare(value)
    assert float(table["cvar_lead"].sel(option="b")) == pytest.approx(1)
    assert float(table["cvar_lead_mcse"].sel(option="b")) < 0.01 * float(
        table["cvar_mcse"].sel(option="b")
    )


@pytest.mark.parametrize("shape", [(2, 100), (2, 4, 60_000), (2, 4, 50, 8)])
def test_of_chains_and_of_few_draws_all_are_used(shape):
    x = np.zeros(shape)
    part, factor = few(x)
    assert part.shape == shape
    assert factor == 1


def test_of_very_many_independent_draws_a_part_tells_the_error_of_all():
    x = np.random.default_rng(1).normal(size=(2, 400_000))
    part, factor = few(x)
    assert part.shape[1] < 100_000
    error = standard_error(x[0])
    assert factor * standard_error(part[0].copy()) == pytest.approx(error, rel=0.02)


@pytest.mark.parametrize("prob", [0.05, 0.5, 0.95])
def test_the_error_of_a_quantile_is_that_of_an_order_statistic(prob):
    """Of normal draws: root of p (1 - p) / n over the density there."""
    truth = np.sqrt(prob * (1 - prob) / 4000) / norm.pdf(norm.ppf(prob))
    found = [quantile_error(np.random.default_rng(s).normal(size=4000), prob) for s in range(60)]
    assert np.mean(found) == pytest.approx(truth, rel=0.1)


def test_the_error_of_a_tail_mean_is_the_spread_of_repetitions():
    found = []
    for seed in range(300):
        x = np.random.default_rng(seed).normal(size=(1, 2000))
        worst = np.sort(x[0])[:100].mean()
        found.append([worst, cvar_errors(x, 0.05, ranks_behind(x))[0]])
    means, errors = np.array(found).T
    assert errors.mean() == pytest.approx(means.std(ddof=1), rel=0.12)
