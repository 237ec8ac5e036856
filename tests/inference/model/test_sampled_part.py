"""The sampled part of a model against the whole of it, and fits of models of every kind."""

import textwrap

import numpy as np
import pymc as pm
import pytest

import stakes
from stakes.case.case import open_case
from stakes.inference.model.informed_part import informed
from stakes.inference.model.joint_model import build, split
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
        "x": [0, 1, 0], "h": [1, 0, 1], "b": [1, 0, 0], "u": [0, 0, 1], "m": [[0, 0], [1, 0]],
        "whole": 1, "unused": [0, 0], "child": 0,
    }  # fmt: skip
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


# Fits


@pytest.fixture
def fitted(tiny_case):
    """The fit of the tiny case with another model, which may add what it likes to it."""

    def fit(body, **settings):
        checks = 'CHECKS = {"flood_count": {"floods": np.sum}}' if "flood_count" in body else ""
        lines = ["import numpy as np", "import pymc as pm", "import stakes", checks]
        model = (
            "def add(priors, "
            f"evidence):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
        )
        (tiny_case / "models" / "floods.py").write_text("\n".join([*lines, "", model]))
        settings = {"draws": 250, "tune": 400, "chains": 2, "progress": False, "seed": 3} | settings
        return open_case(tiny_case), stakes.fit(open_case(tiny_case), **settings)

    return fit


NO_EVIDENCE = (
    'q = stakes.quantities(priors, ["flood_rate", "damage", "effect", "sign_pact", "cost"])\n'
)
EVIDENCE = """
count = pm.Data("flood_counts", evidence["floods"]["floods"].to_numpy(dtype="int64"))
pm.Poisson("flood_count", q["flood_rate"] * pm.math.ones_like(count), observed=count)
"""


def far(x, mean, independent=True):
    """Distance of a mean from the truth, in errors: of its draws, which are independent."""
    values = np.asarray(x, float).ravel()
    return abs(values.mean() - mean) / (
        values.std() / np.sqrt(len(values) if independent else len(values) / 8)
    )


def test_a_case_without_a_likelihood_is_drawn_whole(fitted):
    case, fit = fitted(NO_EVIDENCE)
    assert split(case, build(case)).part is None
    assert fit.attrs["numbers_sampled"] == 0
    assert fit["posterior"]["flood_rate"].dims == ("chain", "draw", "set")
    assert far(fit["posterior"]["effect"], 0.0) < 4
    assert np.quantile(fit["posterior"]["flood_rate"], [0.05, 0.5, 0.95]) == pytest.approx(
        [0.1, 0.3, 0.9], rel=0.06
    )
    assert stakes.consequences(case, fit).sizes["option"] == 3


def test_a_case_whose_every_number_is_informed(fitted):
    every = (
        'pm.Potential("all", -0.0 * (q["damage"].sum() + q["effect"] + q["sign_pact"] + q["cost"]))'
    )
    case, fit = fitted(NO_EVIDENCE + EVIDENCE + every)
    assert fit.attrs["numbers_drawn"] == 0
    assert "set" not in fit["posterior"]["effect"].dims
    assert fit["posterior"]["damage"].dims == (
        "chain",
        "draw",
        "set",
    )  # its state is drawn all the same
    assert stakes.consequences(case, fit).sizes["set"] == 8


def test_chains_and_draws_of_any_number(fitted):
    for chains, draws in ((2, 50), (1, 37)):
        case, fit = fitted(NO_EVIDENCE, draws=draws, chains=chains)
        value = stakes.consequences(case, fit)
        assert (value.sizes["chain"], value.sizes["draw"]) == (chains, draws)


def test_before_all_evidence_everything_sampled_keeps_its_prior(fitted):
    from datetime import date

    _, fit = fitted(NO_EVIDENCE + EVIDENCE, as_of=date(1900, 1, 1), draws=1000)
    assert "set" not in fit["posterior"]["flood_rate"].dims  # sampled, as for every date
    assert np.quantile(fit["posterior"]["flood_rate"], [0.05, 0.5, 0.95]) == pytest.approx(
        [0.1, 0.3, 0.9], rel=0.15
    )


