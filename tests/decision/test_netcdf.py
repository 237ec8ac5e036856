"""Every result of the decision layer can be written to netCDF and read back."""

import numpy as np
import pytest
import xarray as xr

import stakes

SHAPE, DIMS = (4, 300), ("chain", "draw")


def drawn():
    rng = np.random.default_rng(1)
    x, level, noise = (
        rng.normal(size=SHAPE),
        rng.integers(0, 3, size=SHAPE),
        rng.normal(size=SHAPE),
    )
    value = xr.DataArray(
        np.stack([noise, noise + x + 0.1 * level, noise - np.exp(2.5 * x)]),
        {"option": ["a", "b", "c"]},
        ("option", *DIMS),
        attrs={"unit": "euros"},
    )
    names = np.array(["low", "middle", "high"])[level]
    known = {"x": x, "level": level, "name": names, "same": 0 * x}
    parameters = xr.Dataset({name: (DIMS, draws) for name, draws in known.items()})
    return value, parameters, x


def results():
    value, parameters, x = drawn()
    numbers = parameters[["x", "level"]]
    parts = xr.concat([value, 0.5 * value.roll(draw=1)], "attribute")
    parts = parts.assign_coords(attribute=["gain", "cost"])
    weights = xr.DataArray(
        [[1.0, 0.0], [1.0, 1.0]], {"at": [0, 1], "attribute": ["gain", "cost"]}, ("at", "attribute")
    )
    study = xr.Dataset({"report": ((*DIMS, "size"), np.stack([x, 2 * x], -1))}, {"size": [1, 2]})
    evsi = stakes.evsi(value, study)
    return {
        "compare": stakes.compare(value),
        "diagnose": stakes.diagnose(value),
        "evpi": stakes.evpi(value),
        "evppi": stakes.evppi(value, parameters),
        "evsi": evsi,
        "enbs": stakes.enbs(evsi, xr.DataArray([0.1, 0.2], {"size": [1, 2]}, "size")),
        "acceptability": stakes.acceptability(parts, weights),
        "expected_loss": stakes.expected_loss(parts, weights),
        "information_curves": stakes.information_curves(parts, weights, parameters),
        "certainty_equivalent": stakes.certainty_equivalent(
            value, xr.DataArray([0.0, 0.1], dims="risk_aversion")
        ),
        "risk_aversion_switch": stakes.risk_aversion_switch(value, ("a", "b")),
        "cvar": stakes.cvar(value),
        "dominance": stakes.dominance(value),
        "tilt": stakes.tilt(value, ("a", "b"), numbers),
        "tornado": stakes.tornado(value, numbers),
        "break_even": stakes.break_even(value, parameters["x"], ("b", "a")),
        "break_even of levels": stakes.break_even(value, parameters["level"], ("b", "a")),
        "importance": stakes.importance(value[1], numbers),
        "discover": stakes.discover(value, numbers, "b"),
    }


@pytest.fixture(scope="module")
def found():
    return results()


def test_every_result_goes_to_netcdf_and_back(found, tmp_path):
    for name, result in found.items():
        table = result if isinstance(result, xr.Dataset) else result.to_dataset(name="found")
        table.to_netcdf(tmp_path / f"{name}.nc")
        back = xr.load_dataset(tmp_path / f"{name}.nc")
        xr.testing.assert_equal(back, table)
        assert set(back.attrs) == set(table.attrs), name
        for key, held in table.attrs.items():  # a list of one comes back as what is in it
            assert np.array_equal(np.atleast_1d(back.attrs[key]), np.atleast_1d(held)), (name, key)
