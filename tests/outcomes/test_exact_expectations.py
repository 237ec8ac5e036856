"""Expected values, with what can be integrated exactly left out of the noise: against many draws,
and functions that fool.
"""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from tests.outcomes.drawn_case import NAMES, brute, fitted, lead, of_all_sets

import stakes
from stakes.assessment.sensitivity.power_scaling import scaled
from stakes.case.case import open_case
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.drawn.expansion import uniforms
from stakes.inference.drawn.recipe import recipe_of
from stakes.outcomes.consequences import consequences, expected, what_if
from stakes.outcomes.exact.expectations import SETS, expectations, expectations_of
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.exact.parts import levels_of

SEEDS = [1, 2, 3]


def truth(expression, recipe, draws=2**17):
    """Mean of an expression over many independent draws of a recipe, and its error."""
    from stakes.inference.drawn.marginals import quantile

    rng = np.random.default_rng(9)

    def values(name):
        levels = levels_of(recipe, name)
        found = [
            np.full(draws, p) if isinstance(p, float) else quantile(p, rng.random(draws))
            for _, p in levels
        ]
        return np.array(found)[
            rng.choice(len(levels), draws, p=[w for w, _ in levels]), np.arange(draws)
        ]

    held = {name: values(name) for name in ("effect", "sign_pact", "damage", "flood_rate")}
    held["wet_decade"] = (rng.random(draws) < 0.25) * 1.0
    x = eval(expression.replace("<", 'held["').replace(">", '"]'), {"held": held})
    return x.mean(), x.std() / np.sqrt(draws)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "expression",
    [
        "<effect> * <flood_rate> + <effect>",
        "<flood_rate> * <damage> * (1 + <wet_decade>)",
        "<damage> ** 2 * <effect> ** 2",
        "(1 + <wet_decade>) ** 3 * <damage> ** 0.5",
    ],
)
def test_expected_values_are_those_of_many_draws(tiny_case, expression, seed):
    value = expression
    for name in NAMES:
        value = value.replace(f"<{name}>", f'beliefs["{name}"]')
    case, fit = fitted(tiny_case, value, seed=seed)
    how = exact(case, fit)
    found = of_all_sets(case, fit, [{}], how).isel(setting=0).sel(option="dam").sum("attribute")
    mean, se = truth(expression, recipe_of(fit["posterior"].to_dataset()))
    assert abs(float(found.mean()) - mean) < 4 * np.hypot(
        se, float(found.std()) / np.sqrt(found.size)
    )
    plain = consequences(case, fit).sel(option="dam").sum("attribute")
    assert float(found.std()) < 0.9 * float(plain.std())  # and something was gained


def test_states_summed_out_have_weights_that_sum_to_one(valued):
    case, fit = valued("(1 + <wet_decade>) ** 3 * <damage> ** 0.5")
    how = exact(case, fit)
    assert set(how.summed) == {"damage", "wet_decade"}
    _, combined = how.changes(recipe_of(fit["posterior"].to_dataset()))
    assert sum(w for w, _ in combined) == pytest.approx(1, abs=1e-12)
    assert sorted(round(w, 6) for w, _ in combined) == sorted(
        round(a * b, 6) for a in (0.7, 0.3) for b in (0.75, 0.25)
    )


def test_what_is_set_is_neither_averaged_nor_summed_out(valued):
    case, fit = valued("<flood_rate> * <damage> ** 2 * (1 + <wet_decade>) ** 2")
    how = exact(case, fit)
    assert how.summed
    assert "flood_rate" in how.linear
    for changes in (
        {"flood_rate": 0.7},
        {"damage_state": "high"},
        {"wet_decade": 1.0},
        {"damage": 4.0, "wet_decade": 0.0},
    ):
        one = (
            of_all_sets(case, fit, [changes], how)
            .isel(setting=0)
            .sel(option="dam")
            .sum("attribute")
        )
        other = what_if(case, fit, changes).sel(option="dam", attribute="protection")
        gap = (one - other).values
        assert abs(gap.mean()) < 1e-9 + 4 * gap.std() / np.sqrt(gap.size), changes
    both = expectations(
        case, fit, [{"damage_state": "high", "wet_decade": 1.0, "flood_rate": 2.0}], how
    ).sel(option="dam")
    assert float(abs(both.sum("attribute") - 2.0 * 144 * 4).max()) < 1e-9


