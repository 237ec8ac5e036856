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
# # 4. The decision
#
# `analysis/consequences.py` is the only place where options meet beliefs. For each draw of the
# posterior it says what every option would add to talking on, by attribute, in billion 2011 US
# dollars. Weights turn attributes into a net value; draws turn that into an expectation, with an
# error.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
fit, _ = stakes.saved_fits(case)
profile = case.profiles[case.default_profile]
parts = stakes.consequences(case, fit).assign_coords(
    label=("option", [o.label for o in case.options.values()])
)
value = stakes.net_value(parts, profile.weights)
means = stakes.expected_consequences(case, fit)  # with little noise
mean = means.mean(("chain", "draw", "set")).assign_coords(label=parts["label"])
mean.to_pandas().round(4)

# %% [markdown]
# ## Which option?
# `lower` and `upper` are 90 % of what might be, `mcse` is the error of the average, which more
# draws would shrink. `p_best` is the chance that the option is the best in truth.

# %%
table = stakes.compare(value, expected=stakes.net_value(means, profile.weights))
table.to_dataframe()[
    ["expected", "mcse", "lower", "upper", "p_best", "lead", "lead_mcse", "expected_regret"]
].round(3)

# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 4.6), layout="constrained")
stakes.plot_compare(table, "expected", axes[0])
stakes.plot_compare(table, "p_best", axes[1])
plt.show()
print(
    f"{table['best'].item()} has the highest expected value; resolved against all others: {bool(table['resolved'])}."
)

# %% [markdown]
# ## Where does the difference come from?
# What each option adds (right of zero) and takes (left), by attribute, on average.

# %%
mean = mean.isel(option=(abs(mean) > 1e-9).any("attribute").values)
figure, axes = plt.subplots(figsize=(9, 4.6), layout="constrained")
gain, loss = np.zeros(mean.sizes["option"]), np.zeros(mean.sizes["option"])
for attribute, colour in zip(mean["attribute"].values, plt.get_cmap("tab10").colors, strict=False):
    x = mean.sel(attribute=attribute).values * profile.weights[str(attribute)]
    axes.barh(
        mean["label"].values,
        x,
        left=np.where(x > 0, gain, loss),
        color=colour,
        label=case.attributes[attribute].label,
    )
    gain, loss = gain + np.maximum(x, 0), loss + np.minimum(x, 0)
axes.plot(
    table["expected"].sel(option=mean["option"]),
    mean["label"].values,
    "D",
    color="black",
    label="sum",
)
axes.axvline(0, color="black", linewidth=0.8)
axes.invert_yaxis()
axes.set_xlabel(
    f"expected value relative to {case.options[case.baseline].label.lower()} ({case.unit})"
)
axes.legend(ncols=4, frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0, 1))
plt.show()

# %% [markdown]
# Two of them, draw by draw: what information sharing saves in arms races against what it does to
# the alliance. Most draws lie near zero, and a few far out decide the average: that is what a small
# chance of a large loss looks like.

# %%
two = {"arms_race": 1.0, "alliance": 1.0}
axes, _ = stakes.plot_plane(parts, ("information_sharing", case.baseline), tuple(two), weights=two)
axes.set_xscale("symlog", linthresh=0.1)
axes.set_yscale("symlog", linthresh=0.1)
axes.figure.set_size_inches(7, 4.2)
axes.figure

# %% [markdown]
# ## Whose values?
# A profile weighs attributes differently. This is the one place where values, not facts, are at
# issue.

# %%
now = parts.sel(option=[name for name, option in case.options.items() if option.until is None])
precise = means.sel(option=now["option"]).assign_coords(label=now["label"])
figure, axes = plt.subplots(figsize=(9, 6), layout="constrained")
for i, other in enumerate(case.profiles.values()):
    found = stakes.compare(stakes.net_value(precise, other.weights)).drop_sel(option=case.baseline)
    at = np.arange(found.sizes["option"]) + 0.14 * (i - len(case.profiles) / 2)
    axes.errorbar(
        found["expected"], at, xerr=2 * found["mcse"], fmt="o", capsize=2, label=other.label
    )
axes.axvline(0, color="black", linewidth=0.8, label=case.options[case.baseline].label)
axes.set(yticks=range(found.sizes["option"]), yticklabels=found["label"].values)
axes.set_xlabel(
    f"expected value relative to {case.options[case.baseline].label.lower()}, ± 2 se ({case.unit}, as weighed)"
)
axes.invert_yaxis()
axes.legend(frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
plt.show()

# %% [markdown]
# How much more would averting a race have to weigh? Grey: the highest expected value, which need
# not be likeliest to be best.

# %%
base = xr.DataArray(
    list(profile.weights.values()), {"attribute": list(profile.weights)}, "attribute"
)
factors = xr.DataArray([0, 1, 2, 3, 4, 6, 8], dims="weight")
sweep = xr.where(base["attribute"] == "arms_race", factors * base, base).assign_coords(
    weight=factors
)
sweep["weight"].attrs["long_name"] = "weight of the arms race, relative to that of the planner"
figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
stakes.plot_acceptability(stakes.acceptability(now, sweep), axes[0])
stakes.plot_expected_loss(stakes.expected_loss(now, sweep), axes[1])
plt.show()

# %% [markdown]
# ## And for those who shun risk?
# Certainty equivalents need absolute outcomes with all their luck, which the rare attack dominates
# whatever the option. That luck also blurs the differences (`se`), so they do not rank the options
# as finely as the table above does.

# %%
absolute = stakes.net_value(
    stakes.consequences(case, fit, relative=False, simulate=True), profile.weights
)
aversion = xr.DataArray(
    [0.0, 0.0001, 0.0003], dims="aversion", coords={"aversion": [0.0, 0.0001, 0.0003]}
)
equivalent = stakes.certainty_equivalent(absolute, aversion)
print(f"Certainty equivalent less that of {case.options[case.baseline].label.lower()}, {case.unit}")
shown = (equivalent - equivalent.sel(option=case.baseline)).to_pandas().T.add_prefix("aversion ")
shown.assign(
    se=stakes.compare(absolute - absolute.sel(option=case.baseline, drop=True))["mcse"]
).round(3)
