"""What is wrong with schools, thresholds, planes, structures and the code of claims: one clear line
for each problem.
"""

import pytest

from stakes.case.case import open_case

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
    (tiny_case / "models/floods_rising.py").write_bytes(
        (tiny_case / "models/floods.py").read_bytes()
    )
    return tiny_case


def test_good_challenges_open(sensitive):
    case = open_case(sensitive)
    assert case.challenges.schools["office"].assume == {
        "damage": "low",
        "wet_decade": False,
        "sign_pact": 0.5,
    }
    assert case.challenges.thresholds["flood_rate"].rate
    assert list(case.structures) == ["base", "other"]
    assert [p.name for p in case.structures["other"].models(case.root, case.models)] == [
        "floods_rising.py"
    ]


FILE = "analysis/sensitivity.toml"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            'damage = "low"',
            'damage = "lo"',
            "schools.office.assume.damage: 'lo' is not a state of damage; did you mean 'low'?",
        ),
        (
            'damage = "low"',
            "nothing = 1.0",
            "schools.office.assume.nothing: unknown quantity 'nothing'",
        ),
        (
            "wet_decade = false",
            'wet_decade = "no"',
            "wet_decade is an event, not 'no'; write true or false",
        ),
        ("sign_pact = 0.5", "sign_pact = 0.99", "0.99 is outside [0, 0.95]; give a possible value"),
        (
            "sign_pact = 0.5",
            'sign_pact = "half"',
            "sign_pact has no states, so it cannot be 'half'; give a number",
        ),
        (
            "sign_pact = 0.5",
            "sign_pact = [1]",
            "schools.office.assume.sign_pact: is a list; name a state",
        ),
        (
            '{ damage = "low", wet_decade = false, sign_pact = 0.5 }',
            "{}",
            "schools.office.assume: is empty; give at least one",
        ),
        ("range = [0, 2]", "", "thresholds.flood_rate: flood_rate is unbounded; give a range"),
        (
            "range = [0, 2]",
            "range = [2, 0]",
            "thresholds.flood_rate.range: is out of order; give the lower end first",
        ),
        ("range = [0, 2]", "range = [-1, 2]", "thresholds.flood_rate.range: leaves [0, inf]"),
        (
            "range = [0, 2]",
            "range = [0]",
            "thresholds.flood_rate.range: has 1 entry; give two numbers",
        ),
        (
            "[thresholds.sign_pact]",
            "[thresholds.sign_pac]",
            "unknown quantity 'sign_pac'; did you mean 'sign_pact'?",
        ),
        (
            'y = "sign_pact"',
            'y = "effect"',
            "planes.both: effect has no threshold; add [thresholds.effect]",
        ),
        (
            'label = "Both"',
            'labl = "Both"',
            "planes.both.labl: unknown key 'labl'; did you mean 'label'?",
        ),
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
        (
            "weight = 0.3",
            "weight = 0.2",
            "structures: the weights of the structures sum to 0.9, not 1",
        ),
        (
            "weight = 0.3",
            "weight = 0",
            "structures.other.weight: is 0; give the structure some weight",
        ),
        ("weight = 0.3", "weight = 1.3", "structures.other.weight: is 1.3, outside [0, 1]"),
        (
            'instead = { "models/floods.py" = "models/floods_rising.py" }',
            "",
            "structures: 2 structures replace nothing",
        ),
        (
            '"models/floods.py" =',
            '"models/flood.py" =',
            "'models/flood.py' is not among the models; did you mean 'models/floods.py'?",
        ),
        (
            '"models/floods_rising.py"',
            '"models/floods.py"',
            "'models/floods.py' is among the models already",
        ),
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
        (
            "def other(beliefs, values):\n    return 1\n",
            "has no function often(beliefs, values) for the claim of that name",
        ),
        (
            "def often(beliefs, values):\n    return 1\n\n\ndef old(b, v):\n    return 1\n",
            "tests old, which is no testable claim",
        ),
        (
            "import os\n\n\ndef often(beliefs, values):\n    return 1\n",
            "line 1: imports os; import only numpy, xarray, stakes",
        ),
        ("def often(:\n", "is not valid Python"),
    ],
)
def test_complaints_about_the_code_of_claims(tiny_case, complaints, code, complaint):
    path = tiny_case / "analysis/claims.py"
    path.unlink() if code is None else path.write_text(code, encoding="utf-8")
    found = complaints()
    assert any(line.startswith("analysis/claims.py: ") and complaint in line for line in found), (
        found
    )


