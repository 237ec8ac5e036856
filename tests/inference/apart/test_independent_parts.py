"""What comes apart: the densities of the parts are that of the whole, and nothing is cut."""

import warnings

import numpy as np
import pymc as pm
import pytest
from tests.inference.apart.made_up_parts import two_means

from stakes.inference.apart.independent_parts import FEW, independent_parts, operations


def names(parts):
    return [sorted(rv.name for rv in part.free_RVs) for part in parts]


def density(model, point):
    held = {v.name: point[v.name] for v in model.value_vars}
    return float(model.compile_logp()(held))


def densities_add_up(model, parts):
    point = model.initial_point()
    rng = np.random.default_rng(1)
    point = {name: x + rng.normal(0, 0.1, np.shape(x)) for name, x in point.items()}
    return sum(density(part, point) for part in parts) == pytest.approx(density(model, point))


def test_what_no_evidence_links_comes_apart_and_takes_its_own_data_along():
    model = two_means()
    parts = independent_parts(model, few=0)
    assert sorted(names(parts)) == [["left"], ["right"]]
    for part in parts:
        (name,) = (rv.name for rv in part.free_RVs)
        assert [data.name for data in part.data_vars] == [f"{name}_values"]
        assert [rv.name for rv in part.observed_RVs] == [f"{name}_seen"]
        assert part.deterministics == []
    assert densities_add_up(model, parts)
    assert names([model]) == [["left", "right"]]  # as it was


def test_small_parts_stay_together_and_a_model_in_one_part_is_itself():
    model = two_means()
    assert operations(model) < FEW
    assert independent_parts(model) == [model]


def link_by_potential(a, b):
    pm.Potential("link", -((a - b) ** 2))


def link_by_evidence(a, b):
    pm.Normal("seen", a + b, 1.0, observed=0.5)


def link_by_prior(a, b):
    pm.Normal("below", a, pm.math.exp(b))


@pytest.mark.parametrize("link", [link_by_potential, link_by_evidence, link_by_prior])
def test_whatever_hangs_on_two_variables_keeps_them_together(link):
    with pm.Model() as model:
        a, b, c = (pm.Normal(name) for name in "abc")
        link(a, b)
        pm.Normal("alone", c, 1.0, observed=1.0)
    parts = independent_parts(model, few=0)
    assert sorted(len(part.free_RVs) for part in parts) == [1, len(model.free_RVs) - 1]
    assert densities_add_up(model, parts)


def test_the_unseen_part_of_a_vector_stays_with_what_was_seen():
    with pm.Model() as model, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mean, apart = pm.Normal("mean"), pm.Normal("apart")
        pm.Normal("y", mean, 1.0, observed=np.array([1.0, np.nan]))
        pm.Normal("z", apart, 1.0, observed=1.0)
    parts = independent_parts(model, few=0)
    assert sorted(names(parts)) == [["apart"], ["mean", "y_unobserved"]]
    assert densities_add_up(model, parts)


def test_variables_keep_dimensions_and_transforms():
    with pm.Model(coords={"year": [2010, 2011]}) as model:
        rate = pm.HalfNormal("rate", dims="year")
        pm.Poisson("n", rate, observed=[1, 2], dims="year")
        pm.Normal("y", pm.Normal("x"), 1.0, observed=1.0)
    (part,) = (p for p in independent_parts(model, few=0) if "rate" in p.named_vars)
    assert part.named_vars_to_dims["rate"] == ("year",)
    assert list(part.coords["year"]) == [2010, 2011]
    assert [v.name for v in part.value_vars] == ["rate_log__"]


@pytest.mark.slow
def test_the_joint_model_of_the_case_comes_apart_by_topic(compiled):
    _, whole, parts = compiled
    assert len(parts) > 3
    found = [name for part in names(parts.models) for name in part]
    assert sorted(found) == sorted(rv.name for rv in whole.part.free_RVs)
    assert densities_add_up(whole.part, parts.models)
    homes = [{whole.model.homes[n] for n in part} for part in names(parts.models)[:-1]]
    assert all(len(home) == 1 for home in homes)
