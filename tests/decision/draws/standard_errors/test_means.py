import numpy as np
import pytest

from closed_form import TRUTH
from made_up.chains import ar1
from stakes.decision.draws.standard_errors import means

AR1 = TRUTH["I_ar1_mcse"]


def iid_error(series):
    return series.std(ddof=1) / np.sqrt(series.size)


def mean_error(error, phi, shape):
    """What `error` reports on average over 60 runs, as a multiple of the truth."""
    rng = np.random.default_rng(7)
    return np.mean([error(draws) for draws in ar1(rng, phi, (60, *shape))]) / AR1["mcse"][str(phi)]


@pytest.mark.parametrize("shape", [(1, 4000), (4, 1000)])
@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9, 0.95])
def test_reported_error_is_the_chains(phi, shape):
    assert mean_error(means.standard_error, phi, shape) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("phi", [0.5, 0.9, 0.95])
def test_iid_error_of_chains_would_be_noticed(phi):
    assert mean_error(iid_error, phi, (4, 1000)) != pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mean_of_chains_within_four_errors(seed):
    draws = ar1(np.random.default_rng(seed), 0.95, (1, 4000))
    assert abs(draws.mean()) < 4 * means.standard_error(draws)


def test_iid_error_misses_the_mean_of_chains():
    draws = ar1(np.random.default_rng(5), 0.95, (100, 1, 4000))
    outside = {
        e: np.mean([abs(d.mean()) > 2 * e(d) for d in draws])
        for e in (means.standard_error, iid_error)
    }
    assert outside[means.standard_error] < 0.15
    assert outside[iid_error] > 0.5


@pytest.mark.parametrize("phi", [-0.5, 0.0, 0.9, 0.999])
@pytest.mark.parametrize("shape", [(1, 8), (3, 9), (2, 20), (4, 501), (4, 1000)])
def test_agrees_with_arviz(phi, shape):
    arviz = pytest.importorskip("arviz_stats.base").array_stats
    draws = ar1(np.random.default_rng(3), phi, shape)
    axes = {"chain_axis": 0, "draw_axis": 1, "method": "mean"}
    assert means.ess(draws) == pytest.approx(float(arviz.ess(draws, **axes)), rel=1e-6)
    assert means.standard_error(draws) == pytest.approx(float(arviz.mcse(draws, **axes)), rel=1e-6)


def test_chains_that_disagree_count_little():
    draws = np.random.default_rng(0).normal(size=(4, 500)) + 10 * np.arange(4)[:, None]
    assert means.ess(draws) < 10


@pytest.mark.parametrize(
    "draws", [np.full((4, 100), 0.1), np.full(100, 1e9 / 3), np.full((2, 100), 3, np.float32)]
)
def test_a_constant_has_no_error(draws):
    assert means.standard_error(draws) == 0
    assert means.mean_sd(draws) == (draws.flat[0], 0)


def test_short_chains_count_in_full():
    assert means.ess(np.random.default_rng(0).normal(size=(100, 7))) == 700