NO_THRESHOLD = (
    "planes.both: flood_rate has no threshold; add [thresholds.flood_rate], which says "
    "over what range"
)
ASSUME = '{ damage = "low", wet_decade = false, sign_pact = 0.5 }'

# fmt: off
LINES = [
    ('damage = "low"', "flood_rat = 1.0",
     "schools.office.assume.flood_rat: unknown quantity 'flood_rat'; did you mean 'flood_rate'?"),
    ('damage = "low"', "damage = 2.0",
     "schools.office.assume.damage: 2.0 is not a state of damage; use one of high, low"),
    ("wet_decade = false", "wet_decade = 1",
     "schools.office.assume.wet_decade: wet_decade is an event, not 1; write true or false"),
    ("sign_pact = 0.5", "flood_rate = -0.1",
     "schools.office.assume.flood_rate: -0.1 is outside [0, inf]; give a possible value"),
    ("sign_pact = 0.5", "sign_pact = nan",
     "schools.office.assume.sign_pact: is nan; name a state, write true or false for an event, or "
     "give a number"),
    ("sign_pact = 0.5", "sign_pact = true",
     "schools.office.assume.sign_pact: sign_pact has no states, so it cannot be true; give a "
     "number"),
    (f"assume = {ASSUME}", "", "schools.office.assume: is missing; add it"),
    (ASSUME, "{}", "schools.office.assume: is empty; give at least one"),
    ("range = [0, 2]", "", "thresholds.flood_rate: flood_rate is unbounded; give a range"),
    ("range = [0, 2]", "range = [-1, 2]",
     "thresholds.flood_rate.range: leaves [0, inf], where flood_rate lies; give a range within it"),
    ('y = "sign_pact"', 'y = "sign_pac"', "planes.both.y: unknown quantity 'sign_pac'; did you "
                                          "mean 'sign_pact'?"),
    ('y = "sign_pact"', 'y = "effect"',
     "planes.both: effect has no threshold; add [thresholds.effect], which says over what range"),
    ("[planes.both]", "[plane.both]", "plane: unknown key 'plane'; did you mean 'planes'?"),
    ('rationale = "Its view."', 'rationale = "Its view."\nrational = "x"',
     "schools.office.rational: unknown key 'rational'; did you mean 'rationale'?"),
]
WITHOUT_CASCADE = [
    ("range = [0, "
     "2]", "range = [2, "
           "0]", "thresholds.flood_rate.range: is out of order; give the lower end first"),
    ("range = [0, "
     "2]", "range = [2, "
           "2]", "thresholds.flood_rate.range: is out of order; give the lower end first"),
    ("rate = true", "rat = true", "thresholds.flood_rate.rat: unknown key 'rat'; did you mean "
                                  "'rate'?"),
]
STRUCTURE_LINES = [
    ("weight = 0.3", "weight = 0.2",
     "case.toml: structures: the weights of the structures sum to 0.9, not 1; change the weights "
     "so that they sum to 1"),
    ("weight = 0.3", "weight = 0",
     "case.toml: structures.other.weight: is 0; give the structure some weight, or take it out"),
    ("weight = "
     "0.3", "weight = 0.3\nshare = 0.3", "case.toml: structures.other.share: unknown key 'share';"
     " use one of instead, label, rationale, weight"),
    ('"models/floods.py" =', '"models/flood.py" =',
     "case.toml: structures.other.instead: 'models/flood.py' is not among the models; did you "
     "mean 'models/floods.py'?"),
    ('"models/floods_rising.py"', '"models/floods.py"',
     "case.toml: structures.other.instead: 'models/floods.py' is among the models already; name a "
     "file that the case does"
     " not list"),
    ('"models/floods_rising.py"', '"models/none.txt"',
     "case.toml: structures.other.instead: 'models/none.txt' is not a Python file; name a .py "
     "file below models/"),
    ('"models/floods_rising.py"', '"../none.py"',
     "case.toml: structures.other.instead: ../none.py lies outside the case; copy the file into "
     "models/ and name it there"),
]
# fmt: on


def complaints_after(file, old, new, complaints):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return complaints()


@pytest.mark.parametrize(("old", "new", "line"), LINES)
def test_one_mistake_is_one_whole_line(sensitive, complaints, old, new, line):
    assert complaints_after(sensitive / FILE, old, new, complaints) == [f"{FILE}: {line}"]


@pytest.mark.parametrize(("old", "new", "line"), WITHOUT_CASCADE)
def test_a_bad_threshold_is_not_called_missing(sensitive, complaints, old, new, line):
    assert complaints_after(sensitive / FILE, old, new, complaints) == [f"{FILE}: {line}"]


