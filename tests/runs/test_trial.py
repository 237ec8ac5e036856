"""What the code of a case does wrong is one line before anything is sampled."""

import shutil
from pathlib import Path

import pytest
from tests.runs.small_run import STAKES, edit, go

import stakes
from stakes.case.reading.expected_form import FILE
from stakes.inference import fitting

BARE = Path(__file__).parents[1] / "bare"
LAST = ").assign_coords(option=list(setting.options)), _parts(\n        -loss, 0.0 * loss\n    )"
MISTAKES = {
    'beliefs["damage"]': ('beliefs["damag"]', "no quantity 'damag' in the model; did you mean 'da"),
    "floods = ": ("floods = 1 / 0 + ", "line 7: consequences raised ZeroDivisionError: division"),
    "* 0.8": ("* float('nan')", "gives NaN or infinity for the option 'nothing' and attribute"),
    "- 60.0 *": ("- float('inf') *", "gives NaN or infinity for the option"),
    '.sum("period")': ("", "consequences: returns dims ["),
    'ATTRIBUTES = ["damage", "cost"]': (
        'ATTRIBUTES = ["damage", "price"]',
        "leaves out the attribute 'cost'; return all attributes",
    ),
    "in setting.options.values()": (
        "in list(setting.options.values())[:1]",
        "consequences raised ",
    ),
    LAST: (").assign_coords(option=list(setting.options))", "returns a DataArray; return two"),
}


@pytest.fixture
def bare(tmp_path, monkeypatch):
    unwanted = shutil.ignore_patterns("__pycache__", "results")

    def never(*_, **__):
        raise AssertionError("sampled")

    monkeypatch.setattr(fitting, "fit", never)
    return Path(shutil.copytree(BARE, tmp_path / "bare", ignore=unwanted))


@pytest.mark.parametrize("right", MISTAKES)
def test_a_mistake_in_the_consequences_is_a_line_before_the_fit(bare, right):
    wrong, said = MISTAKES[right]
    edit(bare, FILE, right, wrong)
    with pytest.raises(stakes.CaseError) as error:
        go(bare)
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{FILE}: ")
    assert said in line


OBSERVED = """import pymc as pm
import stakes

CHECKS = {{{checks}}}


def add(priors, evidence):
    q = stakes.quantities(priors, ["rate", "damage"])
    pm.Normal("seen", q["rate"], 1.0, observed=[0.3, 0.5])
"""


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ("", "CHECKS: has no entry for the likelihood 'seen'; add statistics of its data"),
        ('"seen": {"mean": lambda y: y.maen()}', "CHECKS, seen, mean: raised AttributeError"),
        ('"seen": {"mean": lambda y: y.mean() / 0}', "CHECKS, seen, mean: "),
    ],
)
def test_a_missing_or_failing_check_is_found_before_the_fit(bare, checks, said):
    (bare / "models/river.py").write_text(OBSERVED.format(checks=checks), encoding="utf-8")
    with pytest.raises(stakes.CaseError, match=r"models/river\.py") as error:
        go(bare)
    assert said in str(error.value)


def test_the_command_says_it_in_a_line_and_more_where_asked(bare):
    import subprocess

    edit(bare, FILE, "floods = ", "floods = 1 / 0 + ")
    asked = [STAKES, "run", "--case", bare]
    plain, more = (
        subprocess.run([*asked, *debug], capture_output=True, text=True, check=False)
        for debug in ([], ["--debug"])
    )
    assert (plain.returncode, more.returncode) == (2, 2)
    assert "Traceback" not in plain.stderr
    assert plain.stderr.splitlines()[-1].startswith(f"{FILE}: line 7: consequences raised Zero")
    assert "Traceback" in more.stderr
