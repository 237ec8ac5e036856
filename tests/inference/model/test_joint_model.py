"""The posterior of the sampled part, and of what is drawn given it, is that of the complete model
sampled as a whole.
"""

from datetime import date

import numpy as np
import nutpie
import pytest
from arviz_stats.base import array_stats
from scipy import stats

import stakes
from stakes.assessment import findings
from stakes.case.case import open_case
from stakes.inference.assembly import Sampled, assemble
from stakes.inference.drawn.recipe import recipe_of
from stakes.inference.log_densities import log_prior
from stakes.inference.model.joint_model import build, split
from stakes.inference.sampling import Settings, compile_model, sample
from stakes.inference.states import recover

MODEL = """
import numpy as np
import pymc as pm
import stakes

CHECKS = {"flood_count": {"floods": np.sum}, "measured": {"mean": np.mean}}


def add(priors, evidence):
    pm.modelcontext(None).add_coord("site", ["north", "south", "east"])
    q = stakes.quantities(priors, ["flood_rate", "damage", "sign_pact", "cost"])
    effect = stakes.quantity(priors, "effect", dims="site")
    count = pm.Data("flood_counts", evidence["floods"]["floods"].to_numpy(dtype="int64"))
    pm.Poisson("flood_count", q["flood_rate"] * pm.math.ones_like(count), observed=count)
    pm.Normal("measured", effect[1] * q["sign_pact"], 0.5, observed=[0.8, 1.2])
    said = pm.logp(pm.Normal.dist(q["damage"], 2.0), 6.0)
    pm.Potential("claims", pm.math.logsumexp(np.log([0.7, 0.3]) + said))
    stakes.state_likelihood("damage", said)
    stakes.state_likelihood("wet_decade", np.log([0.2, 0.6]))
    spread = pm.HalfNormal("spread", 1.0)
    pm.Normal("child", effect.sum(), spread)
"""


@pytest.fixture
def rich(tiny_case):
    """The tiny case with a vector of which one element is measured, a state with a named
    distribution, an event that is told.
    """
    (tiny_case / "models" / "floods.py").write_text(MODEL)
    path = tiny_case / "priors" / "floods.toml"
    named = 'distribution = { name = "log_normal", mu = 0.7, sigma = 0.4 }'
    path.write_text(path.read_text().replace("quantiles = [1.0, 2.0, 5.0]", named))
    return open_case(tiny_case)


def moments(x):
    """Mean and sd by element of (chain, draw, ...), each with its Monte Carlo error."""
    square = (x - x.mean((0, 1))) ** 2
    mean_se, square_se = (
        array_stats.mcse(v, chain_axis=0, draw_axis=1, method="mean") for v in (x, square)
    )
    sd = np.sqrt(square.mean((0, 1)))
    return (x.mean((0, 1)), mean_se), (sd, square_se / (2 * np.maximum(sd, 1e-300)))


def distances(one, other):
    """Differences of means and sds in units of their errors, for each variable that both have."""
    found = {}
    for name in sorted(set(one) & set(other)):
        a, b = (d[name].transpose("chain", "draw", ...) for d in (one, other))
        a, b = (x.isel(set=0) if "set" in x.dims else x for x in (a, b))
        if a.shape[2:] != b.shape[2:] or not np.issubdtype(a.dtype, np.number):
            continue
        pairs = zip(
            moments(a.to_numpy().astype(float)), moments(b.to_numpy().astype(float)), strict=True
        )
        found[name] = [
            np.abs(p - q) / np.maximum(np.hypot(s, t), 1e-12 + 1e-9 * np.abs(p))
            for (p, s), (q, t) in pairs
        ]
    return found


def whole_posterior(case, seed, draws):
    model = build(case)
    compiled = nutpie.compile_pymc_model(model, backend="numba")  # with all that is derived
    trace = sample(compiled, Settings(draws, 1000, 4, seed))
    return recover(trace.posterior.to_dataset(), case.quantities, seed)


def worst(found):
    return max((float(np.max(v)), name) for name, both in found.items() for v in both if np.size(v))


def count(found):
    return sum(np.size(v) for both in found.values() for v in both)


def test_the_tiny_case(tiny_case):
    case = open_case(tiny_case)
    fit = stakes.fit(case, draws=2000, tune=1000, chains=4, seed=2, progress=False)
    found = distances(fit["posterior"].to_dataset(), whole_posterior(case, 5, 2000))
    assert {
        "flood_rate",
        "damage",
        "damage_state",
        "effect",
        "sign_pact",
        "wet_decade",
        "cost",
    } <= set(found)
    assert worst(found)[0] < 4.5, worst(found)


