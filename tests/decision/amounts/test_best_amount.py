"""The newsvendor, whose best order is a quantile of demand."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import stakes
from stakes.decision.draws.standard_errors.means import standard_error

PRICE, COST, MEAN, SD = 8.0, 5.0, 100.0, 15.0
BEST = norm.ppf((PRICE - COST) / PRICE, MEAN, SD)  # 95.2
ORDERS = np.arange(1, 201)


def profit(order):
    """Expected profit of the newsvendor, in closed form."""
    z = (order - MEAN) / SD
    sold = order - SD * (z * norm.cdf(z) + norm.pdf(z))
    return PRICE * sold - COST * order


def newsvendor(seed, draws=20_000, orders=ORDERS, price=PRICE):
    demand = np.random.default_rng(seed).normal(MEAN, SD, draws)
    earned = price * np.minimum(orders[:, None], demand) - COST * orders[:, None]
    return xr.DataArray(earned, {"amount": orders}, ("amount", "sample"), attrs={"unit": "EUR"})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_best_order_is_within_one_of_the_closed_form(seed):
    found = stakes.best_amount(newsvendor(seed, 100_000), current=110)
    assert abs(float(found["best"]) - BEST) <= 1
    assert float(found["lower"]) <= BEST + 1
    assert float(found["upper"]) >= BEST - 1
    truth = xr.DataArray(profit(ORDERS), dims="amount")
    assert (abs(found["expected"] - truth) < 4 * found["mcse"] + 1e-3).all()
    loss = truth.max() - truth
    assert (abs(found["loss"] - loss) < 4 * found["loss_se"] + 0.01).all()
    off = float(found["current_loss"]) - (profit(BEST) - profit(110.0))
    assert abs(off) < 4 * float(found["current_loss_se"]) + 0.01
    assert not found["at_end"]
    assert found.attrs["unit"] == "EUR"


@pytest.mark.parametrize("seed", [1, 2])
def test_another_price_would_be_noticed(seed):
    found = stakes.best_amount(newsvendor(seed, price=9.0))
    assert float(found["lower"]) > BEST + 1


def test_the_interval_holds_the_best_amount_in_most_samples():
    """Few draws, coarse errors: the interval is wide, and holds the truth nine times in ten."""
    held = []
    for seed in range(100):
        found = stakes.best_amount(newsvendor(seed, 200))
        held.append(float(found["lower"]) - 1 <= BEST <= float(found["upper"]) + 1)
    assert np.mean(held) > 0.9


def test_errors_between_the_exact_ones_are_those_of_effective_sample_sizes():
    rng = np.random.default_rng(1)
    steps = rng.normal(size=(4, 500))
    theta = np.stack([np.convolve(row, 0.9 ** np.arange(50))[:500] for row in steps])
    doses = np.linspace(0, 2, 41)
    effect = xr.DataArray(doses[:, None, None] * theta - doses[:, None, None] ** 2,
                          {"amount": doses}, ("amount", "chain", "draw"))  # fmt: skip
    found = stakes.best_amount(effect)
    exact = np.array([standard_error(row) for row in effect.to_numpy()])
    np.testing.assert_allclose(found["mcse"], exact, rtol=0.02, atol=1e-12)
    assert exact[-1] > 2 * float(effect.isel(amount=-1).std()) / np.sqrt(2000)


def test_an_end_that_may_be_the_best_is_said():
    assert bool(stakes.best_amount(newsvendor(1, orders=np.arange(1, 60)))["at_end"])


def test_amounts_in_any_order_are_the_same():
    value = newsvendor(1, 500)
    one, other = (
        stakes.best_amount(value),
        stakes.best_amount(value.isel(amount=slice(None, None, -1))),
    )
    xr.testing.assert_identical(one, other)


BAD = {
    "no amounts": (newsvendor(1, 50).rename(amount="option"), None, "with the dim 'amount'"),
    "no numbers": (
        newsvendor(1, 50).assign_coords(amount=[str(i) for i in ORDERS]), None,
        "the amounts must be numbers",
    ),
    "one twice": (newsvendor(1, 50).assign_coords(amount=ORDERS // 2), None, "different from"),
    "one alone": (newsvendor(1, 50).isel(amount=[0]), None, "at least 2 amounts"),
    "outside": (newsvendor(1, 50), 300, "current, 300, lies outside the amounts, 1 to 200"),
    "not finite": (newsvendor(1, 50) * np.nan, None, "are NaN or infinite"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_amounts_are_named_in_one_line(name):
    value, current, said = BAD[name]
    with pytest.raises(ValueError) as caught:
        stakes.best_amount(value, current)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_plot_shows_what_is_in_the_table():
    table = stakes.best_amount(newsvendor(1))
    axes, data = stakes.plot_amount(table)
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), table["expected"])
    assert axes.get_ylabel() == "expected value (EUR)"
    assert set(data) == {"expected", "mcse", "best", "lower", "upper"}
    with pytest.raises(ValueError, match="give the Dataset that best_amount returns"):
        stakes.plot_amount(xr.Dataset())
