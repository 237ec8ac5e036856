"""Correlated, truncated, discrete and pooled quantities of a case, drawn and sampled."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from scipy.stats import rankdata

import stakes
from stakes.inference.fitting import fit
from stakes.inference.model.joint_model import build, split

BARE = Path(__file__).parents[2] / "bare"
SEEDS = [1, 2, 3]
HEAD = 'topic = "river"\nlabel = "The river"\n'
KEYS = """
label = "{0}"
unit = "m"
grade = "D"
basis = "expert judgement"
rationale = "A guess."
bounds = [-inf, inf]
"""
FORMS = {
    "rate": 'distribution = { name = "gamma", alpha = 2.0, beta = 3.0 }',
    "damage": "bounds = [0, inf]\nquantiles = [20, 60, 150]",
    "cut": 'distribution = { name = "normal", mu = 1.0, sigma = 2.0, between = [0, inf] }',
    "tail": 'distribution = { name = "student_t", nu = 5.0, mu = 0.0, sigma = 1.0 }',
    "count": 'distribution = { name = "poisson", mu = 2.5 }',
    "pool": """pooled = { rule = "linear", experts = {
        a = { weight = 0.5, distribution = { name = "normal", mu = 0.0, sigma = 1.0 } },
        b = { weight = 0.5, distribution = { name = "normal", mu = 4.0, sigma = 1.0 } } } }""",
}
LAWS = {
    "rate": stats.gamma(2, scale=1 / 3),
    "cut": stats.truncnorm(-0.5, np.inf, 1.0, 2.0),
    "tail": stats.t(5),
}
RANKS = {
    ("rate", "damage"): 0.6,
    ("damage", "cut"): -0.4,
    ("cut", "tail"): 0.5,
    ("pool", "rate"): 0.3,
}
MODEL = "import stakes\n\n\ndef add(priors, evidence):\n    stakes.quantities(priors, {names})\n"
SEEN = """import numpy as np
import pymc as pm

import stakes

CHECKS = {{"seen": {{"mean": np.mean}}}}


def add(priors, evidence):
    held = stakes.quantities(priors, {names})
    pm.Normal("seen", held["{of}"], 0.5, observed=np.array([{at}]))
