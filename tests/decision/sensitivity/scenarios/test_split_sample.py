"""Boxes that all halves of the draws find; their errors hold where other draws would end them."""

import numpy as np
import pytest
import xarray as xr

from stakes.decision.sensitivity.scenarios.split_sample import NONE, agreed_boxes

CHAINS, DRAWS = 4, 500


def normal(rng, *more: int) -> xr.DataArray:
    return xr.DataArray(
        rng.normal(size=(CHAINS, DRAWS, *more)), dims=("chain", "draw", "set")[: 2 + len(more)]
    )


def boxed(seed: int, corner: bool):
    """An option that loses where the first of three uniform parameters is high, or nowhere in
    particular.
    """
    rng = np.random.default_rng(seed)
    x = xr.DataArray(rng.uniform(size=(3, CHAINS, DRAWS)), dims=("parameter", "chain", "draw"))
    lost = (
        x[0] > 0.8
        if corner
        else xr.DataArray(rng.uniform(size=(CHAINS, DRAWS)) < 0.2, dims=("chain", "draw"))
    )
    value = xr.concat([0.5 + 0 * x[0], lost * 1.0], "option").assign_coords(option=["act", "wait"])
    return value, xr.Dataset({name: x[i] for i, name in enumerate("abc")})


def test_a_box_that_all_halves_find_is_kept_with_the_spread_of_its_limits():
    for seed in range(5):
        found = agreed_boxes(*boxed(seed, corner=True), "act")
        assert found.sizes["box"] >= 1
        assert found["limits"].sel(box=1, parameter="a", bound="lower").item() == pytest.approx(
            0.8, abs=0.02
        )
        assert (
            abs(found["density"].sel(box=1).item() - 1) < 4 * found["density_se"].sel(box=1).item()
        )


def shares_of_a_slope(seed: int) -> np.ndarray:
    """Coverage and density, then their errors, of a box whose limits nothing marks: an option loses
    the more often the higher one parameter is and the lower another.
    """
    rng = np.random.default_rng(seed)
    a, b = normal(rng), normal(rng)
    lead = a - 0.8 * b + 0.7 * normal(rng, 4) - 1
    value = xr.concat([0 * lead, lead], "option").assign_coords(option=["act", "wait"])
    box = agreed_boxes(value, xr.Dataset({"a": a, "b": b, "c": normal(rng)}), "act").sel(box=1)
    assert box["restricted"].item() == 2
    return np.array([box[k].item() for k in ("coverage", "density", "coverage_se", "density_se")])


def test_errors_of_a_box_hold_that_other_draws_would_move_its_limits():
    found = np.array([shares_of_a_slope(seed) for seed in range(16)])
    first, second = found[:8], found[8:]
    z = (first[:, None] - second)[..., :2] / np.hypot(first[:, None], second)[..., 2:]
    assert np.abs(z).max() < 5
    ratio = found[:, :2].std(axis=0, ddof=1) / found[:, 2:].mean(axis=0)
    assert ((ratio > 0.5) & (ratio < 1.6)).all()


def test_no_box_is_shown_that_some_halves_alone_find():
    value, parameters = boxed(1, corner=True)
    mixed = value.copy(data=value.to_numpy())
    for chain in (1, 3):  # these lose where the second parameter is high
        mixed.loc[{"option": "wait"}][chain] = (parameters["b"][chain] > 0.8) * 1.0
    found = agreed_boxes(mixed, parameters, "act")
    assert found.sizes["box"] == 0
    assert found.attrs["reason"] == NONE or "no box was confirmed" in found.attrs["reason"]


def test_nothing_in_particular_gives_no_box():
    assert agreed_boxes(*boxed(3, corner=False), "act").sizes["box"] == 0
