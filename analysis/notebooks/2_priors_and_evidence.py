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
# # 2. Priors and evidence
#
# What was believed, what was known, and what the second did to the first. Beliefs are in
# `priors/*.toml`, one quantity at a time, each with a unit, a basis, a rationale and sources;
# evidence is in `priors/evidence/`, with the day on which each row became public.

# %%
import os
from datetime import date
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
fit, _ = stakes.saved_fits(case)
posterior, prior = fit["posterior"].to_dataset(), fit["prior"].to_dataset()
DRAWN = {"chain", "draw", "set"}  # dims of a single number
records = pd.DataFrame(
    [{"topic": case.topics[q.topic], "basis": q.basis} for q in case.quantities.values()]
)
pd.crosstab(records["topic"], records["basis"], margins=True, margins_name="all")

# %% [markdown]
# ## One belief: three numbers become a distribution
# For most quantities three quantiles were elicited: 5, 50 and 95 %. A Johnson
# quantile-parameterised distribution (JQPD) meets them exactly and stays within the bounds. Nobody
# had to choose a family of curves.

# %%
asked = case.quantities["exposure_warning"]
print(fill(f"{asked.label} [{asked.unit}]. {asked.rationale}", 110))
believed = np.sort(prior["exposure_warning"].to_numpy().ravel())
figure, axes = plt.subplots(figsize=(6.5, 3.2), layout="constrained")
axes.plot(
    believed,
    (np.arange(believed.size) + 0.5) / believed.size,
    color="#0072B2",
    label="draws of the JQPD",
)
axes.plot(asked.quantiles, [0.05, 0.5, 0.95], "o", color="#D55E00", label="as elicited")
axes.set(
    xscale="log",
    xlabel=f"{asked.label.split(',')[0]} ({asked.unit})",
    ylabel="cumulative probability",
    ylim=(0, 1),
)
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Where schools of thought disagree, a quantity has a *state* for each, with a weight and numbers of
# its own.

# %%
for name in ("combat_factor", "pass_policy", "credibility_lost"):
    q = case.quantities[name]
    print(f"{q.label} [{q.unit}]")
    for state in q.states.values():
        print(
            f"    {state.weight:.0%}  {state.label}: {state.quantiles if state.quantiles else state.value}"
        )

# %% [markdown]
# ## The evidence, by date
# A row enters only if it was public on the as-of date. Later rows are kept to answer another
# question: what would one have said then?

# %%
known = pd.DataFrame(
    {
        "use": {name: table.record.use for name, table in case.evidence.items()},
        **{
            str(day): {n: len(t) for n, t in case.evidence_as_of(day).tables.items()}
            for day in (date(2005, 6, 10), case.as_of)
        },
        "all rows": {name: len(table.frame) for name, table in case.evidence.items()},
    }
)
known.sort_values("use")

# %%
used = known[known["use"] == "likelihood"].iloc[::-1]
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
now = used[str(case.as_of)]
axes.barh(used.index.str.replace("_", " "), now, color="#0072B2", label=f"known on {case.as_of}")
axes.barh(
    used.index.str.replace("_", " "),
    used["all rows"] - now,
    left=now,
    color="lightgrey",
    label="public later, not used",
)
axes.set_xlabel("rows of evidence that enter a likelihood")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# ## What the evidence changed
# Left: interceptor blocks, of which those right of the dashed line had not flown; they borrow from
# the others and stay uncertain. Right: no known pass from an earlier channel speaks against those
# who hold that recipients pass on; but not every pass is noticed.

# %%
blocks, schools = posterior["block"].to_numpy(), case.quantities["pass_policy"].weights
flown = set(case.evidence_as_of()["intercept_tests"]["block"])
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
for shift, draws, label, colour in (
    (-0.12, prior, "before", "#D55E00"),
    (0.12, posterior, "after", "#0072B2"),
):
    low, middle, high = (
        draws["block_success"].quantile([0.05, 0.5, 0.95], ("chain", "draw")).to_numpy()
    )
    at = np.arange(len(blocks)) + shift
    axes[0].errorbar(
        at,
        middle,
        [middle - low, high - middle],
        fmt="o",
        color=colour,
        label=f"{label}: median, 90 % interval",
    )
    shares = [float((draws["pass_policy_state"] == i).mean()) for i in range(len(schools))]
    axes[1].barh(np.arange(len(schools)) + 1.5 * shift, shares, 0.34, color=colour, label=label)
axes[0].axvline(sum(b in flown for b in blocks) - 0.5, color="grey", linestyle="--", linewidth=1)
axes[0].set(
    xticks=range(len(blocks)),
    xticklabels=blocks,
    xlabel="SM-3 block",
    ylabel="test success (probability)",
    ylim=(0, 1),
)
axes[1].set(
    yticks=range(len(schools)), yticklabels=[s.replace("_", " ") for s in schools], xlim=(0, 1)
)
axes[1].set_xlabel("probability that the school is right")
axes[1].invert_yaxis()
for ax in axes:
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize="small")
plt.show()

# %% [markdown]
# Most quantities have no evidence of their own and stay as believed. These six moved most, in prior
# standard deviations.

# %%
numbers = [n for n in case.quantities if n in posterior and set(posterior[n].dims) <= DRAWN]
names = [n for n in numbers if float(prior[n].std()) > 0]
moved = {
    n: abs(float(posterior[n].mean() - prior[n].mean())) / float(prior[n].std()) for n in names
}
figure, axes = plt.subplots(2, 3, figsize=(11, 4), layout="constrained")
for ax, name in zip(axes.flat, sorted(moved, key=moved.get, reverse=True), strict=False):
    for row, draws, colour in ((0, prior, "#D55E00"), (1, posterior, "#0072B2")):
        low, middle, high = draws[name].quantile([0.05, 0.5, 0.95]).to_numpy()
        ax.errorbar(
            middle, row, xerr=[[middle - low], [high - middle]], fmt="o", color=colour, capsize=3
        )
    ax.set(
        yticks=[0, 1],
        yticklabels=["before", "after"],
        ylim=(1.6, -0.6),
        xlabel=case.quantities[name].unit,
    )
    ax.set_title(fill(case.quantities[name].label, 42), fontsize="small")
figure.suptitle("Median and 90 % interval", fontsize="medium")
plt.show()
