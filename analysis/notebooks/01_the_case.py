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
# # A walk through the case
#
# In June 2011 an op-ed called NATO-Russia cooperation on missile defence "too dicey a proposition". It gave no numbers.
# This notebook goes from what was believed to what follows: question, beliefs, evidence, model, decision.
# It fits the model itself (about a minute) or reads `results/fit.nc` if `stakes run` has left one that still holds.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

import stakes
from stakes import store

case = stakes.open_case(os.environ.get("STAKES_CASE"))
print(case.question, "As of", case.as_of, "to", case.horizon)
for option in case.options.values():
    print(f"- {option.label}: {option.description}")

# %% [markdown]
# ## What was believed
# Each quantity has a unit, a basis, sources and a rationale. Three quantiles become a distribution that meets them exactly.

# %%
for name in ("combat_factor", "leak_hazard", "work_given_sign", "erode_cost"):
    q = case.quantities[name]
    print(f"{name} [{q.unit}], {q.basis}\n  {q.rationale}")
    for level, state in (q.states or {}).items():
        print(f"    {level} ({state.weight:.0%}): {state.quantiles or state.value}")

# %% [markdown]
# ## What was known
# A row enters only if it was public on the as-of date. A test of September 2011 is not there yet.

# %%
evidence = case.evidence_as_of()
tests = evidence["intercept_tests"]
print(f"SM-3 tests known: {len(tests)}, hits: {tests['hit'].sum()}")
print(tests.groupby("block")["hit"].agg(["sum", "count"]))

# %% [markdown]
# ## The fit
# One joint model, put together from `models/*.py`. The gate wants R-hat at most 1.01, 400 effective draws and no divergence.

# %%
settings = {"draws": 2500, "tune": 1000, "chains": 4, "seed": case.seed}
fit = store.read_fit(case.root / "results" / "fit.nc")
if fit is None or fit.attrs["fingerprint"] != store.fit_fingerprint(case, case.as_of, settings):
    fit = stakes.fit(case, progress=False)
print({k: fit.attrs[k] for k in ("rhat_max", "ess_min", "divergences", "bfmi_min")})
fit["checks"].to_dataset().to_dataframe()

# %% [markdown]
# ## What the evidence changed
# Left of the dashed line: interceptor blocks flown by June 2011. The others borrow from them, and are less certain.

# %%
posterior, prior = fit["posterior"].to_dataset(), fit["prior"].to_dataset()
blocks = posterior["block"].values
figure, axes = plt.subplots(1, 2, figsize=(10, 3.5), layout="constrained")
for shift, draws, label in ((-0.12, prior, "prior"), (0.12, posterior, "posterior")):
    low, middle, high = draws["block_success"].quantile([0.05, 0.5, 0.95], ("chain", "draw")).values
    at = np.arange(len(blocks)) + shift
    axes[0].errorbar(at, middle, [middle - low, high - middle], fmt="o", label=f"{label}, 90 %")
axes[0].axvline(2.5, color="grey", linestyle="--", linewidth=1)
axes[0].set(xticks=range(len(blocks)), xticklabels=blocks, xlabel="SM-3 block", ylabel="test success (probability)", ylim=(0, 1))
axes[0].legend()
schools = case.quantities["leak_hazard"].weights
after = [float((posterior["leak_hazard_state"] == i).mean()) for i in range(len(schools))]
axes[1].barh(np.arange(3) + 0.18, list(schools.values()), 0.34, label="before the evidence")
axes[1].barh(np.arange(3) - 0.18, after, 0.34, label="after it")
axes[1].set(yticks=range(3), yticklabels=[s.replace("_", " ") for s in schools], xlabel="probability of the school", xlim=(0, 1))
axes[1].legend()
plt.show()

# %% [markdown]
# No known pass in 270 channel-years speaks against the school of leaky entities, though less than it seems: a pass that nobody
# noticed looks like none.

# %% [markdown]
# ## What follows
# `consequences.py` is the only place where options meet beliefs. Attributes, in billion 2011 US dollars, sum to the net value.

# %%
parts = stakes.consequences(case, fit)
value = stakes.net_value(parts, case.profiles[case.default_profile].weights)
table = stakes.compare(value)
table[["expected", "mcse", "lower", "upper", "p_best", "expected_regret"]].to_dataframe().round(3)

# %%
print(f"best: {table['best'].item()}, resolved: {bool(table['resolved'])}")
print(f"EVPI: {float(table['evpi']):.3f} ± {float(table['evpi_mcse']):.3f} {case.unit}")
parts.mean(("chain", "draw")).to_pandas().round(4)

# %% [markdown]
# ## What if
# `what_if` *sets* a quantity and recomputes. The op-ed's own condition, "if Russia passes technical details": a certain leak.

# %%
weights = case.profiles[case.default_profile].weights
for label, change in {
    "as believed": {},
    "no leak": {"leak_hazard": 0.0},
    "certain leak": {"leak_hazard": 3.0, "leak_delay": 0.0},
}.items():
    changed = stakes.what_if(case, fit, change) if change else parts
    print(f"{label:>12}", stakes.net_value(changed, weights).mean(("chain", "draw")).to_pandas().round(3).to_dict())

# %% [markdown]
# Even a certain leak changes little: what it would cost is a share of a protection that is itself small in expectation, because
# an attack is improbable. In this model the case against cooperation rests on cohesion, and on what agreements cost.
# Whether other weights change that is a matter of values:

# %%
best = {p.label: stakes.compare(stakes.net_value(parts, p.weights)) for p in case.profiles.values()}
xr.concat([t["expected"] for t in best.values()], "profile").assign_coords(profile=list(best)).to_pandas().round(3)
