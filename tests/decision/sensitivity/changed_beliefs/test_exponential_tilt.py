import numpy as np
import pytest
import xarray as xr

from made_up.chains import ar1
from made_up.leads import valued
from made_up.options import off
from stakes.decision.sensitivity.changed_beliefs import exponential_tilt
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt

SEEDS = [1, 2, 3]
M, S, RHO = 0.8, 1.0, 0.6  # lead ~ N(m, s²), a parameter correlated with it
KL = M**2 / (2 * S**2)


def shares_that_cover(draw, seeds):
    hits = []
    for seed in range(seeds):
        lead, x = draw(np.random.default_rng(seed))
        dims = ("sample",) if lead.ndim == 1 else ("chain", "draw")
        found = tilt(valued(lead), ("a", "b"), xr.Dataset({"x": (dims, x), "lead": (dims, lead)}))
        kl = off(found["kl"], found["se"], KL) < 1.96
        hits.append([kl, *(np.abs(found["shift_sd"] - [-M * RHO, -M]) / found["shift_se"] < 1.96)])
    return np.mean(hits, axis=0)


def related(z, e):
    return M + S * z, RHO * z + np.sqrt(1 - RHO**2) * e


def test_intervals_cover():
    assert shares_that_cover(lambda rng: related(*rng.normal(size=(2, 2000))), 200).min() >= 0.9


def in_chains(rng):
    return related(*ar1(rng, 0.8, (2, 4, 1000)))


def test_intervals_of_chains_cover():
    assert shares_that_cover(lambda rng: in_chains(rng), 100).min() >= 0.88


def test_chains_taken_as_independent_would_be_noticed():
    found = shares_that_cover(
        lambda rng: tuple(x.ravel() for x in in_chains(rng)),
        60,
    )
    assert found.max() < 0.8


def test_chains_have_fewer_effective_draws_and_stacked_chains_are_still_chains():
    lead = M + ar1(np.random.default_rng(1), 0.8, (4, 1000))
    value, known = valued(lead), xr.Dataset({"x": (("chain", "draw"), lead)})
    found = tilt(value, ("a", "b"), known)
    assert found["ess"] < 0.25 * tilt(valued(lead.ravel()), ("a", "b"))["ess"]
    coords = {"chain": range(4), "draw": range(1000)}
    stacked = [x.assign_coords(coords).stack(sample=("chain", "draw")) for x in (value, known)]
    xr.testing.assert_allclose(found, tilt(stacked[0], ("a", "b"), stacked[1]))


def test_a_single_draw_of_the_other_sign_is_found_but_not_trusted():
    lead = np.append(np.random.default_rng(1).uniform(1, 2, 999), -1e-6)
    found = tilt(valued(lead), ("a", "b"))
    assert found["kl"].item() == pytest.approx(np.log(1000), rel=1e-3)
    assert found["ess"].item() < 1.01


def test_heavy_tilts_are_flagged():
    rng = np.random.default_rng(1)
    assert tilt(valued(rng.normal(0.5, 1, 4000)), ("a", "b"))["pareto_k"] < 0.7
    assert tilt(valued(1 - rng.standard_t(2.5, 4000) ** 2 / 30), ("a", "b"))["pareto_k"] > 0.7


def test_the_belief_found_is_the_nearest():
    """Any other weights that make the two equal are further away."""
    lead = np.random.default_rng(3).normal(0.5, 1, 400)
    kl = tilt(valued(lead), ("a", "b"))["kl"].item()
    w = np.exp(tilt(valued(lead), ("a", "b"))["tilt"].item() * lead)
    q = w / w.sum()
    basis = np.stack([np.ones(400), lead])
    for seed in range(20):
        step = np.random.default_rng(seed).normal(size=400) * q
        step -= basis.T @ np.linalg.solve(basis @ basis.T, basis @ step)
        other = q + step * 0.5 * np.min(q / np.abs(step))
        assert abs(other @ lead) < 1e-9
        assert np.sum(other * np.log(other * 400)) > kl


def test_noise_beside_a_lead_with_long_tails_is_not_said_to_move():
    """Independent parameters: their shift is within 2 errors nearly as often as it should be,
    though few draws carry the tilt.
    """
    z = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        lead = 0.05 - 0.05 * (rng.lognormal(0, 1.5, 4000) - np.exp(1.5**2 / 2))
        noise = xr.Dataset({"noise": ("sample", rng.normal(size=4000))})
        found = tilt(valued(lead), ("a", "b"), noise)
        z.append(float(found["shift_sd"][0] / found["shift_se"][0]))
    assert (np.abs(z) < 2).mean() > 0.85


@pytest.mark.parametrize("seed", SEEDS)
def test_at_most_where_the_least_divergence_is_nothing(seed):
    rng = np.random.default_rng(seed)
    heavy, gained = (
        15 - np.exp(2 * rng.normal(size=10_000)),
        np.exp(2 * rng.normal(size=10_000)) - 5,
    )
    found = tilt(valued(heavy), ("a", "b"))
    assert found["at_most"]
    assert np.isnan(found["se"])
    for lead in (
        gained,
        rng.normal(0.3, 1, 10_000),
        1.3 - rng.exponential(size=10_000),
    ):  # a tail on the other side, or none longer
        exact = tilt(valued(lead), ("a", "b"))
        assert not exact["at_most"]
        assert exact["se"] > 0


def test_by_weights_alone_it_would_be_taken_for_exact(monkeypatch):
    monkeypatch.setattr(exponential_tilt, "_longer_than_exponential", lambda gaining, count: False)
    leads = [2.2 - np.exp(np.random.default_rng(seed).normal(size=10_000)) for seed in range(10)]
    assert np.mean([bool(tilt(valued(lead), ("a", "b"))["at_most"]) for lead in leads]) < 0.5
