"""Another structure: it converges, registers what the other does, and can stand by itself."""

import pytest
import xarray as xr

import stakes
from stakes.assessment.sensitivity.scenarios import combine
from stakes.inference.structures import fit_alternative


@pytest.mark.slow
def test_the_strategic_structure_converges_and_registers_what_the_other_does(
    real_case, real_fit, real_other
):
    assert not fitting_failures(real_other)
    assert bool(real_other["checks"]["passed"].all())
    both = combine(real_fit, real_other)
    needed = stakes.outcomes.consequences.quantities_read(real_case, real_fit)
    assert set(needed) <= set(both["posterior"].data_vars)
    assert (
        "leak_hazard_by_state" not in both["posterior"]
    )  # nothing stale is left of what it replaces
    kept = both["posterior"]["race_cost"]
    xr.testing.assert_equal(kept, real_fit["posterior"]["race_cost"])


def fitting_failures(fit):
    from stakes.inference.gate import failures

    return failures(dict(fit.attrs))


@pytest.mark.slow
def test_depth_raises_what_can_be_passed_and_what_would_be_lost(real_other):
    pays = real_other["posterior"]["passing_pays"].mean(("chain", "draw", "set"))
    assert (
        float(pays.sel(depth="little"))
        < float(pays.sel(depth="some"))
        < float(pays.sel(depth="most"))
    )
    prior, after = (float(real_other[g]["leak_hazard"].mean()) for g in ("prior", "posterior"))
    assert after < prior  # no pass is known


@pytest.mark.slow
def test_a_file_that_needs_another_cannot_stand_in(real_case, tmp_path):
    import shutil

    root = tmp_path / "case"
    shutil.copytree(
        real_case.root,
        root,
        ignore=shutil.ignore_patterns(".*", "results", "tests", "src", "docs", "benchmarks"),
    )
    (root / "models/tech_transfer_strategic.py").write_text(
        "import pymc as pm\n\n\ndef add(priors, evidence):\n"
        "    pm.Deterministic('leak_hazard', pm.modelcontext(None)['race_cost'] * 1.0)\n"
    )
    case = stakes.open_case(root)
    with pytest.raises(stakes.CaseError, match="cannot be built without the others"):
        fit_alternative(case, case.structures["strategic"], draws=10, tune=10, chains=2)
