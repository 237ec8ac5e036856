"""What the code of a case does wrong is one line before anything is sampled."""

import shutil
from pathlib import Path

import pytest
from tests.runs.small_run import STAKES, edit, go

import stakes
from stakes.case.reading.case_code import running
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
    "for option in setting.options.values()": (
        "for option in [setting.options['nothing']] * len(setting.options)",
        "gives every option the value of the baseline 'nothing' in every draw; let at least one",
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


def line_of(root, file, right, wrong):
    edit(root, file, right, wrong)
    with pytest.raises(stakes.CaseError) as error:
        go(root)
    (line,) = str(error.value).splitlines()
    return line


def test_where_code_fails_for_an_option_the_line_names_it(bare):
    part = "def _of(loss, option):\n    return loss / (option.id != 'dike').real.nothing\n\n\n"
    edit(bare, FILE, "def _parts", f"{part}def _parts")
    line = line_of(bare, FILE, "_parts(loss *", "_of(loss, option) + _parts(loss *")
    assert "consequences raised AttributeError for the option 'nothing': " in line
    assert "; it must return two DataArrays, [chain, draw, option, attribute]" in line


def test_a_threshold_that_is_not_read_is_found(bare):
    text = '[thresholds.idle]\nrationale = "Why not?"\nrange = [0, 9]\n'
    (bare / "analysis/sensitivity.toml").write_text(text, encoding="utf-8")
    quantity = (bare / "priors/river.toml").read_text(encoding="utf-8").partition("[quantities.d")
    idle = quantity[1].replace("[quantities.d", "\n[quantities.idle]")
    rest = quantity[2].partition("]")[2]
    with (bare / "priors/river.toml").open("a", encoding="utf-8") as file:
        file.write(idle + rest)
    said = line_of(bare, "models/river.py", '"damage"', '"damage", "idle"')
    assert said.startswith("analysis/sensitivity.toml: thresholds.idle: is not read by analysis/")


def test_weights_of_nothing_are_found(bare):
    said = line_of(bare, "analysis/values.toml", "{ damage = 1.0 }", "{ damage = 0, cost = 0 }")
    assert said.startswith("analysis/values.toml: profiles.village.weights: are all 0")


def test_the_models_of_other_structures_are_tried(bare):
    other = (bare / "models/river.py").read_text(encoding="utf-8").replace('"rate", ', "")
    (bare / "models/dry.py").write_text(other, encoding="utf-8")
    both = "".join(
        f'\n[structures.{name}]\nlabel = "{name}"\nweight = 0.5\nrationale = "Half."\n{more}\n'
        for name, more in (("wet", ""), ("dry", 'instead = {"models/river.py" = "models/dry.py"}'))
    )
    with (bare / "case.toml").open("a", encoding="utf-8") as file:
        file.write(both)
    with pytest.raises(stakes.CaseError, match=r"no quantity 'rate' in the model") as error:
        go(bare)
    assert str(error.value).count("\n") == 0


def test_a_folder_that_cannot_hold_the_results_is_found(bare):
    (bare / "results/fit.nc").mkdir(parents=True)
    with pytest.raises(stakes.CaseError, match=r"fit\.nc: is a folder, not a file"):
        go(bare)


def test_a_full_disk_is_found(bare, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(stakes.CaseError, match=r"cannot hold the results .no space left on device"):
        go(bare)


def test_what_has_nothing_to_do_with_the_case_is_not_laid_at_its_door(bare):
    with pytest.raises(OSError, match="read-only"), running(bare, bare / FILE, "consequences"):
        raise OSError(30, "Read-only file system, read-only")


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


def test_a_model_that_registers_nothing_is_found(bare):
    said = line_of(bare, "models/river.py", 'stakes.quantities(priors, ["rate", "damage"])', "pass")
    assert said.startswith("models/river.py: add: registers no quantity; call stakes.quantities(")


def test_a_study_without_its_function_is_found(bare):
    study = 'label = "S"\nunit = "u"\nsizes = [10]\ncost = 0\nrationale = "r"\nsources = []\n'
    (bare / "analysis/studies.toml").write_text(f"[studies.gauge]\n{study}", encoding="utf-8")
    (bare / "analysis/studies.py").write_text("other = 1\n", encoding="utf-8")
    said = line_of(bare, "case.toml", "seed = 11", "seed = 12")
    assert said.startswith("analysis/studies.py: has no function gauge(beliefs, evidence, sizes,")


def test_what_fails_once_is_said_once(bare):
    text = '[thresholds.rate]\nrationale = "r"\nrange = [0, 9]\n'
    (bare / "analysis/sensitivity.toml").write_text(text, encoding="utf-8")
    said = line_of(bare, FILE, "loss = floods", "raise ValueError('no')\n    loss = floods")
    assert said.startswith("analysis/consequences.py: line 8: consequences raised ValueError: no")
