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


@pytest.mark.parametrize("seed", range(3))
def test_a_step_lies_where_the_value_jumps(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=3000)
    y = 5.0 * (x > 0.7)[None] + 0.01 * rng.normal(size=(1, 3000))
    found = jumps.axis_with_jumps(x, y, (3000,))
    added = jumps.fine_axis(x).table.shape[1]
    steps = found.table[found.bin][:, added:]
    assert all(len(set(column)) == 2 for column in steps.T)
    assert np.count_nonzero((steps > 0) != (x > 0.7)[:, None], axis=0).min() <= 3
    np.testing.assert_allclose(steps.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose((steps**2).mean(axis=0), 1)
    assert not found.rough[added:].any()  # a step has no penalty
    assert set(found.order[added:]) == {1}


def test_a_spike_has_a_step_at_either_end():
    rng = np.random.default_rng(4)
    x = rng.uniform(size=5000)
    inside = (x > 0.4) & (x < 0.41)
    y = (20.0 * inside + rng.normal(size=5000))[None]
    found = jumps.axis_with_jumps(x, y, (5000,))
    smooth = jumps.fine_axis(x)
    steps = found.table[found.bin][:, smooth.table.shape[1] :]
    assert steps.shape[1] >= 2
    box = np.linalg.lstsq(np.column_stack([np.ones(5000), steps]), inside * 1.0, rcond=None)[0]
    np.testing.assert_allclose(np.column_stack([np.ones(5000), steps]) @ box, inside, atol=0.2)


def test_a_state_and_names_have_no_steps():
    rng = np.random.default_rng(5)
    state, y = rng.integers(0, 6, 3000).astype(float), rng.normal(size=(1, 3000))
    for x in (state, rng.integers(0, 60, 3000)):
        found = jumps.axis_with_jumps(x, y + 3 * (x == 2), (3000,))
        assert found.table.shape[1] == len(set(x))


def test_numbered_names_are_taken_for_names_only_where_that_predicts_better():
    rng = np.random.default_rng(6)
    x = rng.integers(0, 60, 6000).astype(float)
    means = rng.normal(size=60)
    ragged, smooth = means[x.astype(int)], x / 60
    noise = 0.5 * rng.normal(size=6000)
    assert jumps.axis_with_jumps(x, (ragged + noise)[None], (6000,)).order.max() == 1
    assert jumps.axis_with_jumps(x, (smooth + noise)[None], (6000,)).order.max() > 1
    kept = jumps.axis_with_jumps(x, (ragged + noise)[None], (6000,), as_names=False)
    assert kept.order.max() > 1