"""


def written(folder, model=MODEL, ranks=RANKS, forms=FORMS, **more):
    """The bare case with these quantities."""
    root = Path(
        shutil.copytree(BARE, folder / "case", ignore=shutil.ignore_patterns("__pycache__"))
    )
    tables = []
    for name, form in forms.items():
        keys = KEYS.format(name).replace(
            "bounds = [-inf, inf]\n", "" if "bounds" in form else "bounds = [-inf, inf]\n"
        )
        tables.append(f"[quantities.{name}]{keys}{form.replace(chr(10) + '        ', ' ')}\n")
    pairs = [
        f'[[correlations]]\nbetween = ["{a}", "{b}"]\nrank = {r}\nreason = "They go together."\n'
        for (a, b), r in ranks.items()
    ]
    (root / "priors/river.toml").write_text(HEAD + "".join(tables + pairs), encoding="utf-8")
    (root / "models/river.py").write_text(model.format(names=list(forms), **more), encoding="utf-8")
    return root


def ranks_of(posterior, a, b):
    """Rank correlation over all draws, and its error by sets."""
    x, y = xr.broadcast(posterior[a], posterior[b])
    dims = [d for d in x.dims if d in ("chain", "draw")]
    each = []
    for i in range(x.sizes.get("set", 1)):
        one = [v.isel(set=i) if "set" in v.dims else v for v in (x, y)]
        flat = [rankdata(v.transpose(*dims).to_numpy()) for v in one]
        each.append(np.corrcoef(flat)[0, 1])
    return np.mean(each), max(np.std(each, ddof=1) / len(each) ** 0.5 if len(each) > 1 else 0, 2e-3)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Fits in which nothing is sampled, by seed."""
    case = stakes.open_case(written(tmp_path_factory.mktemp("drawn")))
    return {seed: fit(case, draws=500, chains=4, seed=seed, alphas=()) for seed in SEEDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_drawn_ranks_are_those_that_were_stated(drawn, seed):
    posterior = drawn[seed]["posterior"].to_dataset()
    for (a, b), stated in RANKS.items():
        found, error = ranks_of(posterior, a, b)
        assert abs(found - stated) < 4 * error, (a, b, found, error)
    found, error = ranks_of(posterior, "count", "rate")
    assert abs(found) < 4 * error


@pytest.mark.parametrize("seed", SEEDS)
def test_drawn_marginals_stay_what_they_are(drawn, seed):
    posterior = drawn[seed]["posterior"].to_dataset()
    for name, law in LAWS.items():
        shares = law.cdf(posterior[name].to_numpy().ravel())
        # evenly spread points: closer than independent ones would be
        assert np.abs(np.sort(shares) - (np.arange(shares.size) + 0.5) / shares.size).max() < 0.01
    counts = posterior["count"].to_numpy().ravel()
    for k in range(6):
        assert (counts == k).mean() == pytest.approx(stats.poisson(2.5).pmf(k), abs=5e-3)
    pool = posterior["pool"].to_numpy().ravel()
    assert pool.mean() == pytest.approx(2.0, abs=0.02)
    assert (pool < 2).mean() == pytest.approx(0.5, abs=5e-3)


def test_a_prior_has_them_too(drawn):
    prior = drawn[1]["prior"].to_dataset().isel(chain=0)
    for (a, b), stated in RANKS.items():
        found = stats.spearmanr(prior[a], prior[b]).statistic
        assert abs(found - stated) < 4 / prior.sizes["draw"] ** 0.5
    for name, law in LAWS.items():
        assert stats.kstest(prior[name].to_numpy(), law.cdf).pvalue > 1e-3


def test_evidence_on_one_moves_what_goes_with_it_and_samples_no_more(tmp_path):
    """By the mask alone: what comes before it in the file, and it itself."""
    case = stakes.open_case(written(tmp_path, SEEN, of="damage", at=90.0))
    whole = split(case, build(case))
    (name,) = [n for n in whole.wanted if n.endswith("_z")]
    labels = whole.model.coords[whole.model.named_vars_to_dims[name][0]]
    sampled = {label for label, m in zip(labels, whole.wanted[name], strict=True) if m}
    assert sampled == {"rate", "damage"}


@pytest.mark.slow
def test_sampled_and_drawn_ranks_under_weak_evidence(tmp_path):
    """Evidence on one that says next to nothing: ranks and distributions stay."""
    weak = SEEN.replace("0.5, observed", "1e6, observed")
    case = stakes.open_case(written(tmp_path, weak, of="cut", at=1.0))
    posterior = fit(case, draws=2_000, tune=500, chains=4, seed=1, alphas=())[
        "posterior"
    ].to_dataset()
    assert "set" not in posterior["cut"].dims
    assert "set" in posterior["tail"].dims
    for (a, b), stated in RANKS.items():
        found, _ = ranks_of(posterior, a, b)
        assert abs(found - stated) < 0.06, (a, b, found)
    for name, law in LAWS.items():
        shares = law.cdf(posterior[name].to_numpy().ravel())
        assert abs(shares.mean() - 0.5) < 0.03


def test_correlated_quantities_are_registered_together(tmp_path):
    root = written(tmp_path)
    text = (
        "import stakes\n\n\ndef add(priors, evidence):\n    stakes.quantities(priors, ['damage'])\n"
    )
    (root / "models/river.py").write_text(text, encoding="utf-8")
    with pytest.raises(stakes.CaseError) as error:
        build(stakes.open_case(root))
    assert str(error.value) == (
        "priors/river.toml: quantities.damage: is correlated with rate, registered elsewhere or "
        "not at all; name all that go together in one call of stakes.quantities"
    )


def test_a_discrete_quantity_that_evidence_speaks_to_is_refused(tmp_path):
    case = stakes.open_case(written(tmp_path, SEEN, of="count", at=2.0))
    with pytest.raises(stakes.CaseError, match="count: is discrete, but evidence speaks to it"):
        split(case, build(case))


def test_a_belief_beyond_all_numbers_is_refused(tmp_path):
    pool = """bounds = [0, inf]
pooled = { rule = "linear", experts = {
        a = { weight = 0.5, quantiles = [1, 2, 3] },
        b = { weight = 0.5, quantiles = [1e-300, 1.0, 1e300] } } }"""
    forms = {"rate": FORMS["rate"], "damage": FORMS["damage"], "pool": pool}
    case = stakes.open_case(written(tmp_path, MODEL, {}, forms))
    with pytest.raises(stakes.CaseError, match="too large to compute with; narrow it"):
        build(case)
