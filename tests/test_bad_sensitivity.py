"""What is wrong with schools, thresholds, planes, structures and the code of claims: one clear line for each problem."""

import pytest

from stakes.case import open_case

GOOD = """
[schools.office]
label = "The office"
rationale = "Its view."
assume = { damage = "low", wet_decade = false, sign_pact = 0.5 }

[thresholds.flood_rate]
rationale = "How often."
range = [0, 2]
rate = true

[thresholds.sign_pact]
rationale = "Whether it is signed."

[planes.both]
label = "Both"
x = "flood_rate"
y = "sign_pact"
"""
STRUCTURES = """
[structures.base]
label = "As it was"
weight = 0.7
rationale = "Judgement."

[structures.other]
label = "Otherwise"
weight = 0.3
rationale = "Judgement."
instead = { "models/floods.py" = "models/floods_rising.py" }
"""


@pytest.fixture
def sensitive(tiny_case):
    """The tiny case with challenges and a second structure."""
    (tiny_case / "analysis/sensitivity.toml").write_text(GOOD, encoding="utf-8")
    with (tiny_case / "case.toml").open("a", encoding="utf-8") as file:
        file.write(STRUCTURES)
    (tiny_case / "models/floods_rising.py").write_bytes((tiny_case / "models/floods.py").read_bytes())
    return tiny_case


def test_good_challenges_open(sensitive):
    case = open_case(sensitive)
    assert case.challenges.schools["office"].assume == {"damage": "low", "wet_decade": False, "sign_pact": 0.5}
    assert case.challenges.thresholds["flood_rate"].rate
    assert list(case.structures) == ["base", "other"]
    assert [p.name for p in case.structures["other"].models(case.root, case.models)] == ["floods_rising.py"]


FILE = "analysis/sensitivity.toml"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('damage = "low"', 'damage = "lo"', "schools.office.assume.damage: 'lo' is not a state of damage; did you mean 'low'?"),
        ('damage = "low"', "nothing = 1.0", "schools.office.assume.nothing: unknown quantity 'nothing'"),
        ("wet_decade = false", 'wet_decade = "no"', "wet_decade is an event, not 'no'; write true or false"),
        ("sign_pact = 0.5", "sign_pact = 0.99", "0.99 is outside [0, 0.95]; give a possible value"),
        ("sign_pact = 0.5", 'sign_pact = "half"', "sign_pact has no states, so it cannot be 'half'; give a number"),
        ("sign_pact = 0.5", "sign_pact = [1]", "schools.office.assume.sign_pact: is a list; name a state"),
        ('{ damage = "low", wet_decade = false, sign_pact = 0.5 }', "{}", "schools.office.assume: is empty; give at least one"),
        ("range = [0, 2]", "", "thresholds.flood_rate: flood_rate is unbounded; give a range"),
        ("range = [0, 2]", "range = [2, 0]", "thresholds.flood_rate.range: is out of order; give the lower end first"),
        ("range = [0, 2]", "range = [-1, 2]", "thresholds.flood_rate.range: leaves [0, inf]"),
        ("range = [0, 2]", "range = [0]", "thresholds.flood_rate.range: has 1 entry; give two numbers"),
        ("[thresholds.sign_pact]", "[thresholds.sign_pac]", "unknown quantity 'sign_pac'; did you mean 'sign_pact'?"),
        ('y = "sign_pact"', 'y = "effect"', "planes.both: effect has no threshold; add [thresholds.effect]"),
        ('label = "Both"', 'labl = "Both"', "planes.both.labl: unknown key 'labl'; did you mean 'label'?"),
        ("[planes.both]", "[plane.both]", "unknown key 'plane'"),
    ],
)
def test_complaints_about_challenges(sensitive, complaints, old, new, complaint):
    text = (sensitive / FILE).read_text(encoding="utf-8")
    assert old in text
    (sensitive / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = complaints()
    assert any(line.startswith(f"{FILE}: ") and complaint in line for line in found), found


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("weight = 0.3", "weight = 0.2", "structures: the weights of the structures sum to 0.9, not 1"),
        ("weight = 0.3", "weight = 0", "structures.other.weight: is 0; give the structure some weight"),
        ("weight = 0.3", "weight = 1.3", "structures.other.weight: is 1.3, outside [0, 1]"),
        ('instead = { "models/floods.py" = "models/floods_rising.py" }', "", "structures: 2 structures replace nothing"),
        (
            '"models/floods.py" =',
            '"models/flood.py" =',
            "'models/flood.py' is not among the models; did you mean 'models/floods.py'?",
        ),
        ('"models/floods_rising.py"', '"models/floods.py"', "'models/floods.py' is among the models already"),
        ('"models/floods_rising.py"', '"models/none.py"', "models/none.py"),
    ],
)
def test_complaints_about_structures(sensitive, complaints, old, new, complaint):
    text = (sensitive / "case.toml").read_text(encoding="utf-8")
    assert old in text
    (sensitive / "case.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = complaints()
    assert any(complaint in line for line in found), found


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        (None, "analysis/claims.py: is missing"),
        ("def other(beliefs, values):\n    return 1\n", "has no function often(beliefs, values) for the claim of that name"),
        (
            "def often(beliefs, values):\n    return 1\n\n\ndef old(b, v):\n    return 1\n",
            "tests old, which is no testable claim",
        ),
        ("import os\n\n\ndef often(beliefs, values):\n    return 1\n", "line 1: imports os; import only numpy, xarray, stakes"),
        ("def often(:\n", "is not valid Python"),
    ],
)
def test_complaints_about_the_code_of_claims(tiny_case, complaints, code, complaint):
    path = tiny_case / "analysis/claims.py"
    path.unlink() if code is None else path.write_text(code, encoding="utf-8")
    found = complaints()
    assert any(line.startswith("analysis/claims.py: ") and complaint in line for line in found), found
