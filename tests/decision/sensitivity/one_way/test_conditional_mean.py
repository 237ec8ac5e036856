"""Expected values along a parameter, and how far off they may be."""

import numpy as np
import pytest

from stakes.decision.sensitivity.one_way.conditional_mean import curve

N = 4000


@pytest.mark.parametrize(
    "shape", [lambda x: x, np.sin, lambda x: x**2], ids=["line", "sine", "bend"]
)
def test_a_curve_is_within_its_errors(shape):
    z = []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=N)
        line = curve(x, (shape(x) + rng.normal(size=N)).reshape(1, -1), (N,))
        z.append([(line.at(0, p) - shape(p)) / line.error(0, p) for p in (-1.0, 0.2, 1.3)])
    assert np.mean(np.abs(z) < 1.96) > 0.88
    assert np.std(z) > 0.7


def test_levels_of_a_state_have_their_means_with_their_errors():
    rng = np.random.default_rng(1)
    x, y = rng.integers(0, 4, N).astype(float), rng.normal(size=N)
    line = curve(x, np.stack([y, 2 * y]), (N,))
    assert line.is_state
    for level in range(4):
        here = y[x == level]
        assert line.at(0, level) == pytest.approx(here.mean(), abs=1e-9)
        assert line.at(1, level) == pytest.approx(2 * here.mean(), abs=1e-9)
        error = here.std() / np.sqrt(here.size)
        assert line.error(0, level) == pytest.approx(error, rel=0.02)
        assert line.error(1, level) == pytest.approx(2 * error, rel=0.02)


def test_what_the_curve_leaves_and_what_it_says_are_the_series():
    rng = np.random.default_rng(2)
    x = rng.normal(size=N)
    y = np.stack([np.sin(x), x]) + rng.normal(size=(2, N))
    line = curve(x, y, (N,))
    np.testing.assert_allclose(line.left + line.fit[:, line.bin], y)
    assert not line.is_state
    assert (np.diff(line.centre) > 0).all()
