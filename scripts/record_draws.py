"""Draws of one small posterior as other tools leave them, for docs/any_draws.md.

Run: python scripts/record_draws.py FOLDER   where numpyro, emcee and bambi are installed, which
this project does not need. NumPyro, emcee and Bambi sample; the Stan CSV files hold independent
draws of the closed posterior, in the layout in which CmdStan writes its own (no Stan is called).

The data: of 60 patients with the old treatment 24 fell ill again, of 60 with the new one 15.
"""

import sys
from pathlib import Path

import numpy as np

ILL, PATIENTS = np.array([24, 15]), np.array([60, 60])
CHAINS, DRAWS, SEED = 4, 500, 7
COLUMNS = "lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__"

SETTINGS = (
    "# stan_version_major = 2", "# stan_version_minor = 36", "# stan_version_patch = 0",
    "# model = trial_model", "# method = sample (Default)", "#   sample",
    "#     num_samples = {draws}", "#     num_warmup = 500", "#     save_warmup = false (Default)",
    "#     thin = 1 (Default)", "#     adapt", "#       engaged = true (Default)",
    "#     algorithm = hmc (Default)", "#       hmc", "#         engine = nuts (Default)",
    "#           nuts", "#             max_depth = 10 (Default)",
    "#         metric = diag_e (Default)", "# id = {chain}",
)  # fmt: skip


def numpyro(folder: Path) -> None:
    """``mcmc.get_samples(group_by_chain=True)``, saved by NumPy."""
    import jax
    import numpyro as tool
    import numpyro.distributions as dist
    from numpyro.infer import MCMC, NUTS

    def model() -> None:
        p = tool.sample("p", dist.Beta(1, 1).expand([2]))
        tool.sample("ill", dist.Binomial(PATIENTS, p), obs=ILL)

    mcmc = MCMC(
        NUTS(model),
        num_warmup=500,
        num_samples=DRAWS,
        num_chains=CHAINS,
        chain_method="sequential",
        progress_bar=False,
    )
    mcmc.run(jax.random.key(SEED))
    np.savez_compressed(folder / "numpyro.npz", **mcmc.get_samples(group_by_chain=True))


def emcee(folder: Path) -> None:
    """``sampler.get_chain()``: (step, walker, parameter), saved by NumPy."""
    import emcee as tool

    def log_density(p: np.ndarray) -> float:
        if not ((p > 0) & (p < 1)).all():
            return -np.inf
        return float((ILL * np.log(p) + (PATIENTS - ILL) * np.log1p(-p)).sum())

    rng = np.random.default_rng(SEED)
    np.random.seed(SEED)  # noqa: NPY002  (emcee draws from the global generator)
    sampler = tool.EnsembleSampler(8, 2, log_density)
    sampler.run_mcmc(rng.uniform(0.2, 0.5, (8, 2)), 1500)
    np.save(folder / "emcee.npy", sampler.get_chain(discard=500, thin=4).astype("f4"))


def bambi(folder: Path) -> None:
    """``model.fit()``, a DataTree, by its ``to_netcdf``."""
    import bambi as tool
    import pandas as pd

    trial = pd.DataFrame({"ill": ILL, "patients": PATIENTS, "new": [0, 1]})
    model = tool.Model("p(ill, patients) ~ new", trial, family="binomial")
    fit = model.fit(draws=DRAWS, chains=CHAINS, cores=1, random_seed=SEED, progressbar=False)
    kept = fit.posterior.to_dataset()[["Intercept", "new"]]
    type(fit).from_dict({"posterior": kept}).to_netcdf(folder / "bambi.nc")


def stan(folder: Path) -> None:
    """A file for each chain, as CmdStan writes them: comments, a header, a row for each draw."""
    rng = np.random.default_rng(SEED)
    for chain in range(1, CHAINS + 1):
        p = rng.beta(1 + ILL, 1 + PATIENTS - ILL, (DRAWS, 2))
        sampler = np.tile([0, 0.9, 0.8, 2, 3, 0, 0], (DRAWS, 1))
        rows = [",".join(f"{x:.6g}" for x in row) for row in np.hstack([sampler, p])]
        head = [*(line.format(draws=DRAWS, chain=chain) for line in SETTINGS), f"{COLUMNS},p.1,p.2"]
        adapted = [
            "# Adaptation terminated",
            "# Step size = 0.8",
            "# Diagonal elements of inverse mass matrix:",
            "# 1, 1",
        ]
        text = "\n".join([*head, *adapted, *rows, "# ", "#  Elapsed Time: 0 seconds (Total)", ""])
        (folder / f"trial-{chain}.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    for record in (stan, numpyro, emcee, bambi):
        record(into)
