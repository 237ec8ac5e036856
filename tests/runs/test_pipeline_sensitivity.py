"""A run of a case with schools, thresholds, claims and a second structure: what it leaves, and what
it reuses.
"""

import json
import math
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from tests.case.conftest import CHALLENGES, STRUCTURES
from tests.runs.small_run import STAKES, TINY, contents, edit, go

import stakes
from stakes.decision.draws.arrays import mcse
from stakes.errors import GateError
from stakes.runs import store


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, dict]:
    """The tiny case with all that challenges it, after one run; read-only."""
    root = Path(
        shutil.copytree(
            TINY,
            tmp_path_factory.mktemp("challenged") / "tiny",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    )
    (root / "analysis/sensitivity.toml").write_text(CHALLENGES, encoding="utf-8")
    with (root / "case.toml").open("a", encoding="utf-8") as file:
        file.write(STRUCTURES)
    code = (root / "models/floods.py").read_text(encoding="utf-8")
    twice = code.replace(
        'q["flood_rate"] * pm', '2 * q["flood_rate"] * pm'
    )  # half of the floods go unlisted
    assert twice != code
    (root / "models/floods_rising.py").write_text(twice, encoding="utf-8")
    return root, go(root)[0]


def test_decision_says_what_would_change_it(made):
    root, decision = made
    assert decision == json.loads((root / "results/decision.json").read_text(encoding="utf-8"))
    assert set(decision["break_even"]) == {"flood_rate:dam", "sign_pact:dam"}
    for entry in decision["break_even"].values():
        assert (entry["value"] is None) == bool(entry["reason"])
        assert 0 <= entry["probability_beyond"] <= 1
    others = {"structure:base", "structure:other", "averaged", "school:office"}
    assert set(decision["views"]) == {
        "believed",
        *others,
        "parameter:discount_rate:1",
        "parameter:discount_rate:3",
    }
    assert set(decision["claims"]) == {"often"}
    assert decision["power_scale"].keys() >= {
        "prior",
        "likelihood",
        "prior of floods",
        "prior of works",
        "evidence on floods",
    }
    assert decision["tilt"]["kl"] > 0
    assert sum(t["shapley"] for t in decision["importance"]["topics"].values()) <= 1.05
    report = (root / "results/report.html").read_text(encoding="utf-8")
    assert "What would change the answer" in report
    assert "It floods every other year." in report


def test_break_even_is_where_the_lead_is_zero(made):
    root, decision = made
    entry = decision["break_even"]["flood_rate:dam"]
    case, fit = stakes.open_case(root), store.read_fit(root / "results/fit.nc")
    value = stakes.net_value(
        stakes.what_if(case, fit, {"flood_rate": entry["value"]}), case.profiles["town"].weights
    )
    lead = value.sel(option="dam")
    slope = (entry["lead_upper"] - entry["lead_lower"]) / (entry["upper"] - entry["lower"])
    assert abs(float(lead.mean())) < 4 * math.hypot(float(mcse(lead)), entry["se"] * slope)
    assert entry["chance_in_a_year"] == pytest.approx(1 - math.exp(-entry["value"]))


def test_the_other_structure_has_a_fit_of_its_own(made):
    root, decision = made
    other = store.read_fit(root / "results/fit.other.nc")
    base = store.read_fit(root / "results/fit.nc")
    assert float(other["posterior"]["flood_rate"].mean()) < float(
        base["posterior"]["flood_rate"].mean()
    )
    lead = {
        v: decision["views"][f"structure:{v}"]["profiles"]["run"]["lead"] for v in ("base", "other")
    }
    assert lead["base"] != lead["other"]
    mixed = decision["views"]["averaged"]["profiles"]["run"]
    signs = {
        v: 1
        if decision["views"][f"structure:{v}"]["profiles"]["run"]["best"] == mixed["best"]
        else -1
        for v in lead
    }
    assert mixed["lead"] == pytest.approx(
        0.7 * signs["base"] * lead["base"] + 0.3 * signs["other"] * lead["other"], abs=0.1
    )


def test_other_values_reuse_both_fits(made, tmp_path):
    root = Path(shutil.copytree(made[0], tmp_path / "copy"))
    before = contents(root)
    _, said = go(root, profile="engineer")
    after = contents(root)
    assert not [line for line in said if line.startswith("Compiling")]
    assert all(after[name] == before[name] for name in ("fit.nc", "fit.other.nc"))
    assert after["decision.json"] != before["decision.json"]


def test_another_school_leaves_the_fits_alone_and_a_structure_that_does_not_converge_is_refused(
    made, tmp_path
):
    root = Path(shutil.copytree(made[0], tmp_path / "copy"))
    edit(root, "analysis/sensitivity.toml", 'damage = "low"', 'damage = "high"')
    decision, said = go(root)
    assert not [line for line in said if line.startswith("Compiling")]
    assert decision["views"]["school:office"] != made[1]["views"]["school:office"]
    other = store.read_fit(root / "results/fit.other.nc")
    other.attrs["rhat_max"] = np.float64(1.5)
    store.write_fit(root / "results/fit.other.nc", other)
    earlier = contents(root)["decision.json"][0]
    with pytest.raises(GateError, match=r"R-hat reaches 1\.500") as error:
        go(root)
    assert set(error.value.fits) == {"the structure 'other'"}
    assert contents(root)["decision.earlier.json"][0] == earlier
    assert not {"decision.json", "report.html"} & set(contents(root))


def test_a_structure_alone_that_did_not_converge_is_named_wherever_its_numbers_are(made, tmp_path):
    root = Path(shutil.copytree(made[0], tmp_path / "copy"))
    other = store.read_fit(root / "results/fit.other.nc")
    other.attrs |= {"divergences": 3, "diverging_in": "flood_rate (low)"}
    store.write_fit(root / "results/fit.other.nc", other)
    command = [str(STAKES), "--case", str(root), "--draws", "1000", "--tune", "500"]

    def stakes(*arguments):
        return subprocess.run(
            [*command, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"COLUMNS": "400"},
        )

    refused = stakes()
    assert (refused.returncode, refused.stdout) == (3, "")
    sentence = (
        "3 divergent transitions in the structure 'other', whose draws lie apart from the "
        "others in flood_rate (low)"
    )
    assert sentence in refused.stderr
    assert "(flood_rate (low)): in models/, write a scale times a standard normal" in refused.stderr
    allowed = stakes("--allow-unconverged")
    assert allowed.returncode == 0, allowed.stderr
    assert f"Not converged: {sentence}" in allowed.stdout
    decision = json.loads((root / "results/decision.json").read_text(encoding="utf-8"))
    assert decision["unconverged"] == {"the structure 'other'": [sentence]}
    assert decision["confidence"]["converged"] is False
    page = (root / "results/report.html").read_text(encoding="utf-8")
    banner = page[page.index('<div class="banner"') :][:1000]
    assert "3 divergent transitions in the structure &#39;other&#39;" in banner


def test_claims_on_the_terminal(made):
    command = [str(STAKES), "claims", "--case", str(made[0]), "--out", str(made[0] / "results")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "140"}
    )
    assert done.returncode == 0, done.stderr
    assert "It floods every other year." in done.stdout
    assert "The rate exceeds 0.5." in done.stdout
    assert "Not tested: Nothing hangs on it." in done.stdout


def test_a_case_without_evidence_or_testable_claims_runs(tiny_case):
    names = ["flood_rate", "damage", "effect", "sign_pact", "cost"]
    code = (
        f"import stakes\n\n\ndef add(priors, evidence):\n    stakes.quantities(priors, {names})\n"
    )
    (tiny_case / "models/floods.py").write_text(code, encoding="utf-8")
    edit(tiny_case, "analysis/claims.toml", "testable = true", 'testable = false\nreason = "No."')
    edit(tiny_case, "analysis/claims.toml", 'statement = "The rate exceeds 0.5."\n', "")
    (tiny_case / "analysis/claims.py").unlink()
    decision, _ = go(tiny_case, draws=300, allow_unconverged=True)
    assert decision["claims"] == {}
    assert set(decision["power_scale"]) == {"prior", "prior of floods", "prior of works"}
    assert decision["likelihoods"] == {}
