import numpy as np
import pytest

from made_up.parameters_in_sets import repeated
from made_up_sets import ar1, half_posterior, heavy
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.standard_errors.means import ess, standard_error

SHAPE = (4, 500, 8)


def cover(draw, repetitions=200, error=standard_error):
    hits = []
    for seed in range(repetitions):
        x, truth = draw(np.random.default_rng(seed))
        hits.append(
            [
                abs(s.mean() - t) < 1.96 * error(s)
                for s, t in ((x[0], truth[0]), (x[1] - x[0], truth[1] - truth[0]))
            ]
        )
    return np.mean(hits, axis=0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: heavy(rng, (4, 256, 8), 1.0),
        lambda rng: heavy(rng, (4, 256, 12), 1.0, sobol=False),
        lambda rng: half_posterior(rng, (4, 256, 8), 0.5),
        lambda rng: half_posterior(rng, (4, 256, 8), 0.5, sobol=False),
    ],
    ids=["prior-only", "independent sets", "half", "half, independent sets"],
)
def test_intervals_of_means_and_leads_cover(draw):
    found = cover(draw)
    assert (found > 0.90).all()  # 3 errors below .95
    assert found.mean() < 0.99


def test_errors_by_row_would_not_cover():
    def by_row(series):
        return series.std() / series.size**0.5

    assert cover(lambda rng: half_posterior(rng, (4, 256, 8), 0.5), error=by_row)[1] < 0.8


def test_sets_that_agree_count_for_more_than_their_number():
    x = heavy(np.random.default_rng(1), (4, 1024, 12), 0.5)[0][1]
    independent = heavy(np.random.default_rng(1), (4, 1024, 12), 0.5, sobol=False)[0][1]
    assert ess(x) > 5 * x.size
    assert 0.2 * x.size < ess(independent) < 3 * x.size  # by eleven degrees of freedom


@pytest.mark.parametrize("sets", [1, 2, 8])
def test_what_is_the_same_in_all_sets_has_the_error_of_the_posterior_draws(sets):
    draws = ar1(np.random.default_rng(1), 0.7, (4, 500)) + 3
    assert ess(repeated(draws, sets)) == ess(draws)
    assert standard_error(repeated(draws, sets)) == standard_error(draws)
    assert share_error(repeated(draws > 3, sets) * 1.0) == share_error((draws > 3) * 1.0)
    nearly = repeated(draws, sets) * (
        1 + 1e-13 * np.random.default_rng(2).normal(size=(*draws.shape, sets))
    )
    assert standard_error(nearly) == pytest.approx(standard_error(draws), rel=0.01)


@pytest.mark.parametrize("shape", [(1, 3, 4), (2, 1, 4), (1, 1, 8), (2, 9, 2), (4, 100, 1)])
def test_few_draws_have_an_error(shape):
    series = np.random.default_rng(1).normal(size=shape)
    assert 0 < standard_error(series) < 10
    assert 0 < ess(series) < np.inf


@pytest.mark.parametrize("seen", [1, 4, 40])
def test_a_rare_event_has_about_its_binomial_error(seen):
    """In some of the sets nothing lies far out."""
    rng = np.random.default_rng(seen)
    series = np.zeros(4000 * 8)
    series[rng.choice(series.size, seen, replace=False)] = 1
    error = standard_error(series.reshape(4, 1000, 8))
    assert 0.5 < error / (seen**0.5 / series.size) < 2.2


def test_a_constant_has_no_error():
    assert standard_error(np.full(SHAPE, 0.1)) == 0
    assert standard_error(np.full(SHAPE, 3)) == 0
