"""The value of information along a willingness to pay, against the normal loss integral."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import stakes

SEEDS, PRICES = [1, 2, 3], [0.5, 1.0, 2.0, 4.0, 8.0]
EFFECT, COST = (1.0, 0.8), (2.0, 1.5)  # mean and standard deviation of each


def drawn(seed, shape=(4, 2_500)):
    rng = np.random.default_rng(seed)
    effect, cost = rng.normal(*EFFECT, shape), rng.normal(*COST, shape)
    dims = ("chain", "draw")
    parts = xr.DataArray(
        np.stack([[0 * effect, 0 * cost], [effect, -cost]]),
        {"option": ["none", "drug"], "attribute": ["effect", "cost"]},
        ("option", "attribute", *dims),
        attrs={"unit": "pounds"},
    )
    return parts, xr.Dataset({"effect": (dims, effect), "cost": (dims, cost)})


def weights(prices=PRICES):
    rows = [[price, 1.0] for price in prices]
    coords = {"price": prices, "attribute": ["effect", "cost"]}
    return xr.DataArray(rows, coords, ("price", "attribute"))


def truth(price, known):
    """What knowing some of it is worth: the lead is normal, of it so much is known."""
    mean = price * EFFECT[0] - COST[0]
    sd = np.hypot(price * EFFECT[1] * ("effect" in known), COST[1] * ("cost" in known))
    return sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd)


@pytest.mark.parametrize("seed", SEEDS)
def test_curves_are_the_normal_loss_integral_at_every_price(seed):
    parts, known = drawn(seed)
    found = stakes.information_curves(parts, weights(), known)
    assert found["evppi"].dims == ("price", "group")
    for price in PRICES:
        row = found.sel(price=price)
        z = (float(row["evpi"]) - truth(price, ("effect", "cost"))) / float(row["evpi_mcse"])
        assert abs(z) < 4
        for name in ("effect", "cost"):
            one = row.sel(group=name)
            assert abs(float(one["evppi"]) - truth(price, (name,))) < 4 * float(one["se"])
        frontier = "drug" if price * EFFECT[0] > COST[0] else "none"
        assert price == 2.0 or row["frontier"].item() == frontier


@pytest.mark.parametrize("seed", SEEDS)
def test_each_point_is_what_evpi_and_evppi_give(seed):
    parts, known = drawn(seed)
    found = stakes.information_curves(parts, weights(), known)
    curve = stakes.acceptability(parts, weights())
    np.testing.assert_array_equal(found["frontier"], curve["frontier"])
    value = stakes.net_value(parts, weights().sel(price=4.0))
    assert float(found["evpi"].sel(price=4.0)) == float(stakes.evpi(value)["evpi"])
    table = stakes.evppi(value, known)
    xr.testing.assert_allclose(found["evppi"].sel(price=4.0, drop=True), table["evppi"], rtol=1e-12)


def test_the_wrong_price_would_be_found_out():
    parts, _ = drawn(1)
    found = stakes.information_curves(parts, weights()).sel(price=2.0)
    off = float(found["evpi"]) - truth(1.0, ("effect", "cost"))
    assert abs(off) > 10 * float(found["evpi_mcse"])


def test_without_parameters_there_is_evpi_alone_in_the_unit_of_the_parts():
    parts, known = drawn(1)
    found = stakes.information_curves(parts, weights([1.0, 2.0]))
    assert set(found) == {"evpi", "evpi_mcse", "frontier"}
    assert found.attrs["unit"] == "pounds"
    groups = stakes.information_curves(parts, weights([1.0]), known, {"both": ["effect", "cost"]})
    assert groups["group"].values.tolist() == ["both"]
    assert float(groups["evppi"].squeeze()) <= float(groups["evpi"].squeeze()) + 1e-9


def test_weights_without_a_sweep_are_refused():
    parts, known = drawn(1)
    with pytest.raises(ValueError, match="sweep"):
        stakes.information_curves(parts, weights()[0], known)