@pytest.mark.parametrize(("old", "new", "line"), WITHOUT_CASCADE)
def test_a_bad_threshold_gets_its_line(sensitive, complaints, old, new, line):
    assert f"{FILE}: {line}" in complaints_after(sensitive / FILE, old, new, complaints)


def test_a_plane_without_any_threshold(sensitive, complaints):
    text = (sensitive / FILE).read_text(encoding="utf-8")
    parts = [part for part in text.split("\n\n") if "[thresholds" not in part]
    (sensitive / FILE).write_text("\n\n".join(parts), encoding="utf-8")
    assert complaints() == [
        f"{FILE}: {NO_THRESHOLD}",
        f"{FILE}: {NO_THRESHOLD.replace('flood_rate', 'sign_pact')}",
    ]


def test_a_plane_needs_two_quantities(sensitive, complaints):
    assert (
        len(complaints_after(sensitive / FILE, 'y = "sign_pact"', 'y = "flood_rate"', complaints))
        == 1
    )


@pytest.mark.parametrize(("old", "new", "line"), STRUCTURE_LINES)
def test_one_mistake_in_a_structure_is_one_whole_line(sensitive, complaints, old, new, line):
    assert complaints_after(sensitive / "case.toml", old, new, complaints) == [line]


def test_a_listed_file_by_another_spelling(sensitive, complaints):
    new = '"./models/floods.py"'
    assert (
        len(complaints_after(sensitive / "case.toml", '"models/floods_rising.py"', new, complaints))
        == 1
    )


def test_no_structure_is_the_base(sensitive, complaints):
    new = 'weight = 0.7\ninstead = { "models/floods.py" = "models/floods_rising.py" }'
    line = (
        "case.toml: structures: 0 structures replace nothing; let exactly one be the models as "
        "listed, without 'instead'"
    )
    assert complaints_after(sensitive / "case.toml", "weight = 0.7", new, complaints) == [line]


def test_a_replacement_is_checked_like_any_model(sensitive, complaints):
    (sensitive / "models/floods_rising.py").write_text("import os\n", encoding="utf-8")
    assert complaints() == [
        "models/floods_rising.py: does not define add(priors, evidence); add a function def "
        "add(priors, evidence) at top level",
        "models/floods_rising.py: line 1: imports os; import only stakes, pymc, pytensor, numpy, "
        "xarray",
    ]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (
            "x = 1\n",
            "has no function often(beliefs, values) for the claim of that name; "
            "add it, or set testable = false and give a reason",
        ),
        (
            "import os\n\n\ndef often(beliefs, values):\n    return 1\n",
            "line 1: imports os; import only numpy, xarray, stakes",
        ),
        (
            "def often(beliefs, values):\n    return 1\n\n\ndef old(beliefs, values):\n    return "
            "1\n",
            "tests old, which is no testable claim; use one of often",
        ),
    ],
)
def test_one_mistake_in_claims_is_one_whole_line(tiny_case, complaints, code, line):
    (tiny_case / "analysis/claims.py").write_text(code, encoding="utf-8")
    assert complaints() == [f"analysis/claims.py: {line}"]


def test_a_claim_is_a_function_of_beliefs_and_values(tiny_case, complaints):
    (tiny_case / "analysis/claims.py").write_text("def often():\n    return 1\n", encoding="utf-8")
    assert len(complaints()) == 1


def test_one_file_may_not_stand_in_for_two(sensitive, complaints):
    text = (sensitive / "case.toml").read_text(encoding="utf-8")
    (sensitive / "models/more.py").write_text(
        "def add(priors, evidence):\n    pass\n", encoding="utf-8"
    )
    text = text.replace(
        'models = ["models/floods.py"]', 'models = ["models/floods.py", "models/more.py"]'
    )
    twice = (
        '{ "models/floods.py" = "models/floods_rising.py", "models/more.py" = '
        '"models/floods_rising.py" }'
    )
    text = text.replace('{ "models/floods.py" = "models/floods_rising.py" }', twice)
    (sensitive / "case.toml").write_text(text, encoding="utf-8")
    problem = "'models/floods_rising.py' stands in for several; let one file stand in for one"
    assert complaints() == [f"case.toml: structures.other.instead: {problem}"]


def test_a_choice_needs_two_options_today(tiny_case, complaints):
    text = (tiny_case / "analysis/options.toml").read_text(encoding="utf-8")
    start, end = text.index("[options.dam]"), text.index("[options.later]")
    (tiny_case / "analysis/options.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    problem = "has fewer than two options that do not wait; add what else could be done"
    assert complaints() == [f"analysis/options.toml: options: {problem}"]
