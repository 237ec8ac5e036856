import numpy as np
import pytest
from scipy.stats import norm

from made_up.jumps import against_nothing, draws, off
from stakes.decision.draws.regression import jumps
from stakes.decision.information.partial_perfect_information import evppi

SEEDS = range(4)


@pytest.mark.parametrize("quantile", [0.99, 0.999, 0.9995])
def test_a_threshold_in_the_outermost_draws_is_found(quantile):
    x = np.exp(2 * np.random.default_rng(5).normal(size=10_000))
    table = evppi(against_nothing(x - np.exp(2 * norm.ppf(quantile))), draws(x=x)).isel(group=0)
    assert table["share_of_evpi"] > 0.97  # a function of x
    assert not table["indistinguishable"]


def step(seed, at=0.999, height=300.0, base=-1.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=10_000)
    return (
        draws(x=x),
        base + height * (x > norm.ppf(at)) + rng.normal(size=x.size),
        (1 - at) * (base + height),
    )


def spike(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=10_000)
    return draws(x=x), -0.5 + 20 * (abs(x - 0.377) < 0.0025) + rng.normal(size=x.size), 0.005 * 19.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("made", [step, spike, lambda seed: step(seed, 0.5, 1.0, -0.6)])
def test_jumps_and_spikes_are_found(made, seed):
    known, lead, truth = made(seed)
    assert off(evppi(against_nothing(lead), known).isel(group=0), truth) < 4


def test_a_spike_would_be_missed_without_steps(monkeypatch):
    known, lead, truth = spike(1)
    monkeypatch.setattr(jumps, "MOST", 0)
    assert evppi(against_nothing(lead), known)["evppi"].item() < 0.8 * truth


@pytest.mark.parametrize("seed", range(20))
def test_noise_makes_no_jump(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=4000), rng.standard_t(3, size=(1, 4000))
    assert jumps.axis_with_jumps(x, y, (4000,)).order[-1] > 1
