"""A whole run of a case with every form of belief, and a profile that asks for more."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.runs.small_run import go

import stakes

BARE = Path(__file__).parents[1] / "bare"
KEYS = 'unit = "m"\ngrade = "D"\nbasis = "expert judgement"\nsources = []\nrationale = "A guess."\n'
FORMS = {
    "rate": """pooled = { rule = "linear", experts = {
        a = { weight = 0.5, quantiles = [0.05, 0.2, 0.6] },
        b = { weight = 0.5, distribution = { name = "gamma", alpha = 2.0, beta = 5.0 } } } }""",
    "damage": 'posterior = { file = "d.csv", variable = "damage" }',
    "base": "elicited = { levels = [0.05, 0.25, 0.5, 0.75, 0.95], values = [5, 10, 15, 24, 80] }",
    "slope": 'distribution = { name = "normal", mu = 0.0, sigma = 1.0, between = [0, 3] }',
    "line": 'trend = { shape = "linear", at = [2020, 2029], start = "base", slope = "slope" }',
    "part": """along = { dim = "region", together = { rank = 0.5, reason = "r" }, values = {
        a = { quantiles = [0.1, 0.2, 0.4] },
        b = { distribution = { name = "beta", alpha = 2, beta = 3 } } } }""",
    "count": 'distribution = { name = "poisson", mu = 2.0 }',
}
PAIR = '\n[[correlations]]\nbetween = ["rate", "damage"]\nrank = 0.5\nreason = "r"\n'
LOSS = """    level = beliefs["line"].mean("year") * beliefs["part"].sum("region")
    loss = floods * (beliefs["damage"] + level + 5 * beliefs["count"])
"""
ASKED = """objective = { kind = "cvar", worst = 0.05 }

[profiles.village.constraints.ruin]
label = "Ruin"
rationale = "The reserve."
below = -900
chance = 0.05
"""


def changed(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_a_case_of_every_form_runs_and_says_what_its_profile_asks(tmp_path):
    root = Path(
        shutil.copytree(BARE, tmp_path / "case", ignore=shutil.ignore_patterns("__pycache__"))
    )
    (root / "priors/posteriors").mkdir()
    draws = np.random.default_rng(1).gamma(3, 20, 4_000)
    np.savetxt(root / "priors/posteriors/d.csv", draws, header="damage", comments="")
    tables = [
        f'\n[quantities.{n}]\nlabel = "{n}"\n{KEYS}{" ".join(form.split())}\n'
        for n, form in FORMS.items()
    ]
    text = 'topic = "river"\nlabel = "The river"\n' + "".join(tables) + PAIR
    (root / "priors/river.toml").write_text(text, encoding="utf-8")
    changed(root / "models/river.py", '["rate", "damage"]', str(list(FORMS)))
    loss = '    loss = floods * beliefs["damage"]\n'
    changed(root / "analysis/consequences.py", loss, LOSS)
    with (root / "analysis/values.toml").open("a", encoding="utf-8") as file:
        file.write(ASKED)
    go(root, draws=300)
    asked = stakes.read_decision(root / "results").demands
    assert asked.objective.best == asked.best_allowed == "dike"
    assert dict(asked.allowed)["nothing"] == "fails"
    page = (root / "results/report.html").read_text(encoding="utf-8")
    assert "Ruin (a chance of at most 5 %): failed by Nothing (" in page
    assert "off by at most" in page
