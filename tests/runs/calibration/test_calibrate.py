"""Calibration of a small case, sound and sabotaged, stopped and gone on with."""

import json

import numpy as np
import pytest

from stakes.case.case import open_case
from stakes.errors import CaseError, GateError
from stakes.runs.calibration.calibrate import calibrated
from stakes.runs.calibration.ranks import shares
from stakes.runs.calibration.refits import Plan

MODEL = "models/floods.py"
HONEST = '    pm.Poisson("flood_count", q["flood_rate"] * pm.math.ones_like(count), observed=count)'
PRIOR_TWICE = """
    scores = [v for v in pm.modelcontext(None).free_RVs if v.name.endswith("_z")]
    pm.Potential("again", sum(pm.logp(z, z).sum() for z in scores))
"""
WRONG_SIGN = """
    mean = q["flood_rate"] * pm.math.ones_like(count)
    pm.CustomDist(
        "flood_count",
        mean,
        logp=lambda n, mean: pm.logp(pm.Poisson.dist(pm.math.exp(-pm.math.log(mean) - 2.4)), n),
        random=lambda mean, rng=None, size=None: rng.poisson(mean),
        signature="(n)->(n)",
        dtype="int64",
        observed=count,
    )
"""


CENSORED = """
    mean = q["flood_rate"] * pm.math.ones_like(count)
    pm.Censored("flood_count", pm.Poisson.dist(mean), None, 2, observed=count)
"""
TWO_MODES = """
    pm.Potential("modes", -50 * ((pm.math.log(q["flood_rate"]) + 1) ** 2 - 1) ** 2)
"""
SCHOOLS = """
    mean = q["damage"][:, None] * 0.25 * np.ones((1, 2))
    seen = pm.Data("losses", np.array([1, 2]))
    stakes.poisson_by_state(priors, "damage", "loss_count", mean, seen)
"""
SCHOOLS_REVERSED = (
    SCHOOLS
    + """
    told = pm.modelcontext(None)["damage_state_loglik"]
    model = pm.modelcontext(None)
    model.deterministics.remove(told)
    del model.named_vars["damage_state_loglik"]
    told.name = "once"
    pm.Deterministic("damage_state_loglik", -told, dims="damage_level")
"""
)


def changed(case, old, new):
    text = (case / MODEL).read_text(encoding="utf-8")
    assert old in text
    (case / MODEL).write_text(text.replace(old, new), encoding="utf-8")
    return open_case(case)


def plan(folder, refits=150, seed=1):
    return Plan(refits=refits, seed=seed, out=folder)


def test_a_sound_model_passes_and_says_what_it_looked_at(tiny_case, tmp_path):
    (found,) = calibrated(open_case(tiny_case), plan(tmp_path))
    assert found.passed
    assert {"flood_rate", "effect", "wet_decade", "value of dam"} < set(found.ranks)
    assert [name for name in found.ranks if name.startswith("lead of ")]
    assert set(found.own_numbers["number"].values) < set(found.ranks)
    kept = json.loads((tmp_path / "calibration" / "case" / "ranks.json").read_text())
    assert kept["passed"] is True
    assert "lead of dam over" in (tmp_path / "calibration" / "case" / "ranks.svg").read_text()
    assert len(kept["ranks"]["flood_rate"]) == 150


@pytest.mark.parametrize(
    "sabotage", [(HONEST, HONEST + PRIOR_TWICE), (HONEST, WRONG_SIGN)], ids=["prior twice", "sign"]
)
def test_a_sabotaged_model_fails(tiny_case, tmp_path, sabotage):
    (found,) = calibrated(changed(tiny_case, *sabotage), plan(tmp_path, 300))
    assert not found.passed
    assert bool(found.table["failed"].sel(number="flood_rate"))
    assert not bool(found.table["failed"].sel(number="effect"))  # which the sabotage leaves alone


