"""Fits of which some, all or nothing is sampled: what is drawn is as its distributions say."""

import textwrap

import numpy as np
import pytest

import stakes
from stakes.case.case import open_case
from stakes.inference.model.joint_model import build, split


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
