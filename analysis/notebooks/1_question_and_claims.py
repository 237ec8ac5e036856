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
# # 1. The question and the claims
#
# In June 2011 an op-ed, "Too Dicey a Proposition", said that NATO should not cooperate with Russia
# on missile defence: cooperation may avert an arms race and improve the tracking of Iranian
# missiles, but Russia may pass technical details to Iran. It gave no numbers. Taken apart, it makes
# seventeen claims; this notebook holds each that can be tested against the posterior.
#
# Every notebook here runs by itself from what `stakes run` left in `results/`.

# %%
import os
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
decision = stakes.read_decision(case.root / "results")
print(f"{case.question} As of {case.as_of}, up to {case.horizon}, in {case.unit}.")

# %% [markdown]
# ## What could be done
# Options stand on a ladder of rungs, and differ in what becomes of the talks, in what an agreement
# needs before it works, and in whether Russia could hold up a shot. All are valued relative to the
# first.

# %%
for option in case.options.values():
    print(fill(f"{option.label}: {option.description}", 110, subsequent_indent="    "))
    print("    " + ", ".join(f"{name}: {level}" for name, level in option.levels.items()))

# %% [markdown]
# ## What the op-ed claims
# A claim becomes testable once it has a *statement* that is true or false in each draw of the
# posterior. The statement, not the sentence of the op-ed, is what the probabilities below are
# about: read it before the number.

# %%
claims = sorted(case.claims.values(), key=lambda claim: claim.number)
for claim in claims:
    print(fill(f"{claim.number}. [{claim.kind}] {claim.text}", 110, subsequent_indent="    "))
    said = f"Tested as: {claim.statement}" if claim.testable else f"Not tested. {claim.reason}"
    print(fill(said, 110, initial_indent="    ", subsequent_indent="    "))

# %% [markdown]
# ## How likely each is
# *Before*: from the priors alone. *After*: with the evidence known on the as-of date. Where the two
# agree, the evidence says little about the claim, and the number is judgement.

# %%
held = {name: claim.model_dump(exclude={"effect"}) for name, claim in decision.claims.items()}
table = pd.DataFrame(held).T.astype(float)
table["number"] = [case.claims[name].number for name in table.index]
table = table.sort_values("number")
table[["number", "prior", "prior_se", "probability", "se"]].round(3)

# %%
rows = np.arange(len(table))
figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
axes.hlines(rows, table["prior"], table["probability"], color="lightgrey", linewidth=4, zorder=0)
axes.errorbar(
    table["prior"],
    rows,
    xerr=2 * table["prior_se"],
    fmt="o",
    mfc="white",
    color="#D55E00",
    label="before (± 2 se)",
)
axes.errorbar(
    table["probability"],
    rows,
    xerr=2 * table["se"],
    fmt="o",
    color="#0072B2",
    label="after (± 2 se)",
)
axes.axvline(0.5, color="grey", linestyle="--", linewidth=1)
axes.set(
    yticks=rows,
    yticklabels=[f"{n}. {name.replace('_', ' ')}" for name, n in table["number"].items()],
)
axes.set(xlim=(-0.03, 1.03), xlabel="probability that the statement holds")
axes.invert_yaxis()
axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
plt.show()

# %% [markdown]
# The errors are those of computing, not of belief: more draws would shrink them, and would not make
# the beliefs any better.

# %%
moved = (table["probability"] - table["prior"]).abs().sort_values(ascending=False)
for name in moved.index[:3]:
    row = table.loc[name]
    print(
        fill(
            f"{row['prior']:.0%} before, {row['probability']:.0%} after: {case.claims[name].statement}",
            110,
        )
    )

# %% [markdown]
# The conclusions (claims 1 and 17) are not the same: the first is about now, the second about
# whether the choice would change if it were known with whom in Moscow one deals. Notebook 4 says by
# how much the options differ, and notebook 6 what one would have to believe for the answer to
# change.
