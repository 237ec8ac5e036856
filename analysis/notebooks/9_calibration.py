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
# # 9. Is the computing calibrated?
#
# A hundred refits tell: a sound model passes, and the same model with its evidence counted twice is
# caught. What was found of this case, where a likelihood was caught as well, is in
# docs/calibration.md; the last cell shows what `results/` holds.
#
# A truth is drawn from the prior, the model makes evidence of it, and is fitted to that evidence. If
# the draws are from the posterior, the truth is as likely to have any rank among them as any other
# (Talts and others 2018). That says nothing about the world: it finds faults of code and sampler.

# %%
import json
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stakes

case = stakes.open_case(os.environ.get("STAKES_CASE"))
REFITS = 100

# %% [markdown]
# ## A model that is sound, and its sabotaged twin
# A hundred refits of a case as large as this one take minutes, so the twins are of the small case
# that `stakes new` copies: a river town that may raise its wall. The sabotage is one line, which
# counts the record of high waters twice.

# %%
LINE = '    pm.Deterministic("rise", pt.zeros(()))'
TWICE = """
    held = pm.Gumbel.dist(q["level_typical"] * pt.ones_like(peak), q["level_spread"])
    pm.Potential("again", pm.logp(held, peak).sum())
"""


def ranks(sabotage):
    with TemporaryDirectory() as folder:
        town = Path(folder) / "town"
        stakes.new_case(town)
        model = town / "models" / "floods.py"
        text = model.read_text(encoding="utf-8")
        assert LINE in text
        model.write_text(text.replace(LINE, sabotage + LINE), encoding="utf-8")
        alone = replace(stakes.open_case(town), structures={})  # the base structure is enough here
        return stakes.calibrate(alone, REFITS)[0]


found = {"sound": ranks(""), "evidence counted twice": ranks(TWICE)}
for name, one in found.items():
    out = [str(n) for n in one.table["number"].to_numpy()[one.table["failed"].to_numpy()]]
    said = "passes" if one.passed else "fails"
    print(f"{name}: {said}; outside the family's band: {', '.join(out) or 'none'}")

# %% [markdown]
# The departure of the ranks from uniform, with two bands of 99 %: that of a number by itself, and
# that of the whole family, which decides. Draws that are too sure put too many truths at the ends.

# %%
shown = [str(n) for n in found["evidence counted twice"].table["number"].to_numpy()[:2]]
figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", sharey=True)
for ax, (name, one) in zip(axes, found.items(), strict=True):
    stakes.plot_ranks(one, shown, ax)
    ax.set_title(name, loc="right", fontsize="medium")
plt.show()

# %% [markdown]
# How unlikely the ranks of each number are if the computing is calibrated, at the point where they
# are least likely. What the sabotage leaves alone stays as it was.

# %%
table = pd.DataFrame({name: one.table["least_tail"].to_series() for name, one in found.items()})
print(f"least tails; the family's band ends at {found['sound'].table.attrs['family_level']:.0e}")
table.sort_values("evidence counted twice").head(6)

# %% [markdown]
# ## This case
# `stakes calibrate` keeps the ranks of every structure in `results/calibration/`. It takes minutes to
# an hour, and goes on where it was stopped.

# %%
files = sorted((case.root / "results" / "calibration").glob("*/ranks.json"))
for file in files:
    kept = json.loads(file.read_text(encoding="utf-8"))
    at = np.array(list(kept["ranks"].values()))
    outside = [name for name, row in kept["numbers"].items() if row["failed"]]
    apart = sum(row["apart"] for row in kept["numbers"].values())
    print(f"{file.parent.name}: {len(at)} numbers over {kept['refits']} refits")
    print(f"    outside the band of the family: {', '.join(outside) or 'none'}")
    print(f"    outside its own, which one in a hundred leaves by chance: {apart}")
    tenths = np.histogram(at, np.linspace(0, 1, 11))[0] / at.size
    print("    share of ranks in each tenth:", " ".join(f"{x:.3f}" for x in tenths))
if not files:
    print("It has not been calibrated here yet: run `stakes calibrate`.")
