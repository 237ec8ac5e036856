import numpy as np
import pytest

from stakes.decision.draws.standard_errors import long_tails
from stakes.decision.draws.standard_errors.long_tails import carriers, tail_index, upper_tail
from stakes.decision.draws.standard_errors.means import standard_error

RUNS = 150


def covers(draw, truth):
    held = []
    for seed in range(RUNS):
        x = draw(np.random.default_rng(seed))
        held.append(abs(x.mean() - truth) <= 1.96 * standard_error(x))
    return np.mean(held)


HEAVY = {
    "lognormal": (lambda rng: np.exp(2 * rng.normal(size=4000)), np.exp(2.0)),
    "pareto": (lambda rng: rng.random(10_000) ** -0.65, 1 / 0.35),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_mean_is_covered_where_tails_are_long(name):
    assert (
        covers(*HEAVY[name]) > 0.88
    )  # .95 less three errors of 150 runs, rounded down for k = .65


@pytest.mark.parametrize("name", HEAVY)
def test_without_what_is_unseen_it_would_not_be(name, monkeypatch):
    allowed = covers(*HEAVY[name])
    monkeypatch.setattr(long_tails, "FAR", np.inf)
    assert covers(*HEAVY[name]) < allowed - 0.03


def test_normal_draws_have_the_error_they_had():
    for seed in range(5):
        x = np.random.default_rng(seed).normal(size=4000)
        assert standard_error(x) == pytest.approx(x.std(ddof=1) / 4000**0.5, rel=1e-12)


@pytest.mark.parametrize("k", [0.2, 0.5, 0.8])
def test_the_index_of_pareto_draws(k):
    found = [tail_index(np.random.default_rng(seed).random(20_000) ** -k) for seed in range(20)]
    assert (
        abs(np.mean(found) - k) < 4 * np.std(found) / 20**0.5 + 0.02
    )  # the prior draws a little towards 0.5


def test_either_side_counts_and_what_has_no_tail_has_none():
    x = np.random.default_rng(1).random(5000) ** -0.6
    assert tail_index(x) == pytest.approx(tail_index(-x))
    assert tail_index(np.ones(100)) == 0
    assert upper_tail(np.arange(10.0)) is None


def test_carriers():
    x = np.random.default_rng(1).normal(size=30_000)
    assert carriers(x) == pytest.approx(10_000, rel=0.05)
    assert carriers(np.append(np.zeros(9999), 1.0)) == pytest.approx(1, rel=0.01)
    assert carriers(np.ones(5)) == np.inf


@pytest.mark.parametrize("n", [40, 200, 5000])
def test_the_tail_is_what_exceeds_the_draw_next_to_it(n):
    x = np.random.default_rng(3).permutation(np.arange(n) + np.random.default_rng(4).random(n))
    tail, count = upper_tail(x), int(min(0.2 * n, 3 * np.sqrt(n)))
    assert tail.threshold == np.sort(x)[-count - 1]
    assert tail.share == count / n


def test_fewer_independent_draws_have_a_longer_tail_and_too_few_have_none():
    x = np.random.default_rng(5).normal(size=1000)
    assert upper_tail(x, effective=250).share > upper_tail(x).share
    assert upper_tail(x[:19]) is None
    assert upper_tail(np.ones(1000)) is None


def test_quantiles_of_a_tail_are_exceeded_as_often_as_they_say():
    tail = upper_tail(np.random.default_rng(6).pareto(3, 200_000))
    far = np.random.default_rng(7).pareto(3, 2_000_000)
    for p in (0.5, 0.1, 0.01):
        exceeded = (far > tail.quantiles(np.array(p * tail.share))).mean()
        assert exceeded == pytest.approx(p * tail.share, rel=0.25)
    assert tail.quantiles(np.array(tail.share)) == pytest.approx(tail.threshold)
