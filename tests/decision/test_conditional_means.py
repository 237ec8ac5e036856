"""Expected values from conditional means."""

import numpy as np
import pytest
import xarray as xr

from made_up.parameters_in_sets import parameters
from made_up_sets import ar1, heavy, labelled, normals
from stakes.decision.expected_value import compare

SHAPE = (4, 500, 8)


@pytest.mark.parametrize("seed", range(5))
def test_conditional_means_sharpen_expected_values(seed):
    rng = np.random.default_rng(seed)
    x, mean = heavy(rng, SHAPE, 1.0, sobol=False)
    g = ar1(rng, 0.5, SHAPE[:2])[..., None]
    value = labelled(0 * x[0], x[0] + 0.1 * g)
    exact = xr.DataArray(
        np.stack([0 * g[..., 0], mean[0] + 0.1 * g[..., 0]]), dims=("option", "chain", "draw")
    ).assign_coords(option=["a", "b"])
    rough, sharp = compare(value), compare(value, expected=exact.isel(option=[1, 0]))
    assert sharp["mcse"][1] < rough["mcse"][1]
    assert abs(sharp["expected"][1].item() - mean[0]) < 4 * sharp["mcse"][1].item()
    assert abs(sharp["lead"][1].item() + mean[0]) < 4 * sharp["lead_mcse"][1].item()
    kept = [
        "sd",
        "p_best",
        "p_best_mcse",
        "lower",
        "upper",
        "cvar",
        "evpi",
        "evpi_mcse",
        "expected_regret",
    ]
    xr.testing.assert_identical(sharp[kept], rough[kept])


def test_conditional_means_cover():
    def once(seed):
        rng = np.random.default_rng(seed)
        g, u = ar1(rng, 0.5, (4, 200)), normals(rng, (4, 200, 8), 1, sobol=False)[0]
        value = labelled(0 * u, g[..., None] * (1 + u))
        exact = xr.DataArray(
            np.stack([0 * g, g]), dims=("option", "chain", "draw"), coords={"option": ["a", "b"]}
        )
        table = compare(value, expected=exact)
        return abs(table["expected"][1].item()) < 1.96 * table["mcse"][1].item()

    assert np.mean([once(seed) for seed in range(200)]) > 0.9


def test_conditional_means_of_other_options_are_refused():
    value, _ = parameters(1)
    with pytest.raises(ValueError, match="expected has the options a, c, value a, b"):
        compare(value, expected=value.assign_coords(option=["a", "c"]))
    with pytest.raises(ValueError, match="expected has the options none"):
        compare(value, expected=value.isel(option=0))
