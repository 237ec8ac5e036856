import math

import numpy as np
import pytest

from made_up.chains import ar1
from made_up.responses import draws, ishigami, known, normal_delta, off
from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = [1, 2]
FIRST = [0.31390519, 0.44241114, 0.0]  # of the Ishigami function
SHAPLEY = [0.43574702, 0.44241114, 0.12184183]


@pytest.mark.parametrize("seed", SEEDS)
def test_ishigami_function(seed):
    x, y = ishigami(seed)
    table = importance(draws(y), known(*x))
    assert (off(table, "first_order", FIRST) < 4).all()
    assert (off(table, "shapley", SHAPLEY) < 4).all()
    assert (abs(table["shapley"] - SHAPLEY) < 0.02).all()
    assert table["explained"] == pytest.approx(1, abs=2e-3)
    assert (
        table["delta"] > [0.22, 0.38, 0.17]
    ).all()  # x3 moves the distribution, though not its mean
    shuffled = importance(draws(np.random.default_rng(0).permutation(y)), known(*x))
    assert (off(shuffled, "shapley", SHAPLEY) > 4).all()


def test_ishigami_function_from_few_draws():
    x, y = ishigami(3, 1000)
    table = importance(draws(y), known(*x))
    assert (abs(table["shapley"] - SHAPLEY) < 0.06).all()


def test_long_tails_are_explained():
    x = np.exp(1.5 * np.random.default_rng(3).normal(size=(2, 2000)))
    table = importance(draws(x.sum(axis=0)), known(*x))
    assert table["explained"] == pytest.approx(1, abs=1e-3)


def coverage(truth, make, runs):
    tables = [importance(*make(np.random.default_rng(seed))) for seed in range(runs)]
    return {
        name: np.mean([(off(t, name, value) < 1.96).all() for t in tables])
        for name, value in truth.items()
    }


@pytest.mark.parametrize("phi", [0.0, 0.8])
def test_errors_cover_the_truth_in_chains(phi):
    def make(rng):
        x, e = ar1(rng, phi, (2, 4, 250))
        return draws(x + e), known(x)

    covered = coverage(
        {"first_order": 0.5, "shapley": 0.5, "delta": normal_delta(math.sqrt(0.5))}, make, 60
    )
    assert min(covered.values()) >= 0.85


def test_errors_of_irrelevant_parameters():
    def make(rng):
        x, y = ar1(rng, 0.8, (2, 4, 250))
        return draws(y), known(x)

    assert min(coverage({"first_order": 0, "shapley": 0, "delta": 0}, make, 60).values()) >= 0.85


def test_naive_errors_would_not_cover():
    rng = np.random.default_rng(5)
    x, e = ar1(rng, 0.9, (2, 4, 500))
    chains = importance(draws(x + e), known(x))
    alone = importance(draws((x + e).ravel()), known(x.ravel()))
    assert chains["first_order_se"][0] > 1.5 * alone["first_order_se"][0]


def test_more_elements_than_have_products():
    x = np.random.default_rng(9).normal(size=(40, 4000))
    y = x[:12].sum(axis=0) + x[0] * x[1]
    table = importance(draws(y), known(w=x[0]).assign(w=(("k", "sample"), x)))
    assert table["explained"] > 0.98
