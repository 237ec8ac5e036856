import numpy as np
import pytest

from made_up.options import labelled
from made_up.risks import chains, normals, true_pairs
from stakes.decision.risk import stochastic_dominance, violations
from stakes.decision.risk.stochastic_dominance import dominance

SEEDS = [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("name", "means", "sds"), [("first", [100, 90], [50, 50]), ("second", [100, 100], [50, 60])]
)
def test_no_tolerance_would_be_noticed(seed, name, means, sds, monkeypatch):
    """Without a tolerance, chance violates somewhere what holds in truth, at some seed soon."""
    monkeypatch.setattr(violations, "TOLERANCE", 0.0)
    assert not all(
        dominance(normals(s, means, sds))[name].sel(option="a", other="b")
        for s in range(seed, seed + 8)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_too_much_tolerance_would_be_noticed(seed, monkeypatch):
    monkeypatch.setattr(violations, "TOLERANCE", 100.0)
    monkeypatch.setattr(stochastic_dominance, "_speaks_against", lambda x, y: False)
    assert dominance(normals(seed, [100, 110], [50, 120], 5000))["first"].any()


def equal_chains_differ(change, phi=0.95):
    return np.mean(
        [dominance(change(chains(seed, phi, (2, 4, 500))))["first"].any() for seed in range(60)]
    )


def test_equal_distributions_in_chains_dominate_neither():
    assert equal_chains_differ(lambda v: v) <= 0.05


def test_chains_taken_for_independent_would_be_noticed():
    assert (
        equal_chains_differ(
            lambda v: v.stack(sample=("chain", "draw")).drop_vars(["sample", "chain", "draw"])
        )
        > 0.3
    )


def test_equal_distributions_seldom_dominate():
    assert (
        np.mean(
            [dominance(normals(seed, [0, 0], [1, 1], 2000))["second"].any() for seed in range(200)]
        )
        <= 0.04
    )


def test_errors_are_of_paired_draws():
    noise = np.random.default_rng(1).normal(0, 100, 2000)
    paired = labelled(np.stack([noise + 1, noise], axis=1))
    shuffled = labelled(np.stack([noise + 1, np.random.default_rng(2).permutation(noise)], axis=1))
    assert true_pairs(dominance(paired)["first"]) == {("a", "b")}
    assert not true_pairs(dominance(shuffled)["first"])
