"""Draws of other tools: what they leave on disk against the closed posterior, and their own objects
through ArviZ's converters where they are installed.
"""

from pathlib import Path

import arviz_base as az
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats
from scipy.special import expit

import stakes

FOLDER = Path(__file__).parents[2] / "docs" / "any_draws"
ILL, PATIENTS, COST = np.array([24, 15]), np.array([60, 60]), 0.1
OLD, NEW = (stats.beta(1 + ill, 1 + n - ill) for ill, n in zip(ILL, PATIENTS, strict=True))


def of_stan():
    chains = [pd.read_csv(path, comment="#") for path in sorted(FOLDER.glob("trial-*.csv"))]
    draws = pd.concat(dict(enumerate(chains)), names=["chain", "draw"])
    return xr.Dataset.from_dataframe(draws[["p.1", "p.2"]]).rename({"p.1": "old", "p.2": "new"})


def of_numpyro():
    p = np.load(FOLDER / "numpyro.npz")["p"].astype(float)
    return az.from_dict({"posterior": {"old": p[..., 0], "new": p[..., 1]}}).posterior.to_dataset()


def of_emcee():
    walkers = np.load(FOLDER / "emcee.npy").swapaxes(0, 1).astype(float)
    found = az.from_dict({"posterior": {"old": walkers[..., 0], "new": walkers[..., 1]}})
    return found.posterior.to_dataset()


def of_bambi():
    with xr.open_datatree(FOLDER / "bambi.nc") as fit:
        odds = fit["posterior"].to_dataset().load()
    both = {"old": odds["Intercept"], "new": odds["Intercept"] + odds["new"]}
    return xr.Dataset({name: expit(x) for name, x in both.items()})


TOOLS = {"stan": of_stan, "numpyro": of_numpyro, "emcee": of_emcee, "bambi": of_bambi}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_comes_to_the_closed_posterior(tool):
    p = TOOLS[tool]()
    assert set(p.dims) == {"chain", "draw"}
    assert p.sizes["chain"] >= 4
    value = xr.concat([-p["old"], -p["new"] - COST], "option").assign_coords(option=["old", "new"])
    table = stakes.compare(value)
    bambi = 0.01 if tool == "bambi" else 0.0  # whose priors are its own, on the log odds
    for option, exact in (("old", -OLD.mean()), ("new", -NEW.mean() - COST)):
        row = table.sel(option=option)
        assert abs(float(row["expected"]) - exact) < 4 * float(row["mcse"]) + bambi
    gains = OLD.rvs(200_000, random_state=1) - NEW.rvs(200_000, random_state=2) - COST
    row = table.sel(option="new")
    assert (
        abs(float(row["p_best"]) - (gains > 0).mean()) < 4 * float(row["p_best_mcse"]) + 2 * bambi
    )
    assert table["best"].item() == "new"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_page_is_made_of_each(tool, tmp_path):
    p = TOOLS[tool]()
    value = xr.concat([-p["old"], -p["new"] - COST], "option").assign_coords(option=["old", "new"])
    stakes.write_report(value, p, tmp_path / "trial.html", unit="cases")
    found = stakes.read_decision(tmp_path / "trial.json")
    assert set(found.evppi) == {"old", "new"}
    assert found.diagnostics.ess_min > 100


def found_by(fit, p):
    value = xr.concat([-p[0], -p[1] - COST], "option").assign_coords(option=["old", "new"])
    found = stakes.summary(value, fit).decision
    assert found.best in ("old", "new")
    return found


def test_files_of_cmdstan_by_cmdstanpy():
    fit = az.from_cmdstanpy(pytest.importorskip("cmdstanpy").from_csv(str(FOLDER)))
    p = fit.posterior["p"]
    found = found_by(fit, [p.isel(p_dim_0=i, drop=True) for i in (0, 1)])
    assert found.best == "new"


def test_a_sampler_of_emcee():
    tool = pytest.importorskip("emcee")

    def log_density(p):
        inside = ((p > 0) & (p < 1)).all()
        return (ILL * np.log(p) + (PATIENTS - ILL) * np.log1p(-p)).sum() if inside else -np.inf

    sampler = tool.EnsembleSampler(8, 2, log_density)
    sampler.run_mcmc(np.random.default_rng(1).uniform(0.2, 0.5, (8, 2)), 500)
    fit = az.from_emcee(sampler, var_names=["old", "new"])
    found_by(fit, [fit.posterior["old"], fit.posterior["new"]])


def test_a_run_of_numpyro():
    tool, infer = pytest.importorskip("numpyro"), pytest.importorskip("numpyro.infer")
    import jax

    def model():
        p = tool.sample("p", tool.distributions.Beta(1, 1).expand([2]))
        tool.sample("ill", tool.distributions.Binomial(PATIENTS, p), obs=ILL)

    run = infer.MCMC(infer.NUTS(model), num_warmup=200, num_samples=200, progress_bar=False)
    run.run(jax.random.key(1))
    fit = az.from_numpyro(run)
    found_by(fit, [fit.posterior["p"].isel(p_dim_0=i, drop=True) for i in (0, 1)])
