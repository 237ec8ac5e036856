"""Distributions of single numbers, raised to powers: means and quantiles in closed form."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from tests.inference.drawn.made_up_recipe import of

from stakes.inference import jqpd
from stakes.inference.drawn.marginals import (
    FAMILIES,
    mean,
    of_family,
    quantile,
    raised,
)

FAMILY = {
    "normal": {"mu": -1.0, "sigma": 2.0},
    "half_normal": {"sigma": 3.0},
    "beta": {"alpha": 2.5, "beta": 4.0},
    "gamma": {"alpha": 3.0, "beta": 2.0},
    "log_normal": {"mu": 0.5, "sigma": 0.8},
    "uniform": {"lower": -2.0, "upper": 5.0},
    "exponential": {"lam": 0.4},
}


TRIPLETS = [
    ([0.0005, 0.013, 0.12], [0, np.inf]),
    ([0.002, 0.05, 0.30], [0, 1]),
    ([2, 12, 150], [0, 1500]),
    ([1.2, 3, 10], [1, np.inf]),
    ([1.0, 10.0, 100.0], [0, np.inf]),
    ([0.25, 0.5, 0.75], [0, 1]),
    ([1.0, 1.01, 100.0], [0, np.inf]),
    ([1e-4, 0.01, 1000.0], [0, np.inf]),
]


@pytest.mark.parametrize("power", [1.0, 0.67, 1.5])
@pytest.mark.parametrize("name", FAMILY)
def test_means_and_densities_of_families_raised_to_a_power(name, power):
    """The density to the power, normed by quadrature over x, has the mean and the quantiles that
    are stated.
    """
    plain, marginal = FAMILIES[name](**FAMILY[name]), of_family(name, FAMILY[name], power)
    low, high = plain.ppf(1e-14), plain.ppf(1 - 1e-14)
    low, high = (
        (low - 3 * (high - low), high + 3 * (high - low)) if name == "normal" else (low, high)
    )
    low, high = (
        (low, high**2)
        if name == "log_normal"
        else (low, 4 * high)
        if np.isinf(plain.support()[1])
        else (low, high)
    )
    points = quantile(marginal, np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999]))
    tail = np.geomspace(points[-1], high, 30)[1:] if points[-1] > 0 else [high]
    edges = [low, *points, *tail]

    def integral(f, until=None):
        pairs = [(a, b) for a, b in pairwise(edges) if until is None or b <= until]
        return sum(
            quad(lambda x: f(x) * plain.pdf(x) ** power, a, b, epsrel=1e-10)[0] for a, b in pairs
        )

    total = integral(lambda _: 1.0)
    assert mean(marginal) == pytest.approx(integral(lambda x: x) / total, rel=1e-6)
    assert integral(lambda _: 1.0, points[3]) / total == pytest.approx(0.5, rel=1e-6)
    assert integral(lambda _: 1.0, points[5]) / total == pytest.approx(0.95, rel=1e-6)


def test_closed_forms_of_powers():
    alpha = 0.6
    assert raised(of_family("normal", {"mu": 1.0, "sigma": 2.0}), alpha)["parameters"] == {
        "mu": 1.0,
        "sigma": 2.0 / alpha**0.5,
    }
    assert raised(of_family("beta", {"alpha": 3.0, "beta": 2.0}), alpha)[
        "parameters"
    ] == pytest.approx({"alpha": 1 + alpha * 2, "beta": 1 + alpha})
    assert raised(of_family("gamma", {"alpha": 3.0, "beta": 2.0}), alpha)[
        "parameters"
    ] == pytest.approx({"alpha": 1 + alpha * 2, "beta": 2 * alpha})
    assert raised(raised(of([1, 2, 5], [0, np.inf]), alpha), 0.5)["power"] == pytest.approx(0.3)
    with pytest.raises(ValueError, match="no finite integral"):
        raised(of_family("beta", {"alpha": 0.1, "beta": 0.2}), 1.5)


@pytest.mark.parametrize("power", [1.0, 0.5, 2.0])
@pytest.mark.parametrize(("quantiles", "bounds"), TRIPLETS)
def test_means_of_quantile_distributions(quantiles, bounds, power):
    """Against an integral of the survival function over x, or where tails are heavy against a sum
    of logarithms of terms.
    """
    p, spread = jqpd.parameters(quantiles, bounds), power**0.5
    found = mean(of(quantiles, bounds, power))
    if p.bounded:
        x = np.asarray(jqpd.transform(p, np.linspace(-9, 9, 200_001) / spread))
        above = stats.norm.sf(spread * stats.norm.ppf(jqpd.distribution(p, x)))
        assert found == pytest.approx(
            x[0] + float(np.sum((above[1:] + above[:-1]) / 2 * np.diff(x))), rel=1e-6
        )
        return
    z = np.linspace(-12, 40, 2_000_001)
    log = (
        np.log(jqpd.transform(replace(p, lower=0.0), z / spread))
        - z**2 / 2
        - 0.5 * np.log(2 * np.pi)
    )
    assert found == pytest.approx(p.lower + float(np.exp(log).sum() * (z[1] - z[0])), rel=1e-6)
