"""What a study would report, for every draw and size."""

import numpy as np
import pytest
import xarray as xr

import stakes


@pytest.mark.slow
@pytest.mark.parametrize("study", ["intercept_tests", "watching", "costing"])
def test_studies_report_for_every_draw_and_size(real_case, real_fit, study):
    found = stakes.simulate_study(real_case, real_fit, study)
    sets = real_fit["posterior"].sizes["set"]
    assert dict(found.sizes) == {
        "chain": 4,
        "draw": 2500,
        "set": sets,
        "size": len(real_case.studies[study].sizes),
    }
    assert all(np.isfinite(found[name]).all() for name in found)
    xr.testing.assert_identical(found, stakes.simulate_study(real_case, real_fit, study))


@pytest.mark.slow
def test_more_tests_report_what_the_block_does(real_case, real_fit):
    hits = stakes.simulate_study(real_case, real_fit, "intercept_tests")["hits"]
    true = real_fit["posterior"].to_dataset()["block_success"].sel(block="IB")
    shared = [float(xr.corr(hits.sel(size=n), true)) for n in (1, 10, 50)]
    assert shared[0] < shared[1] < shared[2] > 0.9
    mean = hits.sel(size=50).mean() / 50
    assert abs(float(mean - true.mean())) < 4 * float(true.std()) / 100


def test_unknown_studies_are_named(real_case):
    with pytest.raises(ValueError, match="no study of this case; it has intercept_tests"):
        stakes.simulate_study(real_case, None, "seance")
