"""The sampled part of a model against the whole of it, and fits of models of every kind."""

import numpy as np
import pymc as pm
import pytest

from stakes.inference.model.informed_part import informed
from stakes.inference.model.sampled_part import sampled_part

FAST = {"mode": "FAST_COMPILE"}


def partly():
    """A model with a little of everything of which a part is used, and its data."""
    with pm.Model(coords={"group": ["a", "b", "c"], "plain": range(2)}) as model:
        x = pm.Normal("x", [0.0, 1.0, 2.0], 1.5, dims="group")
        h = pm.HalfNormal("h", 2.0, dims="group")
        b = pm.Beta("b", 2.0, [3.0, 4.0, 5.0], dims="group")
        u = pm.Uniform("u", -1.0, [1.0, 2.0, 3.0])
        m = pm.Gamma("m", 2.0, 3.0, shape=(2, 2))
        whole = pm.Normal("whole", 0.0, 1.0)
        unused = pm.Exponential("unused", 1.0, dims="plain")
        pm.Normal("child", unused.sum(), 1.0)
        seen = pm.Data("seen", [0.3, 0.4])
        pm.Deterministic("twice", 2 * x, dims="group")
        mu = x[1] + h[2] * b[0] + u[2] + m[1, 0] + whole
        pm.Normal("y", mu + h[0] * pt_ones(seen), 1.0, observed=seen)
        pm.Potential("p", -(x[1] ** 2))
    return model


def pt_ones(x):
    return pm.math.ones_like(x)


def densities(model, points):
    logp = model.compile_logp(**FAST)
    return np.array([logp(p) for p in points])


def points(model, rng, n=5):
    start = model.initial_point()
    return [{k: rng.normal(size=np.shape(v)) for k, v in start.items()} for _ in range(n)]


def cut(point, wanted, model):
    """The sampled elements of a point of the complete model."""
    names = {model.rvs_to_values[rv].name: rv.name for rv in model.free_RVs}
    held = {
        value: (x if wanted[name].all() else x[wanted[name]])
        for value, x in point.items()
        if (name := names[value])
    }
    return {value: x for value, x in held.items() if wanted[names[value]].any()}


def test_its_density_is_that_of_the_whole_but_for_the_priors_of_what_is_dropped():
    model = partly()
    wanted = informed(model)
    assert {k: v.astype(int).tolist() for k, v in wanted.items()} == {
        "x": [0, 1, 0],
        "h": [1, 0, 1],
        "b": [1, 0, 0],
        "u": [0, 0, 1],
        "m": [[0, 0], [1, 0]],
        "whole": 1,
        "unused": [0, 0],
        "child": 0,
    }
    part, rng = sampled_part(model, wanted), np.random.default_rng(1)
    base, one, other = points(model, rng, 3)
    names = {model.rvs_to_values[rv].name: rv.name for rv in model.free_RVs}

    def only(sampled, rest):
        return {v: np.where(wanted[names[v]], sampled[v], rest[v]) for v in base}

    rows = [only(one, base), only(other, base), only(other, one)]
    whole, reduced = densities(model, rows), densities(part, [cut(p, wanted, model) for p in rows])
    assert whole[1] - whole[0] == pytest.approx(reduced[1] - reduced[0], rel=1e-9)
    assert reduced[1] == reduced[2]
    slopes = model.compile_dlogp(part_rvs(model, wanted), **FAST)(rows[1])
    reduced_slopes = part.compile_dlogp([part[rv.name] for rv in part_rvs(model, wanted)], **FAST)(
        cut(rows[1], wanted, model)
    )
    masks = np.concatenate([wanted[rv.name].ravel() for rv in part_rvs(model, wanted)])
    np.testing.assert_allclose(slopes[masks], reduced_slopes, rtol=1e-8)


def part_rvs(model, wanted):
    return [rv for rv in model.free_RVs if wanted[rv.name].any()]


def test_its_dropped_priors_are_all_that_is_missing():
    """Each prior by itself: the whole is the part plus the log density of the other elements."""
    model = partly()
    wanted = informed(model)
    part = sampled_part(model, wanted)
    point = points(model, np.random.default_rng(2), 1)[0]
    whole, reduced = model.point_logps(point), part.point_logps(cut(point, wanted, model))
    each = model.compile_fn(
        model.logp(vars=model.free_RVs, sum=False), inputs=model.value_vars, **FAST
    )(point)
    dropped = sum(x[~wanted[rv.name]].sum() for rv, x in zip(model.free_RVs, each, strict=True))
    assert sum(whole.values()) == pytest.approx(
        sum(reduced.values()) + dropped, abs=0.05
    )  # each is rounded to .01
    exact = model.compile_logp(**FAST)(point), part.compile_logp(**FAST)(cut(point, wanted, model))
    assert exact[0] == pytest.approx(exact[1] + dropped, rel=1e-9)


def test_transforms_dims_data_and_names_are_kept():
    model = partly()
    part = sampled_part(model, informed(model), keep=["twice"])
    assert {rv.name for rv in part.free_RVs} == {"x", "h", "b", "u", "m", "whole"}
    for name in ("x", "h", "b", "u", "m"):
        one, other = model.rvs_to_transforms[model[name]], part.rvs_to_transforms[part[name]]
        assert type(one) is type(other)
    assert part.coords["group_sampled"] == ("b",)
    assert list(part.coords[part.named_vars_to_dims["h"][0]]) == ["a", "c"]
    assert list(part.coords[part.named_vars_to_dims["b"][0]]) == ["a"]
    assert [d.name for d in part.data_vars] == ["seen"]
    assert "twice" in part.named_vars
    assert [v.name for v in (*part.observed_RVs, *part.potentials)] == ["y", "p"]


def test_data_are_exchanged_as_in_the_whole():
    model = partly()
    wanted = informed(model)
    part, point = sampled_part(model, wanted), points(model, np.random.default_rng(3), 1)[0]
    before = [
        m.compile_logp(**FAST)(p) for m, p in ((model, point), (part, cut(point, wanted, model)))
    ]
    for m in (model, part):
        with m:
            pm.set_data({"seen": np.array([2.0, -1.0, 0.0])})
    after = [
        m.compile_logp(**FAST)(p) for m, p in ((model, point), (part, cut(point, wanted, model)))
    ]
    assert after[0] - before[0] == pytest.approx(after[1] - before[1], rel=1e-9)
    assert abs(after[0] - before[0]) > 0.1


def test_the_model_is_left_as_it_was():
    model = partly()
    before, point = (
        (model.str_repr(), dict(model.coords), list(model.named_vars)),
        points(model, np.random.default_rng(4), 1)[0],
    )
    logp = model.compile_logp(**FAST)(point)
    sampled_part(model, informed(model))
    assert (model.str_repr(), dict(model.coords), list(model.named_vars)) == before
    assert model.compile_logp(**FAST)(point) == logp
    assert all(rv in model.free_RVs and model[rv.name] is rv for rv in model.free_RVs)
