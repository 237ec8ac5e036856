import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.blocks import INDEPENDENT, chains
from optional import needs

needs("dask", "test")
AVERSIONS = xr.DataArray([-0.1, 0, 1e-10, 0.01, 0.1, 0.5, 5.0], dims="aversion")
TOLD = ["mcse", "difference", "difference_mcse", "ess", "pareto_k", "reason", "unreliable"]


def test_few_draws_give_the_same_numbers():
    value = INDEPENDENT.isel(sample=slice(60_000))
    found = stakes.certainty_equivalent(value.chunk(sample=17_000), AVERSIONS, against="b")
    known = stakes.certainty_equivalent(value, AVERSIONS, against="b")
    assert known.isnull().any()  # what draws cannot carry is among them
    assert known.attrs == found.attrs
    xr.testing.assert_allclose(found, known, rtol=1e-9)


@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_many_draws_have_their_amounts_and_errors(shift):
    some = AVERSIONS[:6]
    value = INDEPENDENT + shift
    found = stakes.certainty_equivalent(value.chunk(sample=17_000), some)
    known = stakes.certainty_equivalent(value, some)
    np.testing.assert_allclose(found, known, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found["ess"], known["ess"], rtol=1e-6)
    np.testing.assert_allclose(found["mcse"], known["mcse"], rtol=0.02)
    np.testing.assert_allclose(found["difference_mcse"], known["difference_mcse"], rtol=0.02)
    assert not found["unreliable"].any()


def test_chains_have_errors_by_batch_means():
    value, some = chains(30_000), AVERSIONS[:5]
    found = stakes.certainty_equivalent(value.chunk(chain=2, draw=7_000), some)
    known = stakes.certainty_equivalent(value, some)
    np.testing.assert_allclose(found, known, rtol=1e-9, atol=1e-9)
    for name in ("mcse", "difference_mcse", "ess"):
        np.testing.assert_allclose(found[name], known[name], rtol=0.1, err_msg=name)


def test_a_rare_loss_that_the_part_does_not_hold_enters_amount_and_error():
    value = INDEPENDENT.copy()
    value[0, 1::200] = -20.0  # every second draw is held; these never are
    found = stakes.certainty_equivalent(value.chunk(sample=30_000), 0.1)
    known = stakes.certainty_equivalent(value, 0.1)
    np.testing.assert_allclose(found, known, rtol=1e-9)
    np.testing.assert_allclose(found["mcse"], known["mcse"], rtol=0.1)


def test_relative_values_are_refused_and_a_riskless_option_warned_of():
    cut = INDEPENDENT.chunk(sample=50_000)
    with pytest.raises(ValueError, match="relative to a"):
        stakes.certainty_equivalent(cut.assign_attrs(relative_to="a"), 0.1)
    nil = xr.concat([0 * INDEPENDENT[:1], INDEPENDENT[1:]], "option").chunk(sample=50_000)
    with pytest.warns(UserWarning, match="a is 0 in every draw") as said:
        stakes.certainty_equivalent(nil, 0.1)
    assert said[0].filename == __file__
    said_absolute = nil.assign_attrs(relative_to="")  # no option is warned of
    assert stakes.certainty_equivalent(said_absolute, 0.1).sel(option="a") == 0