def test_means_are_those_of_a_recipe_raised_to_a_power(valued):
    """The draws' own recipe says what the mean is."""
    from stakes.inference.drawn.expansion import expand
    from stakes.inference.drawn.recipe import powered, with_recipe

    case, fit = valued("<flood_rate> + 0.0")
    how, posterior = exact(case, fit), fit["posterior"].to_dataset()
    again = powered(recipe_of(posterior), {"flood_rate": 0.5})
    wider = expand(with_recipe(posterior, again))
    found = (
        expectations_of(case, fit, [(wider, {}), (posterior, {})], how)
        .sel(option="dam")
        .sum("attribute")
        .mean(("chain", "draw", "set"))
    )
    assert float(found[0]) == pytest.approx(float(wider["flood_rate"].mean()), rel=0.02)
    assert float(found[0] - found[1]) > 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_options_that_wait_have_the_value_of_many_draws(tiny_case, seed):
    """The tiny case as it is, sampled: the option to wait for the survey, and the dam."""
    case = open_case(tiny_case)
    fit = stakes.fit(case, draws=1000, tune=500, chains=4, seed=seed, progress=False)
    weights = case.profiles["town"].weights
    how = exact(case, fit)
    means, plain = (
        expected(case, fit, how, weights=weights),
        consequences(case, fit, weights=weights),
    )
    assert list(means["option"].values) == list(plain["option"].values) == ["wait", "dam", "later"]
    for option in ("dam", "later"):
        gap = (
            (means - plain.isel(set=slice(0, means.sizes["set"])))
            .sel(option=option, attribute="protection")
            .mean("set")
            .values
        )
        assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(gap.size)
        assert abs(float(plain.sel(option=option, attribute="protection").mean())) > 0.1


def test_the_tiny_case_with_its_evidence(tiny_case):
    """Effect is nonlinear in it, the pact and the damage are linear."""
    case = open_case(tiny_case)
    fit = stakes.fit(case, draws=300, tune=300, chains=2, seed=2, progress=False)
    how = exact(case, fit)
    assert {"sign_pact", "damage"} <= set(how.linear)
    assert not {"effect", "flood_rate"} & set(how.linear)
    assert how.summed == () or set(how.summed) <= {"wet_decade"}


def test_a_fit_without_a_recipe_is_averaged_as_it_is(valued):
    case, fit = valued("<effect> ** 2")
    bare = fit["posterior"].to_dataset()
    bare.attrs = {}
    tree = xr.DataTree.from_dict({"/": xr.Dataset(attrs=fit.attrs), "posterior": bare})
    how = exact(case, tree)
    assert (how.linear, how.summed) == ((), ())
    assert lead(of_all_sets(case, tree, [{}], how)) == pytest.approx(brute(case, fit), rel=1e-12)
    assert replace(how).without(["effect"], None) == how
    assert uniforms(recipe_of(fit["posterior"].to_dataset()), (1, 7)).shape[2] == 7


@pytest.mark.parametrize(
    "expression", ["<effect> ** 2", "<double> ** 2 / 4", "<effect> * <double> / 2"]
)
def test_a_prior_raised_to_a_power_counts_through_all_that_hangs_on_it(valued, expression):
    """The variance of a normal is divided by the power: by drawing anew, or by weights where it
    stands behind another.
    """
    case, fit = valued(expression)
    how, weights = exact(case, fit), {"protection": 1.0, "leak": 1.0, "money": 1.0}
    draws = fewer(fit["posterior"].to_dataset(), SETS)
    means = expectations_of(case, fit, [(draws, {})], how, weights=weights).isel(setting=0)
    found = scaled(case, fit, means, weights, how).sel(component="prior of works", option="dam")
    for alpha in found["alpha"].values:
        mean, se = (float(found[name].sel(alpha=alpha)) for name in ("expected", "se"))
        assert abs(mean - 1 / alpha) < 4 * se + 0.02, alpha
    assert abs(float(found["expected"].sel(alpha=0.67)) - 1) > 0.25
