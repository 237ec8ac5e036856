import numpy as np
import pytest

from made_up.options import labelled, risky
from stakes.decision.risk import exponential_utility
from stakes.decision.risk.certainty_equivalent import certainty_equivalent


@pytest.mark.parametrize("reach", [1e-8, 1.0])
def test_no_step_between_formulas(reach):
    value = labelled(np.random.default_rng(1).exponential(size=(500, 1)))
    width = float(value.max() - value.min())
    below, above = (certainty_equivalent(value, reach / width * f) for f in (1 - 1e-9, 1 + 1e-9))
    np.testing.assert_allclose(below, above, rtol=1e-8)
    np.testing.assert_allclose(below["mcse"], above["mcse"], rtol=2e-3)


@pytest.mark.parametrize(("aversion", "limit"), [(1e6, "min"), (-1e6, "max"), (1e300, "min")])
def test_extreme_aversions_see_the_worst_or_best_draw(aversion, limit):
    value = risky(1, 1000)
    found = certainty_equivalent(value, aversion)
    amounts = [
        exponential_utility.equivalent(row.values, aversion).amount
        for row in value.transpose("option", "sample")
    ]
    np.testing.assert_allclose(amounts, getattr(value, limit)("sample"), rtol=1e-5)
    assert found.isnull().all()  # one draw carries them
    np.testing.assert_allclose(found["ess"], 1, rtol=0.01)
    assert found["unreliable"].all()


def test_seeking_risk_is_the_mirror_image():
    value = risky(1, 1000)
    np.testing.assert_allclose(
        certainty_equivalent(value, -0.002), -certainty_equivalent(-value, 0.002), rtol=1e-12
    )


def given_and_held(draw, aversion, truth, runs=60):
    found = [
        certainty_equivalent(labelled(draw(np.random.default_rng(seed))[:, None]), aversion)
        for seed in range(runs)
    ]
    given = [(float(f[0]), float(f["mcse"][0])) for f in found if np.isfinite(f[0])]
    return len(given) / runs, [abs(x - truth) <= 1.96 * error for x, error in given]


def with_a_rare_loss(rng, n=10_000):
    loss = np.minimum(1500 * np.exp(rng.normal(size=n)), 5e4)
    return rng.normal(size=n) - (rng.random(n) < 1e-3) * loss


def test_what_is_given_of_normal_outcomes_covers():
    for aversion, often in ((0.5, 1.0), (1.0, 0.8)):
        share, held = given_and_held(lambda rng: rng.normal(size=10_000), aversion, -aversion / 2)
        assert share >= often
        assert np.mean(held) > 0.86  # .95 less three errors of 60 runs
    assert given_and_held(lambda rng: rng.normal(size=10_000), 2.5, -1.25)[0] <= 0.05


def test_a_rare_loss_is_not_given_and_says_why():
    assert given_and_held(with_a_rare_loss, 3e-4, -2300)[0] == 0
    found = certainty_equivalent(
        labelled(with_a_rare_loss(np.random.default_rng(1))[:, None]), 3e-4
    )
    assert found["unreliable"].all()
    assert found["reason"].item()


def test_by_effective_draws_alone_it_would_be_given(monkeypatch):
    monkeypatch.setattr(exponential_utility, "HEAVY", np.inf)
    monkeypatch.setattr(exponential_utility, "CARRIED", 0)
    share, held = given_and_held(with_a_rare_loss, 3e-4, -2300)
    assert share > 0.9
    assert not any(held)
