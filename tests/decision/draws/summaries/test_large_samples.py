import numpy as np
import pytest
import xarray as xr

from made_up.options import MANY, labelled
from stakes.decision.draws.summaries import large_samples, tails
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi

LARGE = {
    "smooth": MANY,
    "options last": np.ascontiguousarray(MANY.T).T,
    "single precision": MANY.astype(np.float32),
    "ties": MANY.round(),
    "sorted": np.sort(MANY),
    "constant": np.full(MANY.shape, [[0.1], [0.2], [0.3]]),
    "duplicates": MANY[[0, 1, 1]],
    "outlier first": np.concatenate([[[1e6], [-1e6], [0]], MANY], axis=1),
}


@pytest.mark.parametrize("name", LARGE)
def test_many_draws_give_the_same_table(name, monkeypatch):
    value = labelled(LARGE[name], ("option", "sample"))
    assert large_samples.many(LARGE[name])
    fast, gap = compare(value), evpi(value)
    monkeypatch.setattr(large_samples, "MANY", np.inf)
    monkeypatch.setattr(tails, "MANY", np.inf)
    xr.testing.assert_allclose(fast, compare(value), rtol=1e-8, atol=1e-9)
    xr.testing.assert_allclose(gap, evpi(value), rtol=1e-8, atol=1e-9)


def test_many_draws_must_be_finite_and_not_too_large():
    x = MANY.copy()
    x[1, 77] = np.nan
    with pytest.raises(ValueError, match="1 of 350001 draws of b are NaN"):
        evpi(labelled(x, ("option", "sample")))
    with pytest.raises(ValueError, match="larger unit"):
        evpi(labelled(MANY * 1e200, ("option", "sample")))
