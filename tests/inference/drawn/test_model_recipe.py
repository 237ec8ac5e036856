"""The recipe of a model: its quantities as they are stated."""

import numpy as np
import pytest
from scipy import stats
from tests.inference.drawn.made_up_recipe import drawn

from stakes.case.priors import parts_of
from stakes.inference import jqpd
from stakes.inference.drawn.expansion import uniforms
from stakes.inference.drawn.marginals import (
    mean,
    of_family,
    of_quantiles,
    quantile,
)
from stakes.inference.drawn.model_recipe import recipe
from stakes.inference.drawn.recipe import (
    Recipe,
)
from stakes.inference.model.informed_part import informed
from stakes.inference.model.joint_model import build

DRAWS = 10_000


@pytest.fixture(scope="module")
def real(real_case):
    model = build(real_case)
    return real_case, recipe(model, informed(model), real_case.quantities, seed=5)


def test_means_and_quantiles_of_twenty_quantities(real):
    case, found = real
    bare = Recipe(
        found.seed,
        found.sets,
        found.parts,
        {k: v for k, v in found.numbers.items() if k not in found.dims},
    )
    posterior = drawn(bare)
    names = sorted(
        n
        for n in bare.numbers
        if n in case.quantities and case.quantities[n].kind in ("quantiles", "distribution")
    )[::2][:20]
    assert len(names) == 20
    for name in names:
        x, marginal = posterior[name].to_numpy(), bare.parts[name]
        stated = case.quantities[name]
        assert marginal == of_stated(stated, name) | {"dimension": marginal["dimension"]}
        between = x.mean((0, 1)).std(ddof=1) / np.sqrt(
            x.shape[2]
        )  # the stated error: of sets, which are independent
        iid = x.std() / np.sqrt(x.size)
        assert abs(x.mean() - mean(marginal)) < 4 * iid, name
        assert abs(x.mean() - mean(marginal)) < 6 * between + 1e-9 * abs(mean(marginal)), name
        assert between < 0.4 * iid, name  # far closer than independent draws
        for level in (0.05, 0.5, 0.95):
            below = (x <= quantile(marginal, np.array(level))).mean()
            assert abs(below - level) < 0.25 * np.sqrt(level * (1 - level) / x.size), (name, level)


def of_stated(q, name):
    ((part, bounds),) = parts_of(name, q).values()
    if part.quantiles:
        return of_quantiles(jqpd.parameters(part.quantiles, bounds))
    return of_family(part.distribution.name, part.distribution.parameters)


def test_quantities_are_independent(real):
    _, found = real
    z = stats.norm.ppf(uniforms(found, (1, DRAWS))).reshape(found.dimensions, -1)
    off = np.corrcoef(z)[np.triu_indices(len(z), 1)]
    assert np.sqrt((off**2).mean()) < 0.5 / np.sqrt(z.shape[1])  # closer than independent draws
    assert np.abs(off).max() < 0.03  # of 19,000 pairs a few lie ill together in some of the sets


def test_recipes_of_different_models_have_different_numbers(tiny_case):
    """What is put together of two structures, fitted with one seed, must be independent."""
    from stakes.case.case import open_case

    case = open_case(tiny_case)
    model = build(case)
    wanted = informed(model)
    one = recipe(model, wanted, case.quantities, 3)
    rest = {name: q for name, q in case.quantities.items() if name != "wet_decade"}
    other = recipe(model, wanted, rest, 3)
    assert one.seed != other.seed
    assert one == recipe(model, wanted, case.quantities, 3)
    raised_ = recipe(model, wanted, case.quantities, 3, powers={"works": (0.5, 1.0)})
    assert raised_.seed == one.seed  # the same numbers behind other quantiles
    assert raised_.parts["sign_pact"]["power"] == 0.5
