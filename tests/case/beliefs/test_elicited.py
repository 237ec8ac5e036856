"""Families fitted to quantiles: exact where they are of the family, and their misfit where not."""

import numpy as np
import pytest
from scipy import stats

from stakes.case.beliefs.elicited import Elicited, bounds_of, fitted, said

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LAWS = {
    "normal": (stats.norm(3, 2), (-np.inf, np.inf), {"mu": 3, "sigma": 2}),
    "log_normal": (stats.lognorm(0.7, scale=np.exp(1.2)), (0, np.inf), {"mu": 1.2, "sigma": 0.7}),
    "gamma": (stats.gamma(2.5, scale=1 / 0.4), (0, np.inf), {"alpha": 2.5, "beta": 0.4}),
    "weibull": (stats.weibull_min(1.6, scale=4), (0, np.inf), {"alpha": 1.6, "beta": 4}),
    "beta": (stats.beta(2, 6), (0, 1), {"alpha": 2, "beta": 6}),
    "scaled_beta": (stats.beta(3, 2, -5, 20), (-5, 15), {"alpha": 3, "beta": 2}),
}


def elicited(law, family=None):
    return Elicited(levels=LEVELS, values=tuple(law.ppf(LEVELS)), family=family)


@pytest.mark.parametrize("family", LAWS)
def test_quantiles_of_a_family_give_it_back(family):
    law, bounds, parameters = LAWS[family]
    for asked in (family, None):
        fit = fitted(elicited(law, asked), bounds)
        assert fit.distribution.name == family
        found = fit.distribution.parameters
        assert {k: found[k] for k in parameters} == pytest.approx(parameters, rel=1e-4)
        assert fit.largest < 1e-6


def test_what_no_family_has_is_missed_by_what_is_said():
    two_humps = Elicited(levels=LEVELS, values=(1.0, 1.2, 5.0, 9.0, 9.2))
    fit = fitted(two_humps, (0, np.inf))
    law = stats.norm
    assert fit.largest > 0.05
    assert f"{100 * fit.largest:.1f} points" in said(fit, LEVELS)
    normal = fitted(two_humps.model_copy(update={"family": "normal"}), (-np.inf, np.inf))
    mu, sigma = normal.distribution.parameters.values()
    np.testing.assert_allclose(normal.misfit, law(mu, sigma).cdf(two_humps.values) - LEVELS)
    # least squares: any step away has more
    squares = sum(x**2 for x in normal.misfit)
    for step in (0.99, 1.01):
        worse = law(mu * step, sigma).cdf(two_humps.values) - LEVELS
        assert (worse**2).sum() > squares


def test_no_family_of_these_bounds():
    assert fitted(elicited(stats.norm(3, 2)), (2.0, np.inf)) is None
    assert fitted(elicited(stats.norm(0, 2), "gamma"), (0, np.inf)) is None


@pytest.mark.parametrize(
    ("family", "values", "bounds"),
    [
        (None, (-1.0, 0.0, 1.0), (-np.inf, np.inf)),
        (None, (1.0, 2.0, 3.0), (0.0, np.inf)),
        ("normal", (1.0, 2.0, 3.0), (-np.inf, np.inf)),
        ("beta", (0.1, 0.2, 0.3), (0.0, 1.0)),
    ],
)
def test_bounds_where_none_are_given(family, values, bounds):
    given = Elicited(levels=(0.1, 0.5, 0.9), values=values, family=family)
    assert bounds_of(given, None) == bounds
    assert bounds_of(given, (0.0, 5.0)) == (0.0, 5.0)
