import numpy as np
import pytest
import xarray as xr

from closed_form import TRUTH
from made_up.parameters import ar1_case, known, linear_normal, off, options, shuffled
from stakes.decision.information.partial_perfect_information import evppi

A, C = TRUTH["A_linear_normal_voi"], TRUTH["C_correlated_normal"]
SEEDS = [1, 2, 3]


def correlated_normal(seed, rho, n=10_000):
    t = (
        np.random.default_rng(seed)
        .multivariate_normal([0, 0], [[1e4, 8e3 * rho], [8e3 * rho, 6.4e3]], n)
        .T
    )
    return options(0 * t[0], 30 + t[0] + t[1]), *t


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_normal_case(seed):
    value, p1, p2 = linear_normal(seed)
    table = evppi(value, known(p1=p1, p2=p2))
    assert off(table, A["evppi_p1"], 0) < 4
    assert off(table, A["evppi_p2"], 1) < 4
    wrong = evppi(value, known(p1=shuffled(p1), p2=shuffled(p2)))
    assert off(wrong, A["evppi_p1"], 0) > 4
    assert off(wrong, A["evppi_p2"], 1) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_sign_would_be_noticed(seed):
    _, t1, t2 = correlated_normal(seed, 0.6)
    wrong = options(0 * t1, 30 + t1 - t2)
    assert off(evppi(wrong, known(t1=t1)), C["by_rho"]["0.6"]["evppi_t1"]) > 4
    assert off(evppi(wrong, known(t2=t2)), C["by_rho"]["0.6"]["evppi_t2"]) > 4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rho", C["by_rho"])
def test_correlated_normal_case(rho, seed):
    value, t1, t2 = correlated_normal(seed, float(rho))
    table = evppi(value, known(t1=t1, t2=t2), {"t1": ["t1"], "t2": ["t2"], "both": ["t1", "t2"]})
    for i, name in enumerate(["evppi_t1", "evppi_t2", "evpi"]):
        assert off(table, C["by_rho"][rho][name], i) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_neglected_correlation_would_be_noticed(seed):
    value, t1, _ = correlated_normal(seed, 0.6)
    assert off(evppi(value, known(t1=t1)), C["by_rho"]["0.0"]["evppi_t1"]) > 4


def test_states_have_exact_conditional_means():
    rng = np.random.default_rng(1)
    state = rng.integers(0, 3, 4000)
    gain = np.array([-1.0, 0.2, 0.5])[state] + rng.normal(size=4000)
    means = [gain[state == s].mean() for s in range(3)]
    share = np.bincount(state) / 4000
    plug_in = share @ np.maximum(means, 0) - max(gain.mean(), 0)
    assert float(evppi(options(0 * gain, gain), known(s=state))["evppi"][0]) == pytest.approx(
        plug_in, abs=1e-12
    )


def test_numbers_of_states_do_not_matter():
    value, _, p2 = linear_normal(1)
    state = np.digitize(p2, [-2, 0, 2])
    one, other = (
        evppi(value, known(s=state)),
        evppi(value, known(s=np.array([7, -3, 100, 0])[state])),
    )
    np.testing.assert_allclose(one["evppi"], other["evppi"])


def test_vectors_are_known_together_and_by_element():
    value, p1, p2 = linear_normal(1)
    theta = xr.Dataset(
        {"p": (("sample", "which"), np.stack([p1, p2], -1))}, {"which": ["first", "second"]}
    )
    together = evppi(value, theta)
    assert together["group"].values.tolist() == ["p"]
    assert off(together, A["evpi"]) < 4
    apart = evppi(value, theta, {"one": ["p[first]"], "two": ["p[second]"]})
    np.testing.assert_array_equal(apart["evppi"], evppi(value, known(p1=p1, p2=p2))["evppi"])


def test_stacked_chains_are_still_chains():
    value, theta = ar1_case(1, 0.5)
    coords = {"chain": range(4), "draw": range(1000)}
    stacked = {"sample": ("chain", "draw")}
    one = evppi(
        value.assign_coords(coords).stack(stacked), theta.assign_coords(coords).stack(stacked)
    )
    xr.testing.assert_identical(one, evppi(value, theta))
