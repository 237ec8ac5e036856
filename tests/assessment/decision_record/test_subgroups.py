"""Subgroups of a case whose values are known in closed form."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stakes.assessment.decision_record.subgroups import subgroups
from stakes.assessment.valuation import Valuation
from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.inference.fitting import prior_draws
from stakes.runs.trial import try_out

BARE = Path(__file__).parents[2] / "bare"
YEARS = 3652 / 365.25  # of the bare case
MU, SIGMA = 4.0, 0.5  # of the damage
MEAN = np.exp(MU + SIGMA**2 / 2)
BEHIND = """
[quantities.behind]
label = "Damage of a flood behind the hill"
unit = "thousand euros"
distribution = { name = "log_normal", mu = 2.0, sigma = 0.5 }
grade = "D"
basis = "expert judgement"
rationale = "A guess."
"""
GROUPS = """
[subgroups.wet]
label = "By the river"
rationale = "A guess."
share = 0.3
has = { rate = 0.3 }

[subgroups.dry]
label = "On the hill"
rationale = "A guess."
share = 0.7
has = { rate = 0.3, damage = "behind" }
"""


@pytest.fixture
def root(tmp_path):
    """The bare case with two subgroups."""
    root = Path(shutil.copytree(BARE, tmp_path / "case"))
    priors = (root / "priors/river.toml").read_text(encoding="utf-8")
    known = f'distribution = {{ name = "log_normal", mu = {MU}, sigma = {SIGMA} }}'
    priors = priors.replace("quantiles = [20, 60, 150]", known) + BEHIND
    (root / "priors/river.toml").write_text(priors, encoding="utf-8")
    model = (root / "models/river.py").read_text(encoding="utf-8")
    model = model.replace('"damage"]', '"damage", "behind"]')
    (root / "models/river.py").write_text(model, encoding="utf-8")
    (root / "analysis/sensitivity.toml").write_text(GROUPS, encoding="utf-8")
    return root


def found(root, seed=11):
    case = replace(open_case(root), seed=seed)
    fit = prior_draws(case, draws=4000)
    weights = case.profiles["village"].weights
    held = dict.fromkeys(("how", "parts", "drawn_means", "means", "absolute"))
    return subgroups(Valuation(case=case, fit=fit, weights=weights, reviewed={}, **held))


def worth(mean):
    return 0.8 * 0.3 * YEARS * mean - 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_subgroup_has_its_own_best_option(root, seed):
    said = found(root, seed)
    wet, dry = worth(MEAN), worth(np.exp(2 + 0.125))
    for name, truth, best in (("wet", wet, "dike"), ("dry", dry, "nothing")):
        group = said.groups[name]
        assert group.best == best
        assert group.resolved
        assert abs(group.options["dike"].expected - truth) < 4 * group.options["dike"].mcse
        assert group.options[best].lead == 0.0
    assert said.best_for_all == "nothing"
    assert abs(said.value - 0.3 * wet) < 4 * said.mcse
    assert not said.indistinguishable
    assert said.value > said.noise_floor
    assert said.evpi_for_all > 0


def test_one_for_all_has_the_highest_mean_over_subgroups(root):
    shares = GROUPS.replace("0.3\n", "0.95\n").replace("share = 0.7", "share = 0.05")
    (root / "analysis/sensitivity.toml").write_text(shares, encoding="utf-8")
    said = found(root)
    assert said.best_for_all == "dike"
    assert abs(said.value - 0.05 * -worth(np.exp(2 + 0.125))) < 4 * said.mcse


def test_a_case_without_subgroups_says_nothing_of_them(root):
    (root / "analysis/sensitivity.toml").unlink()
    assert found(root) is None


def test_what_a_subgroup_has_must_be_read(root):
    idle = GROUPS.replace("rate = 0.3 }", "rate = 0.3, behind = 1.0 }")
    (root / "analysis/sensitivity.toml").write_text(idle, encoding="utf-8")
    case = open_case(root)
    with pytest.raises(CaseError) as error:
        try_out(case, case.as_of)
    (line,) = str(error.value).splitlines()
    assert line.startswith(
        "analysis/sensitivity.toml: subgroups.wet.has.behind: is not read by analysis/"
    )
