import numpy as np
import xarray as xr

from stakes.decision.diagnosis import diagnose
from stakes.decision.expected_value import compare


def labelled(*rows):
    return xr.DataArray(
        np.stack(rows), {"option": [f"o{i}" for i in range(len(rows))]}, ("option", "sample")
    )


def test_sound_draws():
    rng = np.random.default_rng(1)
    value = labelled(rng.normal(1, 1, 4000), rng.normal(0, 1, 4000))
    found = diagnose(value)
    assert found["sound"]
    assert not found.attrs["problems"]
    assert "caution" not in compare(value).attrs
    assert found["best"] == "o0"
    assert not found["tied"].any()


def test_a_rare_loss_and_a_long_tail_are_named():
    rng = np.random.default_rng(1)
    rare = labelled(
        rng.normal(0, 1, 10_000), rng.normal(0, 1, 10_000) - 1e4 * (np.arange(10_000) < 3)
    )
    assert "draws carry the lead over o1 (3)" in diagnose(rare).attrs["problems"][-1]
    long = labelled(rng.normal(0, 1, 10_000), -np.exp(2.5 * rng.normal(size=10_000)))
    assert any("o1" in line and "Pareto k" in line for line in diagnose(long).attrs["problems"])
    assert "Pareto k" in compare(long).attrs["caution"]


def test_draws_needed():
    rng = np.random.default_rng(3)
    found = diagnose(
        labelled(rng.normal(0.02, 1, 4000), rng.normal(0, 1, 4000), rng.normal(-5, 1, 4000))
    )
    assert found["tied"].sel(option="o0") == found["tied"].sel(option="o2") == 0
    assert (found["draws_needed"].sel(option="o1") > 4000) == bool(found["tied"].sel(option="o1"))
    assert found["draws_needed"].sel(option="o2") < 100
