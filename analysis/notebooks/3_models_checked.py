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
# # 3. The models, checked
#
# Each topic is one PyMC file of a page or two. Before anyone believes what follows from it, three
# questions: what does it say, could it have produced the evidence that we saw, and did the sampler
# find its posterior?

# %%
import ast
import os

import arviz_stats as azs
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
fit, others = stakes.saved_fits(case)

# %% [markdown]
# ## What each says

# %%
for path in case.models:
    print(
        path.name,
        ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))),
        sep="\n",
        end="\n\n",
    )

# %% [markdown]
# ## Could they have produced the evidence?
# From each of many posterior draws the whole body of evidence is generated anew. The observed
# statistic should look like one of these replicates. A `tail` near 0 means that hardly any
# replicate is as extreme; under 0.01 a check does not pass.

# %%
fit["checks"].to_dataset().to_dataframe().round(2)

# %%
again, seen = fit["posterior_predictive"].to_dataset(), fit["observed_data"].to_dataset()
shown = {
    "hit": "hits in SM-3 tests",
    "known_passes": "known passes to Iran",
    "attacks": "attacks on NATO territory",
    "agreed": "proposals agreed",
    "eroded_strict": "erosions of collective defence",
    "answers_strict": "answers to a defence",
}
figure, axes = plt.subplots(2, 3, figsize=(11, 4.6), layout="constrained")
for ax, (name, label) in zip(axes.flat, shown.items(), strict=True):
    replicates, observed = again[name].to_numpy()[0].sum(1), float(seen[name].sum())
    step = max(1, int(np.quantile(replicates, 0.99)) // 20)
    edges = np.arange(replicates.min() - 0.5, np.quantile(replicates, 0.995) + 1.5 * step, step)
    ax.hist(replicates, edges, density=True, color="#56B4E9", label="replicates")
    ax.axvline(observed, color="#D55E00", linewidth=2, label="observed")
    ax.set(xlabel=f"{label} (number)", ylabel="share of replicates" if step == 1 else "density")
axes[0, 0].legend(frameon=False)
plt.show()

# %% [markdown]
# ## Did the sampler find the posterior?
# R-hat compares chains with each other (1 is perfect, 1.01 still accepted); the effective sample
# size says how many independent draws they are worth (400 wanted); a divergence is a place that the
# sampler could not enter; BFMI (0.3 wanted) is low where tails are missed. What no evidence touches
# is not sampled but drawn independently given the rest, and needs no such check.

# %%
columns = ["rhat_max", "ess_min", "divergences", "bfmi_min", "worst"]
runs = {
    "as listed in case.toml": fit,
    **{case.structures[name].label: tree for name, tree in others.items()},
}
pd.DataFrame({label: {c: tree.attrs[c] for c in columns} for label, tree in runs.items()}).T

# %% [markdown]
# The variable with the worst R-hat (of a vector its first element), and what its chains say as they
# grow: they should end within each other's error.

# %%
name = fit.attrs["worst"].split(",")[0].split("[")[0]
worst = fit["posterior"].to_dataset()[name].transpose("chain", "draw", ...)
worst = worst.isel(dict.fromkeys(worst.dims[2:], 0))  # of a vector, the first element
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
n = np.arange(1, worst.sizes["draw"] + 1)
for chain, draws in enumerate(worst.to_numpy(), 1):
    axes.plot(n[50:], (np.cumsum(draws) / n)[50:], label=f"chain {chain}")
mean, error = float(worst.mean()), float(azs.mcse(worst.to_numpy()))
axes.axhspan(
    mean - 2 * error, mean + 2 * error, color="lightgrey", zorder=0, label="all: mean ± 2 se"
)
axes.set(xlabel="draws so far", ylabel=f"mean of {name.replace('_', ' ')}")
axes.legend(ncols=3, frameon=False, fontsize="small")
plt.show()

# %% [markdown]
# ## Another structure: two accounts of passing on
# In the first a pass is a hazard: sharing runs it at some rate, of which earlier channels tell. In
# the second it is a choice: Moscow weighs what Iran would give against the chance and the price of
# being found out. They agree on the evidence and differ in the tail.

# %%
structures = {name: others.get(name, fit) for name in case.structures}
figure, axes = plt.subplots(figsize=(7.5, 3.2), layout="constrained")
edges = np.linspace(-5, 0, 51)
for name, tree in structures.items():
    hazard = tree["posterior"]["pass_policy"].to_numpy().ravel()
    low, middle, high = np.quantile(hazard, [0.05, 0.5, 0.95])
    text = f"{case.structures[name].label}\nmedian {middle:.2g}, 90 % {low:.2g} to {high:.2g}"
    axes.hist(
        np.log10(hazard.clip(1e-5)), edges, density=True, histtype="step", linewidth=2, label=text
    )
axes.set(xticks=range(-5, 1), xticklabels=[f"{10.0**k:g}" for k in range(-5, 1)])
axes.set(xlabel="passes to Iran per year of sharing (log scale)", ylabel="posterior density")
axes.legend(frameon=False, fontsize="small", loc="upper left")
axes.set_ylim(top=1.5 * axes.get_ylim()[1])
plt.show()

# %% [markdown]
# And what of it for the decision? The rest of the model is shared, so that only what differs was
# fitted again; `lead` is that of the best option over the next.

# %%
views = stakes.read_decision(case.root / "results").views
rows = {case.structures[n].label: views[f"structure:{n}"].profiles["run"] for n in case.structures}
shown = ["best", "runner_up", "lead", "lead_se", "resolved"]
pd.DataFrame({label: row.model_dump(include=set(shown)) for label, row in rows.items()}).T[shown]
