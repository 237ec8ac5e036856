"""Consequences as believed and with quantities set, of a case whose dam is worth what one says."""

import numpy as np
import pytest
import xarray as xr

from stakes.outcomes.consequences import consequences, what_if, what_ifs

DIMS = ("chain", "draw", "set")


def money(found):
    return found.sel(option="dam", attribute="protection").transpose(..., *DIMS)


def test_a_value_is_that_of_the_draws(valued):
    case, fit = valued("3 * <effect> + <flood_rate>")
    found = money(consequences(case, fit))
    draws = fit["posterior"].to_dataset()
    np.testing.assert_allclose(found, 3 * draws["effect"] + draws["flood_rate"], rtol=1e-12)


def test_what_is_set_is_set_and_all_else_is_as_believed(valued):
    case, fit = valued("<effect> * <flood_rate>")
    rate = fit["posterior"]["flood_rate"]
    np.testing.assert_allclose(money(what_if(case, fit, {"effect": 2.0})), 2 * rate)
    own = 0.5 * fit["posterior"]["effect"]
    np.testing.assert_allclose(money(what_if(case, fit, {"effect": own})), own * rate)


def test_several_changes_in_one_pass_are_each_as_alone(valued):
    case, fit = valued("<effect> * <flood_rate> + <damage>")
    several = [{}, {"effect": 2.0}, {"flood_rate": 0.1}, {"damage_state": "high"}]
    found = what_ifs(case, fit, several)
    assert found.sizes["setting"] == 4
    assert "later" not in found["option"]
    alone = [consequences(case, fit), *(what_if(case, fit, change) for change in several[1:])]
    for k, one in enumerate(alone):
        same = one.sel(option=found["option"].values).transpose(*found.dims[1:])
        np.testing.assert_allclose(found.isel(setting=k), same, rtol=1e-12)


def test_absolute_outcomes_are_the_baseline_s_and_what_is_relative_to_it(valued):
    case, fit = valued("<effect> + 0.0")
    relative, absolute = (consequences(case, fit, relative=r) for r in (True, False))
    assert float(abs(relative.sel(option="wait")).max()) == 0.0
    xr.testing.assert_allclose(absolute - absolute.sel(option="wait", drop=True), relative)


@pytest.mark.parametrize("ask", [what_if, lambda case, fit, change: what_ifs(case, fit, [change])])
def test_what_is_not_read_cannot_be_set(valued, ask):
    case, fit = valued("<effect> + 0.0")
    with pytest.raises(ValueError, match=r"flood_rate: consequences.py does not read it"):
        ask(case, fit, {"flood_rate": 0.1})
