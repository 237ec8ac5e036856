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
# # 6. What would change our mind?
#
# An answer is worth little without what would overturn it. Seven ways to ask.

# %%
import os
from dataclasses import replace
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
fit, _ = stakes.saved_fits(case)
decision = stakes.read_decision(case.root / "results")
now = replace(case, options={n: o for n, o in case.options.items() if o.until is None})
fit["posterior"] = fit["posterior"].to_dataset().isel(set=slice(2))
weights, draws = case.profiles[case.default_profile].weights, fit["posterior"].to_dataset()
value = stakes.net_value(stakes.consequences(now, fit), weights)
best, rival = decision.tornado.lead_of, decision.tornado.over  # of those that do not wait
lead = value.sel(option=best, drop=True) - value.sel(option=rival, drop=True)
drawn = {"chain", "draw", "set"}  # dims of a single number
numbers = [n for n in case.quantities if n in draws and set(draws[n].dims) <= drawn]
names = [n for n in numbers if float(draws[n].std()) > 0]
run = decision.views["believed"].profiles["run"]
print(f"{best} leads {rival} by {run.lead:.3f} ± {run.lead_se:.3f} {case.unit}")

# %% [markdown]
# ## 1. Set a number: break-evens
# A quantity is *set*, all else left as believed, and the rest recomputed. Where the line crosses
# zero the choice changes.

# %%
asked = {
    "refusal_linkage": np.r_[0:0.2:6j],
    "failed_politics": np.r_[0:1:6j],
    "pass_entities": np.r_[0:1:4j],
}
few = fit.copy()
few["posterior"] = draws.isel(draw=slice(None, None, 8))
figure, axes = plt.subplots(1, 3, figsize=(12, 3.4), layout="constrained")
for ax, (name, grid) in zip(axes, asked.items(), strict=True):
    several = [stakes.net_value(stakes.what_if(now, few, {name: x}), weights) for x in grid]
    found = [stakes.compare(x.sel(option=rival) - x.sel(option=[best, rival])) for x in several]
    level, error = (
        np.array([float(t[k].sel(option=best)) for t in found]) for k in ("expected", "mcse")
    )
    ax.axvspan(
        *np.quantile(draws[name], [0.05, 0.95]),
        color="lightgrey",
        alpha=0.5,
        label="90 % of what is believed",
    )
    ax.plot(grid, level, "o-", color="#0072B2")
    ax.fill_between(
        grid, level - 2 * error, level + 2 * error, color="#0072B2", alpha=0.25, label="± 2 se"
    )
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_xlabel(
        fill(f"{case.quantities[name].label} ({case.quantities[name].unit})", 44), fontsize="small"
    )
axes[0].set(ylabel=f"{rival.replace('_', ' ')} less {best.replace('_', ' ')}\n({case.unit})")
axes[0].legend(frameon=False, fontsize="small")
plt.show()

# %% [markdown]
# On the right is the op-ed's own condition: that what is shared is passed on, here up to once a year.
#
# ## 2. Which beliefs swing it, and which explain its uncertainty?
# Tornado: the expected lead with a quantity set to its 5 % or 95 % quantile. Importance: its share
# of the variance of the lead.

# %%
rows = {name: swing.model_dump() for name, swing in decision.tornado.quantities.items()}
bars = pd.DataFrame(rows).T.sort_values("swing", ascending=False).head(8)
rows = np.arange(len(bars))
figure, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
start = float(bars["expected"].iloc[0])
for end, quantile, colour in (("low", "5 %", "#D55E00"), ("high", "95 %", "#0072B2")):
    axes.barh(
        rows,
        bars[end] - start,
        left=start,
        color=colour,
        label=f"at its {quantile} quantile (± 2 se)",
    )
    axes.errorbar(
        bars[end], rows, xerr=2 * bars[f"{end}_se"], fmt="none", ecolor="black", capsize=3
    )
axes.axvline(0, color="black", linewidth=0.8)
axes.set(
    yticks=rows,
    yticklabels=[fill(case.quantities[str(p)].label, 52) for p in bars.index],
)
axes.set_xlabel(f"expected lead of {best.replace('_', ' ')} ({case.unit})")
axes.invert_yaxis()
axes.legend(frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
shares = stakes.importance(lead, draws[names])[
    ["first_order", "first_order_se", "delta", "delta_se"]
]
shares.to_dataframe().nlargest(6, "delta").round(3)

# %% [markdown]
# ## 3. How far from being wrong? Tilting all beliefs at once
# The least change of belief, in nats, that makes the two worth the same. To rule out half of what
# is thought possible is 0.69.

# %%
tilted = stakes.tilt(value, (best, rival), draws[names])
print(
    f"{float(tilted['kl']):.4f} ± {float(tilted['se']):.4f} nats (Pareto k {float(tilted['pareto_k']):.2f})"
)
tilted[["shift_sd", "shift_se"]].to_dataframe().sort_values(
    "shift_sd", key=abs, ascending=False
).head(5).round(3)

# %% [markdown]
# ## 4. What if the priors, or the evidence, counted for more or less?
# Each is raised to a power, by weighting what is sampled and drawing the rest again. `flip`: where
# another option overtakes.

# %%
rows = {
    component: {f"lead at {a.alpha:g}": a.lead.get(rival) for a in entry.alphas}
    | {f"flip, {side}": flip.value for side, flip in entry.flip.items()}
    for component, entry in decision.power_scale.items()
}
pd.DataFrame(rows).T.astype(float).round(3)

# %% [markdown]
# ## 5. Where does the best option lose?
# Scenario discovery looks for boxes in a few quantities. One half of the draws finds them, the
# other says how good they are.

# %%
boxes = stakes.discover(value, draws[[n for n in bars.index if n in names]], best)
print(f"{best} is not the best in {boxes.attrs['base_rate']:.0%} of draws.")
print(*(fill(sentence, 110) for sentence in boxes.attrs["sentences"]), sep="\n")

# %% [markdown]
# ## 6 and 7. Other schools, other structures, other values
# Each school of thought takes something for true that others doubt; a structure is another account
# of how the world works.

# %%
seen = {name: view.profiles["run"] for name, view in decision.views.items()}
ahead = np.array([v.lead if v.best == best else -v.lead for v in seen.values()])
figure, axes = plt.subplots(figsize=(9, 9), layout="constrained")
errors = [2 * v.lead_se for v in seen.values()]
axes.errorbar(ahead, np.arange(ahead.size), xerr=errors, fmt="o", color="#0072B2", capsize=3)
axes.axvline(0, color="grey", linestyle="--", linewidth=1)
labels = [decision.views[name].label for name in seen]
axes.set(yticks=range(ahead.size), yticklabels=labels, ylim=(ahead.size, -1))
axes.set_xlabel(
    f"lead of {best.replace('_', ' ')} over the best of the others, ± 2 se ({case.unit})"
)
plt.show()
leaders = pd.DataFrame(
    {name: {p: at.best for p, at in v.profiles.items()} for name, v in decision.views.items()}
).T
overturned = leaders.drop(columns="run").ne(best).sum()
print(
    f"Of {ahead.size} views, so many prefer something else to {best}, by profile:",
    overturned.to_dict(),
)
