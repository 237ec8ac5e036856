# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 7. Your own posterior
#
# Nothing in the engine knows about missiles: any PyMC or ArviZ posterior will do. Here a water
# works has forty old pumps. It can leave them, service them every year, or replace them. A few
# years of records and a small trial of servicing are all it has.

# %%
import arviz_base as az
import matplotlib.pyplot as plt
import numpy as np
import pymc as pm
import xarray as xr

import stakes

PUMPS, YEARS, SERVICE, REPLACE = (
    40,
    5,
    0.24,
    5.2,
)  # costs of a pump in thousand euros: of a year's service, of a new one
RUN, FAILED = 160.0, 39  # pump-years on record without servicing, and failures in them
TRIED, FAILED_SERVICED = 24.0, 3  # the same in the trial
REPAIRS = np.array([3.1, 5.4, 2.2, 8.9, 4.0, 3.6, 12.5, 2.8])  # costs of repairs, thousand euros

# %% [markdown]
# ## A posterior
# Three unknowns: the failure rate, how much servicing multiplies it, and what a repair costs on
# average. Log densities of prior and likelihood are kept, for power scaling needs them.

# %%
with pm.Model() as model:
    rate = pm.LogNormal("rate", np.log(0.2), 0.7)
    effect = pm.LogNormal("effect", np.log(0.7), 0.4)
    cost = pm.LogNormal("cost", np.log(4.0), 0.5)
    pm.Poisson("record", rate * RUN, observed=FAILED)
    pm.Poisson("trial", rate * effect * TRIED, observed=FAILED_SERVICED)
    pm.Gamma("repairs", alpha=2.0, beta=2.0 / cost, observed=REPAIRS)
    fit = pm.sample(
        2000, tune=1000, chains=4, cores=1, random_seed=7, nuts_sampler="nutpie", progressbar=False
    )
    pm.stats.compute_log_likelihood(fit, progressbar=False)
    pm.stats.compute_log_prior(fit, progressbar=False)
draws = az.extract(fit, combined=False)[["rate", "effect", "cost"]]
draws.quantile([0.05, 0.5, 0.95], ("chain", "draw")).to_dataframe().round(3)

# %% [markdown]
# ## What follows: utilities
# One line an option, in thousand euros over five years; more is better, so costs are negative. Dims
# are `option`, `chain` and `draw`.

# %%
failures = PUMPS * YEARS * draws["rate"]
value = xr.concat(
    [
        -failures * draws["cost"],
        -failures * draws["effect"] * draws["cost"] - PUMPS * YEARS * SERVICE,
        -0.1 * failures * draws["cost"] - PUMPS * REPLACE,
    ],
    "option",
).assign_coords(option=["leave", "service", "replace"])
value.attrs["unit"] = "thousand euros"
table = stakes.compare(value)
table[["expected", "mcse", "lower", "upper", "p_best", "lead", "lead_mcse"]].to_dataframe().round(2)

# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 2.8), layout="constrained")
stakes.plot_compare(table, "expected", axes[0])
stakes.plot_compare(table, "p_best", axes[1])
plt.show()
order = table["option"].to_numpy()[np.argsort(-table["expected"].to_numpy())]
best, rival = str(order[0]), str(order[1])
print(f"{best} is best, {rival} next; the lead is resolved: {bool(table['resolved'])}")

# %% [markdown]
# ## Is it worth knowing more?
# First, of which unknown. Then a study: servicing some pumps for a year more, at a price, and
# counting their failures.

# %%
sizes = np.array([10, 20, 40, 80, 160, 320])
counts = np.random.default_rng(7).poisson(
    (draws["rate"] * draws["effect"]).to_numpy()[..., None] * sizes
)
study = xr.Dataset({"failures": (("chain", "draw", "size"), counts / sizes)}, {"size": sizes})
study["size"].attrs["unit"] = "pump-years"
evsi = stakes.evsi(value, study)
enbs = stakes.enbs(evsi, 1 + 0.05 * evsi["size"].astype(float))
figure, axes = plt.subplots(1, 3, figsize=(13, 3.2), layout="constrained")
stakes.plot_evppi(stakes.evppi(value, draws), axes[0])
stakes.plot_evsi(evsi, axes[1])
stakes.plot_enbs(enbs, axes[2])
axes[2].set_ylabel(f"ENBS ({value.attrs['unit']})")
plt.show()
print(
    f"EVPI {float(table['evpi']):.2f}; best size {int(enbs['best_size'])}, worthwhile: {bool(enbs['worthwhile'])}"
)

# %% [markdown]
# ## What would change the choice?
# Break-evens and the tornado condition on a parameter: what depends on it moves with it.

# %%
for name in draws:
    found = stakes.break_even(value, draws[name], (best, rival))
    roots = [
        f"{x:.3f} ± {e:.3f}"
        for x, e in zip(found["value"].to_numpy(), found["se"].to_numpy(), strict=True)
    ]
    beyond = float(found["probability_beyond"])
    print(
        f"{name}: {found.attrs.get('reason') or ', '.join(roots)}; beyond it with probability {beyond:.2f}"
    )
stakes.tornado(value, draws)[["low", "high"]].to_dataframe().unstack("option").round(1)

# %%
tilted = stakes.tilt(value, (best, rival), draws)
print(
    f"The least change of belief that makes them equal: {float(tilted['kl']):.3f} ± {float(tilted['se']):.3f} nats"
)
power = stakes.power_scale(fit, value, [0.5, 0.8, 1.25, 2.0])
print(
    "Powers at which another option overtakes:", power["flip_alpha"].to_pandas().round(2), sep="\n"
)
boxes = stakes.discover(value, draws, best)
print(*(boxes.attrs["sentences"] or [boxes.attrs["reason"]]), sep="\n")
