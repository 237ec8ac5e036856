import numpy as np
import pytest

from made_up.boxes import asked, chained, flipped, in_box, in_corners, uniform
from stakes.decision.sensitivity.scenarios import boxes

SEEDS = [1, 2, 3, 4, 5]


@pytest.mark.parametrize("share", [0.03, 0.3, 0.7])
@pytest.mark.parametrize("seed", SEEDS)
def test_random_losses_have_no_box(seed, share):
    rng, x = uniform(seed, 2000)
    found = asked(x, rng.uniform(size=2000) < share)
    assert found.sizes["box"] == 0
    assert "no box was confirmed" in found.attrs["reason"]


def truth_of(found, x, lost):
    """Coverage and density on draws that had no part in it."""
    rows, before = [], np.zeros(lost.shape, bool)
    for limits in found["limits"].values:
        inside = ((x >= limits[:, :1]) & (x <= limits[:, 1:])).all(axis=0)
        rows.append([(inside & ~before)[lost].mean(), lost[inside].mean(), inside.mean()])
        before |= inside
    return np.array(rows).T


def standardised(draw, seeds, n=50_000):
    rng, x = uniform(99, n)
    lost = flipped(rng, in_corners(x), 0.1)
    out = []
    for seed in range(seeds):
        found = draw(np.random.default_rng(seed))
        coverage, density, mass = truth_of(found, x, lost)
        out += [*((found["coverage"] - coverage) / found["coverage_se"]).values]
        out += [*((found["density"] - density) / found["density_se"]).values]
        assert np.all(np.abs(found["mass"] - mass) < 0.1)
    return np.array(out)


def independent(rng):
    x = rng.uniform(size=(5, 2000))
    return asked(x, flipped(rng, in_corners(x), 0.1))


def test_numbers_are_those_of_new_draws():
    z = standardised(independent, 30)
    assert len(z) > 100
    assert np.mean(np.abs(z) < 1.96) >= 0.9
    assert abs(z.mean()) < 0.4


def test_numbers_of_chains_are_those_of_new_draws():
    z = standardised(lambda rng: asked(*chained(rng)), 20)
    assert np.mean(np.abs(z) < 1.96) >= 0.85


def optimism():
    """Of densities where losing depends a little on many parameters, in standard errors."""
    _, fresh = uniform(99, 100_000, 10)
    z = []
    for seed in range(8):
        _, x = uniform(seed, 1000, 10)
        found = asked(x, x.mean(axis=0) > 0.55)
        _, density, _ = truth_of(found, fresh, fresh.mean(axis=0) > 0.55)
        z += [*((found["density"] - density) / found["density_se"]).values]
    return np.mean(z)


def test_boxes_described_by_the_draws_that_chose_them_would_be_noticed(monkeypatch):
    assert optimism() < 1.5
    every = (..., slice(None))
    monkeypatch.setattr(boxes, "_halves", lambda shape: (every, every))
    assert optimism() > 2


def test_chains_taken_as_independent_would_be_noticed():
    x, lost = chained(np.random.default_rng(1))
    inside = in_corners(x)
    chain, flat = (
        boxes.share_among(inside, lost),
        boxes.share_among(inside.ravel(), lost.ravel()),
    )
    assert chain.mean == pytest.approx(flat.mean)
    slow, fast = (
        boxes.share_among(part, np.ones_like(part)).error for part in (inside, inside.ravel())
    )
    assert slow > 1.5 * fast


def test_limits_of_other_parameters_would_be_noticed():
    rng, x = uniform(1)
    lost = flipped(rng, in_box(x))
    found = asked(x, lost)
    right = truth_of(found, x, lost)
    wrong = truth_of(found.assign(limits=found["limits"].roll(parameter=1)), x, lost)
    assert right[1] > 0.8 > 0.4 > wrong[1]
