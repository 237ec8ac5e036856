import numpy as np
import pytest
import xarray as xr

from closed_form import TRUTH
from made_up.options import labelled, off, risky
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.risk_aversion_switch import risk_aversion_switch

F = TRUTH["F_risk_normal"]
SEEDS = [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_switch_of_normal_options(seed):
    found = risk_aversion_switch(risky(seed), ("a", "b"))
    assert found.sizes["root"] == 1
    assert off(found["value"], found["se"], F["cara_switch_gamma"]) < 4
    assert found["above"].item() == "a"
    assert not found["unreliable"].item()
    assert found.attrs == {"unit": "per USD"}


@pytest.mark.parametrize("seed", SEEDS)
def test_another_switch_would_be_noticed(seed):
    """A little more for one option: another crossing."""
    found = risk_aversion_switch(risky(seed) + 5 * (risky(seed)["option"] == "b"), ("a", "b"))
    assert off(found["value"], found["se"], F["cara_switch_gamma"]) > 4


def test_no_switch_says_so():
    found = risk_aversion_switch(risky(1) - 20 * (risky(1)["option"] == "b"), ("b", "a"))
    assert found["value"].isnull().all()
    assert found["se"].isnull().all()
    assert found["above"].item() == "a"
    assert found.attrs["reason"].startswith(
        "a has the higher certainty equivalent at every risk aversion from 0 to 0.0"
    )


def test_two_switches_are_both_found():
    """A: sure 0.

    B: a gain for the bold and the neutral; C wins in between: lotteries solved by hand.
    """
    # B loses 1 with p 0.5 or wins 1.3; C loses 2 with p 0.02 or wins 0.17
    n = 10_000
    b = np.where(np.arange(n) % 2 == 0, -1.0, 1.3)
    c = np.where(np.arange(n) % 50 == 0, -2.0, 0.17)
    found = risk_aversion_switch(labelled(np.stack([b, c], axis=1)), ("a", "b"), upper=5.0)

    def lead(a):
        return np.log(0.02 * np.exp(2 * a) + 0.98 * np.exp(-0.17 * a)) - np.log(
            0.5 * np.exp(a) + 0.5 * np.exp(-1.3 * a)
        )

    assert found["above"].values.tolist() == ["b", "a"]
    np.testing.assert_allclose(lead(found["value"].values), 0, atol=1e-9)
    assert lead(0.01) > 0 > lead(1.0)
    assert lead(4.9) > 0


def test_order_of_options_unit_and_upper():
    value = risky(1, 10_000)
    found, other = (risk_aversion_switch(value, pair) for pair in (("a", "b"), ("b", "a")))
    xr.testing.assert_allclose(found, other)
    thousands = risk_aversion_switch(value / 1e9, ("a", "b"))
    np.testing.assert_allclose(thousands["value"] / 1e9, found["value"], rtol=1e-6)
    np.testing.assert_allclose(thousands["se"] / 1e9, found["se"], rtol=1e-6)
    assert risk_aversion_switch(value, ("a", "b"), upper=0.0005)["upper"].item() == 0.0005
    assert "reason" in risk_aversion_switch(value, ("a", "b"), upper=0.0005).attrs
    assert not certainty_equivalent(value, found["upper"].item() * 0.999)["unreliable"].any()
    assert certainty_equivalent(value, found["upper"].item() * 1.001)["unreliable"].any()


def test_a_crossing_with_few_draws_is_flagged():
    value = risky(1, 60) + 60 * (risky(1)["option"] == "b")
    found = risk_aversion_switch(value, ("a", "b"), upper=1.0)
    assert found["unreliable"].all()


def test_duplicates_do_not_switch():
    value = risky(1, 1000).isel(option=[0, 0]).assign_coords(option=["x", "y"])
    assert risk_aversion_switch(value, ("x", "y"))["value"].isnull().all()


@pytest.mark.parametrize(
    ("options", "upper", "value", "message"),
    [
        (("a", "z"), None, risky(1, 500), r"options must be two ids of a, b, not \('a', 'z'\)"),
        (("a", "a"), None, risky(1, 500), "options must be two ids"),
        (("a", "b"), None, risky(1, 500)[:, 0], "a dim option, which is missing"),
        (("a", "b"), 0.0, risky(1, 500), "above 0 and finite, not 0.0"),
        (("a", "b"), -1.0, risky(1, 500), "above 0 and finite"),
        (("a", "b"), np.nan, risky(1, 500), "above 0 and finite"),
        (("a", "b"), np.inf, risky(1, 500), "above 0 and finite"),
        (("a", "b"), None, risky(1, 50), "a and b have under 100 effective draws or do not vary"),
        (("a", "b"), None, labelled(np.ones((500, 2))), "do not vary"),
        (("a", "b"), None, risky(1, 500).where(risky(1, 500) > 0), "NaN or infinite"),
        (
            ("a", "b"),
            None,
            risky(1, 500).assign_attrs(relative_to="a"),
            "relative=False, simulate=True",
        ),
    ],
)
def test_wrong_switches_are_named(options, upper, value, message):
    with pytest.raises(ValueError, match=message):
        risk_aversion_switch(value, options, upper)