def test_a_model_of_which_parts_are_sampled(rich):
    assert {k: v.astype(int).tolist() for k, v in split(rich, build(rich)).wanted.items()}[
        "effect"
    ] == [0, 1, 0]
    fit = stakes.fit(rich, draws=2000, tune=1000, chains=4, seed=2, progress=False)
    posterior = fit["posterior"].to_dataset()
    whole = whole_posterior(rich, 5, 2000)
    found = distances(posterior, whole)
    assert {
        "effect",
        "damage",
        "damage_state",
        "wet_decade",
        "spread",
        "child",
        "sign_pact",
        "damage_low",
    } <= set(found)
    assert worst(found)[0] < 4.5, worst(found)
    assert float(posterior["wet_decade"].mean()) == pytest.approx(
        0.5, abs=0.01
    )  # .25 * .6 against .75 * .2
    assert (
        np.corrcoef(
            posterior["child"].values.ravel(), posterior["effect"].sum("site").values.ravel()
        )[0, 1]
        > 0.5
    )


def test_its_log_prior_is_that_of_what_is_sampled(rich):
    """Of a vector in part, of the state drawn with what is sampled within any, of an event; what is
    drawn has none.
    """
    fit = stakes.fit(rich, draws=100, tune=300, chains=2, seed=2, progress=False)
    posterior = fit["posterior"].to_dataset()
    found = log_prior(posterior, rich.quantities)
    assert set(found) == {"flood_rate", "effect", "damage", "wet_decade", "sign_pact"}
    effect = posterior["effect"].sel(site="south").isel(set=0)
    np.testing.assert_allclose(found["effect"], stats.norm.logpdf(effect))
    low = stats.lognorm.logpdf(posterior["damage_low"], 0.4, scale=np.exp(0.7))[..., None]
    high = posterior["damage_state"].values == 1
    np.testing.assert_allclose(
        found["damage"].transpose("chain", "draw", "set"),
        np.where(high, np.log(0.3), np.log(0.7)) + low,
    )
    assert recipe_of(posterior).states["damage"]["given"] == "damage_state_probability"


def test_a_state_whose_evidence_does_not_speak_of_its_values(tiny_case):
    """Which school is right is told; the numbers within the schools are drawn from their priors."""
    path = tiny_case / "models" / "floods.py"
    path.write_text(
        path.read_text()
        + '    stakes.state_likelihood("damage", pm.math.log(pm.math.stack([0.3, 0.7 * '
        'q["flood_rate"]])))\n'
    )
    case = open_case(tiny_case)
    fit = stakes.fit(case, draws=500, tune=300, chains=4, seed=2, progress=False)
    posterior = fit["posterior"].to_dataset()
    rate = posterior["flood_rate"].values
    share = 0.3 * 0.7 * rate / (0.7 * 0.3 + 0.3 * 0.7 * rate)
    np.testing.assert_allclose(
        posterior["damage_state_probability"].sel(damage_level="high"), share, rtol=1e-9
    )
    score = (posterior["damage_state"].values - share[..., None]) / np.sqrt(share * (1 - share))[
        ..., None
    ]
    assert abs(score.mean()) < 4 / np.sqrt(score.size)
    logs = np.where(posterior["damage_state"].values == 1, np.log(0.3), np.log(0.7))
    np.testing.assert_allclose(fit["log_prior"]["damage"].transpose("chain", "draw", "set"), logs)


@pytest.mark.long
@pytest.mark.slow
def test_the_real_case(real_case):
    """Four thousand draws of either; some 300 means and sds are compared."""
    part = split(real_case, build(real_case))
    trace = sample(compile_model(part.part), Settings(1000, 1000, chains=4, seed=2))
    fit = assemble(real_case, part, Sampled(trace, (4, 1000), seed=2))
    found = distances(fit["posterior"].to_dataset(), whole_posterior(real_case, 5, 1000))
    assert count(found) > 300
    assert worst(found)[0] < 5.5, worst(found)
    z = np.concatenate([np.ravel(v) for both in found.values() for v in both])
    assert np.mean(z[z > 0] < 2) > 0.93


@pytest.mark.parametrize(
    ("chains", "draws", "as_of"), [(2, 50, None), (1, 33, None), (2, 50, date(1900, 1, 1))]
)
def test_few_draws_and_no_evidence_yet_go_all_the_way(tiny_case, chains, draws, as_of):
    case = open_case(tiny_case)
    fit = stakes.fit(
        case, draws=draws, tune=200, chains=chains, seed=1, progress=False, as_of=as_of
    )
    assert "set" not in fit["posterior"]["flood_rate"].dims
    found = findings.find(case, fit, case.default_profile)
    assert set(found.decision.options) >= {"wait", "dam"}
