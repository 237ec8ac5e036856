"""Years of exposure that count when events become known late or never: simulation, limits, and in a
model.
"""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest

from stakes import reported_years

CASES = [
    (10.0, 0.0, 1.0, 3.0),
    (10.0, 4.0, 0.5, 3.0),
    (2.0, 0.0, 0.9, 20.0),
    (30.0, 25.0, 0.3, 1.0),
    (5.0, 4.9, 1.0, 5.0),
]


def known_counts(rng, n, rate, start, end, ever, lag):
    """Number of events known by now in each of n histories."""
    history = np.repeat(np.arange(n), rng.poisson(rate * (start - end), n))
    ago = rng.uniform(end, start, history.size)
    seen = (rng.random(history.size) < ever) & (rng.exponential(lag, history.size) < ago)
    return np.bincount(history[seen], minlength=n)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("case", CASES)
def test_known_events_are_poisson_with_this_mean(case, seed):
    n, rate = 40_000, 0.7
    known = known_counts(np.random.default_rng(seed), n, rate, *case)
    mean = rate * float(reported_years(*case))
    assert abs(known.mean() - mean) < 4 * (mean / n) ** 0.5
    error = ((mean + 2 * mean**2) / n) ** 0.5  # of the variance of n Poisson counts
    assert abs(known.var() - mean) < 4 * error


@pytest.mark.parametrize(
    "case", [c for c in CASES if c[1] < 5 * c[3]]
)  # not so long ago that all is known
def test_a_simulation_without_delay_would_be_noticed(case):
    n, rate = 40_000, 0.7
    known = known_counts(np.random.default_rng(1), n, rate, *case[:3], 1e-9)
    mean = rate * float(reported_years(*case))
    assert abs(known.mean() - mean) > 4 * (mean / n) ** 0.5


def test_limits():
    assert float(reported_years(10.0, 4.0, 0.5, 1e-6)) == pytest.approx(3.0)  # known at once
    assert float(reported_years(10.0, 0.0, 1.0, 1e-6)) == pytest.approx(10.0)
    assert float(reported_years(1000.0, 990.0, 0.4, 2.0)) == pytest.approx(
        4.0
    )  # long ago: all that ever will be
    assert float(reported_years(10.0, 0.0, 0.0, 3.0)) == 0
    assert float(reported_years(7.0, 7.0, 1.0, 3.0)) == 0
    assert float(reported_years(10.0, 0.0, 1.0, 1e5)) == pytest.approx(
        10.0**2 / 2e5, rel=1e-3
    )  # hardly any yet


def test_between_nothing_and_all_and_less_with_a_longer_lag():
    lag = np.geomspace(0.01, 1000, 60)
    years = reported_years(12.0, 3.0, 0.6, lag)
    assert years.shape == lag.shape
    assert ((years > 0) & (years <= 0.6 * 9)).all()
    assert (np.diff(years) <= 1e-12).all()


def test_stretches_add_up():
    whole = reported_years(12.0, 0.0, 0.6, 4.0)
    assert float(whole) == pytest.approx(
        float(reported_years(12.0, 5.0, 0.6, 4.0) + reported_years(5.0, 0.0, 0.6, 4.0))
    )


def test_arguments_broadcast():
    start, lag = np.array([[5.0], [10.0]]), np.array([1.0, 2.0, 4.0])
    years = reported_years(start, 0.0, 0.8, lag)
    assert years.shape == (2, 3)
    assert years[1, 2] == pytest.approx(float(reported_years(10.0, 0.0, 0.8, 4.0)))


def test_the_same_in_a_model_with_a_gradient():
    start, lag = pt.vector("start"), pt.scalar("lag")
    years = reported_years(start, 1.0, 0.6, lag, pt)
    at = np.array([2.0, 12.0]).astype(pytensor.config.floatX)
    value, slope = (g.eval({start: at, lag: 8.0}) for g in (years, pytensor.grad(years.sum(), lag)))
    np.testing.assert_allclose(value, reported_years(at, 1.0, 0.6, 8.0), rtol=1e-6)
    near = [reported_years(at, 1.0, 0.6, 8.0 + h).sum() for h in (-1e-4, 1e-4)]
    assert float(slope) == pytest.approx((near[1] - near[0]) / 2e-4, rel=1e-5)


def test_never_below_zero_however_long_the_lag():
    assert float(reported_years(3.0, 0.0, 1.0, 1e9)) >= 0
