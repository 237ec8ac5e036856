import numpy as np
import pandas as pd
import pytest
import xarray as xr

from made_up.jumps import against_nothing, draws, off
from stakes.decision.draws.regression import jumps
from stakes.decision.information.partial_perfect_information import evppi

SEEDS = range(4)


def counties(seed, count=85, n=10_000):
    rng = np.random.default_rng(seed)
    means = rng.normal(size=count)
    code = rng.integers(count, size=n)
    gain = means - 0.2
    return code, gain[code] + rng.normal(size=n), np.maximum(gain, 0).mean() - max(gain.mean(), 0)


KINDS = {
    "text": lambda code: xr.Dataset({"county": ("sample", np.array([f"c{i}" for i in code]))}),
    "pandas": lambda code: pd.DataFrame({"county": pd.Categorical([f"c{i}" for i in code])}),
    "objects": lambda code: xr.Dataset({"county": ("sample", code.astype(object))}),
    "flagged": lambda code: xr.Dataset({"county": ("sample", code * 1.0, {"categorical": 1})}),
    "numbers": lambda code: xr.Dataset({"county": ("sample", code * 1.0)}),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_many_names_have_their_own_means(kind, seed):
    code, lead, truth = counties(seed)
    assert off(evppi(against_nothing(lead), KINDS[kind](code)).isel(group=0), truth) < 4


def test_a_smooth_curve_over_numbered_names_would_be_low(monkeypatch):
    monkeypatch.setattr(jumps, "as_category", lambda x: None)
    code, lead, truth = counties(1)
    assert off(evppi(against_nothing(lead), KINDS["numbers"](code)).isel(group=0), truth) > 6


def test_few_draws_a_level_are_shrunk_and_said_so():
    rng = np.random.default_rng(2)
    code, lead = rng.integers(400, size=2000), rng.normal(size=2000) - 0.1
    table = evppi(against_nothing(lead), KINDS["text"](code)).isel(group=0)
    assert table["shrunk"]
    assert table["indistinguishable"]
    assert not evppi(against_nothing(lead), draws(x=rng.normal(size=2000)))["shrunk"].item()
