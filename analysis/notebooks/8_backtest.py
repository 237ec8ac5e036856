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
# # 8. How would we have decided, and how good were the forecasts?
#
# The same form of cooperation leads as of every date up to 2013; then time runs out, and talking on
# overtakes it. No option is ever more likely than not to be the best. Of what the model foresaw in
# June 2011, events scored no better than a coin as far as can be told, and far better than what was
# announced at the time.
#
# The decisions are those that `stakes backtest` left in `results/`; if it left none, the next cell
# makes them as of a few dates, which takes some minutes.

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
kept = case.root / "results" / "backtest.json"
if kept.is_file():
    found = stakes.read_backtest(kept)
else:
    found = stakes.backtest(case, date(2005, 6, 10), date(2025, 6, 10), 60)
dates = found.to_xarray()
leads = [
    f"{case.options[o].label} leads as of {n}"
    for o, n in pd.Series(dates["best"]).value_counts().items()
]
print(f"{dates.sizes['date']} dates: {', '.join(leads)}.")

# %% [markdown]
# ## The lead over time
# Each date knows the rows of evidence that were public by then and nothing else; the priors are
# those of 2011. Up to the horizon the decision is the same one, with less time left; from there on
# it moves on with the date.

# %%
figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
stakes.plot_backtest(found, axes)
plt.show()

# %% [markdown]
# The lead has a small error and means little: `p_best` says how likely the option that leads is the
# best, and `evpi` what it would be worth to know. Both shrink as evidence arrives and time runs out.

# %%
columns = ["best", "lead", "lead_mcse", "p_best", "evpi", "arrived", "hindsight"]
dates[columns].to_dataframe().round(4)

# %% [markdown]
# What moved: the quantities whose mean travelled farthest from the first date to the last, in widths
# of their first 90 % interval.

# %%
first, last = dates.isel(date=0), dates.isel(date=-1)
width = first["quantity_high"] - first["quantity_low"]
travelled = ((last["quantity_mean"] - first["quantity_mean"]) / width).to_pandas().dropna()
for name in travelled.abs().nlargest(5).index:
    at = (
        first.sel(quantity=name)["quantity_mean"].item(),
        last.sel(quantity=name)["quantity_mean"].item(),
    )
    label = case.quantities[name].label
    print(fill(f"{travelled[name]:+.1f}: {label}, {at[0]:.3g} to {at[1]:.3g}", 110))

# %% [markdown]
# ## The forecasts of June 2011, scored
# Lower is better. `better` is how much the model beats another forecaster on the same predictions;
# `better_se` counts the predictions of one story as one. Outcomes enter no fit.

# %%
scores = stakes.score_predictions(case, fit)
against = pd.DataFrame([row.model_dump() for row in scores.against]).set_index(
    ["rule", "forecaster"]
)
against[["n", "ours", "theirs", "better", "better_se"]].round(3)

# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
stakes.plot_reliability(scores, axes[0])
topics = {name: of["brier"] for name, of in scores.topics.items() if "brier" in of}
rows = np.arange(len(topics))
spread = [2 * (of.spread or 0.0) for of in topics.values()]
axes[1].errorbar([of.mean for of in topics.values()], rows, xerr=spread, fmt="o", color="#0072B2")
axes[1].axvline(0.25, color="grey", linestyle="--", linewidth=1, label="an even chance")
axes[1].set(
    yticks=rows,
    yticklabels=[f"{name} ({of.n})" for name, of in topics.items()],
    xlabel="Brier score (events), ± 2 se over stories",
)
axes[1].invert_yaxis()
axes[1].legend(frameon=False)
plt.show()
deals = scores.dealt
print(
    f"Brier {scores.topics['all']['brier'].mean:.3f}; outcomes dealt at random {deals.brier:.3f}, "
    f"of which {deals.no_worse:.1%} do as well."
)

# %% [markdown]
# ## What surprised
# What came though the model gave it, or anything as far out, less than one chance in four.

# %%
for line in scores.surprises:
    print(fill(line, 110, subsequent_indent="    "))
