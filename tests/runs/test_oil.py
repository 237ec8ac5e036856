"""Raiffa's oil field: nothing observed and nothing to sample, and a test that must be paid for."""

import shutil
from pathlib import Path

import pytest
from tests.runs.small_run import edit, go

import stakes

BARE = Path(__file__).parents[1] / "bare"
# Published: drilling is worth 20, the soundings 12.5 more, and they cost 10.
DRILL, SOUNDINGS, COST = 20.0, 12.5, 10.0
PRIOR = """topic = "river"
label = "The field"

[quantities.worth]
label = "Worth of the oil, less what drilling costs"
unit = "thousand dollars"
grade = "D"
basis = "expert judgement"
bounds = [-100, 300]
sources = []
rationale = "Raiffa (1968)."

[quantities.worth.states.dry]
weight = 0.5
label = "Dry"
rationale = "As published."
value = -70

[quantities.worth.states.wet]
weight = 0.3
label = "Wet"
rationale = "As published."
value = 50

[quantities.worth.states.soaking]
weight = 0.2
label = "Soaking"
rationale = "As published."
value = 200
"""
OPTIONS = """baseline = "nothing"

[options.nothing]
label = "Nothing"
description = "No well."

[options.drill]
label = "Drill"
description = "A well now."

[options.sound]
label = "Soundings first"
description = "Soundings, then a well or none."
until = 2020-06-01
arrives = "what the soundings say of the structure"
costs = { cost = 10 }
"""
CONSEQUENCES = """import xarray as xr


def consequences(beliefs, setting):
    worth = beliefs["worth"]
    rows = [_parts(worth * (option.id == "drill")) for option in setting.options.values()]
    return xr.concat(rows, "option").assign_coords(option=list(setting.options)), _parts(0 * worth)


def _parts(oil):
    return xr.concat([oil, 0 * oil], "attribute").assign_coords(attribute=["damage", "cost"])
"""
ARRIVALS = """import numpy as np
import xarray as xr

# chances of no structure and of an open one, where the field is dry, wet, soaking
NONE, OPEN = np.array([0.6, 0.3, 0.1]), np.array([0.3, 0.4, 0.4])


def arrivals(beliefs, evidence, until, rng):
    worth = beliefs["worth"]
    field = np.digitize(worth, [0, 100])
    u = rng.random(worth.shape)
    none, open_ = u < NONE[field], (u >= NONE[field]) & (u < (NONE + OPEN)[field])
    return xr.Dataset({"none": (worth.dims, none * 1.0), "open": (worth.dims, open_ * 1.0)})
"""
MODEL = """import stakes


def add(priors, evidence):
    stakes.quantities(priors, ["worth"])
"""


@pytest.fixture(scope="module")
def oil(tmp_path_factory):
    root = tmp_path_factory.mktemp("oil") / "oil"
    shutil.copytree(BARE, root, ignore=shutil.ignore_patterns("__pycache__", "results"))
    for file, text in {
        "priors/river.toml": PRIOR,
        "models/river.py": MODEL,
        "models/river_again.py": MODEL,
        "analysis/options.toml": OPTIONS,
        "analysis/consequences.py": CONSEQUENCES,
        "analysis/arrivals.py": ARRIVALS,
    }.items():
        (root / file).write_text(text, encoding="utf-8")
    return root


def test_the_soundings_lead_by_what_they_are_worth_less_what_they_cost(oil):
    decision, _ = go(oil)
    assert decision["best"] == "sound"
    drill, sound = (decision["options"][name] for name in ("drill", "sound"))
    assert abs(drill["expected"] - DRILL) < 4 * drill["mcse"] + 1e-9
    assert abs(sound["expected"] - (DRILL + SOUNDINGS - COST)) < 4 * sound["mcse"]
    assert abs(drill["lead"] - (SOUNDINGS - COST)) < 4 * drill["lead_mcse"]


def test_outcomes_bear_the_cost_as_well(oil):
    case = stakes.open_case(oil)
    fit = stakes.fit(case, draws=100, tune=50, chains=2, progress=False)
    for simulate in (False, True):
        parts = stakes.consequences(case, fit, simulate=simulate)
        assert (parts.sel(option="sound", attribute="cost") == -COST).all()


def test_a_file_with_nothing_observed_stands_in_for_another(oil, tmp_path):
    root = Path(shutil.copytree(oil, tmp_path / "oil"))
    with (root / "case.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[structures.one]\nlabel = "One"\nweight = 0.5\nrationale = "Half."\n'
            '[structures.other]\nlabel = "Other"\nweight = 0.5\nrationale = "Half."\n'
            'instead = { "models/river.py" = "models/river_again.py" }\n'
        )
    decision, _ = go(root, draws=300, tune=50, chains=2)
    assert "structure:other" in decision["views"]


def test_costs_are_borne_by_attributes_of_the_case_where_one_waits(oil, tmp_path):
    root = Path(shutil.copytree(oil, tmp_path / "oil"))
    edit(root, "analysis/options.toml", "costs = { cost", "costs = { price")
    with pytest.raises(stakes.CaseError, match="'price' is not among the attributes"):
        stakes.open_case(root)
    edit(root, "analysis/options.toml", "costs = { price", "costs = { cost")
    edit(root, "analysis/options.toml", '"A well now."', '"A well now."\ncosts = { cost = 1 }')
    with pytest.raises(stakes.CaseError, match="though the option does not wait"):
        stakes.open_case(root)
