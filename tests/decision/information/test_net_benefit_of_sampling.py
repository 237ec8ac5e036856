import numpy as np
import pytest
import xarray as xr

from stakes.decision.information.net_benefit_of_sampling import enbs
from stakes.decision.information.sample_information import evsi


def test_best_study():
    sizes = {"size": [10, 20, 40]}
    gain = xr.Dataset({"evsi": ("size", [1.0, 2.0, 2.5]), "se": ("size", [0.1, 0.2, 0.3])}, sizes)
    cost = xr.DataArray([10.0, 15.0, 27.0], sizes, "size")
    table = enbs(gain, cost, population=10)
    assert table["enbs"].values.tolist() == [0, 5, -2]
    assert table["se"].values.tolist() == [1, 2, 3]
    assert (table["best_size"].item(), table["worthwhile"].item()) == (20, True)
    assert not enbs(gain["evsi"], cost)["worthwhile"]
    assert "se" not in enbs(gain["evsi"], cost)


@pytest.mark.parametrize(
    ("gain", "cost", "population", "message"),
    [
        (xr.DataArray(1.0), xr.DataArray([1.0], dims="size"), 1, "evsi needs the one dim 'size'"),
        (
            xr.DataArray([1.0], dims="size"),
            xr.DataArray([1.0], dims="n"),
            1,
            "cost needs the one dim 'size'",
        ),
        (
            xr.DataArray([1.0], {"size": [5]}, "size"),
            xr.DataArray([1.0], {"size": [6]}, "size"),
            1,
            r"evsi has the sizes \[5\]",
        ),
        (
            xr.DataArray([np.nan], dims="size"),
            xr.DataArray([1.0], dims="size"),
            1,
            "evsi must be finite",
        ),
        (
            xr.DataArray([1.0], dims="size"),
            xr.DataArray([1.0], dims="size"),
            -1,
            "population is a number of decisions",
        ),
    ],
)
def test_refused_net_benefit(gain, cost, population, message):
    with pytest.raises(ValueError, match=message):
        enbs(gain, cost, population)


def test_a_study_that_tells_nothing_is_not_worthwhile():
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        lead = rng.normal(size=2000)
        value = xr.DataArray(np.stack([0 * lead, lead]), dims=("option", "sample"))
        study = xr.Dataset(
            {"m": (("size", "sample"), rng.normal(size=(4, 2000)))}, {"size": [1, 2, 3, 4]}
        )
        cost = xr.DataArray([1e-5, 2e-5, 3e-5, 4e-5], {"size": [1, 2, 3, 4]}, "size")
        net = enbs(evsi(value, study), cost)
        found.append(
            (bool(net["worthwhile"]), float(net["enbs"].max()) > 0, float(net["optimism"]))
        )
    worthwhile, positive, optimism = np.array(found).T
    assert worthwhile.mean() <= 0.05
    assert positive.mean() > 0.3  # by the sign alone
    assert (optimism > 0).all()
