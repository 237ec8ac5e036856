"""Cases unlike the one of this repository: the least that a case may be, options told apart in
other ways, the starter case.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.runs.small_run import STAKES, edit, go, seen

import stakes
from stakes.runs import store

BARE = Path(__file__).parents[1] / "bare"
DIMENSIONS = """
[dimensions]
material = ["none", "earth", "stone"]
bank = ["left", "right"]

[amounts]
height = "m"
"""
HIGHER = """
material = "stone"
height = 2.5

[options.bank]
label = "A low bank"
description = "Earth, on the other side."
material = "earth"
bank = "right"
height = 1
"""
BY_HEIGHT = """
def _parts_of(loss, option):
    share = {"none": 0.0, "earth": 0.4, "stone": 0.8}[option.levels["material"]]
    return _parts(loss * share * (option.bank == "left"),
        0.0 * loss - 24.0 * option.amounts["height"])


def _parts("""
SWEEP = """
[parameters.price]
label = "Price of a metre"
unit = "thousand euros"
value = 24.0
sweep = [12.0, 24.0, 48.0]
rationale = "A guess."
sources = []

[profiles.village]"""


def copied(source, folder):
    return Path(shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__")))


def asked(root, *arguments):
    wide = os.environ | {"COLUMNS": "200"}
    done = subprocess.run(
        [STAKES, *arguments, "--case", root], env=wide, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """One file of priors, one model file, options, values and consequences; after a run."""
    root = copied(BARE, tmp_path_factory.mktemp("bare") / "bare")
    return root, go(root)[0]


def test_the_least_case_has_five_kinds_of_files():
    files = {
        p.relative_to(BARE).as_posix()
        for p in BARE.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    analysis = {f"analysis/{name}" for name in ("options.toml", "values.toml", "consequences.py")}
    assert files == {"case.toml", "priors/river.toml", "models/river.py", *analysis}


def test_the_least_case_is_decided(bare):
    root, decision = bare
    assert decision == json.loads((root / "results/decision.json").read_text(encoding="utf-8"))
    assert (decision["best"], decision["resolved"], decision["too_close_to_call"]) == (
        "dike",
        True,
        False,
    )
    assert list(decision["views"]) == ["believed"]
    empty = ("claims", "studies", "waiting", "break_even", "planes", "differs", "likelihoods")
    assert [name for name in empty if decision[name]] == []


def test_commands_say_what_the_least_case_has_not(bare):
    root, _ = bare
    without = (
        "evidence, claims, predictions, studies, structures, schools, thresholds and an option "
        "that waits"
    )
    assert asked(root, "check").splitlines()[1:] == [
        f"Without {without}, all of which are optional."
    ]
    assert asked(root, "claims") == "The case holds no claims: there is no analysis/claims.toml.\n"
    assert "No evidence speaks to its topic (The river): the prior stands." in asked(
        root, "explain", "rate"
    )


def test_its_page_says_what_it_has_not_and_is_written_again(bare):
    root, _ = bare
    page = root / "results/report.html"
    before = page.read_bytes()
    assert str(page) in asked(root, "report")
    assert page.read_bytes() == before
    for line in (
        "The case holds no claims.",
        "The case names no thresholds",
        "The case lists no studies",
        "No option waits",
        "The case has no schools of thought and no other structures.",
        "The case holds no tables of evidence",
        "The model was not checked against evidence.",
    ):
        assert line in seen(root)


@pytest.fixture(scope="module")
def told_apart(tmp_path_factory):
    """The same with options told apart by two dimensions and a number, and a number for the reader
    to choose; after a run.
    """
    root = copied(BARE, tmp_path_factory.mktemp("apart") / "bare")
    edit(
        root,
        "analysis/options.toml",
        'baseline = "nothing"\n',
        f'baseline = "nothing"\n{DIMENSIONS}',
    )
    edit(root, "analysis/options.toml", 'most floods back."\n', f'most floods back."{HIGHER}')
    edit(root, "analysis/values.toml", "\n[profiles.village]", SWEEP)
    code = root / "analysis/consequences.py"
    text = code.read_text(encoding="utf-8")
    start, end = text.index("_parts(loss * (option.id"), text.index(" for option in setting")
    text = (text[:start] + "_parts_of(loss, option, setting)" + text[end:]).replace(
        "\ndef _parts(", BY_HEIGHT
    )
    text = text.replace("_of(loss, option):", "_of(loss, option, setting):").replace(
        "24.0 *", 'setting.parameters["price"] *'
    )
    code.write_text(text, encoding="utf-8")
    return root, go(root)[0]


def test_levels_and_amounts_reach_the_consequences(told_apart):
    _, decision = told_apart
    costs = {option: parts["cost"] for option, parts in decision["attributes"].items()}
    assert costs == pytest.approx({"nothing": 0.0, "dike": -60.0, "bank": -24.0})
    assert decision["attributes"]["bank"]["damage"] == 0  # on the wrong side
    assert decision["attributes"]["dike"]["damage"] > 0


def test_what_an_option_does_not_say_is_the_first_level_and_nothing(told_apart):
    case = stakes.open_case(told_apart[0])
    assert case.dimensions == {"material": ("none", "earth", "stone"), "bank": ("left", "right")}
    nothing, dike = case.options["nothing"], case.options["dike"]
    assert (nothing.levels, nothing.amounts) == (
        {"material": "none", "bank": "left"},
        {"height": 0.0},
    )
    assert (dike.material, dike.bank, dike.height) == ("stone", "left", 2.5)
    with pytest.raises(
        AttributeError, match="an option has no 'depth'; the case declares material, bank, height"
    ):
        _ = dike.depth


def test_the_page_tells_options_apart(told_apart):
    assert (
        "A low bank Earth, on the other side. (material: earth; bank: right; height: 1 m)"
        in seen(told_apart[0])
    )


def test_the_decision_under_each_other_number_that_the_reader_may_choose(told_apart):
    root, decision = told_apart
    views = {name: view for name, view in decision["views"].items() if view["kind"] == "parameter"}
    assert {n: v["label"] for n, v in views.items()} == {
        "parameter:price:1": "Price of a metre: 12 thousand euros",
        "parameter:price:3": "Price of a metre: 48 thousand euros",
    }
    lead = {
        name: decision["views"][name]["profiles"]["run"]["lead"] for name in ("believed", *views)
    }
    assert lead["parameter:price:1"] - lead["believed"] == pytest.approx(30)  # 2.5 m at 12 less
    assert lead["believed"] - lead["parameter:price:3"] == pytest.approx(60)
    assert decision["differs"] == []
    for view in views.values():
        assert f"{view['label']} the reader's choice" in seen(root)


def test_risk_aversions_follow_the_outcomes_unless_the_case_says(told_apart, tmp_path):
    root, decision = told_apart
    fit = store.read_fit(root / "results/fit.nc")
    case = stakes.open_case(root)
    outcomes = (
        stakes.consequences(case, fit, relative=False, simulate=True)
        .sel(option="nothing")
        .sum("attribute")
    )
    assert float(list(decision["certainty_equivalent"])[-1]) == pytest.approx(
        1 / float(outcomes.std()), rel=0.5
    )
    mine = copied(root, tmp_path / "mine")
    edit(
        mine,
        "analysis/values.toml",
        "\n[attributes",
        "\nrisk_aversion = [0.0, 0.002]\n\n[attributes",
    )
    assert list(go(mine)[0]["certainty_equivalent"]) == ["0", "0.002"]
