"""What a study would report, for every draw and size."""

import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.study import GAUGE


@pytest.mark.slow
@pytest.mark.parametrize("study", ["intercept_tests", "watching", "repair_costing"])
def test_studies_report_for_every_draw_and_size(real_case, real_fit, study):
    found = stakes.simulate_study(real_case, real_fit, study)
    sizes = real_fit["posterior"].sizes
    assert dict(found.sizes) == {
        "chain": 4,
        "draw": sizes["draw"],
        "set": sizes["set"],
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


CODE = """
import xarray as xr


def gauge(beliefs, evidence, sizes, rng):
    counts = [rng.poisson(n * beliefs["flood_rate"]) for n in sizes]
    both = [0.0 * beliefs["flood_rate"] + count for count in counts]
    return xr.Dataset({"floods": xr.concat(both, "size").assign_coords(size=sizes)})
"""


@pytest.fixture
def studied(valued):
    case, fit = valued("<flood_rate> + 0.0")
    (case.root / "analysis/studies.toml").write_text(GAUGE, encoding="utf-8")
    (case.root / "analysis/studies.py").write_text(CODE, encoding="utf-8")
    yield stakes.open_case(case.root), fit
    for name in ("studies.toml", "studies.py"):
        (case.root / "analysis" / name).unlink()


def test_a_report_has_the_mean_and_the_variance_that_the_study_has(studied):
    case, fit = studied
    rate = fit["posterior"]["flood_rate"]
    seeds = [stakes.simulate_study(case, fit, "gauge", seed=seed)["floods"] for seed in (1, 2, 3)]
    for size in (1, 5):
        for found in seeds:
            score = (found.sel(size=size) - size * rate) / np.sqrt(size * rate)
            assert abs(float(score.mean())) < 4 / np.sqrt(score.size)
            assert float(score.std()) == pytest.approx(1.0, abs=0.1)
    assert not seeds[0].equals(seeds[1])
    again = stakes.simulate_study(case, fit, "gauge", seed=1)["floods"]
    xr.testing.assert_identical(again, seeds[0])


def test_a_study_without_its_function_or_its_record_is_named(studied):
    case, fit = studied
    with pytest.raises(ValueError, match="'poll' is no study of this case; it has gauge"):
        stakes.simulate_study(case, fit, "poll")
    (case.root / "analysis/studies.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no function gauge"):
        stakes.simulate_study(case, fit, "gauge")
