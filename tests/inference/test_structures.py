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
    assert "pass_policy_by_state" not in both["posterior"]  # nothing stale of what it replaces
    kept = both["posterior"]["failed_politics"]
    xr.testing.assert_equal(kept, real_fit["posterior"]["failed_politics"])


def fitting_failures(fit):
    from stakes.inference.gate import failures

    return failures(dict(fit.attrs))


@pytest.mark.slow
def test_passes_are_rarer_than_believed_and_commoner_where_the_objection_is_sincere(real_other):
    prior, after = (float(real_other[g]["pass_policy"].mean()) for g in ("prior", "posterior"))
    assert after < prior  # no pass is known
    assert (real_other["posterior"]["pass_if_sincere"] >= 0).all()  # a weaker shield is a gain


@pytest.mark.slow
def test_a_file_that_needs_another_cannot_stand_in(real_case, tmp_path):
    import shutil

    root = tmp_path / "case"
    shutil.copytree(
        real_case.root,
        root,
        ignore=shutil.ignore_patterns(".*", "results", "tests", "src", "docs", "benchmarks"),
    )
    (root / "models/compromise_strategic.py").write_text(
        "import pymc as pm\n\n\ndef add(priors, evidence):\n"
        "    pm.Deterministic('pass_policy', pm.modelcontext(None)['failed_politics'] * 1.0)\n"
    )
    case = stakes.open_case(root)
    with pytest.raises(stakes.CaseError, match="cannot be built without the others"):
        fit_alternative(case, case.structures["strategic"], draws=10, tune=10, chains=2)
