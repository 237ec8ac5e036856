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
# # 5. The value of information
#
# Before choosing one may learn more. Learning is worth something only if it may change the choice,
# and no more than what the wrong choice would cost. All numbers are in the unit of the case, per
# decision.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
fit, _ = stakes.saved_fits(case)
weights = case.profiles[case.default_profile].weights
draws = fit["posterior"].to_dataset().isel(set=slice(2))  # two of the eight sets will do here
fit["posterior"] = draws
parts = stakes.consequences(case, fit)
ready = [
    name for name, option in case.options.items() if option.until is None
]  # to wait is a way of learning: see below
value = stakes.net_value(parts.sel(option=ready), weights)
perfect = stakes.evpi(value)
print(
    f"Knowing everything before choosing: {float(perfect['evpi']):.3f} ± {float(perfect['mcse']):.3f} {case.unit}"
)

# %% [markdown]
# ## Which quantity?
# EVPPI: what it is worth to know one quantity, and nothing else. It is estimated by regression, and
# a regression finds something in noise too: what lies below the *noise floor* (drawn in orange)
# cannot be told from zero and is pale.

# %%
drawn = {"chain", "draw", "set"}  # dims of a single number
numbers = [n for n in case.quantities if n in draws and set(draws[n].dims) <= drawn]
names = [n for n in numbers if float(draws[n].std()) > 0]
table = stakes.evppi(value, draws[names])
table = table.isel(group=np.argsort(-table["evppi"].to_numpy(), kind="stable"))
columns = ["evppi", "se", "noise_floor", "indistinguishable", "share_of_evpi"]
table[columns].to_dataframe().head(10).round(4)

# %%
figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
stakes.plot_evppi(table.isel(group=slice(10)), axes)
plt.show()

# %% [markdown]
# Pieces that are worth nothing apart may be worth something together, so whole topics can be asked
# about as well.

# %%
topics = {}
for name in names:
    topics.setdefault(case.quantities[name].topic, []).append(name)
together = stakes.evppi(value, draws[names], topics)
together = together.isel(group=np.argsort(-together["evppi"].to_numpy(), kind="stable"))
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
stakes.plot_evppi(together, axes)
plt.show()

# %% [markdown]
# ## Which study?
# Nobody sells knowledge of a quantity; what can be bought is a study. `analysis/studies.py`
# simulates what each would report from every draw; EVSI is what choosing by such reports would
# gain, ENBS what is left after its price.

# %%
rows, found = [], {}
for name, study in case.studies.items():
    found[name] = stakes.evsi(value, stakes.simulate_study(case, fit, name))
    cost = study.cost * found[name]["size"].astype(float)
    net = stakes.enbs(found[name], cost)
    for size in study.sizes:
        one = {k: float(found[name][k].sel(size=size)) for k in ("evsi", "se", "noise_floor")}
        rows.append(
            {
                "study": name,
                "size": size,
                **one,
                "cost": float(cost.sel(size=size)),
                "enbs": float(net["enbs"].sel(size=size)),
            }
        )
pd.DataFrame(rows).set_index(["study", "size"]).round(4)

# %%
figure, axes = plt.subplots(
    1, len(found), figsize=(4.2 * len(found), 3.4), layout="constrained", sharey=True
)
for ax, (name, evsi) in zip(axes, found.items(), strict=True):
    stakes.plot_evsi(evsi, ax)
    ax.plot(evsi["size"], evsi["noise_floor"], color="#D55E00", linestyle=":", label="noise floor")
    ax.plot(
        evsi["size"],
        case.studies[name].cost * evsi["size"],
        color="black",
        linestyle="--",
        label="cost",
    )
    ax.set(xlabel=f"size of the study ({case.studies[name].unit})", title=case.studies[name].label)
    ax.set_yscale("symlog", linthresh=0.001)
    ax.set_ylim(0, 3)
    ax.title.set_fontsize("small")
    ax.legend(frameon=False, fontsize="small")
plt.show()

# %% [markdown]
# (The vertical axis is linear up to 0.001 and logarithmic above.) A study whose value stays under
# its noise floor and under its
# price does not pay for itself. What a year without talks costs, and what talks and paper do to
# answers, is what no such study measures.
#
# ## Or wait?
# Waiting also brings evidence, and costs what the best option would have brought meanwhile.
# `learned`: what the evidence of the
# review date is worth to the choice of that day; the other columns: the value of pursuing each
# option only from then on.

# %%
waiting = stakes.read_decision(case.root / "results").waiting
rows = {day: {"learned": r.learned, "se": r.se, **r.later} for day, r in waiting.items()}
pd.DataFrame(rows).T.round(4)

# %%
print("How often each option would be chosen then:")
pd.DataFrame({day: r.chosen for day, r in waiting.items()}).T.round(3)