def test_variables_of_any_shape_are_in_the_posterior(fitted):
    """A matrix, a vector without dims, and one with dims that have no labels; none of them is
    sampled.
    """
    body = """
    pm.modelcontext(None).add_coord("unnamed", length=2)
    pm.modelcontext(None).add_coord("day", np.array(["2001-01-01", "2002-01-01"], "datetime64[D]"))
    pm.Normal("by_day", 0.0, 1.0, dims="day")
    pm.Normal("matrix", [[0.0], [5.0]], 1.0, shape=(2, 3))
    pm.Gamma("vector", [2.0, 6.0], 1.0, shape=2)
    pm.Normal("bare", [1.0, 2.0], 1.0, dims="unnamed")
    x = pm.Normal("part", [0.0, 3.0], 1.0, shape=2)
    pm.Potential("said", -50 * (x[1] - 4.0) ** 2)
    pm.Normal("own_z", 0.0, 2.0, shape=2)
    """
    _, fit = fitted(NO_EVIDENCE + EVIDENCE + textwrap.dedent(body))
    drawn = fit["posterior"].to_dataset()
    assert drawn["matrix"].shape == (2, 250, 8, 2, 3)
    assert all(far(drawn["matrix"][..., i, j], 5.0 * i) < 4 for i in range(2) for j in range(3))
    assert [far(drawn["vector"][..., i], [2.0, 6.0][i]) < 4 for i in range(2)] == [True, True]
    assert [far(drawn["bare"][..., i], i + 1.0) < 4 for i in range(2)] == [True, True]
    assert drawn["by_day"].shape == (2, 250, 8, 2)
    assert drawn["day"].dtype.kind == "M"
    assert far(drawn["own_z"][..., 1], 0.0) < 4
    assert drawn["own_z"].values.std() == pytest.approx(2.0, rel=0.1)
    assert far(drawn["part"][..., 0], 0.0) < 4
    assert far(drawn["part"][..., 1], 4.0 - 1 / 101, independent=False) < 6  # sampled
    assert not (drawn["part"].isel(part_dim_0=1).std("set") > 1e-12).any()


def test_variables_without_a_quantile_function_are_drawn_given_their_parents(fitted):
    """The parent is sampled far from its prior: children that were drawn from the prior's would lie
    elsewhere.
    """
    body = """
    mu = pm.Normal("mu", 0.0, 1.0)
    pm.Potential("said", -5000 * (mu - 3.0) ** 2)
    sigma = pm.HalfNormal("sigma", 1.0)
    x = pm.Normal("x", mu, sigma, shape=8)
    pm.StudentT("t", nu=10, mu=mu, sigma=1.0, shape=8)
    pm.Dirichlet("d", np.array([1.0, 2.0]) * pm.math.exp(sigma))
    pm.Mixture("mix", [0.25, 0.75], [pm.Normal.dist(mu, 0.1), pm.Normal.dist(mu + 8.0, 0.1)])
    pm.Truncated("cut", pm.Normal.dist(mu, 1.0), lower=3.0)
    pm.Normal("grandchild", x[0], 0.1)
    pm.Deterministic("sum", x.sum() + mu)
    """
    _, fit = fitted(NO_EVIDENCE + EVIDENCE + textwrap.dedent(body))
    drawn = fit["posterior"].to_dataset()
    mu, x = drawn["mu"], drawn["x"]
    assert float(mu.mean()) == pytest.approx(3.0, abs=0.01)
    assert x.shape == (2, 250, 8, 8)
    score = ((x - mu) / drawn["sigma"]).values
    assert far(score, 0.0) < 4
    assert score.std() == pytest.approx(1.0, abs=0.03)
    assert np.corrcoef(score.reshape(-1, 8).T)[np.triu_indices(8, 1)] == pytest.approx(
        np.zeros(28), abs=0.08
    )
    assert far(drawn["t"], 3.0) < 5
    assert drawn["t"].values.var() == pytest.approx(10 / 8, rel=0.1)
    np.testing.assert_allclose(drawn["d"].sum(drawn["d"].dims[-1]), 1.0)
    assert far(drawn["d"][..., 0], 1 / 3) < 5
    high = (drawn["mix"] > 7.0).values
    assert far(high, 0.75) < 4
    assert float(drawn["mix"].min()) > 2.0
    assert far(drawn["cut"], 3.0 + np.sqrt(2 / np.pi)) < 5
    assert np.std((drawn["grandchild"] - x[..., 0]).values) == pytest.approx(0.1, rel=0.1)
    np.testing.assert_allclose(drawn["sum"], x.sum(x.dims[-1]) + mu)


def test_what_hangs_on_observed_variables_is_computed_from_what_was_observed(fitted):
    body = """
    pm.Deterministic("seen_twice", 2 * pm.modelcontext(None)["flood_count"])
    """
    case, fit = fitted(NO_EVIDENCE + EVIDENCE + textwrap.dedent(body))
    counts = case.evidence_as_of()["floods"]["floods"].to_numpy()
    np.testing.assert_array_equal(
        fit["posterior"]["seen_twice"].values, np.broadcast_to(2 * counts, (2, 250, len(counts)))
    )