@pytest.mark.parametrize(
    ("sabotage", "passed"),
    [((HONEST, HONEST), True), ((HONEST, CENSORED), True), ((HONEST, WRONG_SIGN), False)],
)
def test_around_the_observed_data_likewise(tiny_case, tmp_path, sabotage, passed):
    around = Plan(refits=200, seed=1, out=tmp_path, posterior=True)
    (found,) = calibrated(changed(tiny_case, *sabotage), around)
    assert found.passed is passed
    assert bool(found.table["failed"].sel(number="flood_rate")) is not passed


def test_truths_are_not_taken_from_chains_that_have_not_converged(tiny_case, tmp_path):
    case = changed(tiny_case, HONEST, HONEST + TWO_MODES)
    for _ in range(2):  # the second time as kept
        with pytest.raises(GateError, match=r"R-hat .* in the fit to the observed data"):
            calibrated(case, Plan(refits=20, seed=1, out=tmp_path, posterior=True))
    assert [path.name for path in (tmp_path / "calibration/case-posterior").iterdir()] == [
        "observed.nc"
    ]


def with_schools(case, schools):
    """The case with evidence on the two schools about damage."""
    path = case / MODEL
    text = path.read_text(encoding="utf-8").replace(
        "import pymc", "import numpy as np\nimport pymc"
    )
    check = '    "loss_count": {"losses": lambda count: count.sum()},\n    "flood_count": {'
    path.write_text(text.replace('    "flood_count": {', check), encoding="utf-8")
    return changed(case, HONEST, HONEST + schools)


@pytest.mark.parametrize("posterior", [False, True])
@pytest.mark.parametrize(("schools", "passed"), [(SCHOOLS, True), (SCHOOLS_REVERSED, False)])
def test_states_that_are_summed_out_are_calibrated(tiny_case, tmp_path, schools, passed, posterior):
    case = with_schools(tiny_case, schools)
    (found,) = calibrated(case, Plan(refits=150, seed=2, out=tmp_path, posterior=posterior))
    assert found.passed is passed
    assert "damage" in found.ranks


def test_a_run_that_was_stopped_goes_on_where_it_was(tiny_case, tmp_path):
    case = open_case(tiny_case)

    def stop(line):
        if ", 5 of" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrated(case, plan(tmp_path, 12), stop)
    done = sorted((tmp_path / "calibration" / "case").glob("refit-*.nc"))
    assert 5 <= len(done) < 12
    before = {path.name: path.read_bytes() for path in done}
    lines = []
    (found,) = calibrated(case, plan(tmp_path, 12), lines.append)
    assert lines[0] == f"{len(done)} of 12 fits are there already."
    assert len([line for line in lines if " is done" in line]) == 12 - len(done)
    for name, content in before.items():
        assert (tmp_path / "calibration" / "case" / name).read_bytes() == content
    (whole,) = calibrated(case, plan(tmp_path / "other", 12))
    for name, ranks in whole.ranks.items():
        assert np.array_equal(ranks, found.ranks[name]), name


def test_more_refits_keep_those_that_are_there(tiny_case, tmp_path):
    case, lines = open_case(tiny_case), []
    calibrated(case, plan(tmp_path, 6))
    calibrated(case, plan(tmp_path, 9), lines.append)
    assert lines[0] == "6 of 9 fits are there already."


def test_without_evidence_there_is_nothing_to_calibrate(tiny_case, tmp_path):
    case = changed(tiny_case, HONEST, "")
    with pytest.raises(CaseError, match="nothing is sampled; there is nothing to calibrate"):
        calibrated(case, plan(tmp_path))


def test_evidence_that_cannot_be_exchanged_is_a_line(tiny_case, tmp_path):
    case = changed(tiny_case, "observed=count)", "observed=[1, 0, 2])")
    with pytest.raises(CaseError, match=r"what is observed of flood_count is no pm\.Data"):
        calibrated(case, plan(tmp_path))


def test_ties_are_broken_evenly():
    rng = np.random.default_rng(1)
    true, drawn = np.zeros(4000), np.zeros((4000, 9))
    at = shares(true, drawn, rng)
    assert at.min() > 0
    assert at.max() < 1
    assert at.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / 4000))
