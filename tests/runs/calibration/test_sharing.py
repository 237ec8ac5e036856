"""Two structures of a small case: the second shares refits of all that it leaves as it is."""

import numpy as np
import pytest
import xarray as xr

from stakes.case.case import open_case
from stakes.runs.calibration.calibrate import calibrated
from stakes.runs.calibration.refits import Plan, refits_of
from stakes.runs.calibration.sharing import joined, refits_of_own_files

FLOODS = "models/floods.py"
HEADER = "import pymc as pm\n\nimport stakes\n\n"
WORKS = (
    HEADER
    + """
def add(priors, evidence):
    stakes.quantities(priors, ["damage", "effect", "sign_pact", "cost"])
"""
)
SEEN = (
    HEADER
    + """CHECKS = {"test": {"mean": lambda x: x.mean()}}


def add(priors, evidence):
    q = stakes.quantities(priors, ["damage", "effect", "sign_pact", "cost"])
    seen = pm.Data("tests", [0.4, 0.7])
    pm.Normal("shift", 0.0, 0.1)
    pm.Normal("test", SIGN * q["effect"], 1.0, shape=2, observed=seen)
"""
)
STRUCTURES = """
[structures.base]
label = "No tests"
weight = 0.5
rationale = "Half."

[structures.tested]
label = "Tests"
weight = 0.5
rationale = "Half."
instead = { "models/works.py" = "models/tested.py" }
"""


@pytest.fixture
def two(tiny_case):
    """A case whose structures differ in what the dam does; of how often it floods both say the
    same.
    """

    def made(base, other):
        text = (tiny_case / FLOODS).read_text(encoding="utf-8")
        old = '["flood_rate", "damage", "effect", "sign_pact", "cost"]'
        assert old in text
        (tiny_case / FLOODS).write_text(text.replace(old, '["flood_rate"]'), encoding="utf-8")
        (tiny_case / "models/works.py").write_text(base, encoding="utf-8")
        (tiny_case / "models/tested.py").write_text(other, encoding="utf-8")
        about = tiny_case / "case.toml"
        listed = f'["{FLOODS}"]'
        said = about.read_text(encoding="utf-8").replace(listed, f'["{FLOODS}", "models/works.py"]')
        about.write_text(said + STRUCTURES, encoding="utf-8")
        return open_case(tiny_case)

    return made


def plan(folder, refits=100, seed=1, **more):
    return Plan(refits=refits, seed=seed, out=folder, **more)


def seen(sign):
    return SEEN.replace("SIGN", sign)


@pytest.mark.parametrize("posterior", [False, True])
def test_a_sound_structure_passes_and_shares_what_it_does_not_replace(two, tmp_path, posterior):
    base, tested = calibrated(two(WORKS, seen("1")), plan(tmp_path, posterior=posterior))
    assert (base.structure, tested.structure) == ("base", "tested")
    assert base.passed
    assert tested.passed
    assert "shift" in set(tested.ranks) - set(base.ranks)
    assert {"effect", "flood_rate", "value of dam"} < set(tested.ranks)
    shared = base.ranks["flood_rate"], tested.ranks["flood_rate"]
    assert np.allclose(*shared, atol=1 / 51)  # ties alone are broken anew
    assert not np.allclose(base.ranks["effect"], tested.ranks["effect"], atol=0.2)


def test_what_a_structure_replaces_is_not_ranked_with_it(two, tmp_path):
    base, other = calibrated(two(seen("1"), WORKS), plan(tmp_path))
    assert "shift" in base.ranks
    assert "shift" not in other.ranks
    assert "effect" in other.ranks  # drawn, as no evidence speaks to it there
    assert base.passed
    assert other.passed


def test_the_sabotaged_file_of_another_structure_fails_and_the_base_does_not(two, tmp_path):
    sabotaged = seen("1") + '    pm.Potential("again", -2 * q["effect"] ** 2)\n'
    base, tested = calibrated(two(WORKS, sabotaged), plan(tmp_path, 200))
    assert base.passed
    assert not tested.passed
    assert bool(tested.table["failed"].sel(number="effect"))
    assert not bool(tested.table["failed"].sel(number="flood_rate"))


def test_only_its_own_files_are_refitted_and_a_stopped_run_goes_on(two, tmp_path):
    case = two(WORKS, seen("1"))
    calibrated(case, plan(tmp_path, 20))
    with xr.open_dataset(tmp_path / "calibration/tested/refit-0000.nc") as kept:
        assert {str(name) for name in kept} == {"effect"}  # `shift` is drawn
    lines = []
    calibrated(case, plan(tmp_path, 20), lines.append)
    assert lines == ["20 of 20 fits are there already."] * 2


def test_truths_that_are_joined_are_independent(two, tmp_path):
    """From one seed, the first number of either model would be the same number."""
    case, asked = two(WORKS, seen("1")), plan(tmp_path, 60)
    base = refits_of(case, "base", asked, lambda line: None)
    own = refits_of_own_files(case, "tested", asked, lambda line: None)
    truth = joined(case, "tested", base, own).truth
    rates, shifts = (truth[name].to_numpy()[0] for name in ("flood_rate", "shift"))
    assert abs(np.corrcoef(np.log(rates), shifts)[0, 1]) < 4 / np.sqrt(rates.size)
