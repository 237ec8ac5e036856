import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from closed_form import TRUTH
from made_up.options import labelled, off, sweep, true_losses, two_parts
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_loss import expected_loss

A, E = TRUTH["A_linear_normal_voi"], TRUTH["E_iid_options"]
SEEDS = [1, 2, 3]
CARE = [0.0, 0.25, 0.5, 1.0, 2.0]


def true_shares():
    """P(best) of option b is that of Normal(w, sqrt(w^2 + 4)) above 0."""
    w = np.array(CARE)
    assert norm.cdf(1 / np.sqrt(5)) == pytest.approx(A["p_best_opt1"])
    return norm.cdf(w / np.sqrt(w**2 + 4))


@pytest.mark.parametrize("seed", SEEDS)
def test_acceptability_of_the_linear_normal_case(seed):
    curve = acceptability(two_parts(seed), sweep())
    assert off(curve.sel(option="b"), curve["p_best_mcse"].sel(option="b"), true_shares()) < 4
    assert curve["frontier"].values[2:].tolist() == ["b"] * 3
    assert curve["resolved"].values[2:].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_exchanged_weights_would_be_noticed(seed):
    wrong = sweep().assign_coords(attribute=["p2", "p1"])
    shares, losses = acceptability(two_parts(seed), wrong), expected_loss(two_parts(seed), wrong)
    assert off(shares.sel(option="b"), shares["p_best_mcse"].sel(option="b"), true_shares()) > 4
    assert off(losses, losses["mcse"], true_losses()) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_pairing_would_be_noticed(seed):
    parts = two_parts(seed)
    common = xr.DataArray(
        np.random.default_rng(seed + 10).normal(0, 3, parts.sizes["sample"]), dims="sample"
    )
    paired = parts + common
    unpaired = paired.copy(data=np.stack([paired[:, 0].values, paired[::-1, 1].values], axis=1))
    for change, fails in ((paired, False), (unpaired, True)):
        shares, losses = acceptability(change, sweep()), expected_loss(change, sweep())
        assert (
            off(shares.sel(option="b"), shares["p_best_mcse"].sel(option="b"), true_shares()) > 4
        ) == fails
        assert (off(losses, losses["mcse"], true_losses()) > 4) == fails


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [2, 5])
def test_equal_options(count, seed):
    draws = np.random.default_rng(seed).normal(size=(10_000, count, 1))
    parts = xr.DataArray(
        draws, dims=("sample", "option", "attribute"), coords={"attribute": ["net"]}
    )
    weights = xr.DataArray([[1.0], [-2.0]], dims=("w", "attribute"), coords={"attribute": ["net"]})
    shares, losses = acceptability(parts, weights), expected_loss(parts, weights)
    assert off(shares, shares["p_best_mcse"], 1 / count) < 4
    for i, scale in enumerate((1, 2)):
        assert off(losses[i].mean(), losses["mcse"][i].mean(), scale * E["evpi"][str(count)]) < 4


def test_the_frontier_is_not_always_the_likeliest():
    rng = np.random.default_rng(1)
    prize = np.where(rng.random(10_000) < 0.2, 100.0, -1.0)
    parts = labelled(np.stack([0 * prize, prize], axis=1)).expand_dims(attribute=["net"])
    curve = acceptability(
        parts, xr.DataArray([[1.0]], dims=("w", "attribute"), coords={"attribute": ["net"]})
    )
    assert curve["frontier"].values.tolist() == ["b"]
    assert curve.sel(option="b") < 0.25
