import numpy as np

from closed_form import TRUTH
from made_up.options import MANY, equal_options, labelled
from stakes.decision.draws.summaries import compiled_sums, compiled_tails, tails
from stakes.decision.expected_value import compare

F = TRUTH["F_risk_normal"]


def test_cvar_of_normal_options():
    draws = np.random.default_rng(4).normal([100, 110], [50, 120], size=(200_000, 2))
    np.testing.assert_allclose(compare(labelled(draws))["cvar"], F["cvar05_lower_tail"], atol=2.5)


def test_quantiles_and_cvar_are_those_of_the_draws():
    value = equal_options(1, 3, 1010)
    table = compare(value, prob=0.8)
    np.testing.assert_allclose(table["lower"], value.quantile(0.1, "sample"))
    np.testing.assert_allclose(table["upper"], value.quantile(0.9, "sample"))
    worst = np.sort(value, axis=0)
    np.testing.assert_allclose(table["cvar"], (worst[:50].sum(axis=0) + 0.5 * worst[50]) / 50.5)


def test_many_draws_in_chains_have_the_same_quantiles(monkeypatch):
    x = MANY[:, :350_000].reshape(3, 4, -1)
    fast = tails.interval_cvar(x, 0.9)
    monkeypatch.setattr(tails, "MANY", np.inf)
    np.testing.assert_allclose(fast, tails.interval_cvar(x, 0.9), rtol=1e-12)


def test_a_misleading_sample_of_the_draws_is_noticed():
    x = MANY.copy()
    x[:, :: x.shape[1] // compiled_sums.CHUNK] -= 100
    assert None in compiled_tails.tails(x, 20_000, 20_000)
    np.testing.assert_allclose(tails.interval_cvar(x, 0.9)[0], np.quantile(x, 0.05, axis=1))
